// The C half of Interleaving: what Swift cannot spell, for whole-program determinism on Linux.
//
// Everything here acts only for tasks of a simulation, and for a thread that has entered its world; for all else each
// function goes straight to the C library's or the runtime's own.

#ifndef CINTERLEAVING_H
#define CINTERLEAVING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Ways in which a slice can leave the simulation.
enum interleaving_departure {
    interleaving_departure_dispatch = 0,  // a block handed to Dispatch
    interleaving_departure_thread = 1,    // a new thread
    interleaving_departure_block = 2,     // a call that blocks the thread for a time
    interleaving_departure_task = 3,      // a task from outside that is made ready
    interleaving_departure_shared = 4,    // a slice that somebody else's thread runs, or one of somebody else's that this one does
    interleaving_departure_past = 5,      // a task of a simulation that has ended is made ready, which changes nothing
    interleaving_departure_kinds = 6,
};

// How many departures of one simulation are kept with where they happened, and how many frames of each.
enum { interleaving_places = 4, interleaving_depth = 24 };

// How many of its tasks a world knows at a glance.
enum { interleaving_glance = 64 };

// What the simulated threads of one simulation see instead of the machine.
struct interleaving_world {
    void *engine;           // the simulation; not owned
    int64_t now;            // nanoseconds of virtual time; a slice that waits moves it; atomic
    int64_t epoch;          // nanoseconds from 1970 to virtual time zero
    uint64_t random;        // state of the seeded generator; atomic
    uint64_t hops;          // executor changes made into scheduling points
    bool virtual_clock;     // whether clocks read virtual time
    bool virtual_random;    // whether the system's random numbers are seeded
    bool hop_points;        // whether executor changes are scheduling points
    bool on_errand;         // an actor works through its queue, in which may be tasks of others
    bool is_over;           // the simulation has ended: its tasks go no further than to their next suspension
    uint64_t driver;        // the number of the task that drives the simulation, and is none of it; or 0
    uint64_t members[interleaving_glance]; // numbers of tasks known to belong to it, each in its slot
    uint32_t departures[interleaving_departure_kinds]; // counted by kind; atomic
    uint32_t place_count;   // of the first departures; atomic
    void *places[interleaving_places][interleaving_depth]; // return addresses, ended by null
    int64_t patience;       // nanoseconds of real time a slice may take before it is reported; 0: any
    uint64_t slices;        // begun so far; atomic
    uint64_t readings;      // of a clock, by the present slice
    uint32_t stalls;        // slices that took longer than that; atomic
    uint64_t passings;      // tasks on their way from executor to executor: begun, ended, 32 bits each; atomic
    void *stall[interleaving_depth]; // where the latest of them stood
};

// Notes that a slice begins.
static inline void interleaving_begin_slice(struct interleaving_world *world) {
    // One thread writes; the watchdog only has to see it change.
    uint64_t slices = __atomic_load_n(&world->slices, __ATOMIC_RELAXED);
    __atomic_store_n(&world->slices, slices + 1, __ATOMIC_RELAXED);
    world->readings = 0;
}

// What time it is in a world, and that it is so late now; one thread sets it, others may read.
static inline int64_t interleaving_now(const struct interleaving_world *world) {
    return __atomic_load_n(&world->now, __ATOMIC_RELAXED);
}

static inline void interleaving_set_now(struct interleaving_world *world, int64_t now) {
    __atomic_store_n(&world->now, now, __ATOMIC_RELAXED);
}

// Whether a task is being created on the calling thread; the runtime makes it ready meanwhile, when nobody knows it yet.
bool interleaving_is_creating_task(void);

// How many slices took too long; where the latest of them stood may be read afterwards.
static inline uint32_t interleaving_stalls(const struct interleaving_world *world) {
    return __atomic_load_n(&world->stalls, __ATOMIC_ACQUIRE);
}

// A task on its way from one executor to another looks for a moment as if it waited, while another thread is about to give
// it to the other. So that nobody is deceived, it is counted before and after.
static inline void interleaving_begin_passing(struct interleaving_world *world) {
    __atomic_fetch_add(&world->passings, (uint64_t)1 << 32, __ATOMIC_SEQ_CST);
}

