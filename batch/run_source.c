/* One source in a run: its lock and lease, its due windows in turn, and what to do when one fails.
 */
#include "batch/run_inside.h"

#include "batch/acknowledge.h"
#include "batch/deployment.h"
#include "batch/fetch.h"
#include "batch/last_run.h"
#include "batch/ledger.h"
#include "batch/load.h"
#include "batch/lock.h"
#include "batch/plan.h"
#include "batch/settle.h"
#include "connectors/connector.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/instant.h"
#include "core/log.h"

enum reach reach_of(enum error_kind kind)
{
    switch (kind) {
    case ERROR_NONE:
    case ERROR_RECORD:
    case ERROR_DOCUMENT:
    case ERROR_QUARANTINE:
    case ERROR_DATA:
    case ERROR_PROTOCOL:
        return REACH_BATCH;
    case ERROR_LATER:
    case ERROR_SOURCE:
    case ERROR_CREDENTIALS:
    case ERROR_CONFIG:
        return REACH_SOURCE;
    default:
        return REACH_RUN;
    }
}

int run_prepare_store(struct run *run, struct error *err)
{
    if (run->is_prepared)
        return 0;
    if (deployment_prepare_store(run->deployment, err) != 0)
        return -1;
    run->is_prepared = true;
    return 0;
}

/* For a run that has found the store being written when it began. */
static int prepare_in_turn(struct run *run, struct error *err)
{
    int turn, result;

    if (run->is_prepared)
        return 0;
    turn = lock_store(run->deployment->locks, &run->pulse, err);
    result = turn < 0 ? -1 : run_prepare_store(run, err);
    lock_close(turn);
    return result;
}

static int load_batch(struct run *run, const struct due *due, const struct batch *batch,
                      int landed_attempt, struct arena *arena, struct error *err)
{
    struct load_context context = {.deployment = run->deployment,
                                   .config = due->config,
                                   .batch = batch,
                                   .landed_attempt = landed_attempt,
                                   .is_from_landing = due->is_landed,
                                   .key = run->has_key ? &run->key : NULL,
                                   .ledger = run->ledger,
                                   .store = run->deployment->store,
                                   .lease = &run->hold.lease,
                                   .pulse = &run->pulse,
                                   .arena = arena};
    struct tally tally = {0};
    long refused = 0;

    if (prepare_in_turn(run, err) != 0 || batch_load(&context, &tally, &refused, err) != 0)
        return -1;
    tally_add(&run->result->tally, &tally);
    run->result->documents_refused += refused;
    log_event(LOG_INFO, batch->source, batch->id,
              "loaded received=%ld inserted=%ld updated=%ld unchanged=%ld stale=%ld filtered=%ld "
              "quarantined=%ld",
              tally.received, tally.inserted, tally.updated, tally.unchanged, tally.stale,
              tally.filtered, tally.quarantined);
    return 0;
}

/* Tells the far end that the batch is safe.  A failure takes nothing from what is loaded. */
static void settle_batch(struct run *run, const struct batch *batch, struct source *source)
{
    struct error err;

    if (source_settle(source, &err) == 0)
        return;
    log_event(LOG_WARNING, batch->source, batch->id, "loaded, but not acknowledged: %s", err.text);
    run_note(run, ERROR_DOCUMENT);
}

/* Fetches unless the documents have landed already, loads, and only then acknowledges.  is_fetching
 * tells a failure of the fetch. */
static int process_batch(struct run *run, const struct due *due, const struct batch *batch,
                         bool *is_fetching, struct arena *arena, struct error *err)
{
    struct source *source =
        source_for_batch(due->config->source, &due->window, run->deployment->spool, arena);
    int landed_attempt = due->is_landed ? due->landed_attempt : batch->attempt;
    int result = 0;

    source->pulse = &run->pulse;
    *is_fetching = !due->is_landed;
    if (!due->is_landed)
        result = batch_fetch(run->deployment, due->config, batch, source, run->ledger, arena, err);
    *is_fetching = *is_fetching && result != 0;
    if (result == 0)
        result = load_batch(run, due, batch, landed_attempt, arena, err);
    if (result == 0)
        settle_batch(run, batch, source);
    source_close(source);
    return result;
}

/* Notes a failure in the ledger and the log.  When the ledger itself fails, that is what counts. */
static void note_failure(struct run *run, const struct batch *batch, struct error *err)
{
    struct error second;

    log_event(LOG_ERROR, batch->source, batch->id, "failed kind=%s: %s", error_kind_name(err->kind),
              err->text);
    run->result->failed++;
    run_note(run, err->kind);
    if (ledger_failed(run->ledger, batch, err, &second) != 0) {
        log_event(LOG_ERROR, batch->source, batch->id, "the ledger cannot be written: %s",
                  second.text);
        *err = second;
        run_note(run, second.kind);
    }
}

/* A batch of which nothing is there to load stays as it is. */
static void refuse_due(struct run *run, const struct due *due)
{
    struct error err;

    error_set(&err, ERROR_DATA, "%s; hint: nhip rerun %s --from fetch", due->obstacle, due->batch);
    log_event(LOG_ERROR, due->config->name, due->batch, "not loaded: %s", err.text);
    run->result->failed++;
    run_note(run, err.kind);
}

