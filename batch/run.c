/* The corridor: sources in turn, their due windows in turn, and what to do when one fails. */
#include "batch/run.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "batch/acknowledge.h"
#include "batch/deployment.h"
#include "batch/fetch.h"
#include "batch/figures.h"
#include "batch/keys.h"
#include "batch/last_run.h"
#include "batch/ledger.h"
#include "batch/load.h"
#include "batch/lock.h"
#include "batch/reference.h"
#include "batch/settle.h"
#include "batch/space.h"
#include "batch/telling.h"
#include "connectors/connector.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/file.h"
#include "core/instant.h"
#include "core/log.h"
#include "core/pulse.h"
#include "landing/landing.h"
#include "stores/store.h"
#include "transforms/transform.h"

struct run {
    const struct deployment *deployment;
    const struct selection *selection;
    struct pulse pulse;
    int64_t ends_at; /* on clock_steady; 0: any time */
    struct run_result *result;
    struct ledger *ledger;
    enum error_kind own; /* the worst that happened to no source, but to the run */
    struct privacy_key key;
    bool has_key;
    struct arena *arena; /* of the run */
};

/* How far an error reaches. */
enum reach { REACH_BATCH, REACH_SOURCE, REACH_RUN };

static enum reach reach_of(enum error_kind kind)
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

static void note_worst(struct run *run, enum error_kind kind)
{
    if (kind > run->result->worst)
        run->result->worst = kind;
}

/* The same of what is no source's. */
static void note_own(struct run *run, enum error_kind kind)
{
    note_worst(run, kind);
    if (kind > run->own)
        run->own = kind;
}

static bool is_stopped(const struct run *run)
{
    return run->pulse.is_stopping != NULL && *run->pulse.is_stopping != 0;
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
                                   .pulse = &run->pulse,
                                   .arena = arena};
    struct tally tally = {0};
    long refused = 0;

    if (batch_load(&context, &tally, &refused, err) != 0)
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
    note_worst(run, ERROR_DOCUMENT);
}

/* Fetches unless the documents have landed already, loads, and only then acknowledges. */
static int process_batch(struct run *run, const struct due *due, const struct batch *batch,
                         struct arena *arena, struct error *err)
{
    struct source *source =
        source_for_batch(due->config->source, &due->window, run->deployment->spool, arena);
    int landed_attempt = due->is_landed ? due->landed_attempt : batch->attempt;
    int result = 0;

    source->pulse = &run->pulse;
    if (!due->is_landed)
        result = batch_fetch(run->deployment, due->config, batch, source, run->ledger, arena, err);
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
    note_worst(run, err->kind);
    if (ledger_failed(run->ledger, batch, err, &second) != 0) {
        log_event(LOG_ERROR, batch->source, batch->id, "the ledger cannot be written: %s",
                  second.text);
        *err = second;
        note_worst(run, second.kind);
    }
}

/* A batch of which nothing is there to load stays as it is. */
static void refuse_due(struct run *run, const struct due *due)
{
    struct error err;

    error_set(&err, ERROR_DATA, "%s; hint: nhip rerun %s --from fetch", due->obstacle, due->batch);
    log_event(LOG_ERROR, due->config->name, due->batch, "not loaded: %s", err.text);
    run->result->failed++;
    note_worst(run, err.kind);
}

static int run_due(struct run *run, const struct due *due, struct error *err)
{
    struct arena *arena = arena_new();
    struct batch batch = {.id = due->batch,
                          .source = due->config->name,
                          .window = due->window,
                          .attempt = due->attempt + 1,
                          .is_snapshot = due->config->is_snapshot,
                          .fetched_at = clock_now()};
    int result;

    run->result->batches++;
    result = ledger_start(run->ledger, &batch, due->is_landed ? BATCH_LANDED : BATCH_FETCHING, err);
    if (result == 0)
        result = process_batch(run, due, &batch, arena, err);
    if (result == 0)
        run->result->loaded++;
    else
        note_failure(run, &batch, err);
    arena_free(arena);
    return result;
}

/* Something ended before all was done; source is NULL for the run. */
static enum reach leave_rest(struct run *run, const char *source, const struct error *err)
{
    log_event(LOG_WARNING, source, NULL, "%s; what is not done stays due", err->text);
    note_worst(run, err->kind);
    return reach_of(err->kind);
}

/* Runs the source's due windows; returns how far an error reached, REACH_BATCH when not beyond. */
static enum reach run_windows(struct run *run, struct due *due)
{
    struct error err;

