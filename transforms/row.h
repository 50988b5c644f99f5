/*
 * Rows being made: fields read into their columns.
 *
 * A row is a record's own or that of one of its children; both are read alike.
 */
#ifndef TRANSFORMS_ROW_H
#define TRANSFORMS_ROW_H

#include "core/record.h"

struct error;
struct evaluation;
struct field;
struct node_chain;
struct tree_node;

struct row {
    const struct tree_node *node;    /* from which its paths are seen */
    const struct node_chain *chains; /* when that is the record's; else NULL */
    struct value *values;            /* by column */
    struct refusal *refusal;         /* filled when a value is refused */
};

/* Gives the value of a field as the document has it, or its default, before anything is hidden; its
 * text is NULL when there is none.  What 'on' names must have been read.  -1 with the row's refusal
 * and ERROR_RECORD, or ERROR_DATA when the contract says that the batch must not be loaded.  The
 * value of a personal field never goes into them, not even a wrong one. */
int row_read(const struct row *row, struct evaluation *evaluation, const struct field *field,
             struct value *value, struct error *err);

/* Puts what is kept of a personal value in its place. */
void field_hide(struct evaluation *evaluation, const struct field *field, struct value *value);

#endif
