// Time on a simulated thread is virtual: what Swift, Foundation and Dispatch ask the C library.
#define _GNU_SOURCE
#include "internal.h"

#if INTERLEAVING_HAS_GLIBC
#include <errno.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

// Where the monotonic clocks stand at virtual time zero. Not 0, which some code takes for "never".
static const int64_t monotonic_start = 1000000000000000;
static const int64_t second = 1000000000;

int64_t interleaving_monotonic_now(const struct interleaving_world *world) {
    return monotonic_start + world->now;
}

static struct interleaving_world *timed_world(void) {
    struct interleaving_world *world = interleaving_current();
    return world && world->virtual_clock ? world : NULL;
}

typedef int (*clock_gettime_t)(clockid_t, struct timespec *);

INTERLEAVING_PLAIN int clock_gettime(clockid_t clock, struct timespec *time) {
    struct interleaving_world *world = timed_world();
    if (world) {
        switch (clock) {
        case CLOCK_REALTIME:
        case CLOCK_REALTIME_COARSE:
        case CLOCK_TAI: {
            int64_t now = world->epoch + world->now;
            time->tv_sec = now / second;
            time->tv_nsec = now % second;
            return 0;
        }
        case CLOCK_MONOTONIC:
        case CLOCK_MONOTONIC_RAW:
        case CLOCK_MONOTONIC_COARSE:
        case CLOCK_BOOTTIME: {
            int64_t now = interleaving_monotonic_now(world);
            time->tv_sec = now / second;
            time->tv_nsec = now % second;
            return 0;
        }
        default:
            break;
        }
    }
    INTERLEAVING_REAL(clock_gettime_t, "clock_gettime")
    return real(clock, time);
}

typedef int (*gettimeofday_t)(struct timeval *, void *);

INTERLEAVING_PLAIN int gettimeofday(struct timeval *time, void *zone) {
    struct interleaving_world *world = timed_world();
    if (world) {
        int64_t now = world->epoch + world->now;
        time->tv_sec = now / second;
        time->tv_usec = now % second / 1000;
        return 0;
    }
    INTERLEAVING_REAL(gettimeofday_t, "gettimeofday")
    return real(time, zone);
}

typedef time_t (*time_t_function)(time_t *);

INTERLEAVING_PLAIN time_t time(time_t *result) {
    struct interleaving_world *world = timed_world();
    if (world) {
        time_t now = (world->epoch + world->now) / second;
        if (result) *result = now;
        return now;
    }
    INTERLEAVING_REAL(time_t_function, "time")
    return real(result);
}

// A slice that sleeps holds up the whole simulation for real time: it is let through, and counted.

typedef int (*nanosleep_t)(const struct timespec *, struct timespec *);

INTERLEAVING_PLAIN int nanosleep(const struct timespec *request, struct timespec *left) {
    interleaving_depart(interleaving_departure_block);
    INTERLEAVING_REAL(nanosleep_t, "nanosleep")
    return real(request, left);
}

typedef int (*usleep_t)(useconds_t);

INTERLEAVING_PLAIN int usleep(useconds_t duration) {
    interleaving_depart(interleaving_departure_block);
    INTERLEAVING_REAL(usleep_t, "usleep")
    return real(duration);
}

typedef unsigned (*sleep_t)(unsigned);

INTERLEAVING_PLAIN unsigned sleep(unsigned duration) {
    interleaving_depart(interleaving_departure_block);
    INTERLEAVING_REAL(sleep_t, "sleep")
    return real(duration);
}

#endif
