/*
 * One field of one row being read: the nodes that its path finds become one canonical value.
 *
 * What is done to the value afterwards, and what a fault means for the row, is not known here.
 */
#ifndef TRANSFORMS_READING_H
#define TRANSFORMS_READING_H

#include <stdbool.h>

#include "core/record.h"
#include "transforms/value.h"

struct evaluation;
struct field;
struct node_chain;
struct precision_row;
struct tree_node;

struct reading {
    struct evaluation *evaluation;
    const struct field *field;
    const struct tree_node *node;    /* from which its path is seen */
    const struct node_chain *chains; /* when that is the record's; else NULL */
    const char *date;                /* on which codes must be valid; NULL: any */
    struct value wrong;              /* with a fault: the text at fault, when there is one */
    struct fault fault;
    bool is_frozen; /* the fault is one for the whole batch */
    /* Found on the way. */
    const struct value_form *form;         /* the field's, or its loose one */
    const struct precision_row *precision; /* of dates; NULL: they tell it themselves */
    bool is_present;                       /* at least one element was found, if an empty one */
};

/* Reads one element, whose text is one value, of a field that has a place: true when there is a
 * value and nothing to be said of it.  Otherwise field_read says what there is. */
bool field_read_quickly(struct evaluation *evaluation, const struct field *field,
                        const struct tree_node *node, struct value *value);

/* Reads the field: 0 with its value, which is the default, or none, where the document has none; -1
 * with fault, wrong and is_frozen. */
int field_read(struct reading *reading, struct value *value);

#endif
