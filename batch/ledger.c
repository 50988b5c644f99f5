/* The ledger as an SQLite file: batches, attempts, refusals, drift and signatures. */
#include "batch/ledger.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "batch/ledger_tables.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/database.h"
#include "core/file.h"
#include "core/instant.h"

enum { HOST_SIZE = 256 };

struct ledger {
    struct database *database;
};

static const char *const state_names[] = {"planned", "fetching", "landed",
                                          "loading", "loaded",   "failed"};

struct ledger *ledger_open(const char *path, bool is_read_only, struct arena *arena,
                           struct error *err)
{
    struct ledger *ledger = arena_alloc(arena, sizeof *ledger);

    if (is_read_only && !file_is_present(path)) {
        error_set(err, ERROR_DATA, "there is no ledger yet at %s; hint: run 'nhip run' first",
                  path);
        return NULL;
    }
    ledger->database = database_open(path, is_read_only, err);
    if (ledger->database == NULL)
        return NULL;
    if (!is_read_only && ledger_tables_make(ledger->database, err) != 0) {
        ledger_close(ledger);
        return NULL;
    }
    return ledger;
}

void ledger_close(struct ledger *ledger)
{
    if (ledger == NULL)
        return;
    database_close(ledger->database);
    ledger->database = NULL;
}

struct database *ledger_database(struct ledger *ledger)
{
    return ledger->database;
}

static enum batch_state state_parse(const char *name)
{
    int state = BATCH_FAILED;

    while (state > BATCH_PLANNED && strcmp(state_names[state], name) != 0)
        state--;
    return (enum batch_state)state;
}

int ledger_find(struct ledger *ledger, const char *batch, struct batch_row *row, struct error *err)
{
    struct statement *statement =
        database_prepare(ledger->database,
                         "SELECT b.state, b.since, b.until, b.attempt, b.loaded_at,"
                         " a.error_kind = 'data' FROM batch b LEFT JOIN attempt a"
                         " ON a.batch = b.batch AND a.number = b.attempt WHERE b.batch = ?1",
                         err);
    int got;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, batch);
    got = statement_next(statement, err);
    if (got == 1) {
        row->state = state_parse(statement_text(statement, 0));
        row->since = statement_integer(statement, 1);
        row->until = statement_integer(statement, 2);
        row->attempt = (int)statement_integer(statement, 3);
        row->loaded_at = statement_integer(statement, 4);
        row->must_refetch = statement_integer(statement, 5) != 0;
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

static int enter_batch(struct ledger *ledger, const struct batch *batch, struct error *err)
{
    struct statement *statement = database_prepare(
        ledger->database,
        "INSERT INTO batch (batch, source, window, since, until, state, attempt)"
        " VALUES (?1, ?2, ?3, ?4, ?5, 'fetching', ?6)"
        " ON CONFLICT (batch) DO UPDATE SET since = ?4, until = ?5, state = 'fetching',"
        " attempt = ?6",
        err);

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, batch->id);
    statement_bind_string(statement, 2, batch->source);
    statement_bind_string(statement, 3, batch->window.id);
    statement_bind_integer(statement, 4, batch->window.since);
    statement_bind_integer(statement, 5, batch->window.until);
    statement_bind_integer(statement, 6, batch->attempt);
    return statement_run(statement, err);
}

static int enter_attempt(struct ledger *ledger, const struct batch *batch, struct error *err)
{
    struct statement *statement =
        database_prepare(ledger->database,
                         "INSERT INTO attempt (batch, number, state, started_at, host, process)"
                         " VALUES (?1, ?2, 'fetching', ?3, ?4, ?5)",
                         err);
    char host[HOST_SIZE] = "";

    if (statement == NULL)
        return -1;
    gethostname(host, sizeof host - 1);
    statement_bind_string(statement, 1, batch->id);
    statement_bind_integer(statement, 2, batch->attempt);
    statement_bind_integer(statement, 3, clock_now());
    statement_bind_string(statement, 4, host);
    statement_bind_integer(statement, 5, getpid());
    return statement_run(statement, err);
}

/* Attempts that a process left unfinished are history from now on. */
static int close_interrupted(struct ledger *ledger, const struct batch *batch, struct error *err)
{
    struct statement *statement =
        ledger_prepare(ledger, batch,
                       "UPDATE attempt SET state = 'failed', error_kind = 'interrupted',"
                       " error = 'its process ended before the attempt did'"
                       " WHERE batch = ?1 AND number < ?2 AND state NOT IN ('loaded', 'failed')",
                       err);

    return statement == NULL ? -1 : statement_run(statement, err);
}

int ledger_start(struct ledger *ledger, const struct batch *batch, struct error *err)
{
    int result;

    if (database_begin(ledger->database, err) != 0)
        return -1;
    result = enter_batch(ledger, batch, err);
    if (result == 0)
        result = close_interrupted(ledger, batch, err);
    if (result == 0)
        result = enter_attempt(ledger, batch, err);
    return database_end(ledger->database, result, err);
}

static int move_batch(struct ledger *ledger, const struct batch *batch, enum batch_state state,
                      struct error *err)
{
    struct statement *statement = ledger_prepare(
        ledger, batch, "UPDATE batch SET state = ?3 WHERE batch = ?1 AND attempt = ?2", err);

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 3, state_names[state]);
    return statement_run(statement, err);
}

static int move_attempt(struct ledger *ledger, const struct batch *batch, enum batch_state state,
                        struct error *err)
{
    struct statement *statement = ledger_prepare(
        ledger, batch, "UPDATE attempt SET state = ?3 WHERE batch = ?1 AND number = ?2", err);

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 3, state_names[state]);
    return statement_run(statement, err);
}

