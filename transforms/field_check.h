/*
 * The checking of a mapping's fields: each by itself, and their names against each other.
 */
#ifndef TRANSFORMS_FIELD_CHECK_H
#define TRANSFORMS_FIELD_CHECK_H

struct arena;
struct mapping;
struct mapping_context;
struct name_spaces;
struct node;
struct path;
struct problems;

/* Makes the fields of what was bound, and tells all their mistakes. */
void fields_check(struct mapping *mapping, const struct mapping_context *context,
                  struct arena *arena, struct problems *problems);

/* Reads a path that stands in the tree; NULL after telling the mistake at its very column. */
struct path *path_check(const char *text, const struct name_spaces *name_spaces,
                        const struct node *tree, struct arena *arena, struct problems *problems);

#endif
