// Tasks that are created on a simulated thread are known from their birth.
#define _GNU_SOURCE
#include "internal.h"

#if INTERLEAVING_HAS_GLIBC
struct task_and_context {
    void *task;
    void *context;
};

typedef __attribute__((swiftcall)) struct task_and_context (*create_t)(
    size_t flags, void *options, const void *result, void *entry, void *closure);

// Weak, so that a program linked with the runtime's archive keeps the runtime's own.
__attribute__((weak, swiftcall)) struct task_and_context swift_task_create(
    size_t flags, void *options, const void *result, void *entry, void *closure) {
    INTERLEAVING_REAL(create_t, "swift_task_create")
    struct interleaving_world *world = interleaving_current();
    if (!world || world->is_over) return real(flags, options, result, entry, closure);
    interleaving_begin_birth(entry);
    struct task_and_context born = real(flags, options, result, entry, closure);
    interleaving_end_birth();
    if (interleaving_register_task) interleaving_register_task(born.task);
    return born;
}

#endif
