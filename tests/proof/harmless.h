/*
 * Failures that may pass without a word, each for a reason.
 *
 * What they leave must be what a run in peace leaves, at once; or, where so said, what it leaves
 * after the next run.
 */
#ifndef TESTS_PROOF_HARMLESS_H
#define TESTS_PROOF_HARMLESS_H

#include <stdbool.h>

#include "tests/proof/calls.h"

struct harmless {
    enum call_kind kind;
    enum fault fault; /* FAULT_NONE: any */
    const char *place;
    bool is_later; /* only the next run makes up for it */
    const char *why;
};

/* The entry for this fault of the call, or NULL. */
const struct harmless *harmless_find(const struct call *call, enum fault fault);

#endif
