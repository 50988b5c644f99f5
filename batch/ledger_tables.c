/* The SQL of the ledger's tables, step by step as they came to be. */
#include "batch/ledger_tables.h"

#include <stdio.h>

#include "core/database.h"
#include "core/error.h"

#define DRIFT_COLUMNS                                                                              \
    " batch TEXT NOT NULL, attempt INTEGER NOT NULL, mapping TEXT NOT NULL, kind TEXT NOT NULL,"   \
    " name TEXT NOT NULL, value TEXT NOT NULL, count INTEGER NOT NULL,"                            \
    " PRIMARY KEY (batch, attempt, mapping, kind, name, value)"

/* What there was before steps were counted. */
static const char first_tables[] =
    "CREATE TABLE IF NOT EXISTS batch ("
    " batch TEXT PRIMARY KEY, source TEXT NOT NULL, window TEXT NOT NULL,"
    " since INTEGER NOT NULL, until INTEGER NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN"
    "  ('planned', 'fetching', 'landed', 'loading', 'loaded', 'failed')),"
    " attempt INTEGER NOT NULL, loaded_attempt INTEGER, loaded_at INTEGER) STRICT;"
    "CREATE INDEX IF NOT EXISTS batch_by_source ON batch (source, since);"
    "CREATE INDEX IF NOT EXISTS batch_by_state ON batch (source, state, batch);"
    "CREATE TABLE IF NOT EXISTS attempt ("
    " batch TEXT NOT NULL REFERENCES batch (batch), number INTEGER NOT NULL,"
    " state TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER,"
    " host TEXT NOT NULL, process INTEGER NOT NULL,"
    " documents INTEGER, bytes INTEGER, declared INTEGER, landed INTEGER,"
    " received INTEGER NOT NULL DEFAULT 0, inserted INTEGER NOT NULL DEFAULT 0,"
    " updated INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0,"
    " stale INTEGER NOT NULL DEFAULT 0, filtered INTEGER NOT NULL DEFAULT 0,"
    " quarantined INTEGER NOT NULL DEFAULT 0, error_kind TEXT, error TEXT,"
    " PRIMARY KEY (batch, number),"
    " CONSTRAINT conservation CHECK"
    "  (received = inserted + updated + unchanged + stale + filtered + quarantined)) STRICT;"
    "CREATE TABLE IF NOT EXISTS quarantine ("
    " number INTEGER PRIMARY KEY AUTOINCREMENT, batch TEXT NOT NULL, attempt INTEGER NOT NULL,"
    " source TEXT NOT NULL, mapping TEXT, document TEXT NOT NULL, position INTEGER NOT NULL,"
    " line INTEGER NOT NULL, field TEXT, value TEXT, rule TEXT, reason TEXT NOT NULL,"
    " at INTEGER NOT NULL) STRICT;"
    "CREATE INDEX IF NOT EXISTS quarantine_by_batch ON quarantine (batch, attempt);"
    "CREATE TABLE IF NOT EXISTS drift (" DRIFT_COLUMNS ") STRICT;"
    "CREATE TABLE IF NOT EXISTS signature ("
    " batch TEXT NOT NULL, attempt INTEGER NOT NULL, landed INTEGER NOT NULL,"
    " document TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN"
    "  ('not checked', 'unsigned', 'broken', 'signed')), signer TEXT, reason TEXT,"
    " PRIMARY KEY (batch, attempt, landed, document)) STRICT;";

/* Before there were kinds, all drift was one of codes. */
static const char drift_upgrade[] =
    "ALTER TABLE drift RENAME TO drift_of_codes;"
    "CREATE TABLE drift (" DRIFT_COLUMNS ") STRICT;"
    "INSERT INTO drift SELECT batch, attempt, mapping, 'code', field, value, count"
    " FROM drift_of_codes;"
    "DROP TABLE drift_of_codes;";

/* More states, who did what, and the mappings that an attempt was loaded by.  SQLite changes no
 * CHECK in place.  The audit takes rows and never gives them back. */
static const char operators_tables[] =
    "CREATE TABLE batch_new ("
    " batch TEXT PRIMARY KEY, source TEXT NOT NULL, window TEXT NOT NULL,"
    " since INTEGER NOT NULL, until INTEGER NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('planned', 'fetching', 'landed', 'loading', 'loaded',"
    "  'failed', 'outdated', 'abandoned')),"
    " attempt INTEGER NOT NULL, loaded_attempt INTEGER, loaded_at INTEGER) STRICT;"
    "INSERT INTO batch_new SELECT batch, source, window, since, until, state, attempt,"
    " loaded_attempt, loaded_at FROM batch;"
    "DROP TABLE batch;"
    "ALTER TABLE batch_new RENAME TO batch;"
    "CREATE INDEX batch_by_source ON batch (source, since);"
    "CREATE INDEX batch_by_state ON batch (source, state, batch);"
    "ALTER TABLE attempt ADD COLUMN actor TEXT;"
    "ALTER TABLE attempt ADD COLUMN reason TEXT;"
    "ALTER TABLE attempt ADD COLUMN mappings TEXT;"
    "CREATE TABLE event ("
    " number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, batch TEXT NOT NULL,"
    " attempt INTEGER NOT NULL, state TEXT NOT NULL, error_kind TEXT, note TEXT, reason TEXT,"
    " actor TEXT NOT NULL, host TEXT NOT NULL, process INTEGER NOT NULL) STRICT;"
    "CREATE INDEX event_by_batch ON event (batch, number);"
    "CREATE TABLE audit ("
    " number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, actor TEXT NOT NULL,"
    " host TEXT NOT NULL, process INTEGER NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL,"
    " detail TEXT NOT NULL, hash TEXT NOT NULL) STRICT;"
    "CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN"
    " SELECT raise(ABORT, 'the audit only grows'); END;"
    "CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit BEGIN"
    " SELECT raise(ABORT, 'the audit only grows'); END;";

