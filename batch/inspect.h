/*
 * Looking at documents before there is a mapping: what stands in them, and a first mapping.
 */
#ifndef BATCH_INSPECT_H
#define BATCH_INSPECT_H

#include <stddef.h>
#include <stdio.h>

#include "transforms/survey.h"

struct arena;
struct buffer;
struct error;
struct table;

struct inspection {
    const char *const *inputs; /* file names; "-" is standard input */
    size_t input_count;
    FILE *messages;
    struct survey survey;
    long malformed; /* documents */
};

/* Surveys all inputs.  Malformed documents become lines of messages and the inspection carries on;
 * an input that cannot be read is -1.  To be closed in any case. */
int inspection_open(struct inspection *inspection, struct arena *arena, struct error *err);
void inspection_close(struct inspection *inspection);

/* One row for each path: how often it occurs, in how many of its parents, how often in one, the
 * forms of its values, masked examples or codes, and why it looks personal. */
struct table *inspection_table(const struct inspection *inspection, struct arena *arena);

/* Appends a mapping that converts these documents without a refusal but of what cannot be read at
 * all: it is tried on them, and believes less of each field that refuses a record.  record is the
 * path of the records, or NULL to choose; standard input cannot be read twice. */
int inspection_draft(struct inspection *inspection, const char *record, struct buffer *yaml,
                     struct arena *arena, struct error *err);

#endif
