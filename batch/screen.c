/* Standings as tables. */
#include "batch/screen.h"

#include <inttypes.h>

#include "batch/deployment.h"
#include "core/arena.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/table.h"

int screen_read(const struct deployment *deployment, struct ledger *ledger, struct arena *arena,
                struct screen *screen, struct error *err)
{
    struct screen read = {.count = deployment->source_count};
    size_t i;

    read.standings = arena_array(arena, read.count, sizeof *read.standings);
    read.strips = arena_array(arena, read.count, sizeof *read.strips);
    for (i = 0; i < read.count; i++) {
        struct standing *standing = &read.standings[i];

        if (standing_find(deployment, ledger, &deployment->sources[i], arena, standing, err) != 0 ||
            strip_find(standing->config, ledger, arena, read.strips[i], err) != 0)
            return -1;
        read.by_freshness[standing->freshness.state]++;
        read.refused += (long)standing->refused;
        read.due += standing->due == NOT_KNOWN ? 0 : (long)standing->due;
    }
    *screen = read;
    return 0;
}

static char *print_number(int64_t number, struct arena *arena)
{
    return number == NOT_KNOWN ? NULL : arena_print(arena, "%" PRId64, number);
}

static char *print_seconds(int64_t seconds, struct arena *arena)
{
    return seconds == NOT_KNOWN ? NULL : duration_print(seconds, arena);
}

static char *print_age(int64_t since, struct arena *arena)
{
    return since == NOT_KNOWN
               ? NULL
               : print_seconds((clock_now() - since) / MICROSECONDS_PER_SECOND, arena);
}

static char *print_time(int64_t instant, int offset_seconds, struct arena *arena)
{
    char text[INSTANT_TEXT_SIZE];

    if (instant == NOT_KNOWN)
        return NULL;
    instant_format(instant, offset_seconds, text);
    return arena_text(arena, text);
}

/* The limit that the source passes next, or has passed last. */
static int64_t limit_of(const struct standing *standing)
{
    if (standing->warn_seconds != NOT_KNOWN && standing->freshness.state == FRESHNESS_FRESH)
        return standing->warn_seconds;
    return standing->error_seconds != NOT_KNOWN ? standing->error_seconds : standing->warn_seconds;
}

#define NUMBER_COLUMN(title)                                                                       \
    {                                                                                              \
        .name = (title), .type = TYPE_INTEGER                                                      \
    }

struct table *screen_sources(const struct screen *screen, struct arena *arena)
{
    static const struct column columns[] = {
        {.name = "source", .is_key = true},
        {.name = "window"},
        {.name = "lag"},
        {.name = "limit"},
        {.name = "state"},
        NUMBER_COLUMN("due"),
        NUMBER_COLUMN("failed"),
        NUMBER_COLUMN("outdated"),
        NUMBER_COLUMN("abandoned"),
        NUMBER_COLUMN("quarantined"),
        {.name = "oldest"},
        NUMBER_COLUMN("drifting"),
    };
    struct table *table = table_new("status", columns, sizeof columns / sizeof columns[0], arena);
    size_t i;

    for (i = 0; i < screen->count; i++) {
        const struct standing *standing = &screen->standings[i];
        const char **row = table_add(table);

        row[0] = standing->config->name;
        row[1] = standing->freshness.window;
        row[2] = print_seconds(standing->lag_seconds, arena);
        row[3] = print_seconds(limit_of(standing), arena);
        row[4] = freshness_names[standing->freshness.state];
        row[5] = print_number(standing->due, arena);
        row[6] = print_number(standing->failed, arena);
        row[7] = print_number(standing->outdated, arena);
        row[8] = print_number(standing->abandoned, arena);
        row[9] = print_number(standing->refused, arena);
        row[10] = print_age(standing->oldest_refusal, arena);
        row[11] = print_number(standing->drifting, arena);
    }
    return table;
}

struct table *screen_failures(const struct screen *screen, struct arena *arena)
{
    static const struct column columns[] = {
        {.name = "what", .is_key = true}, {.name = "kind"}, {.name = "error"}};
    struct table *table = table_new("failures", columns, sizeof columns / sizeof columns[0], arena);
    size_t i;

    for (i = 0; i < screen->count; i++) {
        const struct standing *standing = &screen->standings[i];
        const char **row;

        if (standing->failure == NULL)
            continue;
        row = table_add(table);
        row[0] = standing->failure;
        row[1] = standing->error_kind;
        row[2] = standing->error;
    }
    return table;
}

