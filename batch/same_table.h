/*
 * Whether two mappings can stand beside each other.
 *
 * Two mappings may make one table only if nobody can tell from a row which of them made it.
 */
#ifndef BATCH_SAME_TABLE_H
#define BATCH_SAME_TABLE_H

struct mapping;
struct problems;

/* Tells, at the first of them, when both have one name, or one table with different columns.  What
 * is not known because of other mistakes is left out. */
void same_table_check(const struct mapping *one, const struct mapping *other,
                      struct problems *problems);

#endif
