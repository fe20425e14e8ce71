#define _GNU_SOURCE
#include "internal.h"

#if INTERLEAVING_HAS_GLIBC
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

// What the calling thread drives, and how often it has left for the machine.
static __thread struct interleaving_world *driven_world;
static __thread unsigned absences;
static bool linked;
static bool wanted;
static bool installed;
static bool hashing_fixed;

// Everything that stands in for something, or looks into the runtime, asks for the world first: where the Swift half
// did not install itself, because it was compiled for another toolchain or runs on another runtime than the one
// that was tried, there is none.
struct interleaving_world *interleaving_enter(struct interleaving_world *world) {
    struct interleaving_world *previous = driven_world;
    driven_world = installed ? world : NULL;
    return previous;
}

bool interleaving_drives(const struct interleaving_world *world) { return driven_world == world; }

struct interleaving_world *interleaving_leave(void) {
    struct interleaving_world *here = interleaving_current();
    absences += 1;
    return here;
}

void interleaving_return(void) { absences -= 1; }

// An actor runs the jobs that wait for it on the thread that comes first, whoever they belong to. So on a thread that does
// not drive the running task's own simulation, and on one that works for an actor, who the task is decides.

static atomic_intptr_t population;
static atomic_uint_least64_t generation;

void interleaving_note_population(intptr_t count) {
    atomic_store(&population, count);
    atomic_fetch_add(&generation, 1);
}

// Tasks that simulations have left unfinished, as bits that several numbers may share: what is not among these is none, and
// that is known without a lock. Half of the bits are set when there are some 700,000.
enum { leftover_bits = 1 << 20 };

static atomic_uint_least64_t leftovers[leftover_bits / 64];
static atomic_bool any_leftovers;

void interleaving_note_leftover(uint64_t task) {
    uint64_t bit = interleaving_mix(task) % leftover_bits;
    atomic_fetch_or_explicit(
        &leftovers[bit / 64], (uint64_t)1 << bit % 64, memory_order_relaxed);
    atomic_store(&any_leftovers, true);
}

bool interleaving_may_be_leftover(uint64_t task) {
    if (!atomic_load_explicit(&any_leftovers, memory_order_relaxed) || task == 0) return false;
    uint64_t bit = interleaving_mix(task) % leftover_bits;
    return atomic_load_explicit(&leftovers[bit / 64], memory_order_relaxed) >> bit % 64 & 1;
}

static struct interleaving_world limbo = {.hop_points = true, .is_over = true};

struct interleaving_world *interleaving_limbo(void) { return &limbo; }

// The latest answer about a task that is not of the thread's own simulation.
static __thread struct {
    uint64_t task;
    uint64_t generation;
    struct interleaving_world *world;
} answer;

static struct interleaving_world *world_of(
    uint64_t task, struct interleaving_world *here, uint64_t now) {
    absences += 1;
    struct interleaving_world *found = interleaving_world_of_task(task);
    absences -= 1;
    if (found && found == here) {
        here->members[task % interleaving_glance] = task;
        return found;
    }
    answer.task = task;
    answer.generation = now;
    answer.world = found;
    if (here) interleaving_depart_from(here, interleaving_departure_shared);
    if (found) interleaving_depart_from(found, interleaving_departure_shared);
    return found;
}

struct interleaving_world *interleaving_current(void) {
    struct interleaving_world *here = driven_world;
    if (absences > 0) return NULL;
    if (here && !here->on_errand) return here;
    bool is_alone = !here && atomic_load_explicit(&population, memory_order_relaxed) == 0;
    if (is_alone && !atomic_load_explicit(&any_leftovers, memory_order_relaxed)) return NULL;
    uint64_t task = interleaving_current_task();
    if (task == 0) return here;
    if (is_alone && !interleaving_may_be_leftover(task)) return NULL;
    if (here && (task == here->driver || here->members[task % interleaving_glance] == task)) {
        return here;
    }
    uint64_t now = atomic_load_explicit(&generation, memory_order_relaxed);
    if (answer.task == task && answer.generation == now) return answer.world;
    return interleaving_world_of_task ? world_of(task, here, now) : here;
}

// The bounds of the calling thread's stack, found once.
static __thread uintptr_t stack_low, stack_high;

void interleaving_find_stack(void) {
    pthread_attr_t attributes;
    void *low;
    size_t size;
    if (stack_high || pthread_getattr_np(pthread_self(), &attributes) != 0) return;
    if (pthread_attr_getstack(&attributes, &low, &size) == 0) {
        stack_low = (uintptr_t)low;
        stack_high = stack_low + size;
    }
    pthread_attr_destroy(&attributes);
}

static bool is_on_stack(uintptr_t address) {
    return address >= stack_low && address + 16 <= stack_high && address % 8 == 0;
}

// A frame of an async function has bit 60 of its caller's pointer set.
INTERLEAVING_PLAIN static uintptr_t caller_of(uintptr_t frame) {
    return ((const uintptr_t *)frame)[0] & ~((uintptr_t)1 << 60);
}

INTERLEAVING_PLAIN bool interleaving_is_frame(uintptr_t address) {
    for (int level = 0; level < 3; level++) {
        if (!is_on_stack(address) || !((const uintptr_t *)address)[1]) return false;
        uintptr_t caller = caller_of(address);
        if (caller <= address) return false;
        address = caller;
    }
    return true;
}

