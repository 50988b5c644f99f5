/* Asking the ledger which of the windows there are have to be done. */
#include "batch/plan.h"

#include <stdlib.h>
#include <string.h>

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/purged.h"
#include "batch/windows.h"
#include "connectors/connector.h"
#include "core/arena.h"
#include "core/error.h"
#include "core/instant.h"
#include "landing/landing.h"

struct planning {
    const struct deployment *deployment;
    struct ledger *ledger;
    const struct selection *selection;
    struct arena *arena;
    struct due **first, **end;
    int64_t now;
};

/* One window that might be due, and what its batch must fulfil not to be. */
struct candidate {
    struct window window;
    int64_t loaded_after; /* a batch loaded before is due again; 0: it does not matter when */
    const char *changed;  /* the reason when the ledger has another end; NULL: it may */
    bool is_gone;         /* the far end does not offer it any more */
};

static bool is_loaded(const struct batch_row *row)
{
    return row->state == BATCH_LOADED || row->state == BATCH_OUTDATED;
}

static bool is_outdated(const struct batch_row *row)
{
    return row->state == BATCH_OUTDATED || (row->state == BATCH_LOADED && row->is_outdated);
}

/* It was loaded, and its way from the landing once more has not begun, because the store has lost
 * it, or was interrupted or failed. */
static bool is_left(const struct batch_row *row)
{
    return row->loaded_attempt != 0 && !row->must_refetch &&
           (row->state == BATCH_LANDED || row->state == BATCH_LOADING ||
            row->state == BATCH_FAILED);
}

/* Why a run has to do the batch, or NULL when it has not. */
static const char *due_reason(const struct candidate *candidate, const struct batch_row *row)
{
    switch (row->state) {
    case BATCH_PLANNED:
        return "never loaded";
    case BATCH_LANDED:
    case BATCH_LOADING:
        return "landed, not loaded";
    case BATCH_FETCHING:
        return "interrupted";
    case BATCH_FAILED:
        return "failed";
    case BATCH_ABANDONED:
        return NULL;
    case BATCH_LOADED:
    case BATCH_OUTDATED:
        break;
    }
    if (candidate->changed != NULL && row->until != candidate->window.until)
        return candidate->changed;
    return row->loaded_at < candidate->loaded_after ? "lookback" : NULL;
}

/* Whether a batch that is due is among those that are asked for. */
static bool takes_due(const struct selection *selection, const struct batch_row *row)
{
    if (selection_takes(selection, TAKE_DUE))
        return true;
    if (is_loaded(row))
        return false;
    return selection_takes(selection, TAKE_MISSING) ||
           (selection_takes(selection, TAKE_FAILED) && row->state != BATCH_PLANNED);
}

/* Why the batch is taken, or NULL when it is not. */
static const char *reason_for(const struct selection *selection, const struct candidate *candidate,
                              const struct batch_row *row)
{
    const char *due = due_reason(candidate, row);

    if (due != NULL && (selection->batch_count != 0 || takes_due(selection, row)))
        return due;
    if (selection->batch_count != 0)
        return row->state == BATCH_ABANDONED ? "abandoned" : "asked for";
    if ((is_outdated(row) || (is_left(row) && row->is_outdated)) &&
        selection_takes(selection, TAKE_OUTDATED))
        return "mapping changed";
    if (is_left(row) && selection_takes(selection, TAKE_LOADED))
        return due;
    if (row->has_refusals && row->state != BATCH_ABANDONED &&
        selection_takes(selection, TAKE_REFUSED))
        return "refused records";
    return is_loaded(row) && selection_takes(selection, TAKE_LOADED) ? "forced" : NULL;
}

/* What has landed whole need not be fetched again, unless the data itself was the reason to fail
 * or the window is to be seen anew. */
static bool is_loadable(const struct batch_row *row, bool is_sealed, const struct window *window)
{
    if (!is_sealed || row->must_refetch || row->until != window->until)
        return false;
    return row->state == BATCH_LANDED || row->state == BATCH_LOADING || row->state == BATCH_FAILED;
}

/* Whether it is enough to load what has landed. */
static bool begins_with_load(const struct selection *selection, const struct candidate *candidate,
                             const struct batch_row *row, const struct landed_attempts *landed)
{
    if (candidate->is_gone || selection->step == STEP_LOAD)
        return true;
    if (selection->step == STEP_FETCH)
        return false;
    return (is_outdated(row) && row->purged_at == 0) ||
           is_loadable(row, landed->sealed != 0 && landed->sealed == landed->last,
                       &candidate->window);
}

