/* Measuring how far a source lags behind. */
#include "batch/freshness.h"

#include <inttypes.h>
#include <string.h>

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/ledger_tables.h"
#include "batch/selection.h"
#include "batch/windows.h"
#include "core/arena.h"
#include "core/database.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/option.h"
#include "core/problem.h"
#include "core/table.h"
#include "core/yaml.h"

const struct option freshness_options[] = {
    {"warn", OPTION_SPAN, offsetof(struct freshness_limits, warn),
     .help = "how long the source may lag before somebody should look"},
    {"error", OPTION_SPAN, offsetof(struct freshness_limits, error),
     .help = "how long it may lag before it counts as stale"},
    {0}};

/* The store holds something of it: a batch that it has lost is LANDED again, in the attempt that
 * was loaded. */
#define IS_GOOD                                                                                    \
    "b.loaded_attempt IS NOT NULL AND NOT (b.state = 'landed' AND b.attempt = b.loaded_attempt)"   \
    " AND NOT" IS_REFUSED_WHOLE

const char *const freshness_names[] = {"fresh", "warn", "stale"};

/* 1 when the window's batch has passed, 0, or -1. */
static int has_passed(struct ledger *ledger, const char *batch, int64_t until, struct error *err)
{
    struct statement *statement;
    int got;

    if (ledger == NULL)
        return 0;
    statement = database_prepare(ledger_database(ledger),
                                 "SELECT 1 FROM batch b WHERE b.batch = ?1 AND b.until = ?2 AND"
                                 " (b.state = 'abandoned' OR (" IS_GOOD "))",
                                 err);
    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, batch);
    statement_bind_integer(statement, 2, until);
    got = statement_next(statement, err);
    statement_reset(statement);
    return got;
}

static int find_calendar(const struct source_config *config, struct ledger *ledger,
                         struct arena *arena, struct freshness *freshness, struct error *err)
{
    const int count = windows_ripe(config, clock_now());
    int i;

    freshness->good_until = config->start;
    for (i = 0; i < count; i++) {
        struct arena_mark mark = arena_mark(arena);
        const struct window window = window_find(config, i, arena);
        const char *batch = arena_print(arena, "%s@%s", config->name, window.id);
        int got = has_passed(ledger, batch, window.until, err);

        arena_rewind(arena, mark);
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        freshness->good_until = window.until;
    }
    if (i != 0)
        freshness->window = window_find(config, i - 1, arena).id;
    return 0;
}

/* All windows that there will ever be have passed. */
static bool is_over(const struct source_config *config, const struct freshness *freshness)
{
    return source_is_calendar(config) && config->until != 0 &&
           freshness->good_until >= config->until;
}

static int find_last_load(const struct source_config *config, struct ledger *ledger,
                          struct arena *arena, struct freshness *freshness, struct error *err)
{
    struct statement *statement;
    int got;

    if (ledger == NULL)
        return 0;
    statement = database_prepare(ledger_database(ledger),
                                 "SELECT b.window, b.loaded_at FROM batch b WHERE b.source = ?1"
                                 " AND " IS_GOOD " ORDER BY b.loaded_at DESC, b.since DESC"
                                 " LIMIT 1",
                                 err);
    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, config->name);
    got = statement_next(statement, err);
    if (got == 1) {
        freshness->window = arena_text(arena, statement_text(statement, 0));
        freshness->good_until = statement_integer(statement, 1);
    }
    statement_reset(statement);
    return got < 0 ? -1 : 0;
}

/* The span in seconds when it begins at this time; 0 for no limit. */
static int64_t limit_seconds(const struct source_config *config, struct span span, int64_t since)
{
    return (instant_add(since, span, 1, config->offset_seconds) - since) / MICROSECONDS_PER_SECOND;
}

static bool is_over_limit(const struct freshness *freshness, int64_t limit)
{
    return limit != 0 && (freshness->lag_seconds < 0 || freshness->lag_seconds > limit);
}

static void judge(const struct source_config *config, struct freshness *freshness)
{
    const int64_t now = clock_now();
    const int64_t since = freshness->good_until != 0 ? freshness->good_until : now;

    freshness->warn_seconds = limit_seconds(config, config->freshness.warn, since);
    freshness->error_seconds = limit_seconds(config, config->freshness.error, since);
    freshness->lag_seconds = freshness->good_until == 0   ? -1
                             : is_over(config, freshness) ? 0
                                                          : (now - since) / MICROSECONDS_PER_SECOND;
    if (freshness->good_until != 0 && freshness->lag_seconds < 0)
        freshness->lag_seconds = 0;
    if (is_over_limit(freshness, freshness->error_seconds))
        freshness->state = FRESHNESS_STALE;
    else if (is_over_limit(freshness, freshness->warn_seconds))
        freshness->state = FRESHNESS_WARN;
    else
        freshness->state = FRESHNESS_FRESH;
}

int freshness_find(const struct source_config *config, struct ledger *ledger, struct arena *arena,
                   struct freshness *freshness, struct error *err)
{
    struct freshness found = {0};

