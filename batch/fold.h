/*
 * The fold: all that was ever loaded, loaded once more from the landing into an empty store.
 *
 * Which landings count says the ledger: those of attempts that were loaded, whatever became of
 * their batches later.  Each batch goes its usual way through transforms and limits.
 */
#ifndef BATCH_FOLD_H
#define BATCH_FOLD_H

#include <stddef.h>

struct arena;
struct deployment;
struct error;
struct ledger;
struct pulse;
struct purged_batch;
struct query;
struct table;

struct fold {
    const struct deployment *deployment; /* whose store is the empty one, open and prepared */
    struct ledger *ledger;               /* a copy: loading notes things there */
    struct query *store;                 /* the store that the batches were loaded into */
    struct pulse *pulse;                 /* may be NULL */
    struct arena *arena;
    /* Made of it. */
    long batches;
    struct table *unproven;      /* batch, why: what cannot be loaded any more as it was */
    struct purged_batch *purged; /* not among them: what is left of those was loaded */
    size_t purged_count;
};

/* Loads everything that has not been purged.  A batch that cannot be loaded is unproven and stops
 * nothing; -1 when there is more in the way than one batch: the disk, the keys, the pulse. */
int fold_landing(struct fold *fold, struct error *err);

#endif
