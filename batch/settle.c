/* Comparing the ledger's unfinished batches with what the store committed. */
#include "batch/settle.h"

#include <stdlib.h>

#include "batch/ledger.h"
#include "core/arena.h"
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

static int settle_batch(struct ledger *ledger, struct store *store, const struct batch_id *found,
                        struct error *err)
{
    const struct batch batch = {.id = found->batch, .attempt = found->attempt};
    const char *const parameters[] = {found->batch};
    struct query *query = store_query(store);
    struct tally tally = {0};
    int attempt;

    if (store_loaded(store, found->batch, &attempt, err) != 0)
        return -1;
    if (attempt != found->attempt)
        return 0;
    if (query->run(query,
                   "SELECT received, inserted, updated, unchanged, stale, filtered, quarantined"
                   " FROM nhip_batch WHERE batch = ?1",
                   parameters, 1, take_tally, &tally, err) != 0)
        return -1;
    log_event(LOG_INFO, NULL, found->batch, "was loaded by a process that ended; noted now");
    return ledger_loaded(ledger, &batch, &tally, err);
}

int settle_source(struct ledger *ledger, struct store *store, const char *source,
                  struct arena *arena, struct error *err)
{
    struct batch_id *found = arena_alloc(arena, sizeof *found);
    int got;

    while ((got = ledger_unsettled(ledger, source, found, err)) == 1)
        if (settle_batch(ledger, store, found, err) != 0)
            return -1;
    return got;
}
