// Time on a simulated thread is virtual: what Swift, Foundation and Dispatch ask the C library.
#define _GNU_SOURCE
#include "internal.h"

#if INTERLEAVING_HAS_GLIBC
#include <sys/time.h>
#include <time.h>

static const int64_t second = 1000000000;

// Time stands still while a slice runs, so one that reads the clock again and again until a deadline has come would never
// end. After the first thousand a reading takes a microsecond, after a million a millisecond, then a second.
static int64_t read_clock(struct interleaving_world *world) {
    static const uint64_t thousand = 1000, million = 1000000;
    if (!interleaving_drives(world)) return interleaving_now(world);
    uint64_t readings = ++world->readings;
    if (readings > thousand) {
        int64_t step = readings <= million ? 1000 : readings <= 2 * million ? 1000000 : second;
        interleaving_spend(world, step);
    }
    return interleaving_now(world);
}

typedef int (*clock_gettime_t)(clockid_t, struct timespec *);

INTERLEAVING_PLAIN int clock_gettime(clockid_t clock, struct timespec *time) {
    struct interleaving_world *world = interleaving_timed_world();
    if (world) {
        switch (clock) {
        case CLOCK_REALTIME:
        case CLOCK_REALTIME_COARSE:
        case CLOCK_TAI: {
            int64_t now = world->epoch + read_clock(world);
            time->tv_sec = now / second;
            time->tv_nsec = now % second;
            return 0;
        }
        case CLOCK_MONOTONIC:
        case CLOCK_MONOTONIC_RAW:
        case CLOCK_MONOTONIC_COARSE:
        case CLOCK_BOOTTIME: {
            (void)read_clock(world);
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
    struct interleaving_world *world = interleaving_timed_world();
    if (world) {
        int64_t now = world->epoch + read_clock(world);
        time->tv_sec = now / second;
        time->tv_usec = now % second / 1000;
        return 0;
    }
    INTERLEAVING_REAL(gettimeofday_t, "gettimeofday")
    return real(time, zone);
}

typedef time_t (*time_t_function)(time_t *);

INTERLEAVING_PLAIN time_t time(time_t *result) {
    struct interleaving_world *world = interleaving_timed_world();
    if (world) {
        time_t now = (world->epoch + read_clock(world)) / second;
        if (result) *result = now;
        return now;
    }
    INTERLEAVING_REAL(time_t_function, "time")
    return real(result);
}

#endif
