// A child of `async let` lives in its parent's frame: to count a reference keeps nothing alive, and once the scope
// has ended its memory is somebody else's. When a scope begins and ends is told by the calls that the compiler
// makes for it.
#define _GNU_SOURCE
#include "internal.h"
#include "layout.h"

#if INTERLEAVING_HAS_GLIBC
#include <string.h>

static const void *child_of(const void *scope) {
    const void *child;
    memcpy(&child, (const char *)scope + first_child, sizeof child);
    return child;
}

typedef __attribute__((swiftcall)) void (*begin_t)(
    void *scope, void *options, const void *result, void *entry, void *closure, void *buffer);

// Weak, as all of these, so that a program linked with the runtime's archive keeps the runtime's own.
__attribute__((weak, swiftcall)) void swift_asyncLet_begin(
    void *scope, void *options, const void *result, void *entry, void *closure, void *buffer) {
    INTERLEAVING_REAL(begin_t, "swift_asyncLet_begin")
    struct interleaving_world *world = interleaving_current();
    if (world && world->is_over) world = NULL;
    if (world) interleaving_begin_birth(entry);
    real(scope, options, result, entry, closure, buffer);
    if (!world) return;
    interleaving_end_birth();
    if (interleaving_register_child) interleaving_register_child(child_of(scope));
}

typedef __attribute__((swiftasynccall)) void (*resume_t)(
    __attribute__((swift_async_context)) void *);
typedef __attribute__((swiftasynccall)) void (*end_t)(
    __attribute__((swift_async_context)) void *, void *, void *, resume_t, void *);

// Each of these waits for the child, destroys it, and goes on.
#define END(name)                                                                   \
    __attribute__((weak, swiftasynccall)) void name(                                \
        __attribute__((swift_async_context)) void *caller, void *scope, void *buffer, \
        resume_t next, void *context) {                                             \
        INTERLEAVING_REAL(end_t, #name)                                             \
        if (interleaving_is_wanted() && interleaving_leave_child) {                 \
            interleaving_leave_child(child_of(scope));                              \
        }                                                                           \
        __attribute__((musttail)) return real(caller, scope, buffer, next, context); \
    }

END(swift_asyncLet_finish)
END(swift_asyncLet_consume)
END(swift_asyncLet_consume_throwing)

#endif
