/* Rows of the ledger's event table. */
#include "batch/event.h"

#include "batch/actor.h"
#include "batch/ledger.h"
#include "core/database.h"
#include "core/instant.h"

int event_add(struct ledger *ledger, const struct batch *batch, const struct event *event,
              struct error *err)
{
    const struct actor *actor = ledger_actor(ledger);
    struct statement *statement = ledger_prepare(
        ledger, batch,
        "INSERT INTO event (batch, attempt, at, state, error_kind, note, reason, actor, host,"
        " process) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        err);

    if (statement == NULL)
        return -1;
    statement_bind_integer(statement, 3, clock_now());
    statement_bind_string(statement, 4, event->state);
    statement_bind_string(statement, 5, event->kind);
    statement_bind_string(statement, 6, event->note);
    statement_bind_string(statement, 7, ledger_reason(ledger));
    statement_bind_string(statement, 8, actor->name);
    statement_bind_string(statement, 9, actor->host);
    statement_bind_integer(statement, 10, actor->process);
    return statement_run(statement, err);
}
