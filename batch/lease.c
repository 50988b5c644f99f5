/* Leases as rows of the ledger. */
#include "batch/lease.h"

#include <stdbool.h>
#include <string.h>

#include "batch/actor.h"
#include "batch/event.h"
#include "batch/ledger.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/database.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/log.h"

/* How often it is renewed in its length, and how often that is tried when it does not succeed. */
enum { RENEWALS = 3, TRIES = 10 };

static void read_holder(struct statement *statement, const struct actor *actor,
                        struct holder *holder, struct arena *arena)
{
    holder->actor.host = arena_text(arena, statement_text(statement, 0));
    holder->actor.process = (long)statement_integer(statement, 1);
    holder->actor.name = arena_text(arena, statement_text(statement, 2));
    holder->since = statement_integer(statement, 3);
    holder->expires_at = statement_integer(statement, 4);
    holder->command = arena_text(arena, statement_text(statement, 5));
    holder->is_here = strcmp(holder->actor.host, actor->host) == 0;
}

int lease_find(struct ledger *ledger, const char *source, struct holder *holder,
               struct arena *arena, struct error *err)
{
    struct statement *statement =
        database_prepare(ledger_database(ledger),
                         "SELECT host, process, actor, since, expires_at, command FROM lease"
                         " WHERE source = ?1",
                         err);
    int got;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, source);
    got = statement_next(statement, err);
    if (got == 1) {
        read_holder(statement, ledger_actor(ledger), holder, arena);
        statement_reset(statement);
    }
    return got;
}

/* A statement about this lease: source, host, process and since are ?1 to ?4. */
static struct statement *prepare(const struct lease *lease, const char *sql, struct error *err)
{
    const struct actor *actor = ledger_actor(lease->ledger);
    struct statement *statement = database_prepare(ledger_database(lease->ledger), sql, err);

    if (statement == NULL)
        return NULL;
    statement_bind_string(statement, 1, lease->source);
    statement_bind_string(statement, 2, actor->host);
    statement_bind_integer(statement, 3, actor->process);
    statement_bind_integer(statement, 4, lease->since);
    return statement;
}

static int enter(const struct lease *lease, struct error *err)
{
    struct statement *statement =
        prepare(lease,
                "INSERT OR REPLACE INTO lease (source, host, process, since, actor, beat_at,"
                " expires_at, command) VALUES (?1, ?2, ?3, ?4, ?5, ?4, ?6, ?7)",
                err);

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 5, ledger_actor(lease->ledger)->name);
    statement_bind_integer(statement, 6, lease->since + lease->length);
    statement_bind_string(statement, 7, ledger_line(lease->ledger));
    return statement_run(statement, err);
}

/* "user:lan (process 12 on app1) since 2026-11-21T06:00:00" */
static const char *print_holder(const struct holder *holder, struct arena *arena)
{
    char *text = arena_alloc(arena, ACTOR_TEXT_SIZE);

    actor_format(&holder->actor, holder->since, text);
    return text;
}

static int refuse(const struct lease *lease, const struct holder *holder, struct arena *arena,
                  struct error *err)
{
    char expires[INSTANT_TEXT_SIZE];

    instant_format(instant_second(holder->expires_at), VIETNAM_OFFSET_SECONDS, expires);
    return error_set(err, ERROR_LATER,
                     "source %s is being run by %s; its lease lasts until %s; hint: wait for it to "
                     "end, or for its lease where that machine is lost",
                     lease->source, print_holder(holder, arena), expires);
}

/* The history of a source's batches has it under the source's name. */
static int note_taken(const struct lease *lease, const struct holder *holder, struct arena *arena,
                      struct error *err)
{
    const struct batch source = {.id = lease->source, .source = lease->source};
    struct event event = {.state = "taken over", .note = print_holder(holder, arena)};

    log_event(LOG_WARNING, lease->source, NULL, "taken over from %s, %s", event.note,
              holder->is_here ? "a process that has ended" : "whose lease is over");
    return event_add(lease->ledger, &source, &event, err);
}

