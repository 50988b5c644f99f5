/* Cutting time into windows and asking the ledger which of them are due. */
#include "batch/plan.h"

#include <stdlib.h>
#include <string.h>

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "connectors/connector.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/table.h"
#include "landing/landing.h"

struct planning {
    const struct deployment *deployment;
    struct ledger *ledger;
    const struct selection *selection;
    struct arena *arena;
    struct due **first, **end;
    int64_t now;
};

static const char *window_form(const struct source_config *config)
{
    if (config->every.months != 0)
        return civil_from_instant(config->start, config->offset_seconds).day == 1 ? "yyyy-MM"
                                                                                  : "yyyy-MM-dd";
    if (config->every.seconds % SECONDS_PER_DAY == 0)
        return "yyyy-MM-dd";
    return config->every.seconds % 3600 == 0 ? "yyyy-MM-ddTHH" : "yyyy-MM-ddTHHmm";
}

/* One window that might be due, and what its batch must fulfil not to be. */
struct candidate {
    struct window window;
    int64_t loaded_after; /* a batch loaded before is due again; 0: it does not matter when */
    const char *changed;  /* the reason when the ledger has another end; NULL: it may */
    bool is_gone;         /* the far end does not offer it any more */
};

/* Who names windows or forces them wants the far end asked. */
static bool is_explicit(const struct selection *selection)
{
    return selection->is_forced || selection->from != 0 || selection->to != 0;
}

/* Why the batch is due, or NULL when it is not. */
static const char *reason_for(const struct selection *selection, const struct candidate *candidate,
                              const struct batch_row *row)
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
    case BATCH_LOADED:
        break;
    }
    if (candidate->changed != NULL && row->until != candidate->window.until)
        return candidate->changed;
    if (is_explicit(selection))
        return "forced";
    return row->loaded_at < candidate->loaded_after ? "lookback" : NULL;
}

/* What has landed whole need not be fetched again, unless the data itself was the reason to fail
 * or the window is to be seen anew. */
static bool is_loadable(const struct batch_row *row, bool is_sealed, const struct window *window)
{
    if (!is_sealed || row->must_refetch || row->until != window->until)
        return false;
    return row->state == BATCH_LANDED || row->state == BATCH_LOADING || row->state == BATCH_FAILED;
}

static bool is_selected(const struct selection *selection, const struct window *window)
{
    if (selection->to != 0 && window->since >= selection->to)
        return false;
    return selection->from == 0 || window->until > selection->from ||
           (window->until == window->since && window->since == selection->from);
}

static int add_due(struct planning *planning, const struct source_config *config,
                   const struct candidate *candidate, const struct batch_row *row,
                   const char *reason, struct error *err)
{
    struct due *due = arena_alloc(planning->arena, sizeof *due);
    struct landed_attempts landed;

    if (landing_attempts(planning->deployment->landing, config->name, candidate->window.id, &landed,
                         planning->arena, err) != 0)
        return -1;
    if (candidate->is_gone && landed.sealed == 0)
        return 0;
    due->config = config;
    due->window = candidate->window;
    due->batch = arena_print(planning->arena, "%s@%s", config->name, candidate->window.id);
    due->reason = reason;
    due->landed_attempt = landed.sealed;
    due->is_landed =
        candidate->is_gone ||
        (!is_explicit(planning->selection) &&
         is_loadable(row, landed.sealed != 0 && landed.sealed == landed.last, &candidate->window));
    due->attempt = row->attempt > landed.last ? row->attempt : landed.last;
    *planning->end = due;
    planning->end = &due->next;
    return 0;
}

static int consider(struct planning *planning, const struct source_config *config,
                    const struct candidate *candidate, struct error *err)
{
    struct batch_row row = {.state = BATCH_PLANNED, .until = candidate->window.until};
    const char *reason;

    if (!is_selected(planning->selection, &candidate->window))
        return 0;
    if (planning->ledger != NULL &&
        ledger_find(planning->ledger,
                    arena_print(planning->arena, "%s@%s", config->name, candidate->window.id), &row,
                    err) < 0)
        return -1;
    reason = reason_for(planning->selection, candidate, &row);
    return reason == NULL ? 0 : add_due(planning, config, candidate, &row, reason, err);
}

/* The instant at which the i-th window of the source begins. */
static int64_t window_since(const struct source_config *config, int64_t start, int i)
{
    return instant_add(start, config->every, i, config->offset_seconds);
}

/* How many windows have ripened by now. */
static int count_ripe(const struct planning *planning, const struct source_config *config)
{
    int count = 0;

    while ((config->until == 0 || window_since(config, config->start, count) < config->until) &&
           instant_add(window_since(config, config->start, count + 1), config->not_before, 1,
                       config->offset_seconds) <= planning->now)
        count++;
    return count;
}

static int plan_calendar(struct planning *planning, const struct source_config *config,
                         struct error *err)
{
    int count = count_ripe(planning, config);
    int64_t newest = instant_add(window_since(config, config->start, count), config->not_before, 1,
                                 config->offset_seconds);
    int i;

