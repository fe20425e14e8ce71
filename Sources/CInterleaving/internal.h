// Shared by the parts of the C half.

#ifndef CINTERLEAVING_INTERNAL_H
#define CINTERLEAVING_INTERNAL_H

#include <stdatomic.h>
#include <stdlib.h>

#include "CInterleaving.h"

// The C library must be one that can be stood in for: a shared glibc.
#if defined(__linux__) && defined(__GLIBC__)
#define INTERLEAVING_HAS_GLIBC 1
#else
#define INTERLEAVING_HAS_GLIBC 0
#endif

// ThreadSanitizer and AddressSanitizer call the C library themselves, early and from within their own
// locks; what stands in for the C library must not call back into them. Not weak: the sanitizers' own
// stand-ins would take precedence.
#define INTERLEAVING_PLAIN __attribute__((disable_sanitizer_instrumentation, noinline))

#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define INTERLEAVING_SANITIZED 1
#endif
#endif

// The same for what may also come from an archive, as Dispatch does in a program linked with the static
// standard library: there the archive's own is kept.
#if INTERLEAVING_SANITIZED
#define INTERLEAVING_WEAK INTERLEAVING_PLAIN
#else
#define INTERLEAVING_WEAK __attribute__((disable_sanitizer_instrumentation, noinline, weak))
#endif

// Finds the bounds of the calling thread's stack, once; the walk below needs them.
void interleaving_find_stack(void);

// Writes `next` and the return addresses of the frames from `frame` on, as long as they lie on the calling
// thread's stack, and a null. Safe in a signal's handler.
void interleaving_walk_stack(void **place, size_t room, uintptr_t next, uintptr_t frame);

// Whether an address of the calling thread's stack looks like that of a frame, with two callers above it; and
// the nearest that does from `address` on, or 0.
bool interleaving_is_frame(uintptr_t address);
uintptr_t interleaving_frame_above(uintptr_t address);

// Told of a slice that takes too long, with where it stands; by the watchdog's thread. Defined by the Swift half
// unless it was compiled for another toolchain.
__attribute__((weak)) void interleaving_report_stall(void *const *place);

// The world that a task which is running sees, or null for the machine. Defined by the Swift half, too.
__attribute__((weak)) struct interleaving_world *interleaving_world_of_task(uint64_t task);

// The same as `interleaving_depart` for a world, or none.
void interleaving_depart_from(struct interleaving_world *world, int kind);

// Notes that the slice is about to wait for something, in real time; its world, for `interleaving_end_wait`.
struct interleaving_world *interleaving_begin_wait(void);

// The wait is over; if its time ran out, as much has passed in the simulation.
void interleaving_end_wait(struct interleaving_world *world, bool timed_out, int64_t waited);

// What scatters the bits of a number in SplitMix64.
static inline uint64_t interleaving_mix(uint64_t value) {
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
    return value ^ (value >> 31);
}

// Told of each task created on a simulated thread. Defined by the Swift half, too.
__attribute__((weak)) void interleaving_register_task(const void *task);

// The world that the calling thread is in, if time is virtual there.
struct interleaving_world *interleaving_timed_world(void);

// What the monotonic clocks stand at on a simulated thread.
int64_t interleaving_monotonic_now(const struct interleaving_world *world);

// Lets virtual time pass within a slice. What is due meanwhile comes after the slice, as it does where the thread of a
// slice is busy.
void interleaving_spend(struct interleaving_world *world, int64_t nanoseconds);

uint64_t interleaving_next_random(struct interleaving_world *world);
void interleaving_fill_random(struct interleaving_world *world, void *bytes, size_t count);

// The calling thread creates a task from the first of these to the second; they nest.
void interleaving_begin_birth(const void *entry);

// What the task that the calling thread is creating is made for; null if it creates none.
const void *interleaving_entry_at_birth(void);
void interleaving_end_birth(void);

// Whether the calling thread drives this world: only then it may change what is counted there.
bool interleaving_drives(const struct interleaving_world *world);

// Told of each child that `async let` begins on a simulated thread, and of each, on any thread, whose scope is
// about to end: its memory is its parent's, and nothing of it may be looked at once that scope has ended. Defined
// by the Swift half, too.
__attribute__((weak)) void interleaving_register_child(const void *task);
__attribute__((weak)) void interleaving_leave_child(const void *task);

// The next definition of `name` after this image's own: the C library's or the runtime's. Null if there is none.
void *interleaving_find_next(const char *name);

// The same for a call that must be passed on. Says what is missing and ends the process if there is none, as in a
// program that is linked statically as a whole.
void *interleaving_next_definition(const char *name);

// A local `real` with the next definition of `name`, which is looked for once; twice is harmless.
#define INTERLEAVING_REAL(type, name)                                               \
    INTERLEAVING_REAL_FOUND(type, interleaving_next_definition(name))

// The same with the definition that an expression finds.
#define INTERLEAVING_REAL_FOUND(type, definition)                                   \
    static _Atomic(type) cached;                                                    \
    type real = atomic_load_explicit(&cached, memory_order_relaxed);                \
    if (!real) {                                                                    \
        real = (type)(definition);                                                  \
        atomic_store_explicit(&cached, real, memory_order_relaxed);                 \
    }

#endif
