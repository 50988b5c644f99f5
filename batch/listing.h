/*
 * What the ledger says, as tables for people and machines.
 *
 * Reads only.  Every function gives NULL with *err filled on failure, and a table without rows when
 * there is nothing to tell.
 */
#ifndef BATCH_LISTING_H
#define BATCH_LISTING_H

struct arena;
struct error;
struct ledger;
struct table;

/* The batches of a source (NULL: all), newest window last. */
struct table *listing_batches(struct ledger *ledger, const char *source, struct arena *arena,
                              struct error *err);

/* What has become of a batch, change after change: when, of which attempt, by whom and why. */
struct table *listing_events(struct ledger *ledger, const char *batch, struct arena *arena,
                             struct error *err);

/* One batch, its attempts, and what drifted in the attempt that is loaded, or in the last one while
 * none is. */
struct table *listing_batch(struct ledger *ledger, const char *batch, struct arena *arena,
                            struct error *err);
struct table *listing_attempts(struct ledger *ledger, const char *batch, struct arena *arena,
                               struct error *err);
struct table *listing_drift(struct ledger *ledger, const char *batch, struct arena *arena,
                            struct error *err);

/* The signatures of the batch's documents, as they were verified when it was last tried. */
struct table *listing_signatures(struct ledger *ledger, const char *batch, struct arena *arena,
                                 struct error *err);

/* What drifted in the loaded batches of a source (NULL: all): how often, and in which batch, by the
 * order of windows, it was first seen. */
struct table *listing_all_drift(struct ledger *ledger, const char *source, struct arena *arena,
                                struct error *err);

#endif
