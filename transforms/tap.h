/*
 * A tap: one record as its document has it, noted on its way into a walk, for people who look at
 * what was refused.
 *
 * Values of fields that the mapping hides, or that look personal, are masked whole; of elements
 * that the mapping does not know only the shape is shown, letters as x and digits as 9; texts that
 * are documents or are long only by their size.  What is left is what an operator may see.
 */
#ifndef TRANSFORMS_TAP_H
#define TRANSFORMS_TAP_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"
#include "core/format.h"
#include "transforms/mapping_inside.h"

struct error;
struct layer;
struct reader;
struct walk;

/* Between the decoder of one layer and the walk. */
struct tap_sink {
    struct sink sink; /* first */
    struct tap *tap;
    struct sink *below;
};

struct tap {
    const struct walk *walk;
    long position; /* of the record that is wanted */
    bool is_found, is_full;
    struct buffer text;  /* the lines of the record */
    size_t depth;        /* of the open element in them */
    struct buffer value; /* text of the open element that no line has yet */
    size_t value_size;   /* of all its text */
    bool is_public;      /* may be shown as it is */
    bool is_open;        /* the last line has no value yet */
    struct tap_sink sinks[LAYERS_MOST + 1];
};

/* The sink that a layer's decoder tells, in the place of the layer's own. */
struct sink *tap_sink(struct tap *tap, const struct walk *walk, struct layer *layer);

/* Appends the record at this position of the document as lines "name: value", indented as they
 * stand in each other, and cut after a few thousand bytes.  The bytes are closed.  1, 0 when there
 * is no such record, -1 when the document ends or breaks before it. */
int tap_record(const struct mapping *mapping, struct reader *bytes, long position,
               struct buffer *text, struct error *err);

#endif
