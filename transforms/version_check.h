/*
 * The checking of a mapping's versions: which one a record is of, and what it writes otherwise.
 */
#ifndef TRANSFORMS_VERSION_CHECK_H
#define TRANSFORMS_VERSION_CHECK_H

struct arena;
struct mapping;
struct mapping_context;
struct problems;

/* Makes the versions of what was bound, each with all fields of the mapping, and tells all
 * mistakes.  The fields of the mapping must be checked. */
void versions_check(struct mapping *mapping, const struct mapping_context *context,
                    struct arena *arena, struct problems *problems);

/* Completes the versions when the mapping's fields have their columns. */
void versions_make(struct mapping *mapping, struct arena *arena);

/* Adds what the versions read to the mapping's plan. */
void versions_plan(struct mapping *mapping, struct problems *problems);

#endif
