/*
 * The tables of the SQLite store: made, widened and replaced.
 *
 * Knows SQL and columns.  Rows of records pass through sqlite_row.h.
 */
#ifndef STORES_SQLITE_TABLE_H
#define STORES_SQLITE_TABLE_H

struct arena;
struct database;
struct error;
struct schema;
struct table;

/* Makes the schema's table and those of its children, or adds the columns that they lack, and tells
 * the dictionary.  To be called inside a transaction.  A column with another type or another key is
 * ERROR_CONFIG. */
int table_prepare(struct database *database, const struct schema *schema, struct arena *arena,
                  struct error *err);

/* Drops and makes a reference table, and fills it; writes nothing when it is there with these
 * columns and rows.  To be called inside a transaction.  A name that records have taken is
 * ERROR_CONFIG. */
int table_replace(struct database *database, const struct table *table, struct error *err);

#endif
