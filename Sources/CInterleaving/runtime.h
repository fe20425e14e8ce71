// What of Swift's runtime is called by name.

#ifndef CINTERLEAVING_RUNTIME_H
#define CINTERLEAVING_RUNTIME_H

#include <stdint.h>

struct executor {
    void *identity;
    uintptr_t implementation;
};

// Weak, because another version of the runtime may lack some of them.
#define RUNTIME extern __attribute__((weak, swiftcall))

RUNTIME struct executor swift_task_getCurrentExecutor(void);
RUNTIME void *swift_task_getCurrent(void);
RUNTIME void *swift_task_suspend(void);
RUNTIME void swift_task_enqueueTaskOnExecutor(
    void *task, void *identity, uintptr_t implementation);
RUNTIME uint64_t swift_task_getJobTaskId(void *job);
extern void *swift_retain(void *object);
extern void swift_release(void *object);

#endif
