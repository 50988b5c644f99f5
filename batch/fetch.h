/*
 * Fetching: from a source's far end into the landing, until the attempt is sealed.
 */
#ifndef BATCH_FETCH_H
#define BATCH_FETCH_H

struct arena;
struct batch;
struct deployment;
struct error;
struct source_config;
struct ledger;
struct source;

/* Fetches a batch's documents through the source, which it opens and leaves for the caller to
 * close, and seals them; the ledger then has the batch as LANDED.  What has landed stays whatever
 * happens. */
int batch_fetch(const struct deployment *deployment, const struct source_config *config,
                const struct batch *batch, struct source *source, struct ledger *ledger,
                struct arena *arena, struct error *err);

#endif
