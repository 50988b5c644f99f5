/*
 * What an attempt refused and what drifted, in the ledger.
 *
 * While it loads, they are kept in temporary tables of this process's connection, which lock
 * nothing and may lie in a temporary file: a load may take long, and the ledger has one writer at a
 * time.
 */
#include "batch/refusals.h"

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "core/batch.h"
#include "core/database.h"
#include "core/error.h"
#include "core/instant.h"

/* Temporary tables have the columns of those that they are for, but no keys, which drift needs. */
static const char collections[] =
    "CREATE TEMP TABLE IF NOT EXISTS new_quarantine AS SELECT * FROM main.quarantine WHERE 0;"
    "CREATE TEMP TABLE IF NOT EXISTS new_signature AS SELECT * FROM main.signature WHERE 0;"
    "CREATE TEMP TABLE IF NOT EXISTS new_drift AS SELECT * FROM main.drift WHERE 0;"
    "CREATE UNIQUE INDEX IF NOT EXISTS temp.new_drift_key ON new_drift"
    " (batch, attempt, mapping, kind, name, value);"
    "DELETE FROM new_quarantine; DELETE FROM new_signature; DELETE FROM new_drift;";

int refusals_begin(struct ledger *ledger, struct error *err)
{
    return database_run(ledger_database(ledger), collections, err);
}

/* What was refused before, by the same rule at the same place of the same document, is as old as it
 * was then, and dropped when it was the last time. */
#define REMEMBER                                                                                   \
    "UPDATE quarantine SET (first_at, dropped_at, dropped_by, drop_reason) ="                      \
    " (o.first_at, o.dropped_at, o.dropped_by, o.drop_reason) FROM"                                \
    " (SELECT mapping, hash, position, rule, field, first_at, dropped_at, dropped_by, "            \
    "drop_reason,"                                                                                 \
    "  max(number) FROM quarantine WHERE batch = ?1 AND attempt <> ?2"                             \
    "  GROUP BY mapping, hash, position, rule, field) o"                                           \
    " WHERE quarantine.batch = ?1 AND quarantine.attempt = ?2 AND quarantine.hash = o.hash"        \
    " AND quarantine.mapping IS o.mapping AND quarantine.position = o.position"                    \
    " AND quarantine.rule IS o.rule AND quarantine.field IS o.field"

/* What this attempt had before is forgotten first. */
static int copy_collected(struct ledger *ledger, const struct batch *batch, struct error *err)
{
    static const char *const copies[] = {
        "DELETE FROM quarantine WHERE batch = ?1 AND attempt = ?2",
        "DELETE FROM drift WHERE batch = ?1 AND attempt = ?2",
        "DELETE FROM signature WHERE batch = ?1 AND attempt = ?2",
        "INSERT INTO quarantine SELECT * FROM new_quarantine ORDER BY rowid",
        REMEMBER,
        "INSERT INTO drift SELECT * FROM new_drift",
        "INSERT OR REPLACE INTO signature SELECT * FROM new_signature ORDER BY rowid",
    };
    size_t i;

    for (i = 0; i < sizeof copies / sizeof copies[0]; i++) {
        struct statement *statement = database_prepare(ledger_database(ledger), copies[i], err);

        if (statement == NULL)
            return -1;
        if (statement_parameters(statement) != 0) {
            statement_bind_string(statement, 1, batch->id);
            statement_bind_integer(statement, 2, batch->attempt);
        }
        if (statement_run(statement, err) != 0)
            return -1;
    }
    return 0;
}

int refusals_commit(struct ledger *ledger, const struct batch *batch, struct error *err)
{
    struct database *database = ledger_database(ledger);

    if (database_begin(database, err) != 0)
        return -1;
    return database_end(database, copy_collected(ledger, batch, err), err);
}

int refusals_add(struct ledger *ledger, const struct batch *batch,
                 const struct quarantined *refused, struct error *err)
{
    struct statement *statement = ledger_prepare(
        ledger, batch,
        "INSERT INTO new_quarantine (batch, attempt, source, mapping, document, position, line,"
        " field, value, rule, reason, at, first_at, hash, key)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12, ?13, ?14)",
        err);

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 3, batch->source);
    statement_bind_string(statement, 4, refused->mapping);
    statement_bind_string(statement, 5, refused->document);
    statement_bind_integer(statement, 6, refused->position);
    statement_bind_integer(statement, 7, refused->line);
    statement_bind_string(statement, 8, refused->field);
    statement_bind_string(statement, 9, refused->value);
    statement_bind_string(statement, 10, refused->rule);
    statement_bind_string(statement, 11, refused->reason);
    statement_bind_integer(statement, 12, clock_now());
    statement_bind_string(statement, 13, refused->hash);
    statement_bind_string(statement, 14, refused->key);
    return statement_run(statement, err);
}

int refusals_forget(struct ledger *ledger, const struct batch *batch, const char *document,
                    struct error *err)
{
    struct statement *statement = ledger_prepare(
        ledger, batch,
        "DELETE FROM new_quarantine WHERE batch = ?1 AND attempt = ?2 AND document = ?3", err);

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 3, document);
    return statement_run(statement, err);
}

int refusals_add_drift(struct ledger *ledger, const struct batch *batch, const char *mapping,
                       const struct drifted *drifted, struct error *err)
{
    struct statement *statement =
        ledger_prepare(ledger, batch,
                       "INSERT INTO new_drift (batch, attempt, mapping, kind, name, value, count)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, coalesce(?6, ''), ?7)"
                       " ON CONFLICT DO UPDATE SET count = count + excluded.count",
                       err);

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 3, mapping);
    statement_bind_string(statement, 4, drifted->kind);
    statement_bind_string(statement, 5, drifted->name);
    statement_bind_string(statement, 6, drifted->value);
    statement_bind_integer(statement, 7, drifted->count);
    return statement_run(statement, err);
}

#define ADVICE                                                                                     \
    "; hint: see 'nhip quarantine list', mend the mapping, or ask the far end again with 'nhip "   \
    "rerun'"

int refusals_check(const struct source_config *config, const struct tally *tally, struct error *err)
{
    if (config->quarantine_count >= 0 && tally->quarantined > config->quarantine_count)
        return error_set(err, ERROR_QUARANTINE, "%ld records were refused, %ld are allowed" ADVICE,
                         tally->quarantined, config->quarantine_count);
    if (tally->quarantined > config->quarantine_grace &&
        tally->quarantined * 100 > tally->received * config->quarantine_share)
        return error_set(err, ERROR_QUARANTINE,
                         "%ld of %ld records were refused, %ld %% are allowed" ADVICE,
                         tally->quarantined, tally->received, config->quarantine_share);
    return 0;
}
