#pragma once
#include <stddef.h>
#include <stdint.h>

// The inner loop of SHA-256 (FIPS 180-4 §6.2.2). It is in C because recordings hash every byte of a long body, and Swift that was built
// for debugging, as `swift run` builds it, takes a second for each megabyte.

/// Takes whole blocks of 64 bytes into a state of eight words.
void reprise_sha256_blocks(uint32_t *_Nonnull state, const uint8_t *_Nonnull bytes, size_t blocks);