/* Why there is nothing that the batch could be loaded from. */
static const char *find_obstacle(const struct planning *planning, const struct due *due,
                                 const struct batch_row *row)
{
    if (!due->is_landed)
        return NULL;
    if (due->is_loaded && row->purged_at != 0)
        return purged_text(row->purged_at, planning->arena);
    return due->landed_attempt == 0 ? "nothing of it lies in the landing" : NULL;
}

static int add_due(struct planning *planning, const struct source_config *config,
                   const struct candidate *candidate, const struct batch_row *row, struct due *due,
                   struct error *err)
{
    struct landed_attempts landed;

    if (landing_attempts(planning->deployment->landing, config->name, candidate->window.id, &landed,
                         planning->arena, err) != 0)
        return -1;
    if (candidate->is_gone && landed.sealed == 0)
        return 0;
    due->config = config;
    due->window = candidate->window;
    due->is_landed = begins_with_load(planning->selection, candidate, row, &landed);
    due->is_loaded = due->is_landed && is_loaded(row);
    due->landed_attempt =
        due->is_loaded && row->loaded_landing < landed.sealed ? row->loaded_landing : landed.sealed;
    due->attempt = row->attempt > landed.last ? row->attempt : landed.last;
    due->obstacle = find_obstacle(planning, due, row);
    *planning->end = due;
    planning->end = &due->next;
    return 0;
}

static int consider(struct planning *planning, const struct source_config *config,
                    const struct candidate *candidate, struct error *err)
{
    struct batch_row row = {.state = BATCH_PLANNED, .until = candidate->window.until};
    struct due *due = arena_alloc(planning->arena, sizeof *due);

    due->batch = arena_print(planning->arena, "%s@%s", config->name, candidate->window.id);
    if (!selection_touches(planning->selection, &candidate->window) ||
        (planning->selection->batch_count != 0 &&
         !selection_names(planning->selection, due->batch)))
        return 0;
    if (planning->ledger != NULL &&
        ledger_find(planning->ledger, due->batch, config->loaded_by, &row, err) < 0)
        return -1;
    due->reason = reason_for(planning->selection, candidate, &row);
    return due->reason == NULL ? 0 : add_due(planning, config, candidate, &row, due, err);
}

/* Who asks for what was missed asks in vain before the source's start. */
static int check_start(const struct planning *planning, const struct source_config *config,
                       struct error *err)
{
    char start[INSTANT_TEXT_SIZE];

    if (!selection_takes(planning->selection, TAKE_MISSING | TAKE_FAILED) ||
        planning->selection->from == 0 || planning->selection->from >= config->start)
        return 0;
    instant_format(config->start, config->offset_seconds, start);
    return error_set(err, ERROR_USAGE, "%s starts at %s; hint: an earlier 'start' in its file",
                     config->name, start);
}

static int plan_calendar(struct planning *planning, const struct source_config *config,
                         struct error *err)
{
    int count = windows_ripe(config, planning->now);
    int64_t newest = instant_add(window_since(config, config->start, count), config->not_before, 1,
                                 config->offset_seconds);
    int i;

    if (check_start(planning, config, err) != 0)
        return -1;
    for (i = 0; i < count; i++) {
        struct candidate candidate = {.window = window_find(config, i, planning->arena),
                                      .changed = "its window has changed"};

        candidate.loaded_after = i >= count - 1 - config->lookback ? newest : 0;
        if (config->lookback == 0)
            candidate.loaded_after = 0;
        if (consider(planning, config, &candidate, err) != 0)
            return -1;
    }
    return 0;
}

/* What a snapshot asks for is the state of now, whatever stretch it is named after. */
static int plan_snapshot(struct planning *planning, const struct source_config *config,
                         struct error *err)
{
    const struct candidate candidate = {
        .window = {.id =
                       snapshot_id(config, snapshot_number(config, planning->now), planning->arena),
                   .since = planning->now,
                   .until = planning->now}};

    return consider(planning, config, &candidate, err);
}

static int plan_files(struct planning *planning, const struct source_config *config,
                      struct error *err)
{
    size_t count, i;
    const struct window *files =
        windows_offered(config, planning->deployment->spool, &count, planning->arena, err);

