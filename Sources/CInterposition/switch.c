// Every change of executor on a simulated thread is a scheduling point.
//
// The runtime goes on inline when the actor it is about to enter is free, so two tasks would never
// meet between two calls to it. Code calls `swift_task_switch` by name; in an executable that name is
// found here first.
#define _GNU_SOURCE
#include "internal.h"
#include "layout.h"

#if INTERLEAVING_HAS_GLIBC
#include "runtime.h"

typedef __attribute__((swiftasynccall)) void (*continuation_t)(
    __attribute__((swift_async_context)) void *);
typedef __attribute__((swiftasynccall)) void (*switch_t)(
    __attribute__((swift_async_context)) void *, continuation_t, void *, uintptr_t);

#if defined(__LP64__)
static bool suspend_at_hop(void *context, continuation_t next, void *identity, uintptr_t how) {
    struct interleaving_world *world = interleaving_current();
    if (!world || !world->hop_points) return false;
    if (swift_task_getCurrentExecutor().identity == identity) return false;
    char *task = swift_task_getCurrent();
    if (!task) return false;
    // Elsewhere it looks as if it waited between being suspended and being given to the other executor.
    bool is_seen = !interleaving_drives(world);
    if (!is_seen) world->hops += 1;
    *(continuation_t *)(task + resume_function) = next;
    *(void **)(task + resume_context) = context;
    if (is_seen) interleaving_begin_passing(world);
    swift_task_suspend();
    // What an ended simulation has left behind goes no further.
    if (!world->is_over) swift_task_enqueueTaskOnExecutor(task, identity, how);
    if (is_seen) interleaving_end_passing(world);
    return true;
}

// Weak, so that a program linked with the runtime's archive keeps the runtime's own.
__attribute__((weak, swiftasynccall)) void swift_task_switch(
    __attribute__((swift_async_context)) void *context, continuation_t next, void *identity,
    uintptr_t how) {
    if (suspend_at_hop(context, next, identity, how)) return;
    INTERLEAVING_REAL(switch_t, "swift_task_switch")
    __attribute__((musttail)) return real(context, next, identity, how);
}
#endif

#endif
