/* Walking the sources, and removing what may go. */
#include "batch/purge.h"

#include <string.h>

#include "batch/audit.h"
#include "batch/deployment.h"
#include "batch/disposal.h"
#include "batch/ledger.h"
#include "batch/lock.h"
#include "batch/purged.h"
#include "batch/selection.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/database.h"
#include "core/error.h"
#include "core/file.h"
#include "core/log.h"
#include "core/record.h"
#include "core/size.h"
#include "core/table.h"
#include "landing/landing.h"
#include "stores/store.h"

/* What is done to each source.  Leftovers go first: they make room for what the ledger is told. */
enum pass { PASS_SHOW, PASS_LEFTOVERS, PASS_REST };

struct purge {
    const struct deployment *deployment;
    const struct purge_request *request;
    struct ledger *ledger;
    bool has_store;
    bool *are_skipped; /* by source */
    struct table *table;
    struct arena *arena;
};

static const struct column columns[] = {
    {.name = "source"},
    {.name = "batch"},
    {.name = "attempt", .type = TYPE_INTEGER},
    {.name = "what"},
    {.name = "rows", .type = TYPE_INTEGER},
    {.name = "bytes", .type = TYPE_INTEGER},
    {.name = "why"},
};

static void add_landing(struct purge *purge, const struct source_config *config,
                        const struct disposal *disposal)
{
    const char **row = table_add(purge->table);

    row[0] = config->name;
    row[1] = disposal->batch;
    row[2] = arena_print(purge->arena, "%d", disposal->stocked.attempt);
    row[3] = disposal->is_leftover ? "leftover" : "landing";
    row[5] = arena_print(purge->arena, "%lld", (long long)disposal->stocked.bytes);
    row[6] = disposal->why;
}

static void add_refusals(struct purge *purge, const struct source_config *config,
                         const struct disposals *disposals)
{
    const char **row = table_add(purge->table);

    row[0] = config->name;
    row[3] = "refusals";
    row[4] = arena_print(purge->arena, "%ld", disposals->refusals);
    row[6] = disposals->refused_why;
}

/* An operator gives one landing up, whatever it is needed for. */
static int judge_asked(const struct purge *purge, struct disposals *disposals, struct error *err)
{
    const struct purge_request *request = purge->request;
    bool is_found = false;
    size_t i;

    for (i = 0; i < disposals->count; i++) {
        struct disposal *disposal = &disposals->items[i];
        bool is_asked = strcmp(disposal->batch, request->batch) == 0 &&
                        disposal->stocked.attempt == request->attempt;

        disposal->why = is_asked ? "given up by its operator" : NULL;
        disposal->is_leftover = false;
        is_found = is_found || is_asked;
    }
    disposals->refusals = 0;
    if (is_found)
        return 0;
    return error_set(err, ERROR_USAGE,
                     "attempt %ld of %s does not lie in the landing; hint: nhip show %s lists the "
                     "attempts",
                     request->attempt, request->batch, request->batch);
}

static int find(const struct purge *purge, const struct source_config *config,
                struct disposals *disposals, struct error *err)
{
    if (disposals_find(purge->deployment, purge->ledger, config, purge->has_store, disposals,
                       purge->arena, err) != 0)
        return -1;
    return purge->request->batch == NULL ? 0 : judge_asked(purge, disposals, err);
}

/* Retention by size cannot take what is needed, or all that is loaded. */
static void warn_of_size(const struct source_config *config, const struct disposals *disposals)
{
    char left[SIZE_TEXT_SIZE], most[SIZE_TEXT_SIZE];

    if (config->retention.landing_size == 0 || disposals->left <= config->retention.landing_size)
        return;
    size_format(disposals->left, left);
    size_format(config->retention.landing_size, most);
    log_event(LOG_WARNING, config->name, NULL,
              "%s stay in the landing, which is more than %s: nothing has replaced them; hint: a "
              "'landing' in its retention lets them go by age",
              left, most);
}

static void show(struct purge *purge, const struct source_config *config,
                 const struct disposals *disposals)
{
    size_t i;

    for (i = 0; i < disposals->count; i++)
        if (disposals->items[i].why != NULL)
            add_landing(purge, config, &disposals->items[i]);
    if (disposals->refusals != 0)
        add_refusals(purge, config, disposals);
    warn_of_size(config, disposals);
}

static int remove_landings(struct purge *purge, const struct source_config *config,
                           const struct disposals *disposals, bool are_leftovers, struct error *err)
{
    size_t i;

    for (i = 0; i < disposals->count; i++) {
        const struct disposal *disposal = &disposals->items[i];

        if (disposal->why == NULL || disposal->is_leftover != are_leftovers)
            continue;
        if (stock_remove(purge->deployment->landing, config->name, &disposal->stocked, err) != 0)
            return -1;
        add_landing(purge, config, disposal);
        log_event(LOG_INFO, config->name, disposal->batch, "purged attempt=%d bytes=%lld: %s",
                  disposal->stocked.attempt, (long long)disposal->stocked.bytes, disposal->why);
    }
    return 0;
}

