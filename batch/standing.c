/* Asking ledger, plan and landing how a source stands. */
#include "batch/standing.h"

#include <string.h>

#include "batch/deployment.h"
#include "batch/last_run.h"
#include "batch/ledger.h"
#include "batch/plan.h"
#include "core/arena.h"
#include "core/database.h"
#include "core/error.h"
#include "core/file.h"
#include "landing/landing.h"

/* Asks for one row about the source and puts its columns where these point to, in order. */
static int ask(struct ledger *ledger, const char *sql, const char *source, int64_t *const *numbers,
               int count, struct error *err)
{
    struct statement *statement = database_prepare(ledger_database(ledger), sql, err);
    int got, i;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, source);
    got = statement_next(statement, err);
    for (i = 0; got == 1 && i < count; i++)
        *numbers[i] =
            statement_text(statement, i) == NULL ? NOT_KNOWN : statement_integer(statement, i);
    statement_reset(statement);
    return got < 0 ? -1 : 0;
}

static int count_batches(struct ledger *ledger, struct standing *standing, struct error *err)
{
    int64_t *const numbers[] = {&standing->unfinished, &standing->loaded,
                                &standing->failed,     &standing->outdated,
                                &standing->abandoned,  &standing->last_success};

    return ask(ledger,
               "SELECT count(*) FILTER (WHERE state IN"
               "  ('planned', 'fetching', 'landed', 'loading')),"
               " count(*) FILTER (WHERE state = 'loaded'),"
               " count(*) FILTER (WHERE state = 'failed'),"
               " count(*) FILTER (WHERE state = 'outdated'),"
               " count(*) FILTER (WHERE state = 'abandoned'), max(loaded_at)"
               " FROM batch WHERE source = ?1",
               standing->config->name, numbers, sizeof numbers / sizeof numbers[0], err);
}

static int count_records(struct ledger *ledger, struct standing *standing, struct error *err)
{
    int64_t *const numbers[] = {&standing->received,   &standing->inserted, &standing->updated,
                                &standing->unchanged,  &standing->stale,    &standing->filtered,
                                &standing->quarantined};

    return ask(ledger,
               "SELECT coalesce(sum(a.received), 0), coalesce(sum(a.inserted), 0),"
               " coalesce(sum(a.updated), 0), coalesce(sum(a.unchanged), 0),"
               " coalesce(sum(a.stale), 0), coalesce(sum(a.filtered), 0),"
               " coalesce(sum(a.quarantined), 0)"
               " FROM batch b JOIN attempt a ON a.batch = b.batch AND a.state = 'loaded'"
               " WHERE b.source = ?1",
               standing->config->name, numbers, sizeof numbers / sizeof numbers[0], err);
}

static int count_refusals(struct ledger *ledger, struct standing *standing, struct error *err)
{
    int64_t *const numbers[] = {&standing->refused, &standing->oldest_refusal};

    return ask(ledger, "SELECT count(*), min(first_at) FROM open_refusal WHERE source = ?1",
               standing->config->name, numbers, sizeof numbers / sizeof numbers[0], err);
}

static void add_drift(struct standing *standing, const char *kind, int64_t count)
{
    int i;

    for (i = 0; drift_names[i] != NULL; i++)
        if (strcmp(drift_names[i], kind) == 0)
            standing->drift[i] = count;
}

static int count_drift(struct ledger *ledger, struct standing *standing, struct error *err)
{
    struct statement *statement =
        database_prepare(ledger_database(ledger),
                         "SELECT d.kind, sum(d.count) FROM batch b JOIN drift d"
                         " ON d.batch = b.batch AND d.attempt = b.loaded_attempt"
                         " WHERE b.source = ?1 GROUP BY d.kind",
                         err);
    int got;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, standing->config->name);
    while ((got = statement_next(statement, err)) == 1)
        add_drift(standing, statement_text(statement, 0), statement_integer(statement, 1));
    return got;
}

static int take_last_run(struct ledger *ledger, struct standing *standing, struct error *err)
{
    struct last_run run = {.ended_at = NOT_KNOWN, .milliseconds = NOT_KNOWN, .status = NOT_KNOWN};

    if (last_run_find(ledger, standing->config->name, &run, err) < 0)
        return -1;
    standing->last_run = run.ended_at;
    standing->milliseconds = run.milliseconds;
    standing->exit_status = run.status;
    return 0;
}

static int64_t known(int64_t number)
{
    return number == 0 ? NOT_KNOWN : number;
}

static int take_freshness(struct ledger *ledger, struct arena *arena, struct standing *standing,
                          struct error *err)
{
    const struct freshness *freshness = &standing->freshness;

    if (freshness_find(standing->config, ledger, arena, &standing->freshness, err) != 0)
        return -1;
    standing->good_until = known(freshness->good_until);
    standing->lag_seconds = freshness->lag_seconds < 0 ? NOT_KNOWN : freshness->lag_seconds;
    standing->warn_seconds = known(freshness->warn_seconds);
    standing->error_seconds = known(freshness->error_seconds);
    return 0;
}

/* A plan that cannot be made takes nothing from what else is known. */
static int64_t count_due(const struct deployment *deployment, struct ledger *ledger,
                         const struct standing *standing)
{
    const struct selection selection = {.sources = &standing->config->name, .source_count = 1};
    struct arena *arena = arena_new();
    struct error ignored;
    struct due *due;
    int64_t count = NOT_KNOWN;

    if (plan_make(deployment, ledger, &selection, arena, &due, &ignored) == 0)
        for (count = 0; due != NULL; due = due->next)
            count++;
    arena_free(arena);
    return count;
}

static int64_t count_bytes(const struct deployment *deployment, const char *source)
{
    struct arena *arena = arena_new();
    int64_t bytes = folder_bytes(path_join(arena, deployment->landing->folder, source));

    arena_free(arena);
    return bytes;
}

int standing_find(const struct deployment *deployment, struct ledger *ledger,
                  const struct source_config *config, struct arena *arena,
                  struct standing *standing, struct error *err)
{
    struct standing found = {.config = config};

    if (take_freshness(ledger, arena, &found, err) != 0 ||
        take_last_run(ledger, &found, err) != 0 || count_batches(ledger, &found, err) != 0 ||
        count_records(ledger, &found, err) != 0 || count_refusals(ledger, &found, err) != 0 ||
        count_drift(ledger, &found, err) != 0)
        return -1;
    found.due = count_due(deployment, ledger, &found);
    found.landing_bytes = count_bytes(deployment, config->name);
    *standing = found;
    return 0;
}