static int move_both(struct ledger *ledger, const struct batch *batch, enum batch_state state,
                     struct error *err)
{
    if (move_batch(ledger, batch, state, err) != 0)
        return -1;
    return move_attempt(ledger, batch, state, err);
}

int ledger_next_landing(struct ledger *ledger, const char *batch, int *landed_attempt,
                        struct error *err)
{
    struct statement *statement =
        database_prepare(ledger->database,
                         "SELECT min(landed) FROM attempt WHERE batch = ?1 AND landed > ?2"
                         " AND state = 'loaded'",
                         err);
    int got;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, batch);
    statement_bind_integer(statement, 2, *landed_attempt);
    got = statement_next(statement, err);
    if (got == 1 && statement_text(statement, 0) == NULL)
        got = 0;
    if (got == 1)
        *landed_attempt = (int)statement_integer(statement, 0);
    statement_reset(statement);
    return got;
}

/* Runs a statement about the attempt and the two moves as one transaction. */
static int move_with(struct ledger *ledger, const struct batch *batch, enum batch_state state,
                     struct statement *statement, struct error *err)
{
    int result;

    if (database_begin(ledger->database, err) != 0)
        return -1;
    result = statement_run(statement, err);
    if (result == 0)
        result = move_both(ledger, batch, state, err);
    return database_end(ledger->database, result, err);
}

int ledger_loading(struct ledger *ledger, const struct batch *batch, int landed_attempt,
                   struct error *err)
{
    struct statement *statement = ledger_prepare(
        ledger, batch, "UPDATE attempt SET landed = ?3 WHERE batch = ?1 AND number = ?2", err);

    if (statement == NULL)
        return -1;
    statement_bind_integer(statement, 3, landed_attempt);
    return move_with(ledger, batch, BATCH_LOADING, statement, err);
}

int ledger_landed(struct ledger *ledger, const struct batch *batch, size_t documents, int64_t bytes,
                  long declared, struct error *err)
{
    struct statement *statement =
        ledger_prepare(ledger, batch,
                       "UPDATE attempt SET documents = ?3, bytes = ?4, declared = nullif(?5, -1)"
                       " WHERE batch = ?1 AND number = ?2",
                       err);

    if (statement == NULL)
        return -1;
    statement_bind_integer(statement, 3, (int64_t)documents);
    statement_bind_integer(statement, 4, bytes);
    statement_bind_integer(statement, 5, declared);
    return move_with(ledger, batch, BATCH_LANDED, statement, err);
}

static int stamp_loaded(struct ledger *ledger, const struct batch *batch, struct error *err)
{
    struct statement *statement = ledger_prepare(
        ledger, batch, "UPDATE batch SET loaded_attempt = ?2, loaded_at = ?3 WHERE batch = ?1",
        err);

    if (statement == NULL)
        return -1;
    statement_bind_integer(statement, 3, clock_now());
    return statement_run(statement, err);
}

static struct statement *prepare_tally(struct ledger *ledger, const struct batch *batch,
                                       const struct tally *tally, struct error *err)
{
    struct statement *statement = ledger_prepare(
        ledger, batch,
        "UPDATE attempt SET ended_at = ?3, received = ?4, inserted = ?5, updated = ?6,"
        " unchanged = ?7, stale = ?8, filtered = ?9, quarantined = ?10"
        " WHERE batch = ?1 AND number = ?2",
        err);

    if (statement == NULL)
        return NULL;
    statement_bind_integer(statement, 3, clock_now());
    statement_bind_integer(statement, 4, tally->received);
    statement_bind_integer(statement, 5, tally->inserted);
    statement_bind_integer(statement, 6, tally->updated);
    statement_bind_integer(statement, 7, tally->unchanged);
    statement_bind_integer(statement, 8, tally->stale);
    statement_bind_integer(statement, 9, tally->filtered);
    statement_bind_integer(statement, 10, tally->quarantined);
    return statement;
}

int ledger_loaded(struct ledger *ledger, const struct batch *batch, const struct tally *tally,
                  struct error *err)
{
    struct statement *statement = prepare_tally(ledger, batch, tally, err);

    int result;

    if (statement == NULL || database_begin(ledger->database, err) != 0)
        return -1;
    result = statement_run(statement, err);
    if (result == 0)
        result = stamp_loaded(ledger, batch, err);
    if (result == 0)
        result = move_both(ledger, batch, BATCH_LOADED, err);
    return database_end(ledger->database, result, err);
}

int ledger_failed(struct ledger *ledger, const struct batch *batch, const struct error *reason,
                  struct error *err)
{
    struct statement *statement =
        ledger_prepare(ledger, batch,
                       "UPDATE attempt SET ended_at = ?3, error_kind = ?4, error = ?5"
                       " WHERE batch = ?1 AND number = ?2",
                       err);

    if (statement == NULL)
        return -1;
    statement_bind_integer(statement, 3, clock_now());
    statement_bind_string(statement, 4, error_kind_name(reason->kind));
    statement_bind_string(statement, 5, reason->text);
    return move_with(ledger, batch, BATCH_FAILED, statement, err);
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
        if (snprintf(found->batch, sizeof found->batch, "%s", statement_text(statement, 0)) >=
            (int)sizeof found->batch)
            got = error_set(err, ERROR_BUG, "the id of a batch is longer than %d bytes: %s",
                            BATCH_ID_SIZE - 1, found->batch);
        found->attempt = (int)statement_integer(statement, 1);
        statement_reset(statement);
    }
    return got;
}

int ledger_unload(struct ledger *ledger, const struct batch *batch, struct error *err)
{
    return move_batch(ledger, batch, BATCH_LANDED, err);
}
