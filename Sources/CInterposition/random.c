// Random numbers on a simulated thread are seeded: `SystemRandomNumberGenerator` asks the kernel by
// number, Foundation's `UUID()` reads /dev/urandom.
#define _GNU_SOURCE
#include "internal.h"

#if INTERLEAVING_HAS_GLIBC
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static struct interleaving_world *random_world(void) {
    struct interleaving_world *world = interleaving_current();
    return world && world->virtual_random ? world : NULL;
}

typedef long (*syscall_t)(long, ...);

INTERLEAVING_PLAIN long syscall(long number, ...) {
    va_list list;
    va_start(list, number);
    long a = va_arg(list, long), b = va_arg(list, long), c = va_arg(list, long);
    long d = va_arg(list, long), e = va_arg(list, long), f = va_arg(list, long);
    va_end(list);
    struct interleaving_world *world = number == SYS_getrandom ? random_world() : NULL;
    if (world) {
        interleaving_fill_random(world, (void *)a, (size_t)b);
        return b;
    }
    INTERLEAVING_REAL(syscall_t, "syscall")
    return real(number, a, b, c, d, e, f);
}

typedef ssize_t (*getrandom_t)(void *, size_t, unsigned);

INTERLEAVING_PLAIN ssize_t getrandom(void *bytes, size_t count, unsigned flags) {
    struct interleaving_world *world = random_world();
    if (world) {
        interleaving_fill_random(world, bytes, count);
        return (ssize_t)count;
    }
    INTERLEAVING_REAL(getrandom_t, "getrandom")
    return real(bytes, count, flags);
}

typedef int (*getentropy_t)(void *, size_t);

INTERLEAVING_PLAIN int getentropy(void *bytes, size_t count) {
    struct interleaving_world *world = random_world();
    if (world && count <= 256) {
        interleaving_fill_random(world, bytes, count);
        return 0;
    }
    INTERLEAVING_REAL(getentropy_t, "getentropy")
    return real(bytes, count);
}

// The C library's generators keep their state for the whole process, so what one schedule draws would depend on the
// schedules before it. On a simulated thread they draw from its world, whatever they were seeded with.
static uint32_t draw_31_bits(struct interleaving_world *world) {
    return (uint32_t)(interleaving_next_random(world) >> 33);
}

#define DRAWING(type, name, drawn)                                                  \
    INTERLEAVING_PLAIN type name(void) {                                            \
        typedef type (*function)(void);                                             \
        struct interleaving_world *world = random_world();                          \
        if (world) return drawn;                                                    \
        INTERLEAVING_REAL(function, #name)                                          \
        return real();                                                              \
    }

DRAWING(int, rand, (int)draw_31_bits(world))
DRAWING(long, random, (long)draw_31_bits(world))
DRAWING(long, lrand48, (long)draw_31_bits(world))
DRAWING(long, mrand48, (long)(int32_t)(interleaving_next_random(world) >> 32))
DRAWING(double, drand48, (double)(interleaving_next_random(world) >> 11) * 0x1p-53)

// A file in memory with seeded bytes, at its beginning; long enough for whoever reads a seed or a UUID.
static int seeded_file(struct interleaving_world *world) {
    enum { length = 4096 };
    unsigned char bytes[length];
    int file = memfd_create("seeded", MFD_CLOEXEC);
    if (file < 0) return file;
    interleaving_fill_random(world, bytes, length);
    if (write(file, bytes, length) != length || lseek(file, 0, SEEK_SET) != 0) {
        close(file);
        return -1;
    }
    return file;
}

static bool is_random(const char *path) {
    return strcmp(path, "/dev/urandom") == 0 || strcmp(path, "/dev/random") == 0;
}

typedef int (*open_t)(const char *, int, ...);

INTERLEAVING_PLAIN int open(const char *path, int flags, ...) {
    mode_t mode = 0;
    if (flags & (O_CREAT | __O_TMPFILE)) {
        va_list list;
        va_start(list, flags);
        mode = va_arg(list, mode_t);
        va_end(list);
    }
    struct interleaving_world *world = random_world();
    if (world && is_random(path)) return seeded_file(world);
    INTERLEAVING_REAL(open_t, "open")
    return real(path, flags, mode);
}

typedef FILE *(*fopen_t)(const char *, const char *);

INTERLEAVING_PLAIN FILE *fopen(const char *path, const char *mode) {
    struct interleaving_world *world = random_world();
    if (world && is_random(path)) {
        int file = seeded_file(world);
        return file < 0 ? NULL : fdopen(file, "r");
    }
    INTERLEAVING_REAL(fopen_t, "fopen")
    return real(path, mode);
}

#endif
