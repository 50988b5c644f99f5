/* Asking ledger, plan and landing how a source stands. */
#include "batch/standing.h"

#include <string.h>

#include "batch/deployment.h"
#include "batch/hold.h"
#include "batch/last_run.h"
#include "batch/ledger.h"
#include "batch/plan.h"
#include "core/arena.h"
#include "core/database.h"
#include "core/error.h"
#include "core/file.h"
#include "core/folder.h"
#include "core/instant.h"
#include "landing/landing.h"

/* Asks for one row about the source, ?1, and the mappings that it is loaded by, ?2, and puts its
 * columns where these point to, in order. */
static int ask(struct ledger *ledger, const char *sql, const struct source_config *config,
               int64_t *const *numbers, int count, struct error *err)
{
    struct statement *statement = database_prepare(ledger_database(ledger), sql, err);
    int got, i;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, config->name);
    if (statement_parameters(statement) > 1)
        statement_bind_string(statement, 2, config->loaded_by);
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
               "SELECT count(*) FILTER (WHERE b.state IN"
               "  ('planned', 'fetching', 'landed', 'loading')),"
               " count(*) FILTER (WHERE b.state = 'loaded' AND coalesce(l.mappings, ?2) = ?2),"
               " count(*) FILTER (WHERE b.state = 'failed'),"
               " count(*) FILTER (WHERE b.state = 'outdated'"
               "  OR (b.state = 'loaded' AND l.mappings <> ?2)),"
               " count(*) FILTER (WHERE b.state = 'abandoned'), max(b.loaded_at)"
               " FROM batch b LEFT JOIN attempt l"
               " ON l.batch = b.batch AND l.number = b.loaded_attempt WHERE b.source = ?1",
               standing->config, numbers, sizeof numbers / sizeof numbers[0], err);
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
               standing->config, numbers, sizeof numbers / sizeof numbers[0], err);
}

static int count_refusals(struct ledger *ledger, struct standing *standing, struct error *err)
{
    int64_t *const numbers[] = {&standing->refused, &standing->oldest_refusal};

    return ask(ledger, "SELECT count(*), min(first_at) FROM open_refusal WHERE source = ?1",
               standing->config, numbers, sizeof numbers / sizeof numbers[0], err);
}

static int count_signatures(struct ledger *ledger, struct standing *standing, struct error *err)
{
    int64_t *const numbers[] = {&standing->broken_signatures};

    return ask(ledger,
               "SELECT count(*) FROM batch b JOIN signature s ON s.batch = b.batch"
               " AND s.attempt = b.loaded_attempt AND s.state = 'broken' WHERE b.source = ?1",
               standing->config, numbers, 1, err);
}

static int find_failure(struct ledger *ledger, struct arena *arena, struct standing *standing,
                        struct error *err)
{
    struct statement *statement =
        database_prepare(ledger_database(ledger),
                         "SELECT b.batch, a.error_kind, a.error FROM batch b JOIN attempt a"
                         " ON a.batch = b.batch AND a.number = b.attempt"
                         " WHERE b.source = ?1 AND b.state = 'failed'"
                         " ORDER BY b.since DESC, b.batch DESC LIMIT 1",
                         err);
    int got;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, standing->config->name);
    got = statement_next(statement, err);
    if (got == 1) {
        standing->failure = arena_text(arena, statement_text(statement, 0));
        standing->error_kind = arena_text(arena, statement_text(statement, 1));
        standing->error = arena_text(arena, statement_text(statement, 2));
    }
    statement_reset(statement);
    return got < 0 ? -1 : 0;
}

static void add_drift(struct standing *standing, const char *kind, int64_t count, int64_t things)
{
    int i;

    standing->drifting += things;
    for (i = 0; drift_names[i] != NULL; i++)
        if (strcmp(drift_names[i], kind) == 0)
            standing->drift[i] = count;
}

static int count_drift(struct ledger *ledger, struct standing *standing, struct error *err)
{
    struct statement *statement =
        database_prepare(ledger_database(ledger),
                         "SELECT d.kind, sum(d.count),"
                         " count(DISTINCT json_array(d.mapping, d.name, d.value))"
                         " FROM batch b JOIN drift d"
                         " ON d.batch = b.batch AND d.attempt = b.loaded_attempt"
                         " WHERE b.source = ?1 GROUP BY d.kind",
                         err);
    int got;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, standing->config->name);
    while ((got = statement_next(statement, err)) == 1)
        add_drift(standing, statement_text(statement, 0), statement_integer(statement, 1),
                  statement_integer(statement, 2));
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

static int find_holder(const struct deployment *deployment, struct ledger *ledger,
                       struct arena *arena, struct standing *standing, struct error *err)
{
    struct holder holder;
    int got = hold_find(deployment, ledger, standing->config->name, &holder, arena, err);

    standing->held_process = NOT_KNOWN;
    standing->held_since = NOT_KNOWN;
    if (got != 1)
        return got;
    standing->held_by = holder.actor.name;
    standing->held_host = holder.actor.host;
    standing->held_command = holder.command;
    standing->held_process = holder.actor.process;
    standing->held_since = instant_second(holder.since);
    return 0;
}

/* A plan that cannot be made takes nothing from what else is known. */
static void count_due(const struct deployment *deployment, struct ledger *ledger,
                      struct arena *arena, struct standing *standing)
{
    const struct selection selection = {.sources = &standing->config->name, .source_count = 1};
    struct arena *plan = arena_new();
    struct error why;
    struct due *due;

    if (plan_make(deployment, ledger, &selection, plan, &due, &why) == 0) {
        for (standing->due = 0; due != NULL; due = due->next)
            standing->due++;
    } else {
        standing->due = NOT_KNOWN;
        standing->failure = standing->config->name;
        standing->error_kind = error_kind_name(why.kind);
        standing->error = arena_text(arena, why.text);
    }
    arena_free(plan);
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
        count_drift(ledger, &found, err) != 0 || count_signatures(ledger, &found, err) != 0 ||
        find_failure(ledger, arena, &found, err) != 0 ||
        find_holder(deployment, ledger, arena, &found, err) != 0)
        return -1;
    count_due(deployment, ledger, arena, &found);
    found.landing_bytes = count_bytes(deployment, config->name);
    *standing = found;
    return 0;
}