    if ((source_is_calendar(config) ? find_calendar(config, ledger, arena, &found, err)
                                    : find_last_load(config, ledger, arena, &found, err)) != 0)
        return -1;
    judge(config, &found);
    *freshness = found;
    return 0;
}

/* Right after a window has ripened a source lags by its ripening, right before the next one by a
 * window more. */
static void check_reach(const struct source_config *config, const struct node *tree,
                        struct problems *problems)
{
    const int64_t start = config->start;
    const int64_t next =
        instant_add(window_since(config, start, 1), config->not_before, 1, config->offset_seconds);

    if (limit_seconds(config, config->freshness.warn, start) != 0 &&
        instant_add(start, config->freshness.warn, 1, config->offset_seconds) < next)
        problem_warn(problems, tree,
                     "its freshness limit 'warn' is shorter than a window with its ripening, so "
                     "that it is over the limit before the next window is due");
}

static void check_limits(const struct source_config *config, const struct node *node,
                         struct problems *problems)
{
    const int64_t warn = limit_seconds(config, config->freshness.warn, clock_now());
    const int64_t error = limit_seconds(config, config->freshness.error, clock_now());

    if (warn != 0 && error != 0 && warn > error)
        problem_at(problems, node, "the freshness limit 'warn' is longer than 'error'");
}

void freshness_check(struct source_config *config, const struct deployment *deployment,
                     const struct node *tree, struct problems *problems)
{
    const struct node *place = node_find(tree, "freshness");

    if (place == NULL)
        config->freshness = deployment->freshness;
    else
        check_limits(config, place, problems);
}

void freshness_check_defaults(const struct deployment *deployment, struct problems *problems)
{
    const struct node *place = node_find(deployment->tree, "freshness");
    const struct source_config config = {.freshness = deployment->freshness,
                                         .offset_seconds = VIETNAM_OFFSET_SECONDS};

    if (place != NULL)
        check_limits(&config, place, problems);
}

void freshness_check_reach(const struct source_config *config, const struct node *tree,
                           struct problems *problems)
{
    const struct node *place = node_find(tree, "freshness");

    if (source_is_calendar(config) && config->start != 0 &&
        !problem_is_of(problems, tree, "every", "not_before", "freshness", NULL))
        check_reach(config, place != NULL ? place : tree, problems);
}

static void add_cells(const char **row, const struct freshness *freshness, const char *lag,
                      const char *warn, const char *error)
{
    row[1] = freshness->window;
    row[3] = freshness->lag_seconds < 0 ? NULL : lag;
    row[4] = freshness->warn_seconds == 0 ? NULL : warn;
    row[5] = freshness->error_seconds == 0 ? NULL : error;
    row[6] = freshness_names[freshness->state];
}

static char *print_seconds(int64_t seconds, struct arena *arena)
{
    return arena_print(arena, "%" PRId64, seconds);
}

static void add_row(struct table *table, const struct source_config *config,
                    const struct freshness *freshness, bool is_for_people)
{
    char *(*print)(int64_t, struct arena *) = is_for_people ? duration_print : print_seconds;
    struct arena *arena = table->arena;
    const char **row = table_add(table);
    char time[INSTANT_TEXT_SIZE];

    add_cells(row, freshness, print(freshness->lag_seconds, arena),
              print(freshness->warn_seconds, arena), print(freshness->error_seconds, arena));
    row[0] = config->name;
    if (freshness->good_until != 0) {
        instant_format(freshness->good_until, config->offset_seconds, time);
        row[2] = arena_text(arena, time);
    }
}

struct table *freshness_table(const struct deployment *deployment, struct ledger *ledger,
                              const struct selection *selection, bool is_for_people,
                              struct arena *arena, enum freshness_state *worst, struct error *err)
{
    static const struct column for_people[] = {{.name = "source", .is_key = true},
                                               {.name = "window"},
                                               {.name = "good_until"},
                                               {.name = "lag"},
                                               {.name = "warn"},
                                               {.name = "error"},
                                               {.name = "state"}};
    static const struct column for_machines[] = {{.name = "source", .is_key = true},
                                                 {.name = "window"},
                                                 {.name = "good_until"},
                                                 {.name = "lag_seconds", .type = TYPE_INTEGER},
                                                 {.name = "warn_seconds", .type = TYPE_INTEGER},
                                                 {.name = "error_seconds", .type = TYPE_INTEGER},
                                                 {.name = "state"}};
    struct table *table =
        table_new("freshness", is_for_people ? for_people : for_machines, 7, arena);
    size_t i;

    *worst = FRESHNESS_FRESH;
    for (i = 0; i < deployment->source_count; i++) {
        const struct source_config *config = &deployment->sources[i];
        struct freshness freshness;

        if (!selection_has(selection, config->name))
            continue;
        if (freshness_find(config, ledger, arena, &freshness, err) != 0)
            return NULL;
        if (freshness.state > *worst)
            *worst = freshness.state;
        add_row(table, config, &freshness, is_for_people);
    }
    return table;
}
