/*
 * What drifted: values that the mapping's code lists do not know, counted.
 */
#ifndef TRANSFORMS_DRIFT_H
#define TRANSFORMS_DRIFT_H

#include <stddef.h>

#include "core/record.h"
#include "transforms/transform.h"

struct drifts {
    struct arena *arena; /* set before use; the texts live in it */
    struct drift *items;
    size_t count, capacity;
};

/* Counts one more of this value.  Beyond a hundred different values, further ones of a column are
 * counted together, with NULL as their value, so that a hostile document cannot fill the memory. */
void drift_count(struct drifts *drifts, const char *column, const struct value *value);

/* Gives the memory of the list back. */
void drifts_free(struct drifts *drifts);

#endif
