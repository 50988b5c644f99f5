/*
 * The tables of children: what a backend makes of rows that belong to a record.
 *
 * A record owns its children, so their tables say whose they are and where among their siblings
 * they stand, and leave origin, version and deletion to the record's own row.  Knows no backend.
 */
#ifndef STORES_CHILD_H
#define STORES_CHILD_H

#include "core/record.h"

struct arena;

/* The whole table of one of the parent's children: the columns of the parent's key, the number,
 * then the child's own columns.  Its key is the parent's, and the child's own or else the number.
 * The columns are in the arena; the texts are those of the two schemas. */
struct schema child_table(const struct schema *parent, const struct schema *child,
                          struct arena *arena);

/* How many columns are a schema's key. */
size_t schema_key_count(const struct schema *schema);

#endif
