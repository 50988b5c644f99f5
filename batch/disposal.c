/* Judging by the ledger, the store, and the source's retention. */
#include "batch/disposal.h"

#include <stdlib.h>
#include <string.h>

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/purged.h"
#include "batch/retention.h"
#include "core/arena.h"
#include "core/database.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/log.h"
#include "core/size.h"
#include "stores/store.h"

struct judging {
    const struct deployment *deployment;
    const struct source_config *config;
    struct ledger *ledger;
    bool has_store;
    const char *newest; /* the batch that a snapshot's store is made of; NULL where there is none */
    int64_t cut;        /* what landed before is too old */
    struct arena *arena;
};

static int find_newest(struct judging *judging, struct error *err)
{
    struct statement *statement =
        database_prepare(ledger_database(judging->ledger),
                         "SELECT batch FROM batch WHERE source = ?1 AND loaded_attempt IS NOT NULL"
                         " ORDER BY since DESC LIMIT 1",
                         err);
    int got;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, judging->config->name);
    got = statement_next(statement, err);
    if (got == 1) {
        judging->newest = arena_text(judging->arena, statement_text(statement, 0));
        statement_reset(statement);
    }
    return got < 0 ? -1 : 0;
}

static int find_landed_at(const struct judging *judging, struct disposal *disposal,
                          struct error *err)
{
    struct statement *statement =
        database_prepare(ledger_database(judging->ledger),
                         "SELECT started_at, documents IS NOT NULL FROM attempt"
                         " WHERE batch = ?1 AND number = ?2",
                         err);
    int got;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, disposal->batch);
    statement_bind_integer(statement, 2, disposal->stocked.attempt);
    got = statement_next(statement, err);
    if (got == 1) {
        disposal->landed_at = statement_integer(statement, 0);
        disposal->has_landed = statement_integer(statement, 1) != 0;
        statement_reset(statement);
    }
    return got < 0 ? -1 : 0;
}

/* 1 when the store has what the ledger says that it has, 0, -1: a store that was lost or put back
 * from a backup needs the landing. */
static int find_stored(const struct judging *judging, const char *batch, int loaded_attempt,
                       struct error *err)
{
    int stored_attempt;

    if (!judging->has_store)
        return 0;
    if (store_loaded(judging->deployment->store, batch, &stored_attempt, err) != 0)
        return -1;
    return stored_attempt == loaded_attempt;
}

/* 1 when nothing needs what has landed of the batch, 0 when something does, -1. */
static int find_free(const struct judging *judging, const char *batch, const struct batch_row *row,
                     struct error *err)
{
    if (judging->newest != NULL && strcmp(batch, judging->newest) == 0)
        return 0;
    if (row->state == BATCH_ABANDONED && row->loaded_attempt == 0)
        return 1;
    if ((row->state != BATCH_LOADED && row->state != BATCH_ABANDONED) || row->is_outdated)
        return 0;
    return find_stored(judging, batch, row->loaded_attempt, err);
}

static const char *before_text(const char *what, int64_t cut, struct arena *arena)
{
    char text[INSTANT_TEXT_SIZE];

    instant_format(cut, VIETNAM_OFFSET_SECONDS, text);
    return arena_print(arena, "%s before %s", what, text);
}

static int judge_sealed(const struct judging *judging, struct disposal *disposal, struct error *err)
{
    struct batch_row row = {.state = BATCH_PLANNED};
    int known =
        ledger_find(judging->ledger, disposal->batch, judging->config->loaded_by, &row, err);
    int is_free =
        known == 1 && disposal->landed_at != 0 ? find_free(judging, disposal->batch, &row, err) : 0;

    if (known < 0 || is_free < 0)
        return -1;
    if (is_free == 0)
        return 0;
    disposal->is_replaced = disposal->stocked.attempt != row.loaded_landing;
    if (disposal->landed_at < judging->cut)
        disposal->why = before_text("landed", judging->cut, judging->arena);
    return 0;
}

static void warn_of_damage(const struct judging *judging, const struct disposal *disposal)
{
    int attempt = disposal->stocked.attempt;

    log_event(
        LOG_WARNING, judging->config->name, disposal->batch,
        "attempt %d has lost its manifest, and what it landed stays; hint: restore that from a "
        "backup, or nhip purge %s --attempt %d",
        attempt, disposal->batch, attempt);
}

static int judge(const struct judging *judging, struct disposal *disposal, struct error *err)
{
    int64_t purged_at;

    if (find_landed_at(judging, disposal, err) != 0 ||
        purged_find(judging->ledger, disposal->batch, disposal->stocked.attempt, &purged_at, err) !=
            0)
        return -1;
    if (purged_at == 0 && disposal->stocked.is_sealed)
        return judge_sealed(judging, disposal, err);
    /* Whoever has the manifest in a backup can have the landing again. */
    if (purged_at == 0 && disposal->has_landed) {
        warn_of_damage(judging, disposal);
        return 0;
    }
    disposal->is_leftover = true;
    disposal->why = purged_at != 0 ? "left by a purge that did not end" : "its fetch did not end";
    return 0;
}

