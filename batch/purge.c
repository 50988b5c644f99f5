/* Walking the sources, and removing what may go. */
#include "batch/purge.h"

#include <string.h>

#include "batch/actor.h"
#include "batch/audit.h"
#include "batch/deployment.h"
#include "batch/disposal.h"
#include "batch/hold.h"
#include "batch/ledger.h"
#include "batch/lock.h"
#include "batch/purged.h"
#include "batch/selection.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/database.h"
#include "core/error.h"
#include "core/log.h"
#include "core/pulse.h"
#include "core/record.h"
#include "core/size.h"
#include "core/table.h"
#include "stores/store.h"

struct purge {
    const struct deployment *deployment;
    const struct purge_request *request;
    struct ledger *ledger;
    struct hold hold; /* of the source that is purged; its lease is none without a ledger */
    bool has_store, is_dry, is_skipped;
    struct table *table;
    struct arena *arena;
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

static int remove_one(struct purge *purge, const struct source_config *config,
                      const struct disposal *disposal, struct error *err)
{
    if (lease_beat(&purge->hold.lease, err) != 0 || pulse_check(purge->request->pulse, err) != 0 ||
        stock_remove(purge->deployment->landing, config->name, &disposal->stocked, err) != 0)
        return -1;
    add_landing(purge, config, disposal);
    log_event(LOG_INFO, config->name, disposal->batch, "purged attempt=%d bytes=%lld: %s",
              disposal->stocked.attempt, (long long)disposal->stocked.bytes, disposal->why);
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
static int purge_found(struct purge *purge, const struct source_config *config,
                       const struct disposals *disposals, struct error *err)
{
    struct database *database = ledger_database(purge->ledger);
    size_t i;

    if (database_begin(database, err) != 0 ||
        database_end(database, note_landings(purge, config, disposals, err), err) != 0)
        return -1;
    for (i = 0; i < disposals->count; i++)
        if (disposals->items[i].why != NULL &&
            remove_one(purge, config, &disposals->items[i], err) != 0)
            return -1;
    if (disposals->refusals != 0)
        add_refusals(purge, config, disposals);
    warn_of_size(config, disposals);
    return 0;
}

static int purge_held(struct purge *purge, const struct source_config *config, struct error *err)
{
    struct disposals disposals;
    int result;

    if (hold_take(&purge->hold, purge->deployment, purge->ledger, config->name, err) != 0)
        return -1;
    result = find(purge, config, &disposals, err);
    if (result == 0)
        result = purge_found(purge, config, &disposals, err);
    hold_drop(&purge->hold);
    return result;
}

static int show_source(struct purge *purge, const struct source_config *config, struct error *err)
{
    struct disposals disposals;

    if (find(purge, config, &disposals, err) != 0)
        return -1;
    show(purge, config, &disposals);
    return 0;
}

/* What is not sealed: of that nobody needs to be told. */
static int clear_locked(struct purge *purge, const struct source_config *config, struct error *err)
{
    struct stocked *stocked;
    size_t count, i;

    if (stock_list(purge->deployment->landing, config->name, &stocked, &count, purge->arena, err) !=
        0)
        return -1;
    for (i = 0; i < count; i++) {
        const struct disposal disposal = {
            .stocked = stocked[i],
            .batch = arena_print(purge->arena, "%s@%s", config->name, stocked[i].window),
            .why = "its fetch did not end",
            .is_leftover = true,
        };

        if (!stocked[i].is_sealed && remove_one(purge, config, &disposal, err) != 0)
            return -1;
    }
    return 0;
}

/* Without a ledger there is no lease either. */
static int clear_source(struct purge *purge, const struct source_config *config, struct error *err)
{
    const struct actor actor = actor_find(purge->arena);
    int lock = lock_source(purge->deployment->locks, config->name, &actor, err);
    int result = lock < 0 ? -1 : clear_locked(purge, config, err);

    lock_close(lock);
    return result;
}

/* A source that is being run is left out. */
static int purge_source(struct purge *purge, const struct source_config *config, struct error *err)
{
    struct error stop;
    int result;

    if (pulse_check(purge->request->pulse, err) != 0)
        return -1;
    result =
        purge->ledger == NULL ? clear_source(purge, config, err) : purge_held(purge, config, err);
    if (result == 0 || err->kind != ERROR_LATER || pulse_check(purge->request->pulse, &stop) != 0)
        return result;
    log_event(LOG_WARNING, config->name, NULL, "not purged: %s", err->text);
    purge->is_skipped = true;
    return 0;
}

static bool is_asked(const struct purge_request *request, const char *source)
{
    const struct selection selection = {.sources = request->sources,
                                        .source_count = request->source_count};

    return request->batch != NULL ? batch_is_of(request->batch, source)
                                  : selection_has(&selection, source);
}

static int purge_sources(struct purge *purge, struct error *err)
{
    size_t i;

    for (i = 0; i < purge->deployment->source_count; i++) {
        const struct source_config *config = &purge->deployment->sources[i];

        if (is_asked(purge->request, config->name) &&
            (purge->is_dry ? show_source(purge, config, err) : purge_source(purge, config, err)) !=
                0)
            return -1;
    }
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
static int open_store(struct purge *purge, struct error *err)
{
    if (check_request(purge, err) != 0)
        return -1;
    purge->has_store = deployment_open_store(purge->deployment, true, err) == 0;
    return purge->has_store || err->kind == ERROR_DATA ? 0 : -1;
}

struct table *purge_table(struct arena *arena)
{
    static const struct column columns[] = {
        {.name = "source"},
        {.name = "batch"},
        {.name = "attempt", .type = TYPE_INTEGER},
        {.name = "what"},
        {.name = "rows", .type = TYPE_INTEGER},
        {.name = "bytes", .type = TYPE_INTEGER},
        {.name = "why"},
    };

    return table_new("purge", columns, sizeof columns / sizeof columns[0], arena);
}

int purge_show(const struct deployment *deployment, struct ledger *ledger,
               const struct purge_request *request, struct table *table, struct error *err)
{
    struct purge purge = {.deployment = deployment,
                          .request = request,
                          .ledger = ledger,
                          .is_dry = true,
                          .table = table,
                          .arena = table->arena};
    int result = open_store(&purge, err);

    if (result == 0)
        result = purge_sources(&purge, err);
    deployment_close_store(deployment);
    return result;
}

int purge_run(const struct deployment *deployment, struct ledger *ledger,
              const struct purge_request *request, struct table *table, struct error *err)
{
    struct purge purge = {.deployment = deployment,
                          .request = request,
                          .ledger = ledger,
                          .table = table,
                          .arena = table->arena};
    int result = open_store(&purge, err);

    ledger_set_command(ledger, request->line, request->reason);
    if (result == 0)
        result = audit_add(ledger, "purge", request->line,
                           request->reason == NULL ? "" : request->reason, err);
    if (result == 0)
        result = purge_sources(&purge, err);
    deployment_close_store(deployment);
    return result != 0 ? -1 : purge.is_skipped ? 1 : 0;
}

int purge_leftovers(const struct deployment *deployment, const struct purge_request *request,
                    struct table *table, struct error *err)
{
    struct purge purge = {
        .deployment = deployment, .request = request, .table = table, .arena = table->arena};

    return check_request(&purge, err) != 0 ? -1 : purge_sources(&purge, err);
}
