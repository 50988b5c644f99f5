/*
 * The tables that a store keeps of what has landed, as its dictionary tells: which columns they
 * have, and which of these a store and its copy must have in common.
 *
 * Figures, periods and code lists are made of the configuration and of these tables, so they are
 * not among them.
 */
#ifndef BATCH_KEPT_TABLE_H
#define BATCH_KEPT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;
struct query;
struct table;

struct kept_table {
    const char *name;
    const char **columns; /* those of the key first */
    size_t column_count, key_count;
    const bool *is_number; /* of the columns of the key: sorted as numbers, not as bytes */
    const char *where;     /* which rows count; NULL: all */
    const char *owner;     /* the table whose row says of which batch a row is: itself, that of its
                              records, or NULL: of none */
    size_t owner_key_count;
    bool is_in_store;    /* or only in the copy */
    bool has_other_key;  /* in the store: the rows of the two cannot be told apart by one key */
    const char *retyped; /* the first column that has another type in the store; NULL: none */
    bool is_description; /* the dictionary, which also tells columns that are no longer made */
};

struct kept_tables {
    struct kept_table *items;
    size_t count;
    struct table *leftovers; /* table, column ("": the whole table) that only the store has */
    struct table *gone;      /* table: of these, the whole ones that have records */
};

/* Reads which tables and columns the copy has, and which of these the store has.  are_all_there:
 * nothing that was ever loaded into the store is missing from the copy; otherwise columns that
 * depend on all that was loaded are left out. */
int kept_tables_read(struct query *store, struct query *copy, bool are_all_there,
                     struct kept_tables *tables, struct arena *arena, struct error *err);

/* The table of this name, or NULL. */
const struct kept_table *kept_tables_find(const struct kept_tables *tables, const char *name);

#endif
