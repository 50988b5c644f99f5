/*
 * A row that a store keeps, with its children, as the record that it was: for carrying it over into
 * another store.
 */
#ifndef BATCH_CARRIED_RECORD_H
#define BATCH_CARRIED_RECORD_H

#include <stdint.h>

#include "core/record.h"

struct arena;
struct error;
struct kept_table;
struct kept_tables;
struct query;

/* What every row says of where it comes from. */
enum stored {
    STORED_SOURCE,
    STORED_BATCH,
    STORED_DOCUMENT,
    STORED_POSITION,
    STORED_VERSION,
    STORED_FETCHED,
    STORED_EXPIRES,
    STORED_SEEN,
    STORED_WIDTH
};

/* How the rows of one table are read as records of today's schema. */
struct carried_form {
    const struct schema *schema;
    const struct kept_table *table;
    const struct kept_tables *kept;
    struct query *store;        /* that the rows are from */
    long columns[STORED_WIDTH]; /* of the table; always there */
    const long *fields;         /* for each of the schema's columns that of the table; -1: none */
};

struct carried_record {
    struct record record;
    struct origin origin;
    int64_t seen_at; /* when the source last sent it */
};

/* Makes the rest of a form of which schema, table, kept and store are set. */
void carried_form_make(struct carried_form *form, struct arena *arena);

/* Makes the record of a row of the table, without children.  Columns that the store has not are
 * without a value.  Cells and arena outlive it.  ERROR_DATA when a time in it is none. */
int carried_record_make(const struct carried_form *form, const char *const *cells,
                        struct arena *arena, struct carried_record *carried, struct error *err);

/* Asks the store for the children of the row. */
int carried_record_add_children(const struct carried_form *form, const char *const *cells,
                                struct arena *arena, struct carried_record *carried,
                                struct error *err);

#endif
