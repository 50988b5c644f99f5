/*
 * A tiny deployment rebuilt, and what that told.
 */
#ifndef TESTS_BATCH_REBUILT_H
#define TESTS_BATCH_REBUILT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"

struct tiny;

struct rebuilt {
    size_t differing, other_hashes;                 /* tables */
    const char *differences, *unproven, *leftovers; /* as table_lines gives them */
    int result;                                     /* of the judgement, or of the swap */
    struct error err;
};

/* Rebuilds while the store is closed, as a command of its own would. */
struct rebuilt rebuilt_of(struct tiny *tiny, bool is_swapping);

/* Sees that the store is what its landing makes of it. */
void rebuilt_whole(struct tiny *tiny);

#endif