/* How each source was last run ("" is the run as a whole), and of what who was told. */
static const char telling_tables[] =
    "CREATE TABLE last_run ("
    " source TEXT PRIMARY KEY, started_at INTEGER NOT NULL, ended_at INTEGER NOT NULL,"
    " milliseconds INTEGER NOT NULL, kind TEXT NOT NULL, status INTEGER NOT NULL) STRICT;"
    "CREATE TABLE notice ("
    " target TEXT NOT NULL, event TEXT NOT NULL, source TEXT NOT NULL, what TEXT NOT NULL,"
    " told_at INTEGER NOT NULL, is_open INTEGER NOT NULL,"
    " PRIMARY KEY (target, event, source, what)) STRICT;";

/* Landings may go by retention; their attempts stay, and say when. */
static const char purged_column[] = "ALTER TABLE attempt ADD COLUMN purged_at INTEGER;";

/* What an operator has done to a refusal, and since when there is one.  telling_refusal has those
 * of the attempt that tells of a batch: the last one when it refused anything, or the loaded one.
 */
static const char quarantine_columns[] =
    "ALTER TABLE quarantine ADD COLUMN hash TEXT;" /* of the document */
    "ALTER TABLE quarantine ADD COLUMN key TEXT;"
    "ALTER TABLE quarantine ADD COLUMN first_at INTEGER;"
    "ALTER TABLE quarantine ADD COLUMN dropped_at INTEGER;"
    "ALTER TABLE quarantine ADD COLUMN dropped_by TEXT;"
    "ALTER TABLE quarantine ADD COLUMN drop_reason TEXT;"
    "UPDATE quarantine SET first_at = at;"
    "CREATE VIEW telling_refusal AS SELECT q.* FROM quarantine q JOIN batch b ON b.batch = q.batch"
    " AND q.attempt =" TELLING_ATTEMPT("quarantine") ";"
                                                     "CREATE VIEW open_refusal AS SELECT * FROM "
                                                     "telling_refusal WHERE dropped_at IS NULL;";

/* Who runs a source, and until when that is to be believed. */
static const char lease_table[] =
    "CREATE TABLE lease ("
    " source TEXT PRIMARY KEY, host TEXT NOT NULL, process INTEGER NOT NULL, since INTEGER NOT "
    "NULL,"
    " actor TEXT NOT NULL, beat_at INTEGER NOT NULL, expires_at INTEGER NOT NULL) STRICT;";

/* And which command does. */
static const char lease_command[] = "ALTER TABLE lease ADD COLUMN command TEXT;";

/* A ledger's user_version counts the steps it has.  A new step stands last and changes no other. */
static const char *const steps[] = {first_tables,  operators_tables,   telling_tables,
                                    purged_column, quarantine_columns, lease_table,
                                    lease_command};

enum { STEP_COUNT = sizeof steps / sizeof steps[0], PRAGMA_SIZE = 64 };

static int ask_number(struct database *database, const char *sql, int64_t *number,
                      struct error *err)
{
    struct statement *statement = database_prepare(database, sql, err);

    *number = 0;
    return statement == NULL || statement_ask(statement, number, err) < 0 ? -1 : 0;
}

/* Before there were steps, drift had no kinds for a while. */
static int upgrade_drift(struct database *database, struct error *err)
{
    int64_t is_old;

    if (ask_number(database, "SELECT count(*) FROM pragma_table_info('drift') WHERE name = 'field'",
                   &is_old, err) != 0)
        return -1;
    return is_old ? database_run(database, drift_upgrade, err) : 0;
}

static int count_steps(struct database *database, int64_t *count, struct error *err)
{
    if (ask_number(database, "PRAGMA user_version", count, err) != 0)
        return -1;
    if (*count > STEP_COUNT)
        return error_set(err, ERROR_CONFIG,
                         "the ledger has %lld steps and this nhip knows %d: it was written by a "
                         "newer one; hint: install that again",
                         (long long)*count, (int)STEP_COUNT);
    return 0;
}

/* Another process may have done them in the meantime. */
static int run_steps(struct database *database, struct error *err)
{
    char pragma[PRAGMA_SIZE];
    int64_t done;

    if (count_steps(database, &done, err) != 0)
        return -1;
    if (done == 0 && upgrade_drift(database, err) != 0)
        return -1;
    for (; done < STEP_COUNT; done++)
        if (database_run(database, steps[done], err) != 0)
            return -1;
    snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d", (int)STEP_COUNT);
    return database_run(database, pragma, err);
}

int ledger_tables_are_current(struct database *database, bool *are_current, struct error *err)
{
    int64_t done;

    if (count_steps(database, &done, err) != 0)
        return -1;
    *are_current = done == STEP_COUNT;
    return 0;
}

int ledger_tables_make(struct database *database, struct error *err)
{
    bool are_current;
    int result;

    if (ledger_tables_are_current(database, &are_current, err) != 0)
        return -1;
    if (are_current)
        return 0;
    /* A table that others refer to is made anew; within a transaction this has no effect. */
    if (database_run(database, "PRAGMA foreign_keys = OFF", err) != 0 ||
        database_begin(database, err) != 0)
        return -1;
    result = database_end(database, run_steps(database, err), err);
    return result == 0 ? database_run(database, "PRAGMA foreign_keys = ON", err) : -1;
}
