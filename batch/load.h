/*
 * Loading: from the landing through the transforms into the store, in one transaction.
 */
#ifndef BATCH_LOAD_H
#define BATCH_LOAD_H

#include <stdbool.h>

struct arena;
struct batch;
struct deployment;
struct error;
struct source_config;
struct lease;
struct ledger;
struct privacy_key;
struct pulse;
struct store;
struct tally;

/* What a load works with. */
struct load_context {
    const struct deployment *deployment;
    const struct source_config *config;
    const struct batch *batch;
    int landed_attempt;            /* whose landing is loaded */
    bool is_from_landing;          /* without a fetch: earlier landings of the batch too, which is
                                      done anyway where the store lacks them */
    bool is_purge_known;           /* the caller sees to what earlier landings had that were purged,
                                      so that it is not told */
    const struct privacy_key *key; /* NULL when no mapping hashes */
    struct ledger *ledger;
    struct store *store;
    struct lease *lease; /* without which nothing is committed; NULL: nobody else is there */
    struct pulse *pulse; /* a load that it ends is rolled back; may be NULL */
    struct arena *arena; /* the batch's */
};

/* Loads every landed document.  Refused records and documents go to quarantine and the batch loads
 * without them; *documents_refused counts the latter.  Tally and refusals are those of the newest
 * landing: earlier ones only give the rows that it has not.  On success rows, nhip_batch and the
 * ledger agree; on failure the store is as before. */
int batch_load(const struct load_context *context, struct tally *tally, long *documents_refused,
               struct error *err);

#endif
