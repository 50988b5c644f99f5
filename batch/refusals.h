/*
 * Refusals, drift and signatures of an attempt, collected while it loads.
 *
 * What is added after refusals_begin locks nothing and is on record with refusals_commit, which
 * comes before the store's commit: a loaded batch always has its refusals on record.
 */
#ifndef BATCH_REFUSALS_H
#define BATCH_REFUSALS_H

struct batch;
struct error;
struct ledger;
struct source_config;
struct tally;

/* One refusal: a record, or a whole document when position is 0. */
struct quarantined {
    const char *mapping, *document;
    const char *hash; /* SHA-256 digits of the document */
    long position, line;
    const char *field, *value, *rule; /* NULL where there is none; value never personal */
    const char *key;                  /* of the record, NULL as in core/record.h */
    const char *reason;
};

/* What drifted (see transforms/transform.h), and how often. */
struct drifted {
    const char *kind, *name;
    const char *value; /* NULL where there is none; never personal */
    long count;
};

/* Begins to collect, with nothing.  All functions here fail as the ledger does. */
int refusals_begin(struct ledger *ledger, struct error *err);

/* Puts on record what was collected, in the place of what this attempt had before. */
int refusals_commit(struct ledger *ledger, const struct batch *batch, struct error *err);

/* Adds one refusal. */
int refusals_add(struct ledger *ledger, const struct batch *batch,
                 const struct quarantined *refused, struct error *err);

/* Takes back the refusals of a document that is then refused as a whole. */
int refusals_forget(struct ledger *ledger, const struct batch *batch, const char *document,
                    struct error *err);

/* Adds to the count of what drifted. */
int refusals_add_drift(struct ledger *ledger, const struct batch *batch, const char *mapping,
                       const struct drifted *drifted, struct error *err);

/* Sees that no more was refused than the source allows; ERROR_QUARANTINE says how much was. */
int refusals_check(const struct source_config *config, const struct tally *tally,
                   struct error *err);

#endif
