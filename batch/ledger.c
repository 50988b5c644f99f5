/* The ledger as an SQLite file, and what it is asked about batches. */
#include "batch/ledger.h"

#include <stdio.h>
#include <string.h>

#include "batch/actor.h"
#include "batch/ledger_tables.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/database.h"
#include "core/file.h"

struct ledger {
    struct database *database;
    struct actor actor;
    const char *line, *reason;
};

static const char *const state_names[] = {"planned", "fetching", "landed",   "loading",
                                          "loaded",  "failed",   "outdated", "abandoned"};

static int open_writing(struct ledger *ledger, const char *path, struct error *err)
{
    ledger->database = database_open(path, false, err);
    return ledger->database == NULL ? -1 : ledger_tables_make(ledger->database, err);
}

/* Whoever only asks needs the tables of today too, so an older ledger is written to once. */
static int open_reading(struct ledger *ledger, const char *path, struct error *err)
{
    bool are_current;

    ledger->database = database_open(path, true, err);
    if (ledger->database == NULL ||
        ledger_tables_are_current(ledger->database, &are_current, err) != 0)
        return -1;
    if (are_current)
        return 0;
    ledger_close(ledger);
    if (open_writing(ledger, path, err) != 0)
        return error_within(err, "bringing the ledger up to date");
    ledger_close(ledger);
    ledger->database = database_open(path, true, err);
    return ledger->database == NULL ? -1 : 0;
}

struct ledger *ledger_open(const char *path, bool is_read_only, struct arena *arena,
                           struct error *err)
{
    struct ledger *ledger = arena_alloc(arena, sizeof *ledger);
    int opened;

    if (is_read_only && !file_is_present(path)) {
        error_set(err, ERROR_DATA, "there is no ledger yet at %s; hint: run 'nhip run' first",
                  path);
        return NULL;
    }
    ledger->actor = actor_find(arena);
    opened = is_read_only ? open_reading(ledger, path, err) : open_writing(ledger, path, err);
    if (opened == 0)
        return ledger;
    ledger_close(ledger);
    return NULL;
}

struct ledger *ledger_copy(struct ledger *ledger, struct arena *arena, struct error *err)
{
    struct ledger *copy = arena_alloc(arena, sizeof *copy);

    copy->actor = ledger->actor;
    copy->database = database_open_temporary(err);
    if (copy->database == NULL)
        return NULL;
    if (database_become(copy->database, ledger->database, err) == 0)
        return copy;
    ledger_close(copy);
    return NULL;
}

void ledger_close(struct ledger *ledger)
{
    if (ledger == NULL)
        return;
    database_close(ledger->database);
    ledger->database = NULL;
}

void ledger_set_command(struct ledger *ledger, const char *line, const char *reason)
{
    ledger->line = line;
    ledger->reason = reason;
}

struct database *ledger_database(struct ledger *ledger)
{
    return ledger->database;
}

const struct actor *ledger_actor(const struct ledger *ledger)
{
    return &ledger->actor;
}

const char *ledger_line(const struct ledger *ledger)
{
    return ledger->line;
}

const char *ledger_reason(const struct ledger *ledger)
{
    return ledger->reason;
}

const char *ledger_state_name(enum batch_state state)
{
    return state_names[state];
}

static enum batch_state state_parse(const char *name)
{
    int state = BATCH_ABANDONED;

    while (state > BATCH_PLANNED && strcmp(state_names[state], name) != 0)
        state--;
    return (enum batch_state)state;
}

static void read_row(struct statement *statement, struct batch_row *row)
{
    row->state = state_parse(statement_text(statement, 0));
    row->since = statement_integer(statement, 1);
    row->until = statement_integer(statement, 2);
    row->attempt = (int)statement_integer(statement, 3);
    row->loaded_at = statement_integer(statement, 4);
    row->must_refetch = statement_integer(statement, 5) != 0;
    row->loaded_landing = (int)statement_integer(statement, 6);
    row->is_outdated = statement_integer(statement, 7) != 0;
    row->has_refusals = statement_integer(statement, 8) != 0;
    row->loaded_attempt = (int)statement_integer(statement, 9);
    row->purged_at = statement_integer(statement, 10);
    row->is_refused = statement_integer(statement, 11) != 0;
}

int ledger_find(struct ledger *ledger, const char *batch, const char *mappings,
                struct batch_row *row, struct error *err)
{
    struct statement *statement = database_prepare(
        ledger->database,
        "SELECT b.state, b.since, b.until, b.attempt, b.loaded_at,"
        " a.error_kind = 'data' OR (a.state = 'failed' AND a.landed IS NULL AND EXISTS (SELECT 1"
        "  FROM event e WHERE e.batch = a.batch AND e.attempt = a.number"
        "  AND e.state = 'fetching')),"
        " l.landed, l.mappings <> ?2, EXISTS (SELECT 1 FROM open_refusal q"
        "  WHERE q.batch = b.batch), b.loaded_attempt, p.purged_at," IS_REFUSED_WHOLE
        " FROM batch b LEFT JOIN attempt a ON a.batch = b.batch AND a.number = b.attempt"
        " LEFT JOIN attempt l ON l.batch = b.batch AND l.number = b.loaded_attempt"
        " LEFT JOIN attempt p ON p.batch = b.batch AND p.number = l.landed"
        " WHERE b.batch = ?1",
        err);
    int got;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, batch);
    statement_bind_string(statement, 2, mappings);
    got = statement_next(statement, err);
    if (got == 1) {
        read_row(statement, row);
        statement_reset(statement);
    }
    return got;
}

struct statement *ledger_prepare(struct ledger *ledger, const struct batch *batch, const char *sql,
                                 struct error *err)
{
    struct statement *statement = database_prepare(ledger->database, sql, err);

    if (statement == NULL)
        return NULL;
    statement_bind_string(statement, 1, batch->id);
    statement_bind_integer(statement, 2, batch->attempt);
    return statement;
}

int ledger_next_landing(struct ledger *ledger, const char *batch, int *landed_attempt,
                        struct error *err)
{
    struct statement *statement =
        database_prepare(ledger->database,
                         "SELECT landed FROM attempt WHERE batch = ?1 AND landed > ?2"
                         " AND state = 'loaded' ORDER BY landed LIMIT 1",
                         err);
    int got;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, batch);
    statement_bind_integer(statement, 2, *landed_attempt);
    got = statement_next(statement, err);
    if (got == 1)
        *landed_attempt = (int)statement_integer(statement, 0);
    statement_reset(statement);
    return got;
}

int ledger_read_id(struct statement *statement, struct batch_id *found, struct error *err)
{
    if (snprintf(found->batch, sizeof found->batch, "%s", statement_text(statement, 0)) >=
        (int)sizeof found->batch)
        return error_set(err, ERROR_BUG, "the id of a batch is longer than %d bytes: %s",
                         BATCH_ID_SIZE - 1, found->batch);
    found->attempt = (int)statement_integer(statement, 1);
    return 1;
}

int ledger_next(struct ledger *ledger, const char *source, enum batch_state state,
                struct batch_id *found, struct error *err)
{
    struct statement *statement = database_prepare(
        ledger->database,
        "SELECT batch, attempt FROM batch WHERE source = ?1 AND state = ?2 AND batch > ?3"
        " ORDER BY batch LIMIT 1",
        err);
    int got;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, source);
    statement_bind_string(statement, 2, state_names[state]);
    statement_bind_string(statement, 3, found->batch);
    got = statement_next(statement, err);
    if (got == 1) {
        got = ledger_read_id(statement, found, err);
        statement_reset(statement);
    }
    return got;
}