struct table *screen_holders(const struct screen *screen, struct arena *arena)
{
    static const struct column columns[] = {
        {.name = "source", .is_key = true}, {.name = "by"},    {.name = "host"},
        NUMBER_COLUMN("process"),           {.name = "since"}, {.name = "command"},
    };
    struct table *table = table_new("holders", columns, sizeof columns / sizeof columns[0], arena);
    size_t i;

    for (i = 0; i < screen->count; i++) {
        const struct standing *standing = &screen->standings[i];
        const char **row;

        if (standing->held_by == NULL)
            continue;
        row = table_add(table);
        row[0] = standing->config->name;
        row[1] = standing->held_by;
        row[2] = standing->held_host;
        row[3] = print_number(standing->held_process, arena);
        row[4] = print_time(standing->held_since, standing->config->offset_seconds, arena);
        row[5] = standing->held_command;
    }
    return table;
}

/* A column for machines, and where in a standing it is. */
struct machine_column {
    struct column column;
    size_t offset;
};

#define AT(kind, title, member)                                                                    \
    {                                                                                              \
        {.name = (title), .type = (kind)}, offsetof(struct standing, member)                       \
    }

/* Texts are const char *, all else int64_t. */
static const struct machine_column machine_columns[] = {
    AT(TYPE_TEXT, "window", freshness.window),
    AT(TYPE_DATETIME, "good_until", good_until),
    AT(TYPE_INTEGER, "lag_seconds", lag_seconds),
    AT(TYPE_INTEGER, "warn_seconds", warn_seconds),
    AT(TYPE_INTEGER, "error_seconds", error_seconds),
    AT(TYPE_INTEGER, "due", due),
    AT(TYPE_INTEGER, "loaded", loaded),
    AT(TYPE_INTEGER, "failed", failed),
    AT(TYPE_INTEGER, "unfinished", unfinished),
    AT(TYPE_INTEGER, "outdated", outdated),
    AT(TYPE_INTEGER, "abandoned", abandoned),
    AT(TYPE_DATETIME, "loaded_at", last_success),
    AT(TYPE_DATETIME, "last_run", last_run),
    AT(TYPE_INTEGER, "exit_status", exit_status),
    AT(TYPE_INTEGER, "quarantined", refused),
    AT(TYPE_DATETIME, "oldest_quarantined", oldest_refusal),
    AT(TYPE_INTEGER, "drifting", drifting),
    AT(TYPE_INTEGER, "landing_bytes", landing_bytes),
    AT(TYPE_INTEGER, "broken_signatures", broken_signatures),
    AT(TYPE_TEXT, "last_error", error),
    AT(TYPE_TEXT, "held_by", held_by),
    AT(TYPE_TEXT, "held_host", held_host),
    AT(TYPE_INTEGER, "held_process", held_process),
    AT(TYPE_DATETIME, "held_since", held_since),
    AT(TYPE_TEXT, "held_command", held_command),
};

/* Before those of the table come these three. */
enum {
    MACHINE_COLUMNS = sizeof machine_columns / sizeof machine_columns[0],
    COLUMN_SOURCE = 0,
    COLUMN_STATE,
    COLUMN_WINDOWS,
    COLUMN_FIRST
};

static const char *print_cell(const struct standing *standing, const struct machine_column *column,
                              struct arena *arena)
{
    const void *member = (const char *)standing + column->offset;

    if (column->column.type == TYPE_TEXT)
        return *(const char *const *)member;
    return column->column.type == TYPE_DATETIME
               ? print_time(*(const int64_t *)member, standing->config->offset_seconds, arena)
               : print_number(*(const int64_t *)member, arena);
}

struct table *screen_for_machines(const struct screen *screen, struct arena *arena)
{
    struct column *columns = arena_array(arena, COLUMN_FIRST + MACHINE_COLUMNS, sizeof *columns);
    struct table *table = table_new("status", columns, COLUMN_FIRST + MACHINE_COLUMNS, arena);
    size_t i, k;

    columns[COLUMN_SOURCE] = (struct column){.name = "source", .is_key = true};
    columns[COLUMN_STATE] = (struct column){.name = "state"};
    columns[COLUMN_WINDOWS] = (struct column){.name = "windows"};
    for (k = 0; k < MACHINE_COLUMNS; k++)
        columns[COLUMN_FIRST + k] = machine_columns[k].column;
    for (i = 0; i < screen->count; i++) {
        const struct standing *standing = &screen->standings[i];
        const char **row = table_add(table);

        row[COLUMN_SOURCE] = standing->config->name;
        row[COLUMN_STATE] = freshness_names[standing->freshness.state];
        row[COLUMN_WINDOWS] = screen->strips[i];
        for (k = 0; k < MACHINE_COLUMNS; k++)
            row[COLUMN_FIRST + k] = print_cell(standing, &machine_columns[k], arena);
    }
    return table;
}
