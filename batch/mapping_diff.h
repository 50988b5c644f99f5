/*
 * What a change of a mapping would change: the records of both, side by side.
 *
 * Records meet by their keys in a temporary database, so that memory does not grow with documents.
 */
#ifndef BATCH_MAPPING_DIFF_H
#define BATCH_MAPPING_DIFF_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;
struct problems;
struct table;

struct mapping_diff {
    const char *mappings[2]; /* the files of the old and the new one */
    const char *const *inputs;
    size_t input_count;
    long limit; /* of rows in records */
    /* Made of it: without rows where there is nothing to tell. */
    struct table *totals;   /* records, filtered, same, changed, gone, added */
    struct table *fields;   /* those of another type or with other values, and how often */
    struct table *refusals; /* by rule and field */
    struct table *records;  /* each difference, by key; values that may be personal not shown */
    long left_out;          /* differences beyond the limit */
    const char *keys[2];    /* the fields of each key, "a, b", when they differ; else NULL */
    bool is_equal;
};

/* Converts all inputs with both mappings and compares what a store would keep of them: where a
 * document has a key twice, the newer record counts.  Mistakes in a mapping go to problems and give
 * -1 with ERROR_CONFIG; an input that cannot be read is ERROR_IO. */
int mapping_diff_make(struct mapping_diff *diff, struct arena *arena, struct problems *problems,
                      struct error *err);

#endif
