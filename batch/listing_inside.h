/*
 * Listings as data: a SELECT over the ledger and the columns that it shows.  For the files that
 * list what the ledger has.
 */
#ifndef BATCH_LISTING_INSIDE_H
#define BATCH_LISTING_INSIDE_H

#include "core/table.h"

struct arena;
struct error;
struct ledger;

/* The statement and its columns, in order.  DATETIME columns hold instants in the ledger and are
 * shown as local times. */
struct listing {
    const char *name, *sql;
    const struct column *columns;
    size_t column_count;
};

#define LISTING(name, sql, columns)                                                                \
    {                                                                                              \
        (name), (sql), (columns), sizeof(columns) / sizeof((columns)[0])                           \
    }
#define COUNT_COLUMN(title)                                                                        \
    {                                                                                              \
        .name = (title), .type = TYPE_INTEGER                                                      \
    }
#define TIME_COLUMN(title)                                                                         \
    {                                                                                              \
        .name = (title), .type = TYPE_DATETIME                                                     \
    }

/* Runs it with as many of the parameters as its statement has.  NULL on failure. */
struct table *listing_make(struct ledger *ledger, const struct listing *listing,
                           const char *const *parameters, struct arena *arena, struct error *err);

#endif