static inline void interleaving_end_passing(struct interleaving_world *world) {
    uint64_t all = __atomic_load_n(&world->passings, __ATOMIC_RELAXED), next;
    do {
        next = (all & 0xffffffff00000000u) | (uint32_t)(all + 1);
    } while (!__atomic_compare_exchange_n(
        &world->passings, &all, next, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
}

// The passings so far. Where it is the same before and after a look at tasks, and nobody was in passing, none was
// meanwhile.
static inline uint64_t interleaving_passings(const struct interleaving_world *world) {
    return __atomic_load_n(&world->passings, __ATOMIC_SEQ_CST);
}

static inline bool interleaving_is_in_passing(const struct interleaving_world *world) {
    uint64_t all = interleaving_passings(world);
    return (uint32_t)(all >> 32) != (uint32_t)all;
}

// Watches the slices that the calling thread is about to run, until told otherwise.
void interleaving_watch(struct interleaving_world *world);
void interleaving_unwatch(struct interleaving_world *world);

// Makes the calling thread drive `world` (or none, when null) and says what it drove before.
struct interleaving_world *interleaving_enter(struct interleaving_world *world);

// What the running code sees; null for the machine. It is the world of the running task, which on an actor that is
// shared may be another one than the thread's, and that of the thread for code of no task.
struct interleaving_world *interleaving_current(void);

// Makes the calling thread see the machine until `interleaving_return`; they nest. What it saw, or null.
struct interleaving_world *interleaving_leave(void);
void interleaving_return(void);

// Says how many simulations there are that tasks may belong to, whenever one begins or ends.
void interleaving_note_population(intptr_t count);

// Notes that a simulation has ended and left a task unfinished; and whether a task may be such a one: if not, it is none.
void interleaving_note_leftover(uint64_t task);
bool interleaving_may_be_leftover(uint64_t task);

// What tasks of simulations that have ended see.
struct interleaving_world *interleaving_limbo(void);

// Runs a job of the main actor while no other thread does.
void interleaving_lock_main(void);
void interleaving_unlock_main(void);

// Gives a job of the main actor to Dispatch, as the platform does; false if there is no Dispatch.
bool interleaving_enqueue_on_main(void *job, void (*run)(void *job));

// Gives a job to Dispatch's pool, or to a thread that is there for it however many are busy; false if there is no Dispatch.
bool interleaving_enqueue_in_pool(void *job, void (*run)(void *job));
bool interleaving_enqueue_at_once(void *job, void (*run)(void *job));

// Notes that the simulated thread (if this is one) hands work away.
void interleaving_depart(int kind);

// Puts everything in its place, if the process wants it. Before `main`, because the runtime's executors are two words each
// that other threads read without a lock: they can only be replaced while there is one thread.
void interleaving_begin(int count, char **arguments);

// Whether what stands in for the C library and the runtime is part of the program.
bool interleaving_is_linked(void);

// Whether the environment's INTERLEAVING_WITHOUT names a feature.
bool interleaving_is_left_out(const char *feature);

// Whether this process asked for whole-program capture when it was loaded: it is a test bundle, or the
// environment says INTERLEAVING=on; INTERLEAVING=off says no.
bool interleaving_is_wanted(void);

// What version of its layout the runtime says that it has, and how many bytes a task takes in it; false when it
// says nothing.
bool interleaving_runtime_layout(uint32_t *version, intptr_t *task_size);

// Whether the hashing of sets and dictionaries was made deterministic when the process was loaded.
bool interleaving_hashing_is_fixed(void);

// Whether the functions that executor changes are made of were found.
bool interleaving_hops_are_available(void);

// Whether calls to Dispatch from anywhere in the process are noticed.
bool interleaving_departures_are_seen(void);

// Whether a suspended task looks as this version of the runtime lays it out.
bool interleaving_layout_is_known(const void *task);

// Writes the build id of the program, at most `room` bytes; how many, 0 when it has none.
size_t interleaving_build_id(unsigned char *bytes, size_t room);

// What a suspended task waits for: 1 a task, 2 a continuation, 3 a group, 4 an executor, 0 unknown.
// `target` is the other party, for a task.
int interleaving_wait_of(const void *task, const void **target);

// Where a suspended task goes on, and its callers, innermost first; how many.
size_t interleaving_frames_of(const void *task, const void **frames, size_t room);

// Where a task that does not run goes on, and its callers, innermost first; how many.
size_t interleaving_continuations_of(const void *task, const void **frames, size_t room);

// Where a task that is ready goes on, and its callers, as a number other than 0 that is the same in every process of
// one build; for one that is being created, what it was made for.
uint32_t interleaving_place_of(const void *task);

// Whether a job of no task only makes a task ready again.
bool interleaving_is_resumption(const void *job);

// Whether a task that is alive is kept so by counting references, and not by a scope of its parent.
bool interleaving_is_counted(const void *task);

// Whether a task has finished, and whether it waits for something and not for an executor; to be asked of one
// that is kept alive, also while another thread runs it.
bool interleaving_is_complete(const void *task);
bool interleaving_is_suspended(const void *task);

// Whether a thread runs a task, or an executor is about to.
bool interleaving_is_in_hand(const void *task);

// The number of a task.
uint64_t interleaving_number_of(const void *task);

// The number of the running task, 0 outside of tasks.
uint64_t interleaving_current_task(void);

// Adds to the reference count of a task, and takes back.
void interleaving_retain(const void *task);
void interleaving_release(const void *task);

#endif
