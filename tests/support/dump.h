/*
 * The whole content of a store as one text, for comparing stores that came about in different ways.
 */
#ifndef TESTS_SUPPORT_DUMP_H
#define TESTS_SUPPORT_DUMP_H

struct arena;
struct query;

/* Every table of records or of their children with all its columns, rows by key.  What tells of
 * loading itself (nhip_batch) and what is computed from records is left out. */
const char *store_dump(struct query *query, struct arena *arena);

#endif