static int take(const struct lease *lease, struct arena *arena, struct error *err)
{
    struct holder holder;
    int got = lease_find(lease->ledger, lease->source, &holder, arena, err);

    if (got < 0)
        return -1;
    if (got == 1 && !holder.is_here && holder.expires_at > lease->since)
        return refuse(lease, &holder, arena, err);
    if (got == 1 && note_taken(lease, &holder, arena, err) != 0)
        return -1;
    return enter(lease, err);
}

/* In one transaction. */
static int take_whole(const struct lease *lease, struct error *err)
{
    struct database *database = ledger_database(lease->ledger);
    struct arena *arena;
    int result;

    if (database_begin(database, err) != 0)
        return -1;
    arena = arena_new();
    result = database_end(database, take(lease, arena, err), err);
    arena_free(arena);
    return result;
}

int lease_take(struct lease *lease, struct ledger *ledger, const char *source, int64_t seconds,
               struct error *err)
{
    struct lease taken = {.ledger = ledger,
                          .source = source,
                          .length = seconds * MICROSECONDS_PER_SECOND,
                          .since = clock_real()};
    int64_t now = clock_steady();

    if (take_whole(&taken, err) != 0)
        return -1;
    taken.beat_at = now + taken.length / RENEWALS;
    taken.expires_at = now + taken.length;
    *lease = taken;
    return 0;
}

static int tell_lost(struct lease *lease, struct error *err)
{
    struct arena *arena = arena_new();
    struct holder holder;
    int got = lease_find(lease->ledger, lease->source, &holder, arena, err);

    if (got >= 0) {
        lease->is_lost = true;
        error_set(err, ERROR_LATER,
                  "the lease of source %s is lost: it is being run by %s; hint: nothing, what "
                  "this run has not done is left to that one",
                  lease->source, got == 1 ? print_holder(&holder, arena) : "nobody");
    }
    arena_free(arena);
    return -1;
}

static struct statement *prepare_renewal(const struct lease *lease, struct error *err)
{
    int64_t now = clock_real();
    struct statement *statement =
        prepare(lease,
                "UPDATE lease SET beat_at = ?5, expires_at = ?6 WHERE source = ?1"
                " AND host = ?2 AND process = ?3 AND since = ?4",
                err);

    if (statement == NULL)
        return NULL;
    statement_bind_integer(statement, 5, now);
    statement_bind_integer(statement, 6, now + lease->length);
    return statement;
}

int lease_renew(struct lease *lease, struct error *err)
{
    struct statement *statement;
    int64_t now = clock_steady();

    if (lease == NULL || lease->ledger == NULL)
        return 0;
    statement = prepare_renewal(lease, err);
    if (statement == NULL || statement_run(statement, err) != 0)
        return -1;
    if (database_changes(ledger_database(lease->ledger)) == 0)
        return tell_lost(lease, err);
    lease->beat_at = now + lease->length / RENEWALS;
    lease->expires_at = now + lease->length;
    return 0;
}

/* A ledger that somebody keeps locked for a while is no reason to end a run that has its lease. */
int lease_beat(struct lease *lease, struct error *err)
{
    int64_t now = clock_steady();

    if (lease->ledger == NULL || now < lease->beat_at || lease_renew(lease, err) == 0)
        return 0;
    if (err->kind != ERROR_LATER || lease->is_lost || clock_steady() >= lease->expires_at)
        return -1;
    lease->beat_at = clock_steady() + lease->length / TRIES;
    return 0;
}

void lease_drop(struct lease *lease)
{
    struct statement *statement;
    struct error err;

    if (lease->ledger == NULL)
        return;
    statement = prepare(lease,
                        "DELETE FROM lease WHERE source = ?1 AND host = ?2 AND process = ?3"
                        " AND since = ?4",
                        &err);
    if (statement == NULL || statement_run(statement, &err) != 0)
        log_event(LOG_WARNING, lease->source, NULL, "its lease is not given back: %s", err.text);
    lease->ledger = NULL;
}
