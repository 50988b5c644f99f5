/*
 * The ledger: what was planned, tried and done, by whom; one row a batch, one an attempt.
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
    BATCH_FAILED
};

enum { BATCH_ID_SIZE = 256 };

struct ledger;

/* What the ledger says of one batch. */
struct batch_row {
    enum batch_state state;
    int64_t since, until;
    int attempt;       /* the last one's number, 0 when there was none */
    int64_t loaded_at; /* of the last that was loaded, 0 when none was */
    bool must_refetch; /* the last failed because of its data: what has landed is of no use */
};

/* Opens or creates; a read-only one that does not exist is ERROR_DATA.  NULL on failure. */
struct ledger *ledger_open(const char *path, bool is_read_only, struct arena *arena,
                           struct error *err);
void ledger_close(struct ledger *ledger); /* accepts NULL */

/* 1 and the row, 0 when the ledger does not know the batch, -1. */
int ledger_find(struct ledger *ledger, const char *batch, struct batch_row *row, struct error *err);

/* Enters a batch's new attempt as FETCHING. */
int ledger_start(struct ledger *ledger, const struct batch *batch, struct error *err);

/* Moves the batch to LOADING and notes which attempt's landing is loaded. */
int ledger_loading(struct ledger *ledger, const struct batch *batch, int landed_attempt,
                   struct error *err);

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

/* For the other files that know the ledger's tables (listing.c, refusals.c): the database, and a
 * statement whose ?1 is the batch and ?2 its attempt; NULL on failure. */
struct database *ledger_database(struct ledger *ledger);
struct statement *ledger_prepare(struct ledger *ledger, const struct batch *batch, const char *sql,
                                 struct error *err);

#endif
