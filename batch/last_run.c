/* The ledger's table last_run. */
#include "batch/last_run.h"

#include <stdio.h>

#include "batch/ledger.h"
#include "core/database.h"
#include "core/instant.h"

enum { MICROSECONDS_PER_MILLISECOND = 1000 };

struct beginning beginning_now(void)
{
    return (struct beginning){clock_now(), clock_steady()};
}

int last_run_note(struct ledger *ledger, const char *source, const struct beginning *since,
                  enum error_kind own, enum error_kind worst, struct error *err)
{
    struct statement *statement = database_prepare(
        ledger_database(ledger),
        "INSERT OR REPLACE INTO last_run (source, started_at, ended_at, milliseconds, kind, status)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        err);

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, source);
    statement_bind_integer(statement, 2, since->at);
    statement_bind_integer(statement, 3, clock_now());
    statement_bind_integer(statement, 4,
                           (clock_steady() - since->steady) / MICROSECONDS_PER_MILLISECOND);
    statement_bind_string(statement, 5, error_kind_name(own));
    statement_bind_integer(statement, 6, error_exit_status(worst));
    return statement_run(statement, err);
}

int last_run_find(struct ledger *ledger, const char *source, struct last_run *run,
                  struct error *err)
{
    struct statement *statement =
        database_prepare(ledger_database(ledger),
                         "SELECT started_at, ended_at, milliseconds, kind, status FROM last_run"
                         " WHERE source = ?1",
                         err);
    int got;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, source);
    got = statement_next(statement, err);
    if (got == 1) {
        run->started_at = statement_integer(statement, 0);
        run->ended_at = statement_integer(statement, 1);
        run->milliseconds = statement_integer(statement, 2);
        snprintf(run->kind, sizeof run->kind, "%s", statement_text(statement, 3));
        run->status = (int)statement_integer(statement, 4);
    }
    statement_reset(statement);
    return got;
}
