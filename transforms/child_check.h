/*
 * The checking of a mapping's children: their paths, fields, keys and names, and their tables.
 */
#ifndef TRANSFORMS_CHILD_CHECK_H
#define TRANSFORMS_CHILD_CHECK_H

struct arena;
struct mapping;
struct mapping_context;
struct problems;

/* Makes the children of what was bound, and the schemas of their tables, and tells all mistakes.
 * The fields of the mapping must be checked. */
void children_check(struct mapping *mapping, const struct mapping_context *context,
                    struct arena *arena, struct problems *problems);

/* Adds what the children read to the mapping's plan. */
void children_plan(struct mapping *mapping, struct problems *problems);

#endif