INTERLEAVING_PLAIN uintptr_t interleaving_frame_above(uintptr_t address) {
    for (int words = 0; words < 4096 && is_on_stack(address); words++, address += sizeof address) {
        if (interleaving_is_frame(address)) return address;
    }
    return 0;
}

// Swift keeps frame pointers. Where a library in between does not, as that of Dispatch, the walk goes on with the
// nearest frame above that does.
INTERLEAVING_PLAIN void interleaving_walk_stack(
    void **place, size_t room, uintptr_t next, uintptr_t frame) {
    size_t count = 0;
    if (next && count + 1 < room) place[count++] = (void *)next;
    while (count + 1 < room && is_on_stack(frame)) {
        uintptr_t caller = caller_of(frame), back = ((const uintptr_t *)frame)[1];
        if (!back) break;
        place[count++] = (void *)back;
        if (caller <= frame || !is_on_stack(caller)) caller = interleaving_frame_above(frame + 16);
        if (caller <= frame) break;
        frame = caller;
    }
    place[count] = NULL;
}

INTERLEAVING_PLAIN void interleaving_depart(int kind) {
    interleaving_depart_from(interleaving_current(), kind);
}

INTERLEAVING_PLAIN void interleaving_depart_from(struct interleaving_world *world, int kind) {
    if (!world || world->is_over) return;
    __atomic_fetch_add(&world->departures[kind], 1, __ATOMIC_RELAXED);
    if (__atomic_load_n(&world->place_count, __ATOMIC_RELAXED) >= interleaving_places) return;
    uint32_t place = __atomic_fetch_add(&world->place_count, 1, __ATOMIC_RELAXED);
    if (place >= interleaving_places) return;
    // What walking the stack asks of the C library belongs to the machine.
    absences += 1;
    interleaving_find_stack();
    interleaving_walk_stack(
        world->places[place], interleaving_depth, 0, (uintptr_t)__builtin_frame_address(0));
    absences -= 1;
}

bool interleaving_is_linked(void) { return linked; }

bool interleaving_departures_are_seen(void) {
    void *first = dlsym(RTLD_DEFAULT, "dispatch_async"), *next = interleaving_find_next("dispatch_async");
    return first && next && first != next;
}

// The names are separated by commas.
bool interleaving_is_left_out(const char *feature) {
    const char *list = getenv("INTERLEAVING_WITHOUT");
    size_t length = strlen(feature);
    while (list && *list) {
        size_t word = strcspn(list, ",");
        if (word == length && strncmp(list, feature, length) == 0) return true;
        list += word + (list[word] == ',');
    }
    return false;
}

bool interleaving_is_wanted(void) { return wanted; }

bool interleaving_hashing_is_fixed(void) { return hashing_fixed; }

// SplitMix64.
uint64_t interleaving_next_random(struct interleaving_world *world) {
    uint64_t step = 0x9E3779B97F4A7C15u;
    return interleaving_mix(__atomic_add_fetch(&world->random, step, __ATOMIC_RELAXED));
}

void interleaving_fill_random(struct interleaving_world *world, void *bytes, size_t count) {
    unsigned char *out = bytes;
    while (count > 0) {
        uint64_t word = interleaving_next_random(world);
        size_t part = count < sizeof word ? count : sizeof word;
        memcpy(out, &word, part);
        out += part;
        count -= part;
    }
}

// The standard library seeds hashing from this once per process, and per instance unless it says
// "deterministic". It is what SWIFT_DETERMINISTIC_HASHING sets, before the first set is made.
struct hashing_parameters {
    uint64_t seed0;
    uint64_t seed1;
    _Bool deterministic;
};

static void fix_hashing(void) {
    struct hashing_parameters *parameters =
        dlsym(RTLD_DEFAULT, "_swift_stdlib_Hashing_parameters");
    if (!parameters) return;
    parameters->seed0 = 0;
    parameters->seed1 = 0;
    parameters->deterministic = 1;
    hashing_fixed = true;
}

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), part = strlen(end);
    return length >= part && strcmp(text + length - part, end) == 0;
}

// Defined by the Swift half unless it was compiled for another toolchain; whether it installed itself.
__attribute__((weak)) bool interleaving_install(void);

// What the runtime tells debuggers of itself, since Swift 6.1.
extern __attribute__((weak)) const uint32_t _swift_concurrency_debug_internal_layout_version;
extern __attribute__((weak)) const size_t _swift_concurrency_debug_asyncTaskSize;

bool interleaving_runtime_layout(uint32_t *version, intptr_t *task_size) {
    if (!&_swift_concurrency_debug_internal_layout_version
        || !&_swift_concurrency_debug_asyncTaskSize) {
        return false;
    }
    *version = _swift_concurrency_debug_internal_layout_version;
    *task_size = (intptr_t)_swift_concurrency_debug_asyncTaskSize;
    return true;
}

void interleaving_begin(int count, char **arguments) {
    const char *choice = getenv("INTERLEAVING");
    bool is_test = count > 0 && arguments[0] && ends_with(arguments[0], ".xctest");
    linked = true;
    wanted = choice ? strcmp(choice, "on") == 0 : is_test;
    installed = wanted && interleaving_install && interleaving_install();
    // Nothing above makes a set.
    if (installed && !interleaving_is_left_out("hashing")) fix_hashing();
}

#endif
