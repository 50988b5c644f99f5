/*
 * A small table of texts in memory: what a report renders and what a store replaces whole.
 *
 * For lists that people read and for reference tables; records travel one by one instead.
 */
#ifndef CORE_TABLE_H
#define CORE_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/record.h"

struct arena;
struct error;

struct table {
    const char *name;
    const struct column *columns; /* is_key marks the primary key */
    size_t column_count;
    const char **cells; /* row by row; NULL: no value */
    size_t row_count, capacity;
    struct arena *arena;
    /* On a terminal with colours: the sequence in which a cell is shown, NULL as the rest is. */
    const char *(*paint)(const struct table *table, size_t row, size_t column);
};

/* An empty table; columns must outlive it. */
struct table *table_new(const char *name, const struct column *columns, size_t column_count,
                        struct arena *arena);

/* Adds a row of NULL cells and returns it; valid until the next row is added. */
const char **table_add(struct table *table);

/* Adds a row of copies of the cells; always 0.  Its type is that of a query's row function
 * (core/query.h), with the table as the context. */
int table_add_row(void *context, const char *const *cells, size_t count, struct error *err);

/* The cell; row and column count from 0. */
const char *table_cell(const struct table *table, size_t row, size_t column);

#endif
