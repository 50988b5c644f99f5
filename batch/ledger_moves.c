/* Each move of a batch from state to state, its attempt and its event in one transaction. */
#include "batch/actor.h"
#include "batch/event.h"
#include "batch/ledger.h"
#include "core/batch.h"
#include "core/database.h"
#include "core/instant.h"

static int note_event(struct ledger *ledger, const struct batch *batch, enum batch_state state,
                      const char *note, struct error *err)
{
    const struct event event = {.state = ledger_state_name(state), .note = note};

    return event_add(ledger, batch, &event, err);
}

/* Makes the batch's row, or gives the one that there is this window, state and attempt. */
static int enter_batch(struct ledger *ledger, const struct batch *batch, enum batch_state state,
                       struct error *err)
{
    struct statement *statement = ledger_prepare(
        ledger, batch,
        "INSERT INTO batch (batch, attempt, source, window, since, until, state)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
        " ON CONFLICT (batch) DO UPDATE SET attempt = ?2, since = ?5, until = ?6, state = ?7",
        err);

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 3, batch->source);
    statement_bind_string(statement, 4, batch->window.id);
    statement_bind_integer(statement, 5, batch->window.since);
    statement_bind_integer(statement, 6, batch->window.until);
    statement_bind_string(statement, 7, ledger_state_name(state));
    if (statement_run(statement, err) != 0)
        return -1;
    return note_event(ledger, batch, state, NULL, err);
}

static int enter_attempt(struct ledger *ledger, const struct batch *batch, enum batch_state state,
                         struct error *err)
{
    struct statement *statement = ledger_prepare(
        ledger, batch,
        "INSERT INTO attempt (batch, number, state, started_at, host, process, actor, reason)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        err);

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 3, ledger_state_name(state));
    statement_bind_integer(statement, 4, clock_now());
    statement_bind_string(statement, 5, ledger_actor(ledger)->host);
    statement_bind_integer(statement, 6, ledger_actor(ledger)->process);
    statement_bind_string(statement, 7, ledger_actor(ledger)->name);
    statement_bind_string(statement, 8, ledger_reason(ledger));
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

int ledger_start(struct ledger *ledger, const struct batch *batch, enum batch_state state,
                 struct error *err)
{
    int result;

    if (database_begin(ledger_database(ledger), err) != 0)
        return -1;
    result = enter_batch(ledger, batch, state, err);
    if (result == 0)
        result = close_interrupted(ledger, batch, err);
    if (result == 0)
        result = enter_attempt(ledger, batch, state, err);
    return database_end(ledger_database(ledger), result, err);
}

/* note is what the event says besides, NULL nothing. */
static int move_batch(struct ledger *ledger, const struct batch *batch, enum batch_state state,
                      const char *note, struct error *err)
{
    struct statement *statement = ledger_prepare(
        ledger, batch, "UPDATE batch SET state = ?3 WHERE batch = ?1 AND attempt = ?2", err);

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 3, ledger_state_name(state));
    if (statement_run(statement, err) != 0)
        return -1;
    return note_event(ledger, batch, state, note, err);
}

static int move_attempt(struct ledger *ledger, const struct batch *batch, enum batch_state state,
                        struct error *err)
{
    struct statement *statement = ledger_prepare(
        ledger, batch, "UPDATE attempt SET state = ?3 WHERE batch = ?1 AND number = ?2", err);

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 3, ledger_state_name(state));
    return statement_run(statement, err);
}

static int move_both(struct ledger *ledger, const struct batch *batch, enum batch_state state,
                     struct error *err)
{
    if (move_batch(ledger, batch, state, NULL, err) != 0)
        return -1;
    return move_attempt(ledger, batch, state, err);
}

/* Runs a statement about the attempt and the two moves as one transaction. */
static int move_with(struct ledger *ledger, const struct batch *batch, enum batch_state state,
                     struct statement *statement, struct error *err)
{
    int result;

    if (database_begin(ledger_database(ledger), err) != 0)
        return -1;
    result = statement_run(statement, err);
    if (result == 0)
        result = move_both(ledger, batch, state, err);
    return database_end(ledger_database(ledger), result, err);
}

int ledger_loading(struct ledger *ledger, const struct batch *batch, int landed_attempt,
                   const char *mappings, struct error *err)
{
    struct statement *statement = ledger_prepare(
        ledger, batch,
        "UPDATE attempt SET landed = ?3, mappings = ?4 WHERE batch = ?1 AND number = ?2", err);

    if (statement == NULL)
        return -1;
    statement_bind_integer(statement, 3, landed_attempt);
    statement_bind_string(statement, 4, mappings);
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

    if (statement == NULL || database_begin(ledger_database(ledger), err) != 0)
        return -1;
    result = statement_run(statement, err);
    if (result == 0)
        result = stamp_loaded(ledger, batch, err);
    if (result == 0)
        result = move_both(ledger, batch, BATCH_LOADED, err);
    return database_end(ledger_database(ledger), result, err);
}

