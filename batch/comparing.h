/*
 * Two records side by side: the columns and children of two mappings, and the values of both.
 *
 * For the files of the comparison only.
 */
#ifndef BATCH_COMPARING_H
#define BATCH_COMPARING_H

#include <stdbool.h>
#include <stddef.h>

#include "batch/side.h"

struct arena;
struct database;
struct mapping_diff;

/* A column, or a kind of children, of either side. */
struct pair {
    const char *name;
    const char *types[2]; /* NULL on the side that has none */
    size_t places[2];     /* in the content, when it has one */
    bool is_hidden, is_children, is_boolean[2];
    long changed, gone, added; /* values */
};

struct comparing {
    struct mapping_diff *diff;
    struct arena *arena;
    struct database *database;
    struct side sides[2];
    struct pair *pairs;
    size_t pair_count;
    struct value *values[2]; /* of the two records at hand */
    size_t places[2];        /* how many there are */
    long records[2], same, changed, gone, added;
};

/* Makes the pairs, and room for values, when the mappings of both sides are read. */
void comparing_start(struct comparing *comparing);

/* Sets the values of one side from a record's content, which must stay. */
void comparing_read(struct comparing *comparing, int side, const char *content);

/* The value of a pair in the record of one side; none where the side has no such column. */
struct value pair_value(const struct comparing *comparing, const struct pair *pair, int side);

/* The same for people: cut when it is long, "(hidden)" when it may be personal, true or false, the
 * number of children; NULL when there is none. */
const char *pair_tell(const struct comparing *comparing, const struct pair *pair, int side);

/* The values of the key as people read them; those that are hidden but not hashed as masks. */
const char *comparing_tell_key(const struct comparing *comparing, int side, const char *name);

#endif
