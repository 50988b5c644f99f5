/*
 * The tables of the ledger: batches, attempts and events, refusals, drift and signatures, audit,
 * leases, last runs and notices.
 *
 * They are made and brought up to date only; what stands in them is written by ledger_moves.c,
 * event.c, refusals.c, signatures.c, audit.c, lease.c, last_run.c and notified.c, and read for
 * people by listing.c and quarantine.c.
 */
#ifndef BATCH_LEDGER_TABLES_H
#define BATCH_LEDGER_TABLES_H

#include <stdbool.h>

struct database;
struct error;

/* Makes the tables that are missing, and changes those that an older program has left, in one
 * transaction.  ERROR_CONFIG when a newer program has changed them. */
int ledger_tables_make(struct database *database, struct error *err);

/* Whether they are as this program makes them; the same ERROR_CONFIG. */
int ledger_tables_are_current(struct database *database, bool *are_current, struct error *err);

/* Whether nothing of what batch b was last loaded from came in: each of its documents is refused
 * whole, and not all of these refusals have been dropped. */
#define IS_REFUSED_WHOLE                                                                           \
    " EXISTS (SELECT 1 FROM attempt w WHERE w.batch = b.batch AND w.number = b.loaded_attempt"     \
    " AND (SELECT count(*) = w.received AND count(q.dropped_at) < w.received FROM quarantine q"    \
    " WHERE q.batch = w.batch AND q.attempt = w.number AND q.position = 0))"

/* The attempt at batch b that tells of it: the last one when it has rows in the table, otherwise
 * the one that is loaded. */
#define TELLING_ATTEMPT(table)                                                                     \
    " CASE WHEN EXISTS (SELECT 1 FROM " table " n WHERE n.batch = b.batch"                         \
    " AND n.attempt = b.attempt) THEN b.attempt ELSE b.loaded_attempt END"

#endif