static int run_due(struct run *run, const struct due *due, bool *is_fetching, struct error *err)
{
    struct arena *arena = arena_new();
    struct batch batch = {.id = due->batch,
                          .source = due->config->name,
                          .window = due->window,
                          .attempt = due->attempt + 1,
                          .is_snapshot = due->config->is_snapshot,
                          .fetched_at = clock_now()};
    int result;

    *is_fetching = false;
    run->result->batches++;
    result = ledger_start(run->ledger, &batch, due->is_landed ? BATCH_LANDED : BATCH_FETCHING, err);
    if (result == 0)
        result = process_batch(run, due, &batch, is_fetching, arena, err);
    if (result == 0)
        run->result->loaded++;
    else
        note_failure(run, &batch, err);
    arena_free(arena);
    return result;
}

enum reach run_leave(struct run *run, const char *source, const struct error *err)
{
    log_event(LOG_WARNING, source, NULL, "%s; what is not done stays due", err->text);
    run_note(run, err->kind);
    return reach_of(err->kind);
}

/* Where each window is a file of its own, one that is being changed, or is gone, says nothing of
 * the others: without this, who never stops changing one would keep all behind it from being
 * loaded. */
static bool is_of_file(const struct due *due, bool is_fetching, enum error_kind kind)
{
    return is_fetching && due->config->source->connector->list != NULL &&
           (kind == ERROR_LATER || kind == ERROR_SOURCE);
}

/* Runs the source's due windows; returns how far an error reached, REACH_BATCH when not beyond. */
static enum reach run_windows(struct run *run, struct due *due)
{
    struct error err;

    for (; due != NULL; due = due->next) {
        bool is_fetching;
        enum reach reach;

        if (pulse_check(&run->pulse, &err) != 0)
            return run_leave(run, due->config->name, &err);
        if (due->obstacle != NULL) {
            refuse_due(run, due);
            continue;
        }
        if (run_due(run, due, &is_fetching, &err) == 0)
            continue;
        reach = is_of_file(due, is_fetching, err.kind) ? REACH_BATCH : reach_of(err.kind);
        if (reach == REACH_SOURCE && due->next != NULL)
            log_event(LOG_WARNING, due->config->name, NULL, "its other windows stay due");
        if (reach != REACH_BATCH)
            return reach;
    }
    return REACH_BATCH;
}

static enum reach fail_source(struct run *run, const struct source_config *config,
                              const struct error *err)
{
    log_event(LOG_ERROR, config->name, NULL, "not run kind=%s: %s", error_kind_name(err->kind),
              err->text);
    run_note(run, err->kind);
    return reach_of(err->kind);
}

/* Plans under the lock, so that no other run can do the same windows. */
static enum reach run_locked(struct run *run, const struct source_config *config)
{
    struct selection selection = *run->selection;
    long untold = 0;
    struct error err;
    struct due *due;

    selection.sources = &config->name;
    selection.source_count = 1;
    if (settle_source(run->ledger, run->deployment->store, config, &err) != 0 ||
        acknowledge_loaded(run->deployment, config, run->ledger, &untold, &err) != 0 ||
        plan_make(run->deployment, run->ledger, &selection, run->arena, &due, &err) != 0)
        return fail_source(run, config, &err);
    if (untold != 0)
        run_note(run, ERROR_DOCUMENT);
    if (due == NULL)
        log_event(LOG_INFO, config->name, NULL, "nothing is due");
    return run_windows(run, due);
}

int64_t run_end_of(int64_t budget_seconds)
{
    return budget_seconds == 0 ? 0 : clock_steady() + budget_seconds * MICROSECONDS_PER_SECOND;
}

void run_share_time(struct run *run, const struct source_config *config)
{
    int64_t end = config == NULL ? 0 : run_end_of(config->budget.seconds);
    bool is_less = end != 0 && (run->ends_at == 0 || end < run->ends_at);

    run->pulse.ends_at = is_less ? end : run->ends_at;
    run->pulse.ends_why =
        is_less ? "the budget of the source is used up" : "the budget of the run is used up";
}

/* Runs the source and notes in the ledger how that went, apart from the sources before it. */
static enum reach run_noted(struct run *run, const struct source_config *config)
{
    const struct run_result before = *run->result;
    const struct beginning since = beginning_now();
    enum reach reach;
    struct error err;

    run->result->worst = ERROR_NONE;
    reach = run_locked(run, config);
    if (run->result->documents_refused != before.documents_refused)
        run_note(run, ERROR_DOCUMENT);
    if (last_run_note(run->ledger, config->name, &since, run->result->worst, run->result->worst,
                      &err) != 0)
        reach = fail_source(run, config, &err);
    run_note(run, before.worst);
    return reach;
}

static int beat_lease(struct pulse *pulse, struct error *err)
{
    return lease_beat(pulse->context, err);
}

/* Runs the source as long as it is this run's. */
enum reach run_source(struct run *run, const struct source_config *config)
{
    struct error err;
    enum reach reach;

    if (hold_take(&run->hold, run->deployment, run->ledger, config->name, &err) != 0)
        return fail_source(run, config, &err);
    run->pulse.beat = beat_lease;
    run->pulse.context = &run->hold.lease;
    run_share_time(run, config);
    reach = run_noted(run, config);
    run->pulse.beat = NULL;
    hold_drop(&run->hold);
    return reach;
}