static struct statement *prepare_reason(struct ledger *ledger, const struct batch *batch,
                                        const struct error *reason, struct error *err)
{
    struct statement *statement =
        ledger_prepare(ledger, batch,
                       "UPDATE attempt SET state = 'failed', ended_at = ?3, error_kind = ?4,"
                       " error = ?5 WHERE batch = ?1 AND number = ?2",
                       err);

    if (statement == NULL)
        return NULL;
    statement_bind_integer(statement, 3, clock_now());
    statement_bind_string(statement, 4, error_kind_name(reason->kind));
    statement_bind_string(statement, 5, reason->text);
    return statement;
}

static int fail_batch(struct ledger *ledger, const struct batch *batch, const struct error *reason,
                      struct error *err)
{
    struct statement *statement = ledger_prepare(
        ledger, batch, "UPDATE batch SET state = 'failed' WHERE batch = ?1 AND attempt = ?2", err);
    const struct event event = {"failed", error_kind_name(reason->kind), reason->text};

    if (statement == NULL || statement_run(statement, err) != 0)
        return -1;
    return event_add(ledger, batch, &event, err);
}

int ledger_failed(struct ledger *ledger, const struct batch *batch, const struct error *reason,
                  struct error *err)
{
    struct statement *statement = prepare_reason(ledger, batch, reason, err);
    int result;

    if (statement == NULL || database_begin(ledger_database(ledger), err) != 0)
        return -1;
    result = statement_run(statement, err);
    if (result == 0)
        result = fail_batch(ledger, batch, reason, err);
    return database_end(ledger_database(ledger), result, err);
}

int ledger_unload(struct ledger *ledger, const struct batch *batch, struct error *err)
{
    int result;

    if (database_begin(ledger_database(ledger), err) != 0)
        return -1;
    result = move_batch(ledger, batch, BATCH_LANDED, "not in the store any more", err);
    return database_end(ledger_database(ledger), result, err);
}

int ledger_abandon(struct ledger *ledger, const struct batch *batch, struct error *err)
{
    int result;

    if (database_begin(ledger_database(ledger), err) != 0)
        return -1;
    result = enter_batch(ledger, batch, BATCH_ABANDONED, err);
    return database_end(ledger_database(ledger), result, err);
}

/* The first batch of the source that is LOADED by other mappings than these, or OUTDATED and loaded
 * by these.  1, 0 when there is none, -1.  Attempts from before mappings were noted are neither. */
static int find_loaded_by(struct ledger *ledger, const char *source, enum batch_state state,
                          const char *mappings, struct batch_id *found, struct error *err)
{
    struct statement *statement = database_prepare(
        ledger_database(ledger),
        "SELECT b.batch, b.attempt, l.mappings FROM batch b"
        " JOIN attempt l ON l.batch = b.batch AND l.number = b.loaded_attempt"
        " WHERE b.source = ?1 AND b.state = ?2 AND (l.mappings = ?3) = (?2 = 'outdated') LIMIT 1",
        err);
    int got;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, source);
    statement_bind_string(statement, 2, ledger_state_name(state));
    statement_bind_string(statement, 3, mappings);
    got = statement_next(statement, err);
    if (got == 1) {
        got = ledger_read_id(statement, found, err);
        statement_reset(statement);
    }
    return got;
}

/* Moves all batches that find_loaded_by finds in one state to the other. */
static int move_loaded_by(struct ledger *ledger, const char *source, enum batch_state from,
                          const char *mappings, long *count, struct error *err)
{
    const enum batch_state to = from == BATCH_LOADED ? BATCH_OUTDATED : BATCH_LOADED;
    struct batch_id found;
    int got;

    while ((got = find_loaded_by(ledger, source, from, mappings, &found, err)) == 1) {
        const struct batch batch = {.id = found.batch, .attempt = found.attempt};

        if (move_batch(ledger, &batch, to, mappings, err) != 0)
            return -1;
        ++*count;
    }
    return got;
}

int ledger_outdate(struct ledger *ledger, const char *source, const char *mappings, long *count,
                   struct error *err)
{
    long restored = 0;
    int result;

    *count = 0;
    if (database_begin(ledger_database(ledger), err) != 0)
        return -1;
    result = move_loaded_by(ledger, source, BATCH_LOADED, mappings, count, err);
    if (result == 0)
        result = move_loaded_by(ledger, source, BATCH_OUTDATED, mappings, &restored, err);
    return database_end(ledger_database(ledger), result, err);
}
