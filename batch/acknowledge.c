/* Finding what is loaded and still offered. */
#include "batch/acknowledge.h"

#include <stddef.h>

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/windows.h"
#include "connectors/connector.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/error.h"
#include "core/log.h"

struct acknowledging {
    const struct deployment *deployment;
    const struct source_config *config;
    struct ledger *ledger;
    long failures;
    struct arena *arena;
};

/* 1 when the ledger has the window as loaded, and as it is offered now; 0, -1. */
static int is_loaded(const struct acknowledging *acknowledging, const char *batch,
                     const struct window *window, struct error *err)
{
    struct batch_row row;
    int found = ledger_find(acknowledging->ledger, batch, NULL, &row, err);

    if (found != 1)
        return found;
    return (row.state == BATCH_LOADED || row.state == BATCH_OUTDATED) && row.until == window->until;
}

static void tell(struct acknowledging *acknowledging, const char *batch,
                 const struct window *window)
{
    const struct source_config *config = acknowledging->config;
    struct source *source = source_for_batch(
        config->source, window, acknowledging->deployment->spool, acknowledging->arena);
    struct error err;

    if (source_settle(source, &err) != 0) {
        log_event(LOG_WARNING, config->name, batch, "loaded, but not acknowledged: %s", err.text);
        acknowledging->failures++;
    }
    source_close(source);
}

static int consider(struct acknowledging *acknowledging, const struct window *window,
                    struct error *err)
{
    const char *batch =
        arena_print(acknowledging->arena, "%s@%s", acknowledging->config->name, window->id);
    int loaded = is_loaded(acknowledging, batch, window, err);

    if (loaded == 1)
        tell(acknowledging, batch, window);
    return loaded < 0 ? -1 : 0;
}

static int consider_all(struct acknowledging *acknowledging, struct error *err)
{
    size_t count, i;
    const struct window *offered = windows_offered(
        acknowledging->config, acknowledging->deployment->spool, &count, acknowledging->arena, err);

    for (i = 0; offered != NULL && i < count; i++)
        if (consider(acknowledging, &offered[i], err) != 0)
            return -1;
    return offered == NULL ? -1 : 0;
}

int acknowledge_loaded(const struct deployment *deployment, const struct source_config *config,
                       struct ledger *ledger, long *failures, struct error *err)
{
    struct acknowledging acknowledging = {deployment, config, ledger, 0, arena_new()};
    int result = 0;

    if (config->source->connector->settle != NULL && config->source->connector->list != NULL)
        result = consider_all(&acknowledging, err);
    arena_free(acknowledging.arena);
    *failures = acknowledging.failures;
    return result;
}
