/* The column attempt.purged_at. */
#include "batch/purged.h"

#include "batch/event.h"
#include "batch/ledger.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/database.h"
#include "core/instant.h"

int purged_find(struct ledger *ledger, const char *batch, int attempt, int64_t *purged_at,
                struct error *err)
{
    struct statement *statement =
        database_prepare(ledger_database(ledger),
                         "SELECT purged_at FROM attempt WHERE batch = ?1 AND number = ?2", err);
    int64_t found = 0;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, batch);
    statement_bind_integer(statement, 2, attempt);
    if (statement_ask(statement, &found, err) < 0)
        return -1;
    *purged_at = found;
    return 0;
}

int purged_note(struct ledger *ledger, const struct batch *batch, const char *why,
                struct error *err)
{
    const struct event event = {.state = "purged", .note = why};
    struct statement *statement = ledger_prepare(
        ledger, batch, "UPDATE attempt SET purged_at = ?3 WHERE batch = ?1 AND number = ?2", err);

    if (statement == NULL)
        return -1;
    statement_bind_integer(statement, 3, clock_now());
    if (statement_run(statement, err) != 0)
        return -1;
    return event_add(ledger, batch, &event, err);
}

const char *purged_text(int64_t purged_at, struct arena *arena)
{
    char text[INSTANT_TEXT_SIZE];

    instant_format(purged_at, VIETNAM_OFFSET_SECONDS, text);
    return arena_print(arena, "its landing was purged at %s", text);
}
