/*
 * The checking of what a field says of code lists: the list that it is in, the list that it is
 * looked up in, and the date on which a code must be valid.
 */
#ifndef TRANSFORMS_CODE_CHECK_H
#define TRANSFORMS_CODE_CHECK_H

struct field;
struct field_set;
struct mapping_context;
struct node;
struct problems;

/* Finds the lists of a field, and tells its mistakes at its node. */
void codes_check(struct field *field, const struct mapping_context *context,
                 const struct node *node, struct problems *problems);

/* Finds the field that 'on' names among those of the set, which must be checked. */
void codes_check_date(struct field *field, const struct field_set *dates, const struct node *node,
                      struct problems *problems);

#endif
