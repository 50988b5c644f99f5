/*
 * The tables of the ledger: batches, attempts, refusals, drift and signatures.
 *
 * They are made and brought up to date only; what stands in them is written by ledger.c, refusals.c
 * and signatures.c, and read by listing.c.
 */
#ifndef BATCH_LEDGER_TABLES_H
#define BATCH_LEDGER_TABLES_H

struct database;
struct error;

/* Makes the tables that are missing, and changes those that an older program has left. */
int ledger_tables_make(struct database *database, struct error *err);

#endif
