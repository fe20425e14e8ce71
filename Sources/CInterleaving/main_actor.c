// The main actor is one for the whole process: simulations run its jobs on threads of their own, and the platform on the
// main thread, but never two at a time.
#define _GNU_SOURCE
#include "internal.h"

#if INTERLEAVING_HAS_GLIBC
#include <pthread.h>

// Code of the main actor may drive a simulation that has such jobs of its own, so the lock is a recursive one.
static pthread_mutex_t turn = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

void interleaving_lock_main(void) { pthread_mutex_lock(&turn); }

void interleaving_unlock_main(void) { pthread_mutex_unlock(&turn); }

#endif
