/*
 * Carrying over: what a store has of batches whose landing was purged is put into the store that is
 * made anew, for nothing else knows it any more.
 *
 * Rows keep their versions, so that the newest wins as in any load: whatever the landing that is
 * left makes of a record counts before what is carried.  Nothing proves what is carried.
 */
#ifndef BATCH_CARRY_H
#define BATCH_CARRY_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct deployment;
struct error;
struct pulse;
struct query;
struct table;

/* A batch of which a landing that it was loaded from was purged. */
struct purged_batch {
    const char *id, *source;
    const char *why; /* what was purged when */
    int attempt;     /* that is loaded, as the ledger knows */
    bool is_newest;  /* nothing has landed after what was purged: what nhip_batch tells is of it */
    bool is_unfit;   /* made by carry_over: a table that has rows of it has changed too much */
    bool is_carried; /* made by it: the store has the batch */
    long row_count;  /* made by it: rows that were carried over */
};

struct carry {
    const struct deployment *deployment; /* whose store is made, with all that has landed in it */
    struct query *store;                 /* the one that there is */
    struct purged_batch *batches;        /* will be sorted by id */
    size_t batch_count;
    struct table *unproven; /* batch, why: those are added that cannot be carried over */
    struct pulse *pulse;    /* may be NULL */
    struct arena *arena;
    /* Made of it. */
    struct table *carried; /* source, its purged batches that the store has, rows carried over */
    struct table *lost;    /* batch, why: purged, and not in the store as it was loaded last */
};

/* Carries everything over.  -1 when a store cannot be asked or written, or the pulse ends it. */
int carry_over(struct carry *carry, struct error *err);

#endif
