/*
 * A little SQLite database for tests, and the question interface over it: a store for rooms that
 * may not know stores.
 */
#ifndef TESTS_SUPPORT_LITTLE_H
#define TESTS_SUPPORT_LITTLE_H

#include "core/query.h"

struct arena;
struct database;
struct table;

struct little {
    struct query query; /* the first member: its run finds the rest */
    struct database *database;
};

/* Makes the database in an empty folder, with an empty nhip_dictionary; fails the test if not. */
struct little *little_open(const char *folder, struct arena *arena);
void little_close(struct little *little);

/* Runs SQL; the test fails when SQLite refuses it. */
void little_run(struct little *little, const char *sql);

/* Tells the dictionary that the table holds records, as a store does; it must have xoa_luc. */
void little_tell(struct little *little, const char *table);

/* Makes a table's content this. */
void little_replace(struct little *little, const struct table *table);

/* All rows of a question as one text in the arena: cells joined by '|', "-" for NULL, rows by line
 * ends. */
const char *little_ask(struct query *query, const char *sql, struct arena *arena);

/* The table as such a text, without its header. */
const char *table_lines(const struct table *table, struct arena *arena);

#endif