    for (i = 0; i < count; i++) {
        struct candidate candidate = {.changed = "its window has changed"};

        candidate.window.since = window_since(config, config->start, i);
        candidate.window.until = window_since(config, config->start, i + 1);
        candidate.window.id = instant_print(planning->arena, window_form(config),
                                            candidate.window.since, config->offset_seconds);
        candidate.loaded_after = i >= count - 1 - config->lookback ? newest : 0;
        if (config->lookback == 0)
            candidate.loaded_after = 0;
        if (consider(planning, config, &candidate, err) != 0)
            return -1;
    }
    return 0;
}

/* A snapshot's window is named after the stretch of `every` that now lies in, so that there is one
 * in each; what it asks for is the state of now. */
static int plan_snapshot(struct planning *planning, const struct source_config *config,
                         struct error *err)
{
    static const struct civil anchor = {.year = 2000, .month = 1, .day = 3}; /* a Monday */
    int64_t start =
        config->start != 0 ? config->start : instant_from_civil(&anchor, config->offset_seconds);
    struct candidate candidate = {.window = {.since = planning->now, .until = planning->now}};
    int i = 0;

    while (window_since(config, start, i + 1) <= planning->now)
        i++;
    candidate.window.id = instant_print(planning->arena, window_form(config),
                                        window_since(config, start, i), config->offset_seconds);
    return consider(planning, config, &candidate, err);
}

static int plan_files(struct planning *planning, const struct source_config *config,
                      struct error *err)
{
    static const struct column columns[] = {{.name = "id"}, {.name = "time"}};
    struct table *files = table_new("files", columns, 2, planning->arena);
    struct window none = {.id = ""};
    struct source *source =
        source_for_batch(config->source, &none, planning->deployment->spool, planning->arena);
    size_t i;

    if (source_list(source, files, err) != 0)
        return error_within(err, "%s", config->name);
    for (i = 0; i < files->row_count; i++) {
        struct candidate candidate = {.changed = "its file has changed"};

        candidate.window.id = table_cell(files, i, 0);
        candidate.window.since = strtoll(table_cell(files, i, 1), NULL, 10);
        candidate.window.until = candidate.window.since;
        if (consider(planning, config, &candidate, err) != 0)
            return -1;
    }
    return 0;
}

static bool is_calendar(const struct source_config *config)
{
    return config->source->connector->list == NULL && !config->is_snapshot;
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

    if (ledger_find(planning->ledger, batch, &row, err) < 0)
        return -1;
    if ((row.state == BATCH_FAILED && row.loaded_at == 0) ||
        (is_calendar(config) && row.since >= config->start) || is_planned(planning, batch))
        return 0;
    candidate.window.id = arena_text(planning->arena, strchr(batch, '@') + 1);
    candidate.window.since = row.since;
    candidate.window.until = row.until;
    return consider(planning, config, &candidate, err);
}

/* A file that was moved, yesterday's snapshot, a window before a start that was put off: when the
 * store has lost them, what has landed is all there is. */
static int plan_lost(struct planning *planning, const struct source_config *config,
                     struct error *err)
{
    static const enum batch_state states[] = {BATCH_LANDED, BATCH_LOADING, BATCH_FAILED};
    size_t i;

    for (i = 0; i < sizeof states / sizeof states[0] && planning->ledger != NULL; i++) {
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

static int plan_source(struct planning *planning, const struct source_config *config,
                       struct error *err)
{
    int result;

    if (config->source->connector->list != NULL)
        result = plan_files(planning, config, err);
    else if (config->is_snapshot)
        result = plan_snapshot(planning, config, err);
    else
        result = plan_calendar(planning, config, err);
    return result == 0 ? plan_lost(planning, config, err) : -1;
}

static int refuse_unknown(const struct deployment *deployment, const char *name, struct error *err)
{
    struct buffer names = {0};
    size_t i;

    for (i = 0; i < deployment->source_count; i++)
        buffer_print(&names, "%s%s", i == 0 ? "" : ", ", deployment->sources[i].name);
    error_set(err, ERROR_USAGE, "no source '%s'; there are: %s", name, buffer_string(&names));
    buffer_free(&names);
    return -1;
}

int selection_check(const struct deployment *deployment, const struct selection *selection,
                    struct error *err)
{
    size_t i;

    for (i = 0; i < selection->source_count; i++)
        if (deployment_source(deployment, selection->sources[i]) == NULL)
            return refuse_unknown(deployment, selection->sources[i], err);
    return 0;
}

bool selection_has(const struct selection *selection, const char *source)
{
    size_t i;

    for (i = 0; i < selection->source_count; i++)
        if (strcmp(selection->sources[i], source) == 0)
            return true;
    return selection->source_count == 0;
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

struct table *plan_table(const struct due *first, struct arena *arena)
{
    static const struct column columns[] = {
        {.name = "batch", .is_key = true},
        {.name = "since"},
        {.name = "until"},
        {.name = "step"},
        {.name = "why"},
    };
    struct table *table = table_new("plan", columns, sizeof columns / sizeof columns[0], arena);
    char since[INSTANT_TEXT_SIZE], until[INSTANT_TEXT_SIZE];

    for (; first != NULL; first = first->next) {
        const char **row = table_add(table);

        instant_format(first->window.since, first->config->offset_seconds, since);
        instant_format(first->window.until, first->config->offset_seconds, until);
        row[0] = first->batch;
        row[1] = arena_text(arena, since);
        row[2] = arena_text(arena, until);
        row[3] = first->is_landed ? "load" : "fetch";
        row[4] = first->reason;
    }
    return table;
}
