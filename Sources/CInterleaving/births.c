// A task belongs to the simulation that it was created in, from its birth, and to no other: one that was created
// outside and is made ready by a simulated thread stays outside. Most tasks are made ready while they are being created,
// which is when nobody knows them yet; one that starts on the spot (`Task.immediate`) may be made ready for the first
// time by a thread from outside.
#define _GNU_SOURCE
#include "internal.h"

#if INTERLEAVING_HAS_GLIBC
static __thread unsigned births;
static __thread const void *latest_entry;

void interleaving_begin_birth(const void *entry) {
    births += 1;
    latest_entry = entry;
}

void interleaving_end_birth(void) { births -= 1; }

bool interleaving_is_creating_task(void) { return births > 0; }

const void *interleaving_entry_at_birth(void) { return births > 0 ? latest_entry : NULL; }

#endif
