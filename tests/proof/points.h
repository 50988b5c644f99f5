/* Which calls of a run are made to go wrong, and how. */
#ifndef TESTS_PROOF_POINTS_H
#define TESTS_PROOF_POINTS_H

#include <stddef.h>

#include "tests/proof/calls.h"

struct points {
    struct point *list;
    size_t count;
};

/* All points of the calls that were listed, or as many as the limit says (0: all).  The first call
 * from each place, ended and failed, comes before its other faults, these before later calls from
 * there; the seed decides what is left. */
struct points points_choose(const struct calls *calls, long limit, unsigned long seed);

/* "write:17:enospc", and back; false when it is none. */
void point_format(const struct point *point, char *text, size_t size);
bool point_parse(const char *text, struct point *point);

#endif
