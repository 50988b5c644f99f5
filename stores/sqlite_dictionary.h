/*
 * The SQLite store's own tables: which batches are loaded, and what every column means.
 *
 * The dictionary is for people and BI tools, and it is also how the store remembers the types of
 * its columns, which SQLite's own types are too few for.  Knows columns, no records.
 */
#ifndef STORES_SQLITE_DICTIONARY_H
#define STORES_SQLITE_DICTIONARY_H

#include <stddef.h>

#include "core/record.h"

struct arena;
struct database;
struct error;

/* The columns that every data table has behind those of its records. */
enum { META_COLUMNS = 9 };
extern const struct column meta_columns[META_COLUMNS];

/* A table as it is told to the dictionary. */
struct table_words {
    const char *table, *title_vi, *title_en;
    const struct column *columns;
    size_t column_count;
    const char *parent; /* the table that its rows belong to; NULL when they stand alone */
};

/* Makes nhip_dictionary and nhip_batch where they are missing, and describes them.  To be called
 * inside a transaction. */
int dictionary_make(struct database *database, struct error *err);

/* Whether they have been made: 1, 0, or -1. */
int dictionary_is_there(struct database *database, struct error *err);

/* Describes a table's columns, the first of which has this number; what is described already as it
 * is now is not written. */
int dictionary_tell(struct database *database, const struct table_words *words, size_t first,
                    struct error *err);

/* Forgets all that was said of a table. */
int dictionary_forget(struct database *database, const char *table, struct error *err);

/* True when the table holds records or children of records, and false when it is a reference table
 * or unknown.  1, 0, or -1. */
int dictionary_has_records(struct database *database, const char *table, struct error *err);

/* The names of all tables that hold records, without those of children, in the arena. */
int dictionary_tables(struct database *database, struct arena *arena, const char ***names,
                      size_t *count, struct error *err);

/* SQLite's type for a column: its declared name in a STRICT table. */
const char *column_storage(const struct column *column);

#endif