static int note_landings(struct purge *purge, const struct source_config *config,
                         const struct disposals *disposals, struct error *err)
{
    size_t i;

    for (i = 0; i < disposals->count; i++) {
        const struct disposal *disposal = &disposals->items[i];
        const struct batch batch = {
            .id = disposal->batch, .source = config->name, .attempt = disposal->stocked.attempt};

        if (disposal->why != NULL && !disposal->is_leftover &&
            purged_note(purge->ledger, &batch, disposal->why, err) != 0)
            return -1;
    }
    return disposals->refusals == 0 ? 0 : disposals_drop_refusals(purge->ledger, config, err);
}

/* Tells the ledger all of it at once, and only then removes. */
static int purge_rest(struct purge *purge, const struct source_config *config,
                      const struct disposals *disposals, struct error *err)
{
    struct database *database = ledger_database(purge->ledger);

    if (database_begin(database, err) != 0 ||
        database_end(database, note_landings(purge, config, disposals, err), err) != 0 ||
        remove_landings(purge, config, disposals, false, err) != 0)
        return -1;
    if (disposals->refusals != 0)
        add_refusals(purge, config, disposals);
    warn_of_size(config, disposals);
    return 0;
}

static int purge_locked(struct purge *purge, const struct source_config *config, enum pass pass,
                        struct error *err)
{
    struct disposals disposals;

    if (find(purge, config, &disposals, err) != 0)
        return -1;
    if (pass == PASS_LEFTOVERS)
        return remove_landings(purge, config, &disposals, true, err);
    return purge_rest(purge, config, &disposals, err);
}

static int purge_source(struct purge *purge, size_t index, enum pass pass, struct error *err)
{
    const struct source_config *config = &purge->deployment->sources[index];
    struct disposals disposals;
    int lock, result;

    if (pass == PASS_SHOW) {
        result = find(purge, config, &disposals, err);
        if (result == 0)
            show(purge, config, &disposals);
        return result;
    }
    lock = lock_source(purge->deployment->locks, config->name, ledger_actor(purge->ledger), err);
    if (lock < 0 && err->kind != ERROR_LATER)
        return -1;
    if (lock < 0) {
        log_event(LOG_WARNING, config->name, NULL, "not purged: %s", err->text);
        purge->are_skipped[index] = true;
        return 0;
    }
    result = purge_locked(purge, config, pass, err);
    lock_close(lock);
    return result;
}

static bool is_asked(const struct purge_request *request, const char *source)
{
    const struct selection selection = {.sources = request->sources,
                                        .source_count = request->source_count};

    return request->batch != NULL ? batch_is_of(request->batch, source)
                                  : selection_has(&selection, source);
}

static int purge_sources(struct purge *purge, enum pass pass, struct error *err)
{
    size_t i;

    for (i = 0; i < purge->deployment->source_count; i++)
        if (is_asked(purge->request, purge->deployment->sources[i].name) &&
            !purge->are_skipped[i] && purge_source(purge, i, pass, err) != 0)
            return -1;
    return 0;
}

static int check_request(const struct purge *purge, struct error *err)
{
    const struct purge_request *request = purge->request;
    const struct selection selection = {.sources = request->sources,
                                        .source_count = request->source_count,
                                        .batches = &request->batch,
                                        .batch_count = request->batch == NULL ? 0 : 1};

    return selection_check(purge->deployment, &selection, err);
}

/* A store that is not there is no failure: then nothing is loaded, and all that has landed stays.
 */
static int purge_open(struct purge *purge, const struct deployment *deployment,
                      const struct purge_request *request, struct ledger *ledger, struct error *err)
{
    struct arena *arena = purge->arena;

    purge->deployment = deployment;
    purge->request = request;
    purge->ledger = ledger;
    purge->are_skipped = arena_array(arena, deployment->source_count, sizeof *purge->are_skipped);
    purge->table = table_new("purge", columns, sizeof columns / sizeof columns[0], arena);
    if (check_request(purge, err) != 0)
        return -1;
    purge->has_store = deployment_open_store(deployment, true, err) == 0;
    return purge->has_store || err->kind == ERROR_DATA ? 0 : -1;
}

struct table *purge_plan(const struct deployment *deployment, struct ledger *ledger,
                         const struct purge_request *request, struct arena *arena,
                         struct error *err)
{
    struct purge purge = {.arena = arena};
    int result = purge_open(&purge, deployment, request, ledger, err);

    if (result == 0)
        result = purge_sources(&purge, PASS_SHOW, err);
    deployment_close_store(deployment);
    return result == 0 ? purge.table : NULL;
}

static int purge_both(struct purge *purge, struct error *err)
{
    const struct purge_request *request = purge->request;

    if (request->batch == NULL && purge_sources(purge, PASS_LEFTOVERS, err) != 0)
        return -1;
    if (audit_add(purge->ledger, "purge", request->line,
                  request->reason == NULL ? "" : request->reason, err) != 0)
        return -1;
    return purge_sources(purge, PASS_REST, err);
}

struct table *purge_run(const struct deployment *deployment, struct ledger *ledger,
                        const struct purge_request *request, bool *is_skipped, struct arena *arena,
                        struct error *err)
{
    struct purge purge = {.arena = arena};
    int result = purge_open(&purge, deployment, request, ledger, err);
    size_t i;

    ledger_set_reason(ledger, request->reason);
    if (result == 0)
        result = purge_both(&purge, err);
    deployment_close_store(deployment);
    *is_skipped = false;
    for (i = 0; result == 0 && i < deployment->source_count; i++)
        *is_skipped = *is_skipped || purge.are_skipped[i];
    return result == 0 ? purge.table : NULL;
}