    for (i = 0; files != NULL && i < count; i++) {
        struct candidate candidate = {.window = files[i], .changed = "its file has changed"};

        if (consider(planning, config, &candidate, err) != 0)
            return -1;
    }
    return files == NULL ? -1 : 0;
}

static bool is_planned(const struct planning *planning, const char *batch)
{
    const struct due *due;

    for (due = *planning->first; due != NULL; due = due->next)
        if (strcmp(due->batch, batch) == 0)
            return true;
    return false;
}

/* A batch that was loaded, or is about to be, and whose window is not offered any more. */
static int consider_lost(struct planning *planning, const struct source_config *config,
                         const char *batch, struct error *err)
{
    struct candidate candidate = {.is_gone = true};
    struct batch_row row;

    if (ledger_find(planning->ledger, batch, NULL, &row, err) < 0)
        return -1;
    if ((row.state == BATCH_FAILED && row.loaded_at == 0) ||
        (source_is_calendar(config) && row.since >= config->start) || is_planned(planning, batch))
        return 0;
    candidate.window.id = arena_text(planning->arena, strchr(batch, '@') + 1);
    candidate.window.since = row.since;
    candidate.window.until = row.until;
    return consider(planning, config, &candidate, err);
}

/* A file that was moved, yesterday's snapshot, a window before a start that was put off: when the
 * store has lost them, or they are to be loaded again, what has landed is all there is. */
static int plan_lost(struct planning *planning, const struct source_config *config,
                     struct error *err)
{
    static const enum batch_state states[] = {BATCH_LANDED, BATCH_LOADING,  BATCH_FAILED,
                                              BATCH_LOADED, BATCH_OUTDATED, BATCH_ABANDONED};
    /* Those that are loaded can only be asked for; and nobody fetches them again. */
    const size_t count = planning->selection->step == STEP_FETCH ? 3 : 6;
    size_t i;

    for (i = 0; i < count && planning->ledger != NULL; i++) {
        struct batch_id found = {0};
        int got;

        while ((got = ledger_next(planning->ledger, config->name, states[i], &found, err)) == 1)
            if (consider_lost(planning, config, found.batch, err) != 0)
                return -1;
        if (got < 0)
            return -1;
    }
    return 0;
}

/* Whoever names a batch hears of it when there is none. */
static int check_named(struct planning *planning, const struct source_config *config,
                       struct error *err)
{
    const struct selection *selection = planning->selection;
    size_t i;

    for (i = 0; i < selection->batch_count; i++)
        if (batch_is_of(selection->batches[i], config->name) &&
            !is_planned(planning, selection->batches[i]))
            return error_set(err, ERROR_USAGE,
                             "no batch '%s': it is no window of %s that has ripened, and nothing "
                             "has landed of it; hint: nhip status %s lists its batches",
                             selection->batches[i], config->name, config->name);
    return 0;
}

/* Turns round what was planned from *first on. */
static void reverse(struct planning *planning, struct due **first)
{
    struct due *due = *first, *turned = NULL;

    if (due != NULL)
        planning->end = &due->next;
    while (due != NULL) {
        struct due *next = due->next;

        due->next = turned;
        turned = due;
        due = next;
    }
    *first = turned;
}

static int plan_source(struct planning *planning, const struct source_config *config,
                       struct error *err)
{
    struct due **first = planning->end;
    int result;

    if (config->source->connector->list != NULL)
        result = plan_files(planning, config, err);
    else if (config->is_snapshot)
        result = plan_snapshot(planning, config, err);
    else
        result = plan_calendar(planning, config, err);
    if (result != 0 || plan_lost(planning, config, err) != 0 ||
        check_named(planning, config, err) != 0)
        return -1;
    if (planning->selection->is_reversed)
        reverse(planning, first);
    return 0;
}

int plan_make(const struct deployment *deployment, struct ledger *ledger,
              const struct selection *selection, struct arena *arena, struct due **first,
              struct error *err)
{
    struct planning planning = {deployment, ledger, selection, arena, first, first, clock_now()};
    size_t i;

    *first = NULL;
    if (selection_check(deployment, selection, err) != 0)
        return -1;
    for (i = 0; i < deployment->source_count; i++)
        if (selection_has(selection, deployment->sources[i].name) &&
            plan_source(&planning, &deployment->sources[i], err) != 0)
            return -1;
    return 0;
}
