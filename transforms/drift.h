/*
 * What drifted in a document: how the source went away from what the mapping expects of it, counted
 * so that people can see it and the memory stays small.
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

/* Counts one more of this kind, name and value (NULL, or a value without text: none is told, as of
 * a personal field).  Beyond a hundred different ones, further values of a name are counted
 * together as "(others)", and so are names beyond a thousand, so that a hostile document cannot
 * fill the memory.  The name is copied. */
void drift_count(struct drifts *drifts, enum drift_kind kind, const char *name,
                 const struct value *value);

/* Gives the memory of the list back. */
void drifts_free(struct drifts *drifts);

#endif
