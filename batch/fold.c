/* From the ledger's batches to their rows. */
#include "batch/fold.h"

#include <string.h>

#include "batch/carry.h"
#include "batch/deployment.h"
#include "batch/keys.h"
#include "batch/ledger.h"
#include "batch/load.h"
#include "batch/purged.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/database.h"
#include "core/error.h"
#include "core/log.h"
#include "core/pulse.h"
#include "core/query.h"
#include "core/table.h"
#include "landing/landing.h"
#include "transforms/transform.h"

/* Batches between two lines that show that a long source goes on. */
enum { BATCHES_BETWEEN_LINES = 1000 };

/* What is asked of each batch. */
enum { LOADED_BATCH, LOADED_SOURCE, LOADED_WINDOW, LOADED_WIDTH };

static void leave_out(struct fold *fold, const char *batch, const char *why)
{
    const char **row = table_add(fold->unproven);

    row[0] = arena_text(fold->arena, batch);
    row[1] = arena_text(fold->arena, why);
}

static struct table *list_loaded(const struct fold *fold, struct error *err)
{
    static const struct column columns[LOADED_WIDTH] = {
        {.name = "batch"}, {.name = "source"}, {.name = "window"}};
    struct table *loaded = table_new("loaded", columns, LOADED_WIDTH, fold->arena);
    struct statement *statement =
        database_prepare(ledger_database(fold->ledger),
                         "SELECT batch, source, window FROM batch WHERE loaded_attempt IS NOT NULL"
                         " ORDER BY source, batch",
                         err);
    int got = -1, i;

    while (statement != NULL && (got = statement_next(statement, err)) == 1) {
        const char **row = table_add(loaded);

        for (i = 0; i < LOADED_WIDTH; i++)
            row[i] = arena_text(fold->arena, statement_text(statement, i));
    }
    return got == 0 ? loaded : NULL;
}

/* What one batch is loaded with. */
struct loading {
    struct fold *fold;
    const struct source_config *config;
    const struct privacy_key *key;
    struct batch batch;
    int landed_attempt;   /* the newest of those that it was loaded from and are there; 0: none */
    const char *obstacle; /* why nothing can be loaded; NULL: it can */
    int purged_attempt;   /* the newest of those whose landing was purged; 0: none */
    const char *purged;   /* what became of it */
    struct arena *arena;
};

/* Sees what is left of one landing that the batch was loaded from. */
static int judge_landing(struct loading *loading, int landed_attempt, struct error *err)
{
    const struct fold *fold = loading->fold;
    const struct batch *batch = &loading->batch;
    int64_t purged_at;

    if (purged_find(fold->ledger, batch->id, landed_attempt, &purged_at, err) != 0)
        return -1;
    if (purged_at != 0) {
        loading->purged_attempt = landed_attempt;
        loading->purged = arena_print(fold->arena, "attempt %d: %s", landed_attempt,
                                      purged_text(purged_at, loading->arena));
    } else if (landing_is_sealed(fold->deployment->landing, batch->source, batch->window.id,
                                 landed_attempt, loading->arena))
        loading->landed_attempt = landed_attempt;
    else
        loading->obstacle =
            arena_print(loading->arena, "what attempt %d had landed does not lie in the landing",
                        landed_attempt);
    return 0;
}

static int judge_landings(struct loading *loading, struct error *err)
{
    int landed_attempt = 0, got;

    while ((got = ledger_next_landing(loading->fold->ledger, loading->batch.id, &landed_attempt,
                                      err)) == 1)
        if (judge_landing(loading, landed_attempt, err) != 0)
            return -1;
    return got;
}

static int load_batch(const struct loading *loading, struct error *err)
{
    const struct fold *fold = loading->fold;
    const struct load_context context = {
        .deployment = fold->deployment,
        .config = loading->config,
        .batch = &loading->batch,
        .landed_attempt = loading->landed_attempt,
        .is_from_landing = true,
        .is_purge_known = true,
        .key = loading->key,
        .ledger = fold->ledger,
        .store = fold->deployment->store,
        .pulse = fold->pulse,
        .arena = loading->arena,
    };
    struct tally tally;
    long refused;

    return batch_load(&context, &tally, &refused, err);
}

/* Errors that are the batch's own: what has landed of it, or what is in that. */
static bool is_of_batch(enum error_kind kind)
{
    return kind == ERROR_DATA || kind == ERROR_QUARANTINE || kind == ERROR_PROTOCOL;
}

