/*
 * What a store and a copy of it, made anew from the landing, differ in.
 *
 * Both are walked side by side in the order of keys.  Of differences, keys and names of columns are
 * told, never values.
 */
#ifndef BATCH_STORE_DIFF_H
#define BATCH_STORE_DIFF_H

#include <stddef.h>

struct arena;
struct deployment;
struct error;
struct pulse;
struct query;
struct table;

struct store_diff {
    const struct deployment *deployment; /* its mappings say which keys are not shown */
    struct query *store, *copy;
    const struct table *unproven; /* first column: batches that the copy may lack.  What their rows
                                     are, and when rows were last seen, nobody can tell then */
    struct pulse *pulse;          /* may be NULL */
    /* Made of it. */
    struct table *tables;      /* each with its rows, how many differ, and hashes of its content */
    struct table *differences; /* the first of each table, by key */
    struct table *leftovers;   /* tables and columns that no mapping makes any more */
    size_t differing;          /* tables, but for leftovers and what is unproven */
};

/* Compares.  The hash of a content is the SHA-256 of its rows in the order of their keys, over the
 * columns that do not depend on when something was loaded; it does not depend on the engine. */
int store_diff_make(struct store_diff *diff, struct arena *arena, struct error *err);

#endif
