// A slice that does not come to its end holds up its whole simulation: a lock that is held elsewhere, a
// read from a socket, a loop. A thread of its own watches for that, because nobody else can.
#define _GNU_SOURCE
#include "internal.h"

#if INTERLEAVING_HAS_GLIBC
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>

// Simulations that are being driven; more than that are not watched.
enum { most_watched = 64 };

struct watched {
    struct interleaving_world *world;
    pthread_t thread;
    uint64_t slices;        // as last seen
    struct timespec since;  // when they were last seen to change
    bool reported;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct watched list[most_watched];  // in the order in which they began
static size_t count;
static bool started;

// Where the interrupted thread stands, written by the signal's handler.
static void *place[interleaving_depth];
static atomic_bool placed;

INTERLEAVING_PLAIN static void note_place(int signal, siginfo_t *information, void *context) {
    (void)signal, (void)information;
    const ucontext_t *interrupted = context;
#if defined(__x86_64__)
    uintptr_t next = (uintptr_t)interrupted->uc_mcontext.gregs[REG_RIP];
    uintptr_t frame = (uintptr_t)interrupted->uc_mcontext.gregs[REG_RBP];
    uintptr_t top = (uintptr_t)interrupted->uc_mcontext.gregs[REG_RSP];
#elif defined(__aarch64__)
    uintptr_t next = interrupted->uc_mcontext.pc, frame = interrupted->uc_mcontext.regs[29];
    uintptr_t top = interrupted->uc_mcontext.sp;
#else
    uintptr_t next = 0, frame = 0, top = 0;
    (void)interrupted;
#endif
    // The C library keeps no frame pointers: interrupted there, the nearest frame that does is looked for.
    if (!interleaving_is_frame(frame)) frame = interleaving_frame_above(top);
    // The first address is no return address; one more makes it look like one.
    interleaving_walk_stack(place, interleaving_depth, next + 1, frame);
    atomic_store_explicit(&placed, true, memory_order_release);
}

// SIGURG is ignored unless somebody asks for it, so it hurts nobody whom it reaches by mistake.
static bool can_interrupt(void) {
    struct sigaction current;
    if (sigaction(SIGURG, NULL, &current) != 0) return false;
    if ((current.sa_flags & SA_SIGINFO) && current.sa_sigaction == note_place) return true;
    if (current.sa_handler != SIG_DFL) return false;
    struct sigaction own = {.sa_sigaction = note_place, .sa_flags = SA_SIGINFO | SA_RESTART};
    return sigaction(SIGURG, &own, NULL) == 0;
}

static void find_place(pthread_t thread) {
    place[0] = NULL;
    atomic_store_explicit(&placed, false, memory_order_relaxed);
    if (!can_interrupt() || pthread_kill(thread, SIGURG) != 0) return;
    for (int tries = 0; tries < 1000; tries++) {
        if (atomic_load_explicit(&placed, memory_order_acquire)) return;
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    place[0] = NULL;
}

static int64_t nanoseconds_since(const struct timespec *start, const struct timespec *now) {
    return (now->tv_sec - start->tv_sec) * 1000000000 + (now->tv_nsec - start->tv_nsec);
}

// Whether a simulation that began later runs on the same thread: that one is to be watched then.
static bool is_covered(size_t index) {
    for (size_t later = index + 1; later < count; later++) {
        if (pthread_equal(list[later].thread, list[index].thread)) return true;
    }
    return false;
}

static void look(struct watched *watched, const struct timespec *now) {
    struct interleaving_world *world = watched->world;
    uint64_t slices = __atomic_load_n(&world->slices, __ATOMIC_RELAXED);
    if (slices != watched->slices) {
        watched->slices = slices;
        watched->since = *now;
        watched->reported = false;
        return;
    }
    if (watched->reported || nanoseconds_since(&watched->since, now) < world->patience) return;
    watched->reported = true;
    find_place(watched->thread);
    memcpy(world->stall, place, sizeof place);
    __atomic_fetch_add(&world->stalls, 1, __ATOMIC_RELEASE);
    if (interleaving_report_stall) interleaving_report_stall(place);
}

static void *watch(void *context) {
    (void)context;
    while (true) {
        struct timespec now;
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
        clock_gettime(CLOCK_MONOTONIC, &now);
        pthread_mutex_lock(&lock);
        for (size_t index = 0; index < count; index++) {
            if (is_covered(index)) {
                list[index].since = now;
            } else {
                look(&list[index], &now);
            }
        }
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

static void start(void) {
    pthread_t thread;
    pthread_attr_t attributes;
    // Signals are for the program's own threads.
    sigset_t all, previous;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &previous);
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    started = pthread_create(&thread, &attributes, watch, NULL) == 0;
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &previous, NULL);
}

// Dispatch blocks all signals on its threads, which is where tests run.
static void let_signal_through(void) {
    static __thread bool done;
    if (done) return;
    sigset_t urgent;
    sigemptyset(&urgent);
    sigaddset(&urgent, SIGURG);
    done = pthread_sigmask(SIG_UNBLOCK, &urgent, NULL) == 0;
}

void interleaving_watch(struct interleaving_world *world) {
    if (world->patience <= 0) return;
    interleaving_leave();
    interleaving_find_stack();
    let_signal_through();
    pthread_mutex_lock(&lock);
    if (!started) start();
    if (count < most_watched) {
        struct watched *own = &list[count++];
        *own = (struct watched){.world = world, .thread = pthread_self()};
        own->slices = __atomic_load_n(&world->slices, __ATOMIC_RELAXED);
        clock_gettime(CLOCK_MONOTONIC, &own->since);
    }
    pthread_mutex_unlock(&lock);
    interleaving_return();
}

void interleaving_unwatch(struct interleaving_world *world) {
    if (world->patience <= 0) return;
    pthread_mutex_lock(&lock);
    for (size_t index = count; index-- > 0;) {
        if (list[index].world != world) continue;
        memmove(&list[index], &list[index + 1], (count - index - 1) * sizeof *list);
        count -= 1;
        break;
    }
    pthread_mutex_unlock(&lock);
}

#endif
