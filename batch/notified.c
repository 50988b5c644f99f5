/* The ledger's table notice. */
#include "batch/notified.h"

#include <stddef.h>

#include "batch/ledger.h"
#include "core/arena.h"
#include "core/database.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/table.h"

/* What a row is known by. */
static void bind_key(struct statement *statement, const char *target, const struct notice *notice)
{
    statement_bind_string(statement, 1, target);
    statement_bind_string(statement, 2, notice_event_names[notice->event]);
    statement_bind_string(statement, 3, notice->source);
    statement_bind_string(statement, 4, notice->what);
}

int notified_find(struct ledger *ledger, const char *target, const struct notice *notice,
                  int64_t *at, struct error *err)
{
    struct statement *statement =
        database_prepare(ledger_database(ledger),
                         "SELECT told_at FROM notice WHERE target = ?1 AND event = ?2"
                         " AND source = ?3 AND what = ?4",
                         err);
    int64_t found = 0;

    if (statement == NULL)
        return -1;
    bind_key(statement, target, notice);
    if (statement_ask(statement, &found, err) < 0)
        return -1;
    *at = found;
    return 0;
}

int notified_next_open(struct ledger *ledger, const char *target, enum notice_event event,
                       const char **source, struct arena *arena, struct error *err)
{
    struct statement *statement =
        database_prepare(ledger_database(ledger),
                         "SELECT source FROM notice WHERE target = ?1 AND event = ?2"
                         " AND is_open = 1 AND (?3 IS NULL OR source > ?3) ORDER BY source LIMIT 1",
                         err);
    int got;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, target);
    statement_bind_string(statement, 2, notice_event_names[event]);
    statement_bind_string(statement, 3, *source);
    got = statement_next(statement, err);
    if (got == 1)
        *source = arena_text(arena, statement_text(statement, 0));
    statement_reset(statement);
    return got;
}

static int open_one(struct ledger *ledger, const char *target, const struct notice *notice,
                    int64_t at, struct error *err)
{
    struct statement *statement =
        database_prepare(ledger_database(ledger),
                         "INSERT OR REPLACE INTO notice (target, event, source, what, told_at,"
                         " is_open) VALUES (?1, ?2, ?3, ?4, ?5, ?2 IN ('failure', 'staleness'))",
                         err);

    if (statement == NULL)
        return -1;
    bind_key(statement, target, notice);
    statement_bind_integer(statement, 5, at);
    return statement_run(statement, err);
}

/* The times stay, so that what fails again soon is not told again too soon. */
static int close_one(struct ledger *ledger, const char *target, const struct notice *recovery,
                     struct error *err)
{
    struct statement *statement =
        database_prepare(ledger_database(ledger),
                         "UPDATE notice SET is_open = 0 WHERE target = ?1 AND event = ?2"
                         " AND source = ?3",
                         err);

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, target);
    statement_bind_string(statement, 2, recovery->what);
    statement_bind_string(statement, 3, recovery->source);
    return statement_run(statement, err);
}

int notified_note(struct ledger *ledger, const char *target, const struct notice *notices,
                  int64_t at, struct error *err)
{
    struct database *database = ledger_database(ledger);
    int result = 0;

    if (database_begin(database, err) != 0)
        return -1;
    for (; notices != NULL && result == 0; notices = notices->next)
        result = notices->event == NOTICE_RECOVERY ? close_one(ledger, target, notices, err)
                                                   : open_one(ledger, target, notices, at, err);
    return database_end(database, result, err);
}

struct table *notified_table(struct ledger *ledger, struct arena *arena, struct error *err)
{
    static const struct column columns[] = {{.name = "target"},  {.name = "event"},
                                            {.name = "source"},  {.name = "what"},
                                            {.name = "told_at"}, {.name = "ended"}};
    struct table *table = table_new("notices", columns, 6, arena);
    struct statement *statement =
        database_prepare(ledger_database(ledger),
                         "SELECT target, event, nullif(source, ''), what, told_at,"
                         " CASE WHEN event IN ('failure', 'staleness')"
                         "  THEN iif(is_open, 'no', 'yes') END FROM notice"
                         " ORDER BY target, told_at DESC, event, source, what",
                         err);
    char time[INSTANT_TEXT_SIZE];
    int got, i;

    if (statement == NULL)
        return NULL;
    while ((got = statement_next(statement, err)) == 1) {
        const char **row = table_add(table);

        for (i = 0; i < statement_width(statement); i++)
            row[i] = arena_text(arena, statement_text(statement, i));
        instant_format(statement_integer(statement, 4), VIETNAM_OFFSET_SECONDS, time);
        row[4] = arena_text(arena, time);
    }
    return got == 0 ? table : NULL;
}
