// What this room stands in for, and passes on to.
#define _GNU_SOURCE
#include "internal.h"

#if INTERLEAVING_HAS_GLIBC
#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

INTERLEAVING_PLAIN void *interleaving_find_next(const char *name) { return dlsym(RTLD_NEXT, name); }

static void say(const char *text) {
    ssize_t written = write(STDERR_FILENO, text, strlen(text));
    (void)written;
}

INTERLEAVING_PLAIN void *interleaving_next_definition(const char *name) {
    void *found = interleaving_find_next(name);
    if (found) return found;
    say("Interleaving stands in for ");
    say(name);
    say(" and finds no other: a program that is linked statically as a whole has to be built with the package "
        "trait WholeProgram switched off.\n");
    abort();
}

#endif
