/*
 * One side of a comparison of mappings: what a mapping makes of documents, kept by key.
 */
#ifndef BATCH_SIDE_H
#define BATCH_SIDE_H

#include <stddef.h>

#include "core/record.h"
#include "transforms/transform.h"

struct buffer;
struct database;
struct error;

struct side {
    int number; /* 0 the old one, 1 the new one */
    const struct mapping *mapping;
    struct database *database;
    long filtered;
};

/* Makes the tables that sides fill: record (side, name, version, content) and refusal (side, rule,
 * field, count). */
int sides_prepare(struct database *database, struct error *err);

/* Converts the inputs; of records with the same key the newest stays.  A malformed document is a
 * refusal by the rule "document". */
int side_fill(struct side *side, const char *const *inputs, size_t count,
              const struct privacy_key *key, struct error *err);

/* Takes the next value of a content; without a NUL behind it.  Children are one value for each
 * kind: their number, and a value with all of theirs. */
struct value side_next(const char **content);

#endif