    for (; due != NULL; due = due->next) {
        enum reach reach;

        if (pulse_check(&run->pulse, &err) != 0)
            return leave_rest(run, due->config->name, &err);
        if (due->obstacle != NULL) {
            refuse_due(run, due);
            continue;
        }
        if (run_due(run, due, &err) == 0)
            continue;
        reach = reach_of(err.kind);
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
    note_worst(run, err->kind);
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
        note_worst(run, ERROR_DOCUMENT);
    if (due == NULL)
        log_event(LOG_INFO, config->name, NULL, "nothing is due");
    return run_windows(run, due);
}

static int64_t end_of(int64_t budget_seconds)
{
    return budget_seconds == 0 ? 0 : clock_steady() + budget_seconds * MICROSECONDS_PER_SECOND;
}

/* What is left of the run's time, or less for a source that has a budget of its own. */
static void share_time(struct run *run, const struct source_config *config)
{
    int64_t end = config == NULL ? 0 : end_of(config->budget.seconds);
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
        note_worst(run, ERROR_DOCUMENT);
    if (last_run_note(run->ledger, config->name, &since, run->result->worst, run->result->worst,
                      &err) != 0)
        reach = fail_source(run, config, &err);
    note_worst(run, before.worst);
    return reach;
}

static enum reach run_source(struct run *run, const struct source_config *config)
{
    struct error err;
    enum reach reach;
    int lock = lock_open(run->deployment->locks, config->name, run->arena, &err);

    if (lock < 0)
        return fail_source(run, config, &err);
    share_time(run, config);
    reach = run_noted(run, config);
    lock_close(lock);
    return reach;
}

static void run_sources(struct run *run)
{
    struct error err;
    size_t i;

    for (i = 0; i < run->deployment->source_count; i++) {
        const struct source_config *config = &run->deployment->sources[i];

        if (!selection_has(run->selection, config->name))
            continue;
        share_time(run, NULL);
        if (pulse_check(&run->pulse, &err) != 0) {
            leave_rest(run, NULL, &err);
            return;
        }
        if (run_source(run, config) == REACH_RUN)
            return;
    }
}

/* What lies in the spool is of a process that ended before it could take the name away again; a
 * process at work needs a name there for an instant only, and not to keep its file. */
static int make_folders(const struct deployment *deployment, struct error *err)
{
    if (folder_make(deployment->state, 0750, err) != 0 ||
        folder_make(deployment->landing->folder, 0700, err) != 0 ||
        folder_make(deployment->reports, 0750, err) != 0 ||
        folder_make(deployment->spool, 0700, err) != 0)
        return -1;
    return folder_clear(deployment->spool, err);
}

static int run_open(struct run *run, struct error *err)
{
    const struct deployment *deployment = run->deployment;

    if (make_folders(deployment, err) != 0 ||
        keys_read_privacy(deployment, &run->key, &run->has_key, run->arena, err) != 0 ||
        keys_check_landing(deployment, err) != 0)
        return -1;
    run->ledger = ledger_open(deployment->ledger, false, run->arena, err);
    if (run->ledger == NULL || store_open(deployment->store, err) != 0)
        return -1;
    ledger_set_reason(run->ledger, run->selection->reason);
    if (audit_add(run->ledger, run->selection->command, run->selection->line,
                  run->selection->reason == NULL ? "" : run->selection->reason, err) != 0)
        return -1;
    return deployment_prepare_store(deployment, err);
}

/* Figures follow from the store, so they are made anew whenever anything was loaded, also by a
 * process that ended before it came to this. */
static void publish(struct run *run)
{
    const struct deployment *deployment = run->deployment;
    struct error err;

    if (is_stopped(run) || !file_is_present(run->deployment->stale_mark))
        return;
    if (reference_publish(deployment, run->arena, &err) != 0 ||
        figures_compute(deployment, run->arena, &err) != 0 ||
        figures_report(deployment, run->arena, &err) != 0) {
        log_event(LOG_ERROR, NULL, NULL, "figures kind=%s: %s", error_kind_name(err.kind),
                  err.text);
        note_own(run, err.kind);
        return;
    }
    unlink(run->deployment->stale_mark);
}

static void tell_end(struct run *run, const struct beginning *since)
{
    const struct ending ending = {*since, run->own, run->result->worst};
    /* A budget that is used up is no reason to tell nobody. */
    struct pulse pulse = {.is_stopping = run->pulse.is_stopping};

    telling_end(run->deployment, run->ledger, &ending, &pulse, run->arena);
}

int run_batches(const struct deployment *deployment, const struct selection *selection,
                const struct run_terms *terms, struct run_result *result, struct error *err)
{
    struct run run = {.deployment = deployment,
                      .selection = selection,
                      .pulse = {.is_stopping = terms->is_stopping},
                      .result = result};
    const struct beginning since = beginning_now();
    int opened;

    memset(result, 0, sizeof *result);
    if (selection_check(deployment, selection, err) != 0)
        return -1;
    run.arena = arena_new();
    deployment->store->pulse = &run.pulse;
    run.ends_at = end_of(terms->budget_seconds);
    opened = run_open(&run, err);
    if (opened == 0) {
        space_warn(deployment);
        run_sources(&run);
        publish(&run);
        if (is_stopped(&run))
            note_worst(&run, ERROR_LATER);
        opened = audit_find_head(run.ledger, &result->audit, err);
    } else {
        note_own(&run, err->kind);
    }
    tell_end(&run, &since);
    store_close(deployment->store);
    deployment->store->pulse = NULL;
    ledger_close(run.ledger);
    arena_free(run.arena);
    return opened;
}
