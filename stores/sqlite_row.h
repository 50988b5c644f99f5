/*
 * One record's way into its table of the SQLite store: the newest version of a key stays.
 *
 * What a row becomes depends on the set of versions that were ever put, and on the set of complete
 * snapshots that nhip_batch tells of, not on their order.
 */
#ifndef STORES_SQLITE_ROW_H
#define STORES_SQLITE_ROW_H

#include "core/record.h"

struct arena;
struct database;
struct error;

struct row_table; /* the statements of one table */

/* The table of a schema, which must be prepared; it and its schema live in the arena.  NULL on
 * failure. */
struct row_table *row_table_open(struct database *database, const struct schema *schema,
                                 struct arena *arena, struct error *err);

void row_table_close(struct row_table *table);

/* Puts a record that its source has sent at this time. */
int row_put(struct row_table *table, const struct record *record, int64_t seen_at,
            enum outcome *outcome, struct error *err);

/* Gives each row of the source the deletion time that the loaded snapshots tell. */
int rows_mark_deleted(struct database *database, const char *table, const char *source,
                      struct error *err);

#endif
