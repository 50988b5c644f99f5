/* The corridor as a whole: sources in turn or side by side, and figures at the end. */
#include "batch/run.h"

#include <string.h>
#include <unistd.h>

#include "batch/announce.h"
#include "batch/deployment.h"
#include "batch/figures.h"
#include "batch/keys.h"
#include "batch/last_run.h"
#include "batch/ledger.h"
#include "batch/lock.h"
#include "batch/reference.h"
#include "batch/run_inside.h"
#include "batch/space.h"
#include "core/arena.h"
#include "core/file.h"
#include "core/folder.h"
#include "core/log.h"
#include "landing/landing.h"
#include "stores/store.h"

void run_note(struct run *run, enum error_kind kind)
{
    if (kind > run->result->worst)
        run->result->worst = kind;
}

/* The same of what is no source's. */
static void note_own(struct run *run, enum error_kind kind)
{
    run_note(run, kind);
    if (kind > run->own)
        run->own = kind;
}

bool run_is_stopped(const struct run *run)
{
    return run->pulse.is_stopping != NULL && *run->pulse.is_stopping != 0;
}

static void run_in_turn(struct run *run)
{
    struct error err;
    size_t i;

    for (i = 0; i < run->deployment->source_count; i++) {
        const struct source_config *config = &run->deployment->sources[i];

        if (!selection_has(run->selection, config->name))
            continue;
        run_share_time(run, NULL);
        if (pulse_check(&run->pulse, &err) != 0) {
            run_leave(run, NULL, &err);
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

/* Ledger and store, which may have to be made.  Where the store is being written its tables can
 * wait for the first load, and need not keep this run from fetching. */
static int open_databases(struct run *run, struct error *err)
{
    const struct deployment *deployment = run->deployment;
    struct error later;
    int turn, result;

    run->ledger = ledger_open(deployment->ledger, false, run->arena, err);
    if (run->ledger == NULL || store_open(deployment->store, err) != 0)
        return -1;
    turn = lock_store_now(deployment->locks, &later);
    result = turn < 0 ? 0 : run_prepare_store(run, err);
    lock_close(turn);
    return result;
}

int run_open(struct run *run, struct error *err)
{
    int opening = lock_turn(run->deployment->locks, "opening", &run->pulse, err);
    int result = opening < 0 ? -1 : open_databases(run, err);

    lock_close(opening);
    if (result == 0)
        ledger_set_command(run->ledger, run->selection->line, run->selection->reason);
    return result;
}

/* Another process may have made the figures while this one waited for its turn. */
static int make_figures(struct run *run, struct error *err)
{
    const struct deployment *deployment = run->deployment;

    if (!file_is_present(deployment->stale_mark))
        return 0;
    if (run_prepare_store(run, err) != 0 || reference_publish(deployment, run->arena, err) != 0 ||
        figures_compute(deployment, run->arena, err) != 0 ||
        figures_report(deployment, run->arena, err) != 0)
        return -1;
    unlink(deployment->stale_mark);
    return 0;
}

/* Figures follow from the store, so they are made anew whenever anything was loaded, also by a
 * process that ended before it came to this.  Nobody loads meanwhile, or the mark that is taken
 * away would be that of newer rows. */
static void publish(struct run *run)
{
    const struct deployment *deployment = run->deployment;
    struct error err;
    int turn, result;

    if (run_is_stopped(run) || !file_is_present(deployment->stale_mark))
        return;
    run->pulse.ends_at = 0;
    turn = lock_store(deployment->locks, &run->pulse, &err);
    result = turn < 0 ? -1 : make_figures(run, &err);
    lock_close(turn);
    if (result == 0)
        return;
    log_event(LOG_ERROR, NULL, NULL, "figures kind=%s: %s", error_kind_name(err.kind), err.text);
    note_own(run, err.kind);
}

void run_close(struct run *run)
{
    store_close(run->deployment->store);
    ledger_close(run->ledger);
    run->ledger = NULL;
}

/* Whoever comes second finds all databases made, and closed, for none may be open in two processes
 * that were one. */
static int run_side_by_side(struct run *run, long jobs, struct error *err)
{
    run_close(run);
    jobs_run(run, jobs);
    return run_open(run, err);
}

static long count_sources(const struct run *run)
{
    long count = 0;
    size_t i;

    for (i = 0; i < run->deployment->source_count; i++)
        count += selection_has(run->selection, run->deployment->sources[i].name);
    return count;
}

/* What a run needs, found before anything is done. */
static int begin(struct run *run, struct error *err)
{
    const struct deployment *deployment = run->deployment;
    const struct selection *selection = run->selection;

    if (make_folders(deployment, err) != 0 ||
        keys_read_privacy(deployment, &run->key, &run->has_key, run->arena, err) != 0 ||
        keys_check_landing(deployment, err) != 0 || run_open(run, err) != 0)
        return -1;
    space_warn(deployment);
    return audit_add(run->ledger, selection->command, selection->line,
                     selection->reason == NULL ? "" : selection->reason, err);
}

static int run_all(struct run *run, long jobs, struct error *err)
{
    if (begin(run, err) != 0)
        return -1;
    if (jobs <= 1 || count_sources(run) <= 1)
        run_in_turn(run);
    else if (run_side_by_side(run, jobs, err) != 0)
        return -1;
    publish(run);
    if (run_is_stopped(run))
        run_note(run, ERROR_LATER);
    return audit_find_head(run->ledger, &run->result->audit, err);
}

/* A ledger that could not be opened in time is not waited for again; a budget that is used up is no
 * reason to tell nobody. */
static void tell_end(struct run *run, const struct beginning *since)
{
    const struct ending ending = {*since, run->own, run->result->worst};
    struct pulse pulse = {.is_stopping = run->pulse.is_stopping};

    if (run->ledger != NULL || run->own != ERROR_LATER)
        announce_end(run->deployment, run->ledger, &ending, &pulse, run->arena);
}

int run_batches(const struct deployment *deployment, const struct selection *selection,
                const struct run_terms *terms, struct run_result *result, struct error *err)
{
    struct run run = {.deployment = deployment,
                      .selection = selection,
                      .pulse = {.is_stopping = terms->is_stopping},
                      .ends_at = run_end_of(terms->budget_seconds),
                      .result = result};
    const struct beginning since = beginning_now();
    int status;

    memset(result, 0, sizeof *result);
    if (selection_check(deployment, selection, err) != 0)
        return -1;
    run.arena = arena_new();
    deployment->store->pulse = &run.pulse;
    status = run_all(&run, terms->jobs, err);
    if (status != 0)
        note_own(&run, err->kind);
    tell_end(&run, &since);
    run_close(&run);
    deployment->store->pulse = NULL;
    arena_free(run.arena);
    return status;
}
