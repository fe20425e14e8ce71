// Where this room is linked in, the process begins with this.
#include "internal.h"

#if INTERLEAVING_HAS_GLIBC
__attribute__((constructor)) static void begin(int count, char **arguments) {
    interleaving_begin(count, arguments);
}
#endif
