/*
 * Landings that were purged, as the ledger remembers them: a batch whose landing is gone by intent
 * stays what it is, and whoever wants to load it from there is told when it went.
 */
#ifndef BATCH_PURGED_H
#define BATCH_PURGED_H

#include <stdint.h>

struct arena;
struct batch;
struct error;
struct ledger;

/* When the landing of this attempt was purged; 0 when it was not.  All fail as the ledger does. */
int purged_find(struct ledger *ledger, const char *batch, int attempt, int64_t *purged_at,
                struct error *err);

/* Notes that the landing of the batch's attempt is purged from now on, with an event that says why,
 * in the caller's transaction.  It comes before anything is removed. */
int purged_note(struct ledger *ledger, const struct batch *batch, const char *why,
                struct error *err);

/* "its landing was purged at 2026-03-01T05:00:00". */
const char *purged_text(int64_t purged_at, struct arena *arena);

#endif
