#ifndef CFUZZER_H
#define CFUZZER_H

#include <stddef.h>
#include <stdint.h>

/// Runs libFuzzer with its command line on `one`, which gets each input, and returns the exit code.
int reprise_fuzz(int argc, char **argv, int (*one)(const uint8_t *bytes, size_t count));

#endif
