/*
 * The checking of a mapping's fields: each by itself, and their names against each other.
 */
#ifndef TRANSFORMS_FIELD_CHECK_H
#define TRANSFORMS_FIELD_CHECK_H

struct arena;
struct field;
struct field_set;
struct items;
struct mapping;
struct mapping_context;
struct name_spaces;
struct node;
struct path;
struct place;
struct problems;
struct texts;

/* Makes a set of fields of what was bound, and tells all their mistakes that have not been told.
 * What 'on' names is looked for among the dates, which may be the set itself. */
void fields_check(struct mapping *mapping, const struct items *items, struct field_set *set,
                  const struct field_set *dates, const struct mapping_context *context,
                  struct arena *arena, struct problems *problems);

/* Adds what a field reads, seen from this place, or from the record when it is NULL, to the
 * mapping's plan.  A field that is not read at all is only known. */
void field_plan(struct mapping *mapping, struct place *from, struct field *field,
                struct problems *problems);

/* Brings texts that values are compared with into normal form C, as values are. */
void texts_normalise(struct texts *texts, struct arena *arena);

/* Reads a path that stands in the tree; NULL after telling the mistake at its very column, and for
 * a text that is NULL because there is none or that has been told. */
struct path *path_check(const char *text, const struct name_spaces *name_spaces,
                        const struct node *tree, struct arena *arena, struct problems *problems);

#endif
