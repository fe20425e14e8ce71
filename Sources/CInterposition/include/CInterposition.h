// What stands in for functions of the C library, of Dispatch and of Swift's runtime, by their own names, in every program that this room
// is linked into. There is nothing to call: `CInterleaving` decides for whom it does anything.
#ifndef CINTERPOSITION_H
#define CINTERPOSITION_H
#endif
