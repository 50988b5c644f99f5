/*
 * The children of a record on their way into the SQLite store: they come, change and go with it.
 *
 * Decides nothing: sqlite_row.h says when a record's children are compared, written or replaced.
 */
#ifndef STORES_SQLITE_CHILDREN_H
#define STORES_SQLITE_CHILDREN_H

#include <stdbool.h>

#include "core/record.h"

struct arena;
struct database;
struct error;

struct children; /* the statements of all tables of children of one schema */

/* The tables of the schema's children, which must be prepared; in the arena, as the schema must be.
 * A schema without children has an empty set.  NULL on failure. */
struct children *children_open(struct database *database, const struct schema *schema,
                               struct arena *arena, struct error *err);

/* Whether the store has exactly these children of the record's key, in this order. */
int children_compare(const struct children *children, const struct record *record, bool *are_same,
                     struct error *err);

/* Writes the children of a record that has none in the store. */
int children_insert(const struct children *children, const struct record *record,
                    struct error *err);

/* Puts the record's children in the place of those that the store has. */
int children_replace(const struct children *children, const struct record *record,
                     struct error *err);

#endif
