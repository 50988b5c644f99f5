/*
 * Targets: the values that documents demand of indicators, each with its clause.
 *
 * A file is one document (a plan).  A deployment names the documents that count, in order; the
 * first that has a target for an indicator, level and period gives it.  All others stay readable.
 */
#ifndef INDICATORS_TARGET_H
#define INDICATORS_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "indicators/ratio.h"

struct arena;
struct problems;
struct table;
struct targets;
struct texts;

enum comparison { COMPARISON_AT_LEAST, COMPARISON_AT_MOST, COMPARISON_ABOVE };

struct target {
    const char *indicator;
    const char *level; /* "" for every level and the whole, else "tinh", "huyen" or "xa" */
    const char *value; /* percent, as the document has it */
    struct decimal percent;
    int comparison;       /* enum comparison */
    int64_t since, until; /* periods that lie in this stretch have the target */
    const char *clause, *note;
};

/* What a target is asked for. */
struct target_place {
    const char *indicator, *level;
    int64_t since, until; /* of the period */
};

/* No targets yet; plans names documents in the order in which they count. */
struct targets *targets_new(const struct texts *plans, struct arena *arena);

/* Adds a document, also one with mistakes, which go to problems. */
void targets_read(struct targets *targets, const char *path, struct problems *problems);

/* True when a document of this short name was added. */
bool targets_has(const struct targets *targets, const char *document);

/* True when the name of one that was added could not be read, so that it may be any. */
bool targets_are_open(const struct targets *targets);

/* The target that counts, and the short name of its document; NULL when there is none.  A target of
 * the level itself goes before one for all levels of the same document. */
const struct target *target_find(const struct targets *targets, const struct target_place *place,
                                 const char **plan);

/* ">=", "<=" or ">". */
const char *comparison_sign(int comparison);

/* True when the share, exact and not rounded, meets the target. */
bool target_is_met(const struct target *target, int64_t numerator, int64_t denominator);

/* All targets of all documents, as the table "muc_tieu". */
struct table *target_table(const struct targets *targets, struct arena *arena);

#endif
