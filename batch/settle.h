/*
 * Settling: the ledger brought in line with the store, which decides what is loaded, and with the
 * mappings, which decide what is outdated.
 *
 * A process that ended between the store's commit and the ledger's left a batch LOADING that is
 * loaded; a store that was lost or put back from a backup lacks batches that the ledger has as
 * LOADED.
 */
#ifndef BATCH_SETTLE_H
#define BATCH_SETTLE_H

struct error;
struct ledger;
struct source_config;
struct store;

/* Settles the source's batches both ways: those that the store has become LOADED, those that it
 * lacks become due, and those that other versions of the mappings have loaded become OUTDATED.  The
 * caller holds the source's lock. */
int settle_source(struct ledger *ledger, struct store *store, const struct source_config *config,
                  struct error *err);

/* The same, but for those that the store lacks. */
int settle_unnoted(struct ledger *ledger, struct store *store, const struct source_config *config,
                   struct error *err);

#endif
