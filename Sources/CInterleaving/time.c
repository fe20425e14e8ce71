// Virtual time, for who stands in for the C library.
#define _GNU_SOURCE
#include "internal.h"

#if INTERLEAVING_HAS_GLIBC
// Where the monotonic clocks stand at virtual time zero. Not 0, which some code takes for "never".
static const int64_t monotonic_start = 1000000000000000;

int64_t interleaving_monotonic_now(const struct interleaving_world *world) {
    return monotonic_start + interleaving_now(world);
}

struct interleaving_world *interleaving_timed_world(void) {
    struct interleaving_world *world = interleaving_current();
    return world && world->virtual_clock ? world : NULL;
}

// As late as it gets; far beyond any limit, and far from overflow.
static const int64_t latest = INT64_MAX / 4;

void interleaving_spend(struct interleaving_world *world, int64_t nanoseconds) {
    // Elsewhere a slice of this world has nobody whose time it could take.
    if (nanoseconds <= 0 || !interleaving_drives(world)) return;
    int64_t now = interleaving_now(world);
    interleaving_set_now(world, nanoseconds < latest - now ? now + nanoseconds : latest);
}

#endif
