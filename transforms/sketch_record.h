/*
 * Which elements of a sample look like records.
 */
#ifndef TRANSFORMS_SKETCH_RECORD_H
#define TRANSFORMS_SKETCH_RECORD_H

#include <stdbool.h>

struct spot;

/* The elements in this one, or itself, that look most like records: repeated, with many values;
 * what only stands around them is left away.  NULL when none has several values. */
const struct spot *record_find(const struct spot *top);

/* True when the element repeats and has several values. */
bool is_record_like(const struct spot *spot);

#endif
