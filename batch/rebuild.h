/*
 * Rebuilding: the store made anew from the landing beside the one there is, compared with it, and
 * put in its place.
 *
 * It proves that the store is a function of what has landed, and mends one that is not.
 */
#ifndef BATCH_REBUILD_H
#define BATCH_REBUILD_H

#include <stdbool.h>

#include "batch/hold.h"
#include "batch/store_diff.h"

struct arena;
struct deployment;
struct error;
struct ledger;
struct pulse;
struct store;
struct table;

struct rebuild {
    const struct deployment *deployment; /* its store is not open */
    bool is_swapping;
    const char *line, *reason; /* of the command; why, which may be NULL */
    struct pulse *pulse;       /* may be NULL */
    struct arena *arena;
    /* Made by rebuild_open. */
    struct deployment *beside; /* the same, but for the store that is made anew */
    struct ledger *ledger;
    struct holds holds;
    /* Made by rebuild_compare. */
    long batches;
    struct table *unproven; /* batch, why */
    struct table *carried;  /* source, batches, rows: what only the store has, as the landing was
                               purged.  It is in what was made, but nothing proves it */
    struct table *lost;     /* batch, why: what neither has */
    struct store_diff diff;
};

/* Holds all sources and opens the store, for asking only and where there is one unless it is to be
 * swapped, and an empty one beside it.  ERROR_LATER when a source is being run.  To be called
 * before the process opens any database. */
int rebuild_open(struct rebuild *rebuild, struct error *err);

/* Makes the store anew and compares. */
int rebuild_compare(struct rebuild *rebuild, struct error *err);

/* Puts what was made in the place of the store in one transaction, figures and all, and writes the
 * reports.  ERROR_DATA when there is something that only the store has and that could not be
 * carried over; ERROR_QUARANTINE when it is done, but for what was lost before. */
int rebuild_swap(struct rebuild *rebuild, struct error *err);

/* Leaves nothing of what was made beside; accepts what rebuild_open left half done. */
void rebuild_close(struct rebuild *rebuild);

/* 0 when the store is what its landing and what was carried over make of it; else ERROR_DATA says
 * how much is not, or of how many batches nobody can tell, or ERROR_QUARANTINE how many are lost.
 */
int rebuild_judge(const struct rebuild *rebuild, struct error *err);

#endif
