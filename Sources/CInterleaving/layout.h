// Where the runtime keeps what this room reads and writes: Swift 6.3, 64 bit. All that is private is here; whether the
// runtime of the process is laid out so is decided before any of it is used (`Toolchain`), and tried (`SelfTest`).

#ifndef CINTERLEAVING_LAYOUT_H
#define CINTERLEAVING_LAYOUT_H

// `Job` and `AsyncTask`: what it is, its number, where it goes on, its status word, what it depends on.
enum {
    job_flags = 0x20,
    job_number = 0x24,
    resume_function = 0x38,
    resume_context = 0x40,
    status_flags = 0x60,
    dependency_record = 0xa0,
};

// A bit of the first: a child of `async let`, which lives in its parent's frame.
enum { is_child_in_frame = 1 << 28 };

// The low byte of the first: a job that only resumes a task, as yielding makes it.
enum { resumption_kind = 195 };

// Bits of the status word.
enum { is_running = 0x800, is_enqueued = 0x1000, is_complete = 0x2000, has_dependency = 0x4000 };

// `TaskDependencyStatusRecord`: the other party, what kind it is of, and who waits.
enum { dependency_target = 0x10, dependency_kind = 0x20, dependency_waiter = 0x28 };

// `ChildTaskStatusRecord`, which is how a scope of `async let` begins: its child.
enum { first_child = 0x10 };

#endif