static void note_purged(const struct loading *loading)
{
    struct fold *fold = loading->fold;

    fold->purged[fold->purged_count++] =
        (struct purged_batch){.id = loading->batch.id,
                              .source = loading->batch.source,
                              .why = loading->purged,
                              .attempt = loading->batch.attempt,
                              .is_newest = loading->purged_attempt > loading->landed_attempt};
}

/* Loads what there is.  The batch keeps the number of the attempt that is loaded, so that the
 * ledger's word on it stays true. */
static int load_what_is_left(struct loading *loading, struct error *err)
{
    if (loading->landed_attempt != 0 && load_batch(loading, err) != 0) {
        if (!is_of_batch(err->kind))
            return error_within(err, "%s", loading->batch.id);
        leave_out(loading->fold, loading->batch.id, err->text);
    } else if (loading->purged != NULL) {
        note_purged(loading);
    }
    return 0;
}

static int fold_batch(struct loading *loading, struct error *err)
{
    struct fold *fold = loading->fold;
    struct batch_row row;

    if (ledger_find(fold->ledger, loading->batch.id, NULL, &row, err) < 0 ||
        judge_landings(loading, err) != 0)
        return -1;
    loading->batch.attempt = row.loaded_attempt;
    fold->batches++;
    if (loading->config == NULL)
        loading->obstacle = "its source is not configured";
    if (loading->obstacle == NULL)
        return load_what_is_left(loading, err);
    leave_out(fold, loading->batch.id, loading->obstacle);
    return 0;
}

/* Where the batches of a source begin. */
struct progress {
    size_t first, left_out;
};

/* Batches of which not everything has been loaded. */
static size_t count_left_out(const struct fold *fold)
{
    return fold->unproven->row_count + fold->purged_count;
}

static void tell_progress(const struct fold *fold, const struct table *loaded, size_t i,
                          struct progress *since)
{
    const char *source = table_cell(loaded, i, LOADED_SOURCE);
    const size_t left_out = count_left_out(fold) - since->left_out;
    bool is_last =
        i + 1 == loaded->row_count || strcmp(table_cell(loaded, i + 1, LOADED_SOURCE), source) != 0;

    if (is_last || (i + 1 - since->first) % BATCHES_BETWEEN_LINES == 0)
        log_event(LOG_INFO, source, NULL, "rebuilt batches=%zu", i + 1 - since->first - left_out);
    if (is_last)
        *since = (struct progress){i + 1, count_left_out(fold)};
}

static int fold_loaded(struct fold *fold, const struct table *loaded, const struct privacy_key *key,
                       struct error *err)
{
    struct progress since = {0, count_left_out(fold)};
    size_t i;

    fold->purged = arena_array(fold->arena, loaded->row_count, sizeof *fold->purged);
    for (i = 0; i < loaded->row_count; i++) {
        const char *source = table_cell(loaded, i, LOADED_SOURCE);
        struct loading loading = {
            .fold = fold,
            .config = deployment_source(fold->deployment, source),
            .key = key,
            .batch = {.id = table_cell(loaded, i, LOADED_BATCH),
                      .source = source,
                      .window = {.id = table_cell(loaded, i, LOADED_WINDOW)}},
            .arena = arena_new(),
        };
        int result = pulse_check(fold->pulse, err);

        if (result == 0)
            result = fold_batch(&loading, err);
        arena_free(loading.arena);
        if (result != 0)
            return -1;
        tell_progress(fold, loaded, i, &since);
    }
    return 0;
}

/* What the store has of a batch that the ledger has not loaded comes from nowhere. */
static int judge_stored(void *context, const char *const *cells, size_t count, struct error *err)
{
    struct fold *fold = context;
    struct batch_row row = {0};

    (void)count;
    if (ledger_find(fold->ledger, cells[0], NULL, &row, err) < 0)
        return -1;
    if (row.loaded_attempt == 0)
        leave_out(fold, cells[0], "the ledger does not know that it was loaded");
    return 0;
}

int fold_landing(struct fold *fold, struct error *err)
{
    static const struct column columns[] = {{.name = "batch", .is_key = true}, {.name = "why"}};
    struct privacy_key key;
    const struct table *loaded;
    bool is_needed;

    fold->unproven = table_new("unproven", columns, 2, fold->arena);
    if (keys_read_privacy(fold->deployment, &key, &is_needed, fold->arena, err) != 0 ||
        fold->store->run(fold->store, "SELECT batch FROM nhip_batch ORDER BY batch", NULL, 0,
                         judge_stored, fold, err) != 0)
        return -1;
    loaded = list_loaded(fold, err);
    return loaded == NULL ? -1 : fold_loaded(fold, loaded, is_needed ? &key : NULL, err);
}
