// `DispatchQueue.sync` runs its block on the calling thread, as part of the slice, once the queue is free. If it had to wait for
// that, or somebody else's thread ran the block, others had a say.
#define _GNU_SOURCE
#include "internal.h"

// The thread sanitizer stands in for these itself: what a queue orders is no race.
#if INTERLEAVING_HAS_GLIBC && !INTERLEAVING_SANITIZED
#include <dlfcn.h>
#include <pthread.h>
#include <sys/resource.h>

typedef void (*work_t)(void *context);
typedef void (*sync_t)(void *queue, void *block);
typedef void (*sync_f_t)(void *queue, void *context, work_t work);

// How often the calling thread has given up the processor of its own accord: whoever waits does.
static long waits_so_far(void) {
    struct rusage usage;
    return getrusage(RUSAGE_THREAD, &usage) == 0 ? usage.ru_nvcsw : 0;
}

struct call {
    work_t work;
    void *context;
    pthread_t thread;
    long waits;
    bool has_waited;
};

static void run(void *context) {
    struct call *call = context;
    call->has_waited =
        !pthread_equal(call->thread, pthread_self()) || waits_so_far() > call->waits;
    call->work(call->context);
}

static void sync_noticed(sync_f_t real, void *queue, void *context, work_t work) {
    struct call call = {work, context, pthread_self(), waits_so_far(), false};
    real(queue, &call, run);
    if (call.has_waited) interleaving_depart(interleaving_departure_block);
}

// A block, as every compiler lays it out.
struct block {
    void *isa;
    int32_t flags, reserved;
    work_t invoke;
    const void *descriptor;
};

static void nothing(void *block) { (void)block; }

// What a work item calls first. Dispatch knows its blocks by it, and does more with them than run them.
static work_t work_item_entry(void) {
    static const uint64_t descriptor[2] = {0, sizeof(struct block)};
    static struct block sample;
    static _Atomic(work_t) known;
    work_t entry = atomic_load_explicit(&known, memory_order_acquire);
    if (entry) return entry;
    typedef void *(*create_t)(unsigned long flags, void *block);
    create_t create = (create_t)dlsym(RTLD_DEFAULT, "dispatch_block_create");
    void *global = dlsym(RTLD_DEFAULT, "_NSConcreteGlobalBlock");
    enum { is_global = 1 << 28 };
    sample = (struct block){global, is_global, 0, nothing, descriptor};
    struct block *made = create && global ? create(0, &sample) : NULL;
    // It is never given back: one, for as long as the process lives.
    entry = made ? made->invoke : nothing;
    atomic_store_explicit(&known, entry, memory_order_release);
    return entry;
}

#define SYNC(name)                                                                  \
    INTERLEAVING_WEAK void name##_f(void *queue, void *context, work_t work) {      \
        INTERLEAVING_REAL(sync_f_t, #name "_f")                                     \
        if (!interleaving_current()) return real(queue, context, work);             \
        sync_noticed(real, queue, context, work);                                   \
    }                                                                               \
    static void name##_of_work_item(void *queue, void *block) {                     \
        INTERLEAVING_REAL(sync_t, #name)                                            \
        long waits = waits_so_far();                                                \
        real(queue, block);                                                         \
        if (waits_so_far() > waits) interleaving_depart(interleaving_departure_block); \
    }                                                                               \
    INTERLEAVING_WEAK void name(void *queue, void *block) {                         \
        if (interleaving_current()) {                                               \
            work_t work = ((struct block *)block)->invoke;                          \
            if (work == work_item_entry()) return name##_of_work_item(queue, block); \
            INTERLEAVING_REAL(sync_f_t, #name "_f")                                 \
            return sync_noticed(real, queue, block, work);                          \
        }                                                                           \
        INTERLEAVING_REAL(sync_t, #name)                                            \
        real(queue, block);                                                         \
    }

SYNC(dispatch_sync)
SYNC(dispatch_barrier_sync)
SYNC(dispatch_async_and_wait)
SYNC(dispatch_barrier_async_and_wait)

#endif
