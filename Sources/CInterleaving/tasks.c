// What can be asked of the runtime about tasks.
#define _GNU_SOURCE
#include "internal.h"
#include "layout.h"

#if INTERLEAVING_HAS_GLIBC
#include "runtime.h"
#include <dlfcn.h>

bool interleaving_hops_are_available(void) {
#if defined(__LP64__)
    return interleaving_find_next("swift_task_switch") && swift_task_getCurrentExecutor
        && swift_task_getCurrent && swift_task_suspend && swift_task_enqueueTaskOnExecutor;
#else
    return false;
#endif
}

bool interleaving_layout_is_known(const void *task) {
#if defined(__LP64__)
    const char *bytes = task;
    Dl_info image;
    uint32_t number = *(const uint32_t *)(bytes + job_number);
    return swift_task_getJobTaskId && (uint32_t)swift_task_getJobTaskId((void *)task) == number
        && *(void *const *)(bytes + resume_context) != NULL
        && dladdr(*(void *const *)(bytes + resume_function), &image) != 0;
#else
    return false;
#endif
}

uint64_t interleaving_number_of(const void *task) {
    return task && swift_task_getJobTaskId ? swift_task_getJobTaskId((void *)task) : 0;
}

uint64_t interleaving_current_task(void) {
    return swift_task_getCurrent ? interleaving_number_of(swift_task_getCurrent()) : 0;
}

void interleaving_retain(const void *task) { swift_retain((void *)task); }

void interleaving_release(const void *task) { swift_release((void *)task); }

#endif
