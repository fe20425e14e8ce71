// What a suspended task waits for and where, read from the runtime's own structures.
#define _GNU_SOURCE
#include "internal.h"
#include "layout.h"

#if INTERLEAVING_HAS_GLIBC
#include <string.h>

static const void *pointer_at(const void *base, size_t offset) {
    const void *value;
    memcpy(&value, (const char *)base + offset, sizeof value);
    return value;
}

static uint32_t word_at(const void *base, size_t offset) {
    uint32_t value;
    memcpy(&value, (const char *)base + offset, sizeof value);
    return value;
}

bool interleaving_is_resumption(const void *job) {
    return (word_at(job, job_flags) & 0xff) == resumption_kind;
}

bool interleaving_is_counted(const void *task) {
    return !(word_at(task, job_flags) & is_child_in_frame);
}

static uint32_t status_of(const void *task) {
    const uint32_t *status = (const void *)((const char *)task + status_flags);
    return __atomic_load_n(status, __ATOMIC_ACQUIRE);
}

bool interleaving_is_complete(const void *task) { return status_of(task) & is_complete; }

bool interleaving_is_suspended(const void *task) {
    return (status_of(task) & (has_dependency | is_enqueued | is_running)) == has_dependency;
}

bool interleaving_is_in_hand(const void *task) {
    uint32_t status = status_of(task);
    return (status & (is_enqueued | is_running)) && !(status & is_complete);
}

int interleaving_wait_of(const void *task, const void **target) {
    *target = NULL;
    if (!(word_at(task, status_flags) & has_dependency)) return 0;
    const void *record = pointer_at(task, dependency_record);
    if (!record || pointer_at(record, dependency_waiter) != task) return 0;
    *target = pointer_at(record, dependency_target);
    return (int)word_at(record, dependency_kind);
}

size_t interleaving_frames_of(const void *task, const void **frames, size_t room) {
    if (!(word_at(task, status_flags) & has_dependency)) return 0;
    return interleaving_continuations_of(task, frames, room);
}

size_t interleaving_continuations_of(const void *task, const void **frames, size_t room) {
    size_t count = 0;
    if (count < room) frames[count++] = pointer_at(task, resume_function);
    // `AsyncContext`: the caller's context, and where the caller goes on.
    const void *context = pointer_at(task, resume_context);
    while (context && count < room) {
        const void *resume = pointer_at(context, sizeof(void *));
        if (!resume) break;
        frames[count++] = resume;
        context = pointer_at(context, 0);
    }
    return count;
}

#endif
