/*
 * Fetching: from a source's far end into the landing, until the attempt is sealed.
 */
#ifndef BATCH_FETCH_H
#define BATCH_FETCH_H

#include <signal.h>

struct arena;
struct batch;
struct deployment;
struct error;
struct feed;
struct ledger;
struct source;

/* Fetches a batch's documents and seals them; the ledger then has the batch as LANDED.  What has
 * landed stays whatever happens.  *source is left open for settling and is to be closed by the
 * caller also on failure; it is NULL when it was not opened. */
int batch_fetch(const struct deployment *deployment, const struct feed *feed,
                const struct batch *batch, const volatile sig_atomic_t *is_stopping,
                struct ledger *ledger, struct arena *arena, struct source **source,
                struct error *err);

#endif