static int compare_ages(const void *left, const void *right)
{
    const struct disposal *const *one = left, *const *other = right;
    int64_t first = (*one)->landed_at, second = (*other)->landed_at;

    return (first > second) - (first < second);
}

/* What was replaced goes, the oldest first, until the rest is no more than may lie there. */
static void judge_size(const struct judging *judging, struct disposals *disposals)
{
    int64_t most = judging->config->retention.landing_size;
    struct disposal **by_age =
        arena_array(judging->arena, disposals->count + 1, sizeof(struct disposal *));
    char text[SIZE_TEXT_SIZE];
    size_t count = 0, i;

    for (i = 0; i < disposals->count; i++)
        if (disposals->items[i].is_replaced && disposals->items[i].why == NULL)
            by_age[count++] = &disposals->items[i];
    qsort(by_age, count, sizeof(struct disposal *), compare_ages);
    size_format(most, text);
    for (i = 0; i < count && disposals->left > most; i++) {
        by_age[i]->why = arena_print(judging->arena, "replaced, and the source has over %s", text);
        disposals->left -= by_age[i]->stocked.bytes;
    }
}

static int judge_all(const struct judging *judging, struct disposals *disposals, struct error *err)
{
    struct stocked *stocked;
    size_t i;

    if (stock_list(judging->deployment->landing, judging->config->name, &stocked, &disposals->count,
                   judging->arena, err) != 0)
        return -1;
    disposals->items = arena_array(judging->arena, disposals->count, sizeof *disposals->items);
    for (i = 0; i < disposals->count; i++) {
        struct disposal *disposal = &disposals->items[i];

        disposal->stocked = stocked[i];
        disposal->batch =
            arena_print(judging->arena, "%s@%s", judging->config->name, stocked[i].window);
        if (judge(judging, disposal, err) != 0)
            return -1;
        if (disposal->why == NULL)
            disposals->left += stocked[i].bytes;
    }
    if (judging->config->retention.landing_size != 0)
        judge_size(judging, disposals);
    return 0;
}

/* Refusals of batches that are done with; those of a batch that failed, or is loaded by a mapping
 * that has been mended, are why somebody looks. */
#define OLD_REFUSALS                                                                               \
    " FROM quarantine WHERE source = ?1 AND at < ?2 AND batch IN"                                  \
    " (SELECT b.batch FROM batch b"                                                                \
    "  LEFT JOIN attempt l ON l.batch = b.batch AND l.number = b.loaded_attempt"                   \
    "  WHERE b.state = 'abandoned'"                                                                \
    "  OR (b.state = 'loaded' AND coalesce(l.mappings, ?3) = ?3))"

static struct statement *prepare_refusals(struct ledger *ledger, const struct source_config *config,
                                          const char *sql, struct error *err)
{
    struct statement *statement = database_prepare(ledger_database(ledger), sql, err);

    if (statement == NULL)
        return NULL;
    statement_bind_string(statement, 1, config->name);
    statement_bind_integer(statement, 2, retention_cut(config->retention.quarantine));
    statement_bind_string(statement, 3, config->loaded_by);
    return statement;
}

static int count_refusals(const struct judging *judging, struct disposals *disposals,
                          struct error *err)
{
    struct statement *statement =
        prepare_refusals(judging->ledger, judging->config, "SELECT count(*)" OLD_REFUSALS, err);
    int64_t count = 0;

    if (statement == NULL || statement_ask(statement, &count, err) < 0)
        return -1;
    disposals->refusals = (long)count;
    if (disposals->refusals != 0)
        disposals->refused_why = before_text(
            "refused", retention_cut(judging->config->retention.quarantine), judging->arena);
    return 0;
}

int disposals_find(const struct deployment *deployment, struct ledger *ledger,
                   const struct source_config *config, bool has_store, struct disposals *disposals,
                   struct arena *arena, struct error *err)
{
    struct judging judging = {.deployment = deployment,
                              .config = config,
                              .ledger = ledger,
                              .has_store = has_store,
                              .cut = retention_cut(config->retention.landing),
                              .arena = arena};

    memset(disposals, 0, sizeof *disposals);
    if ((config->is_snapshot && find_newest(&judging, err) != 0) ||
        judge_all(&judging, disposals, err) != 0)
        return -1;
    return has_store ? count_refusals(&judging, disposals, err) : 0;
}

int disposals_drop_refusals(struct ledger *ledger, const struct source_config *config,
                            struct error *err)
{
    struct statement *statement = prepare_refusals(ledger, config, "DELETE" OLD_REFUSALS, err);

    return statement == NULL ? -1 : statement_run(statement, err);
}
