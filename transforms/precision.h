/*
 * Dates whose precision stands in another field: "19900101" beside a flag that says "year only".
 *
 * What the flag calls unknown is cut off and may be written with zeros.
 */
#ifndef TRANSFORMS_PRECISION_H
#define TRANSFORMS_PRECISION_H

#include <stdbool.h>
#include <stddef.h>

#include "core/record.h"

struct arena;
struct field;
struct name_spaces;
struct node;
struct path;
struct problems;

/* How many characters of a canonical date a flag leaves. */
struct precision_row {
    const char *flag;
    size_t size;
};

struct precision_flag {
    /* As written. */
    const char *path_text; /* NULL: the date alone says how precise it is */
    const struct node *values;
    /* Made of it. */
    struct path *path;
    struct precision_row *rows;
    size_t row_count;
};

/* Makes the precision of a field whose form is made, and tells its mistakes at its node. */
void precision_make(struct field *field, const struct name_spaces *name_spaces,
                    const struct node *node, struct problems *problems);

/* The row of a flag, NULL when the mapping does not know it. */
const struct precision_row *precision_find(const struct precision_flag *precision,
                                           const struct value *flag);

/* Whether the row leaves the whole day. */
bool precision_is_day(const struct precision_row *row);

/* Cuts a canonical date to what the row leaves of it. */
void precision_cut(const struct precision_row *row, struct value *date, struct arena *arena);

#endif
