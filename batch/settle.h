/*
 * Settling: a process that ended between the store's commit and the ledger's left a batch LOADING
 * that is loaded.  The store's own nhip_batch row decides.
 */
#ifndef BATCH_SETTLE_H
#define BATCH_SETTLE_H

struct arena;
struct error;
struct ledger;
struct store;

/* Enters as LOADED every batch of the source that the store has and the ledger does not know of.
 * The caller holds the source's lock. */
int settle_source(struct ledger *ledger, struct store *store, const char *source,
                  struct arena *arena, struct error *err);

#endif
