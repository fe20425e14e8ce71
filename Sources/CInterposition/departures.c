// Work that a simulated thread hands to Dispatch or to a thread of its own leaves the simulation. It is
// let go, and counted.
#define _GNU_SOURCE
#include "internal.h"

#if INTERLEAVING_HAS_GLIBC
#include <pthread.h>
#include <stdio.h>

#define FORWARD(name, parameters, arguments)                                        \
    INTERLEAVING_WEAK void name parameters {                                       \
        typedef void(*function) parameters;                                         \
        INTERLEAVING_REAL(function, #name)                                          \
        interleaving_depart(interleaving_departure_dispatch);                       \
        /* Dispatch works in real time, and one of these may call another. */       \
        struct interleaving_world *world = interleaving_leave();                    \
        (void)world;                                                                \
        real arguments;                                                             \
        interleaving_return();                                                      \
    }

FORWARD(dispatch_async, (void *queue, void *block), (queue, block))
FORWARD(dispatch_async_f, (void *queue, void *context, void *work), (queue, context, work))
FORWARD(dispatch_apply, (size_t count, void *queue, void *block), (count, queue, block))
FORWARD(
    dispatch_apply_f,
    (size_t count, void *queue, void *context, void *work),
    (count, queue, context, work))
FORWARD(dispatch_group_notify, (void *group, void *queue, void *block), (group, queue, block))
FORWARD(
    dispatch_group_notify_f,
    (void *group, void *queue, void *context, void *work),
    (group, queue, context, work))
FORWARD(dispatch_barrier_async, (void *queue, void *block), (queue, block))
FORWARD(dispatch_barrier_async_f, (void *queue, void *context, void *work), (queue, context, work))
FORWARD(dispatch_group_async, (void *group, void *queue, void *block), (group, queue, block))
FORWARD(
    dispatch_group_async_f,
    (void *group, void *queue, void *context, void *work),
    (group, queue, context, work))

// A deadline that was computed in virtual time means nothing to Dispatch: what counts is how far off it
// is. Values with the top bit clear are nanoseconds of the monotonic clock; 0 is "now". To be called outside
// of the world, because Dispatch adds the distance to what the clock reads.
typedef uint64_t (*dispatch_time_t)(uint64_t base, int64_t delta);

static const uint64_t forever = ~(uint64_t)0;
static const int64_t patience = 10000000000;

static uint64_t from_now(int64_t delta) {
    INTERLEAVING_REAL(dispatch_time_t, "dispatch_time")
    return real(0, delta);
}

static uint64_t real_deadline(struct interleaving_world *world, uint64_t when) {
    if (!world || !world->virtual_clock || when == 0 || when >> 63) return when;
    int64_t delta = (int64_t)when - interleaving_monotonic_now(world);
    return from_now(delta > 0 ? delta : 0);
}

#define real_when real_deadline(world, when)

FORWARD(dispatch_after, (uint64_t when, void *queue, void *block), (real_when, queue, block))
FORWARD(
    dispatch_after_f,
    (uint64_t when, void *queue, void *context, void *work),
    (real_when, queue, context, work))
FORWARD(
    dispatch_source_set_timer,
    (void *source, uint64_t when, uint64_t interval, uint64_t leeway),
    (source, real_when, interval, leeway))

// A slice that waits for Dispatch holds up the whole simulation, and for ever when the one who should
// signal is simulated too. What is free at once is taken without a word.
static intptr_t wait_noticed(
    intptr_t (*real)(void *, uint64_t), const char *name, void *object, uint64_t timeout) {
    struct interleaving_world *world = interleaving_current();
    if (!world) return real(object, timeout);
    if (real(object, 0) == 0) return 0;
    // From here on time is real.
    interleaving_begin_wait();
    int64_t limit = (int64_t)timeout - interleaving_monotonic_now(world);
    timeout = real_deadline(world, timeout);
    intptr_t result = 1;
    if (timeout == forever) {
        result = real(object, from_now(patience));
        if (result != 0) {
            fprintf(
                stderr,
                "A simulated task has blocked its thread in %s for 10 seconds. A simulation has one "
                "thread: if the one who should signal is simulated too, it never will.\n",
                name);
            result = real(object, timeout);
        }
    } else {
        result = real(object, timeout);
    }
    bool is_monotonic = timeout != forever && timeout >> 63 == 0;
    interleaving_end_wait(world, result != 0 && is_monotonic, limit);
    return result;
}

#define WAIT(name)                                                                  \
    INTERLEAVING_WEAK intptr_t name(void *object, uint64_t timeout) {               \
        typedef intptr_t (*function)(void *, uint64_t);                             \
        INTERLEAVING_REAL(function, #name)                                          \
        return wait_noticed(real, #name, object, timeout);                          \
    }

WAIT(dispatch_semaphore_wait)
WAIT(dispatch_group_wait)

// The sanitizers stand in for `pthread_create` themselves.
#if !INTERLEAVING_SANITIZED
typedef int (*pthread_create_t)(
    pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

INTERLEAVING_PLAIN int pthread_create(
    pthread_t *thread, const pthread_attr_t *attributes, void *(*work)(void *), void *context) {
    INTERLEAVING_REAL(pthread_create_t, "pthread_create")
    interleaving_depart(interleaving_departure_thread);
    return real(thread, attributes, work, context);
}
#endif

#endif
