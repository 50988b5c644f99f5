/*
 * A walk over the rows of a kept table in the order of its key, some hundreds at a time, so that
 * two stores can be walked side by side whatever their engines, and memory does not grow.
 */
#ifndef BATCH_ROW_WALK_H
#define BATCH_ROW_WALK_H

#include <stddef.h>

struct arena;
struct error;
struct kept_table;
struct query;

struct row_walk;

/* The walk itself lives in the arena; the table must outlive it. */
struct row_walk *row_walk_open(struct query *query, const struct kept_table *table,
                               struct arena *arena);

/* 1: *cells are the row's, one for each column of the table (NULL: no value), until the next call;
 * 0: there are no more; -1: the store cannot be asked. */
int row_walk_next(struct row_walk *walk, const char *const **cells, struct error *err);

void row_walk_close(struct row_walk *walk); /* accepts NULL */

/* Below 0, 0 or above as the key of one row comes before that of another. */
int row_walk_compare(const struct kept_table *table, const char *const *one,
                     const char *const *other);

#endif
