/* The SQL of the ledger's tables, and of what brings older ones up to date. */
#include "batch/ledger_tables.h"

#include "core/database.h"

#define DRIFT_COLUMNS                                                                              \
    " batch TEXT NOT NULL, attempt INTEGER NOT NULL, mapping TEXT NOT NULL, kind TEXT NOT NULL,"   \
    " name TEXT NOT NULL, value TEXT NOT NULL, count INTEGER NOT NULL,"                            \
    " PRIMARY KEY (batch, attempt, mapping, kind, name, value)"

static const char tables[] =
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

static int upgrade(struct database *database, struct error *err)
{
    struct statement *statement = database_prepare(
        database, "SELECT 1 FROM pragma_table_info('drift') WHERE name = 'field'", err);
    int got;

    if (statement == NULL)
        return -1;
    got = statement_next(statement, err);
    if (got != 1)
        return got;
    statement_reset(statement);
    if (database_begin(database, err) != 0)
        return -1;
    return database_end(database, database_run(database, drift_upgrade, err), err);
}

int ledger_tables_make(struct database *database, struct error *err)
{
    return upgrade(database, err) != 0 ? -1 : database_run(database, tables, err);
}
