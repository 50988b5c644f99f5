/*
 * The ledger: what was planned, tried and done, by whom; one row a batch, one an attempt, one a
 * change of state.
 *
 * The batches in the ledger are the only watermark there is.  Attempts are history and are never
 * overwritten.  What was refused stands here too, with its place and reason.  The ledger is a file
 * of its own beside the store: it survives a store that is rebuilt.
 *
 * Failures are ERROR_IO with the engine's words; what breaks a constraint, such as conservation, is
 * ERROR_BUG.
 */
#ifndef BATCH_LEDGER_H
#define BATCH_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/record.h"

struct actor;
struct arena;
struct batch;
struct database;
struct statement;

/* A batch's way.  FAILED keeps its error until the next attempt. */
enum batch_state {
    BATCH_PLANNED,
    BATCH_FETCHING,
    BATCH_LANDED,
    BATCH_LOADING,
    BATCH_LOADED,
    BATCH_FAILED,
    BATCH_OUTDATED, /* loaded, by another version of its mappings than there is now */
    BATCH_ABANDONED /* taken off the due list by an operator; what it had loaded stays */
};

enum { BATCH_ID_SIZE = 256 };

struct ledger;

/* What the ledger says of one batch. */
struct batch_row {
    enum batch_state state;
    int64_t since, until;
    int attempt;       /* the last one's number, 0 when there was none */
    int64_t loaded_at; /* of the last that was loaded, 0 when none was */
    bool must_refetch; /* the last failed because of its data or before it had landed any: what lies
                          in the landing is of no use, or not what was to be fetched */
    int loaded_attempt; /* the last that was loaded, 0 when none was */
    int loaded_landing; /* the attempt whose landing is loaded, 0 when none is */
    int64_t purged_at;  /* when that landing was purged, 0 when it was not */
    bool is_outdated;   /* it is not loaded by the mappings that were asked about */
    bool has_refusals;  /* something of it is refused and open (quarantine.h) */
    bool is_refused;    /* it is loaded, and all its documents are refused whole (freshness.h) */
};

/* Opens or creates; a read-only one that does not exist is ERROR_DATA.  One that an older program
 * has left is brought up to date first.  What is written is signed with this process's actor.  NULL
 * on failure. */
struct ledger *ledger_open(const char *path, bool is_read_only, struct arena *arena,
                           struct error *err);

/* A copy that can be written to and is gone when it is closed: for work that should leave no trace.
 * NULL on failure. */
struct ledger *ledger_copy(struct ledger *ledger, struct arena *arena, struct error *err);

void ledger_close(struct ledger *ledger); /* accepts NULL */

/* Says which command line does what follows, for its leases, and why, for the attempts and changes
 * of state; NULL, the beginning, says nothing.  The texts must live as long as the ledger. */
void ledger_set_command(struct ledger *ledger, const char *line, const char *reason);

/* 1 and the row, 0 when the ledger does not know the batch, -1.  mappings are those that it should
 * be loaded by, as ledger_loading was given them; NULL: it does not matter. */
int ledger_find(struct ledger *ledger, const char *batch, const char *mappings,
                struct batch_row *row, struct error *err);

/* Enters a batch's new attempt as FETCHING, or as LANDED when there is nothing to fetch. */
int ledger_start(struct ledger *ledger, const struct batch *batch, enum batch_state state,
                 struct error *err);

/* Moves the batch to LOADING and notes which attempt's landing is loaded, and by which mappings:
 * their names and versions as one text. */
int ledger_loading(struct ledger *ledger, const struct batch *batch, int landed_attempt,
                   const char *mappings, struct error *err);

/* The next attempt after *landed_attempt (0 starts) whose landing the batch was ever loaded from.
 * 1, 0 when there is no more, -1. */
int ledger_next_landing(struct ledger *ledger, const char *batch, int *landed_attempt,
                        struct error *err);

/* Notes what has landed: documents and bytes, and the declared total (-1: none). */
int ledger_landed(struct ledger *ledger, const struct batch *batch, size_t documents, int64_t bytes,
                  long declared, struct error *err);

/* Ends the attempt as LOADED with its tally, which must balance. */
int ledger_loaded(struct ledger *ledger, const struct batch *batch, const struct tally *tally,
                  struct error *err);

/* Ends the attempt as FAILED with the reason.  What the attempt refused stays. */
int ledger_failed(struct ledger *ledger, const struct batch *batch, const struct error *reason,
                  struct error *err);

/* The next batch of the source in this state after found (a zeroed found starts), in the order of
 * ids.  1, 0 when there is no more, -1. */
struct batch_id {
    char batch[BATCH_ID_SIZE];
    int attempt; /* the last one's number */
};
int ledger_next(struct ledger *ledger, const char *source, enum batch_state state,
                struct batch_id *found, struct error *err);

/* Notes that a batch which was LOADED is not in the store any more, so that it is due.  Its
 * attempts stay as they are. */
int ledger_unload(struct ledger *ledger, const struct batch *batch, struct error *err);

/* Takes the batch, tried or not, off the due list: ABANDONED.  What it has loaded stays. */
int ledger_abandon(struct ledger *ledger, const struct batch *batch, struct error *err);

/* Makes OUTDATED the LOADED batches of the source that other mappings than these have loaded, and
 * LOADED again those OUTDATED ones that they have loaded.  *count is how many became OUTDATED. */
int ledger_outdate(struct ledger *ledger, const char *source, const char *mappings, long *count,
                   struct error *err);

/* "planned", "fetching", ... as tables and people have it. */
const char *ledger_state_name(enum batch_state state);

/* For the other files that know the ledger's tables (listing.c, refusals.c, ...): the database, who
 * writes and why, and a statement whose ?1 is the batch and ?2 its attempt; NULL on failure. */
struct database *ledger_database(struct ledger *ledger);
const struct actor *ledger_actor(const struct ledger *ledger);
const char *ledger_line(const struct ledger *ledger);
const char *ledger_reason(const struct ledger *ledger);
struct statement *ledger_prepare(struct ledger *ledger, const struct batch *batch, const char *sql,
                                 struct error *err);

/* Takes a row that begins with batch and attempt: 1, or -1 when the id is too long to be ours. */
int ledger_read_id(struct statement *statement, struct batch_id *found, struct error *err);

#endif
