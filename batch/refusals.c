/*
 * What an attempt refused and what drifted, in the ledger.
 *
 * A file of its own beside ledger.c because refusals are many and have a transaction of their own.
 */
#include "batch/refusals.h"

#include "batch/ledger.h"
#include "core/batch.h"
#include "core/database.h"
#include "core/error.h"
#include "core/instant.h"

int refusals_begin(struct ledger *ledger, const struct batch *batch, struct error *err)
{
    static const char *const forgets[] = {
        "DELETE FROM quarantine WHERE batch = ?1 AND attempt = ?2",
        "DELETE FROM drift WHERE batch = ?1 AND attempt = ?2",
        "DELETE FROM signature WHERE batch = ?1 AND attempt = ?2",
    };
    size_t i;

    if (database_begin(ledger_database(ledger), err) != 0)
        return -1;
    for (i = 0; i < sizeof forgets / sizeof forgets[0]; i++) {
        struct statement *statement = ledger_prepare(ledger, batch, forgets[i], err);

        if (statement == NULL || statement_run(statement, err) != 0)
            return -1;
    }
    return 0;
}

int refusals_add(struct ledger *ledger, const struct batch *batch,
                 const struct quarantined *refused, struct error *err)
{
    struct statement *statement = ledger_prepare(
        ledger, batch,
        "INSERT INTO quarantine (batch, attempt, source, mapping, document, position, line, field,"
        " value, rule, reason, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
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
    return statement_run(statement, err);
}

int refusals_forget(struct ledger *ledger, const struct batch *batch, const char *document,
                    struct error *err)
{
    struct statement *statement = ledger_prepare(
        ledger, batch, "DELETE FROM quarantine WHERE batch = ?1 AND attempt = ?2 AND document = ?3",
        err);

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
                       "INSERT INTO drift (batch, attempt, mapping, kind, name, value, count)"
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
