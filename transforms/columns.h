/*
 * From fields to columns: what of a mapping its tables show.
 */
#ifndef TRANSFORMS_COLUMNS_H
#define TRANSFORMS_COLUMNS_H

struct arena;
struct field_set;
struct schema;

/* Gives each field of the set its column and the schema its columns: dropped fields have none.
 * basis is what a column without one of its own is based on. */
void columns_make(struct schema *schema, struct field_set *set, const char *basis,
                  struct arena *arena);

#endif
