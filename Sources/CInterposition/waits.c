// A slice that sleeps lets virtual time pass, and nobody waits for it. A slice that waits for something holds up its whole
// simulation in real time, since what it waits for may come from outside: it is let through and counted, and
// if the time runs out, as much has passed in the simulation.
#define _GNU_SOURCE
#include "internal.h"

#if INTERLEAVING_HAS_GLIBC
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

static const int64_t second = 1000000000;

static bool is_valid(const struct timespec *time) {
    return time && time->tv_sec >= 0 && time->tv_nsec >= 0 && time->tv_nsec < second;
}

// A moment or a span in nanoseconds; what does not fit is as long as it gets.
static int64_t nanoseconds(const struct timespec *time) {
    int64_t longest = INT64_MAX / 4;
    return time->tv_sec < longest / second ? time->tv_sec * second + time->tv_nsec : longest;
}

// MARK: Sleeping

typedef int (*nanosleep_t)(const struct timespec *, struct timespec *);

INTERLEAVING_PLAIN int nanosleep(const struct timespec *request, struct timespec *left) {
    struct interleaving_world *world = interleaving_timed_world();
    if (world && is_valid(request)) {
        interleaving_spend(world, nanoseconds(request));
        return 0;
    }
    INTERLEAVING_REAL(nanosleep_t, "nanosleep")
    return real(request, left);
}

typedef int (*clock_nanosleep_t)(clockid_t, int, const struct timespec *, struct timespec *);

INTERLEAVING_PLAIN int clock_nanosleep(
    clockid_t clock, int flags, const struct timespec *request, struct timespec *left) {
    struct interleaving_world *world = interleaving_timed_world();
    if (world && is_valid(request)) {
        struct timespec now = {0, 0};
        if (flags & TIMER_ABSTIME) clock_gettime(clock, &now);
        interleaving_spend(world, nanoseconds(request) - nanoseconds(&now));
        return 0;
    }
    INTERLEAVING_REAL(clock_nanosleep_t, "clock_nanosleep")
    return real(clock, flags, request, left);
}

typedef int (*usleep_t)(useconds_t);

INTERLEAVING_PLAIN int usleep(useconds_t duration) {
    struct interleaving_world *world = interleaving_timed_world();
    if (world) {
        interleaving_spend(world, (int64_t)duration * 1000);
        return 0;
    }
    INTERLEAVING_REAL(usleep_t, "usleep")
    return real(duration);
}

typedef unsigned (*sleep_t)(unsigned);

INTERLEAVING_PLAIN unsigned sleep(unsigned duration) {
    struct interleaving_world *world = interleaving_timed_world();
    if (world) {
        interleaving_spend(world, (int64_t)duration * second);
        return 0;
    }
    INTERLEAVING_REAL(sleep_t, "sleep")
    return real(duration);
}

// MARK: Waiting

struct interleaving_world *interleaving_begin_wait(void) {
    interleaving_depart(interleaving_departure_block);
    return interleaving_leave();
}

void interleaving_end_wait(struct interleaving_world *world, bool timed_out, int64_t waited) {
    interleaving_return();
    if (timed_out && world->virtual_clock) interleaving_spend(world, waited);
}

typedef int (*poll_t)(struct pollfd *, nfds_t, int);

INTERLEAVING_PLAIN int poll(struct pollfd *files, nfds_t count, int timeout) {
    INTERLEAVING_REAL(poll_t, "poll")
    if (!interleaving_current() || timeout == 0) return real(files, count, timeout);
    int found = real(files, count, 0);
    if (found != 0) return found;
    struct interleaving_world *world = interleaving_begin_wait();
    found = real(files, count, timeout);
    interleaving_end_wait(world, found == 0, (int64_t)timeout * 1000000);
    return found;
}

typedef int (*epoll_wait_t)(int, struct epoll_event *, int, int);

INTERLEAVING_PLAIN int epoll_wait(int epoll, struct epoll_event *events, int room, int timeout) {
    INTERLEAVING_REAL(epoll_wait_t, "epoll_wait")
    if (!interleaving_current() || timeout == 0) return real(epoll, events, room, timeout);
    int found = real(epoll, events, room, 0);
    if (found != 0) return found;
    struct interleaving_world *world = interleaving_begin_wait();
    found = real(epoll, events, room, timeout);
    interleaving_end_wait(world, found == 0, (int64_t)timeout * 1000000);
    return found;
}

typedef int (*select_t)(int, fd_set *, fd_set *, fd_set *, struct timeval *);

INTERLEAVING_PLAIN int select(
    int count, fd_set *reading, fd_set *writing, fd_set *failing, struct timeval *timeout) {
    INTERLEAVING_REAL(select_t, "select")
    int64_t longest = timeout ? timeout->tv_sec * second + timeout->tv_usec * 1000 : -1;
    if (!interleaving_current() || longest == 0) {
        return real(count, reading, writing, failing, timeout);
    }
    if (count <= 0 && timeout && interleaving_timed_world()) {
        // It waits for nothing but time.
        interleaving_spend(interleaving_timed_world(), longest);
        return 0;
    }
    struct interleaving_world *world = interleaving_begin_wait();
    int found = real(count, reading, writing, failing, timeout);
    interleaving_end_wait(world, found == 0, longest);
    return found;
}

// Its deadline is one of the wall clock, which on a simulated thread is another one.
typedef int (*sem_timedwait_t)(sem_t *, const struct timespec *);

