// Jobs of the platform that are run on threads of Dispatch, but not as the platform would.
#define _GNU_SOURCE
#include "internal.h"

#if INTERLEAVING_HAS_GLIBC
#include <dlfcn.h>

typedef void (*async_t)(void *queue, void *context, void (*work)(void *));
typedef void *(*global_queue_t)(intptr_t priority, uintptr_t flags);

// Says that a thread is to be made whatever the number of those that are busy.
static const uintptr_t overcommit = 2;

static bool enqueue(void *queue, void *job, void (*run)(void *job)) {
    static _Atomic(async_t) known;
    async_t async = atomic_load_explicit(&known, memory_order_relaxed);
    if (!async) {
        // Not what stands in for it: nothing leaves a simulation here.
        async = (async_t)interleaving_find_next("dispatch_async_f");
        atomic_store_explicit(&known, async, memory_order_relaxed);
    }
    if (!queue || !async) return false;
    async(queue, job, run);
    return true;
}

bool interleaving_enqueue_on_main(void *job, void (*run)(void *job)) {
    static _Atomic(void *) known;
    void *queue = atomic_load_explicit(&known, memory_order_relaxed);
    if (!queue) {
        queue = dlsym(RTLD_DEFAULT, "_dispatch_main_q");
        atomic_store_explicit(&known, queue, memory_order_relaxed);
    }
    return enqueue(queue, job, run);
}

static void *global_queue(_Atomic(void *) *known, uintptr_t flags) {
    void *queue = atomic_load_explicit(known, memory_order_relaxed);
    if (!queue) {
        global_queue_t find = (global_queue_t)dlsym(RTLD_DEFAULT, "dispatch_get_global_queue");
        queue = find ? find(0, flags) : NULL;
        atomic_store_explicit(known, queue, memory_order_relaxed);
    }
    return queue;
}

bool interleaving_enqueue_in_pool(void *job, void (*run)(void *job)) {
    static _Atomic(void *) known;
    return enqueue(global_queue(&known, 0), job, run);
}

bool interleaving_enqueue_at_once(void *job, void (*run)(void *job)) {
    static _Atomic(void *) known;
    return enqueue(global_queue(&known, overcommit), job, run);
}

#endif
