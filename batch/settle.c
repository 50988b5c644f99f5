/* Comparing what the ledger says with what the store committed. */
#include "batch/settle.h"

#include <stdlib.h>

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "core/batch.h"
#include "core/error.h"
#include "core/log.h"
#include "core/query.h"
#include "core/record.h"
#include "stores/store.h"

static int take_tally(void *context, const char *const *cells, size_t count, struct error *err)
{
    struct tally *tally = context;
    long *const numbers[] = {&tally->received,   &tally->inserted, &tally->updated,
                             &tally->unchanged,  &tally->stale,    &tally->filtered,
                             &tally->quarantined};
    size_t i;

    (void)err;
    for (i = 0; i < count; i++)
        *numbers[i] = cells[i] == NULL ? 0 : strtol(cells[i], NULL, 10);
    return 0;
}

/* A batch that the ledger has as LOADING or LANDED, and the store in the same attempt, is loaded.
 */
static int settle_unloaded(struct ledger *ledger, struct store *store, const struct batch_id *found,
                           int stored_attempt, struct error *err)
{
    const struct batch batch = {.id = found->batch, .attempt = found->attempt};
    const char *const parameters[] = {found->batch};
    struct query *query = store_query(store);
    struct tally tally = {0};

    if (stored_attempt != found->attempt)
        return 0;
    if (query->run(query,
                   "SELECT received, inserted, updated, unchanged, stale, filtered, quarantined"
                   " FROM nhip_batch WHERE batch = ?1",
                   parameters, 1, take_tally, &tally, err) != 0)
        return -1;
    log_event(LOG_INFO, NULL, found->batch, "is in the store; that it is loaded was not noted yet");
    return ledger_loaded(ledger, &batch, &tally, err);
}

/* A batch that the ledger has as LOADED, and the store not in that attempt, is due. */
static int settle_loaded(struct ledger *ledger, const struct batch_id *found, int stored_attempt,
                         struct error *err)
{
    const struct batch batch = {.id = found->batch, .attempt = found->attempt};

    if (stored_attempt == found->attempt)
        return 0;
    log_event(LOG_WARNING, NULL, found->batch, "is not in the store any more; it is due again");
    return ledger_unload(ledger, &batch, err);
}

static int settle_state(struct ledger *ledger, struct store *store, const char *source,
                        enum batch_state state, struct error *err)
{
    bool is_loaded = state == BATCH_LOADED || state == BATCH_OUTDATED;
    struct batch_id found = {0};
    int stored_attempt;
    int got;

    while ((got = ledger_next(ledger, source, state, &found, err)) == 1)
        if (store_loaded(store, found.batch, &stored_attempt, err) != 0 ||
            (is_loaded ? settle_loaded(ledger, &found, stored_attempt, err)
                       : settle_unloaded(ledger, store, &found, stored_attempt, err)) != 0)
            return -1;
    return got;
}

/* The mappings of today against those that batches were loaded by. */
static int settle_mappings(struct ledger *ledger, const struct source_config *config,
                           struct error *err)
{
    long outdated;

    if (ledger_outdate(ledger, config->name, config->loaded_by, &outdated, err) != 0)
        return -1;
    if (outdated != 0)
        log_event(LOG_WARNING, config->name, NULL,
                  "outdated batches=%ld: the mappings are %s now; hint: nhip reload %s", outdated,
                  config->loaded_by, config->name);
    return 0;
}

/* What the store has and the ledger has not noted. */
static int settle_stored(struct ledger *ledger, struct store *store, const char *source,
                         struct error *err)
{
    if (settle_state(ledger, store, source, BATCH_LANDED, err) != 0)
        return -1;
    return settle_state(ledger, store, source, BATCH_LOADING, err);
}

int settle_unnoted(struct ledger *ledger, struct store *store, const struct source_config *config,
                   struct error *err)
{
    if (settle_stored(ledger, store, config->name, err) != 0)
        return -1;
    return settle_mappings(ledger, config, err);
}

int settle_source(struct ledger *ledger, struct store *store, const struct source_config *config,
                  struct error *err)
{
    if (settle_stored(ledger, store, config->name, err) != 0 ||
        settle_state(ledger, store, config->name, BATCH_LOADED, err) != 0 ||
        settle_state(ledger, store, config->name, BATCH_OUTDATED, err) != 0)
        return -1;
    return settle_mappings(ledger, config, err);
}