INTERLEAVING_PLAIN int sem_timedwait(sem_t *semaphore, const struct timespec *deadline) {
    INTERLEAVING_REAL(sem_timedwait_t, "sem_timedwait")
    if (!interleaving_current() || !is_valid(deadline)) return real(semaphore, deadline);
    if (sem_trywait(semaphore) == 0) return 0;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    int64_t left = nanoseconds(deadline) - nanoseconds(&now);
    struct interleaving_world *world = interleaving_begin_wait();
    clock_gettime(CLOCK_REALTIME, &now);
    int64_t until = nanoseconds(&now) + (left > 0 ? left : 0);
    struct timespec there = {until / second, until % second};
    int result = real(semaphore, &there), error = errno;
    interleaving_end_wait(world, result != 0 && error == ETIMEDOUT, left);
    errno = error;
    return result;
}

// Looks a host up, which asks another machine unless the name is an address.
typedef int (*getaddrinfo_t)(
    const char *, const char *, const struct addrinfo *, struct addrinfo **);

INTERLEAVING_PLAIN int getaddrinfo(
    const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
    INTERLEAVING_REAL(getaddrinfo_t, "getaddrinfo")
    if (!interleaving_current()) return real(node, service, hints, found);
    struct addrinfo numeric = {.ai_flags = AI_V4MAPPED | AI_ADDRCONFIG};
    if (hints) numeric = *hints;
    numeric.ai_flags |= AI_NUMERICHOST;
    // Whatever it asks of the C library belongs to the machine.
    (void)interleaving_leave();
    int result = real(node, service, node ? &numeric : hints, found);
    interleaving_return();
    if (result != EAI_NONAME || !node || (hints && hints->ai_flags & AI_NUMERICHOST)) return result;
    struct interleaving_world *world = interleaving_begin_wait();
    result = real(node, service, hints, found);
    int error = errno;
    interleaving_end_wait(world, false, 0);
    errno = error;
    return result;
}

typedef struct hostent *(*gethostbyname_t)(const char *);

INTERLEAVING_PLAIN struct hostent *gethostbyname(const char *name) {
    INTERLEAVING_REAL(gethostbyname_t, "gethostbyname")
    if (!interleaving_current()) return real(name);
    struct interleaving_world *world = interleaving_begin_wait();
    struct hostent *found = real(name);
    interleaving_end_wait(world, false, 0);
    return found;
}

// The sanitizers have to see what becomes of the mutex, and stand in for these themselves.
#if !INTERLEAVING_SANITIZED
typedef int (*cond_wait_t)(pthread_cond_t *, pthread_mutex_t *);
typedef int (*cond_timedwait_t)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
typedef int (*cond_clockwait_t)(
    pthread_cond_t *, pthread_mutex_t *, clockid_t, const struct timespec *);

// On x86-64 a first, incompatible version is what would be found by the name alone.
static void *condition_function(const char *name) {
    void *found = dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2");
    return found ? found : interleaving_next_definition(name);
}

INTERLEAVING_PLAIN int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex) {
    INTERLEAVING_REAL_FOUND(cond_wait_t, condition_function("pthread_cond_wait"))
    if (!interleaving_current()) return real(condition, mutex);
    struct interleaving_world *world = interleaving_begin_wait();
    int result = real(condition, mutex);
    interleaving_end_wait(world, false, 0);
    return result;
}

// A moment of the simulation's clock, as one of the machine's, and how far off it is.
static struct timespec real_moment(clockid_t clock, const struct timespec *moment, int64_t *left) {
    struct timespec now;
    clock_gettime(clock, &now);
    *left = nanoseconds(moment) - nanoseconds(&now);
    (void)interleaving_leave();
    clock_gettime(clock, &now);
    interleaving_return();
    int64_t until = nanoseconds(&now) + (*left > 0 ? *left : 0);
    return (struct timespec){until / second, until % second};
}

// Where glibc keeps which clock a condition goes by, since 2.25.
static clockid_t clock_of(const pthread_cond_t *condition) {
    return condition->__data.__wrefs & 2 ? CLOCK_MONOTONIC : CLOCK_REALTIME;
}

INTERLEAVING_PLAIN int pthread_cond_timedwait(
    pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *deadline) {
    INTERLEAVING_REAL_FOUND(cond_timedwait_t, condition_function("pthread_cond_timedwait"))
    if (!interleaving_current() || !is_valid(deadline)) return real(condition, mutex, deadline);
    int64_t left;
    struct timespec there = real_moment(clock_of(condition), deadline, &left);
    struct interleaving_world *world = interleaving_begin_wait();
    int result = real(condition, mutex, &there);
    interleaving_end_wait(world, result == ETIMEDOUT, left);
    return result;
}

// What the C++ library waits with.
INTERLEAVING_PLAIN int pthread_cond_clockwait(
    pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock,
    const struct timespec *deadline) {
    INTERLEAVING_REAL(cond_clockwait_t, "pthread_cond_clockwait")
    if (!interleaving_current() || !is_valid(deadline)) {
        return real(condition, mutex, clock, deadline);
    }
    int64_t left;
    struct timespec there = real_moment(clock, deadline, &left);
    struct interleaving_world *world = interleaving_begin_wait();
    int result = real(condition, mutex, clock, &there);
    interleaving_end_wait(world, result == ETIMEDOUT, left);
    return result;
}
#endif

#endif
