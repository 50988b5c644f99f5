/*
 * Evaluation: the kept nodes of one record, read as the mapping says, become its values.
 */
#ifndef TRANSFORMS_EVALUATE_H
#define TRANSFORMS_EVALUATE_H

#include <regex.h>
#include <stddef.h>

#include "core/instant.h"
#include "core/record.h"
#include "transforms/drift.h"
#include "transforms/transform.h"
#include "transforms/tree.h"

struct arena;
struct error;
struct mapping;

/* What evaluation needs besides the nodes, kept from record to record. */
struct evaluation {
    const struct mapping *mapping;
    const struct privacy_key *key;
    struct arena *arena; /* of the current record's values */
    struct drifts drifts;
    const char *child;              /* whose row is being read; NULL: the record's own */
    char latest[INSTANT_TEXT_SIZE]; /* that a record may have been modified; "" until it is asked */
    regex_t *patterns;
    size_t pattern_count; /* those that are compiled */
    struct node_list nodes, child_nodes;
    struct node_chain *chains; /* of the record, by number of place */
    struct value *plain;       /* of each field, before anything is hidden; NULL without checks */
    struct value *found;       /* the values of one field */
    size_t count, capacity;
};

/* Compiles the mapping's patterns; mapping, key, arena and drifts.arena must be set.  To be stopped
 * in any case, which gives back what the evaluation holds. */
int evaluation_start(struct evaluation *evaluation, struct arena *run, struct error *err);
void evaluation_stop(struct evaluation *evaluation);

/* Fills record->values, modified and is_filtered.  -1 with record->refusal and ERROR_RECORD, or
 * ERROR_DATA when the contract says that the whole batch must not be loaded. */
int record_evaluate(struct evaluation *evaluation, const struct tree_node *node,
                    struct record *record, struct error *err);

#endif
