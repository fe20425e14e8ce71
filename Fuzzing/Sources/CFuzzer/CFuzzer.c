#include "CFuzzer.h"

// libFuzzer's own `main` cannot be used: SwiftPM gives an executable the main of its Swift module.
extern int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*one)(const uint8_t *, size_t));

int reprise_fuzz(int argc, char **argv, int (*one)(const uint8_t *, size_t)) {
    return LLVMFuzzerRunDriver(&argc, &argv, one);
}
