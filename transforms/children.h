/*
 * The children of a record, read like the record itself.
 */
#ifndef TRANSFORMS_CHILDREN_H
#define TRANSFORMS_CHILDREN_H

struct error;
struct evaluation;
struct record;
struct tree_node;

/* Fills record->children from what is below the record's node.  A child that is refused, or two
 * with the same key, refuse the record: -1 as record_evaluate. */
int children_evaluate(struct evaluation *evaluation, const struct tree_node *node,
                      struct record *record, struct error *err);

#endif
