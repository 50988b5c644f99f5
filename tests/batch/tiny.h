/*
 * A tiny deployment in a folder of its own: slips in XML with lines as children, by a source whose
 * batches are snapshots ("ca") and one with a window a day ("ngay"), which allows two refusals.
 *
 * Nobody answers at their far ends: tests land documents themselves, and load them as a run does.
 */
#ifndef TESTS_BATCH_TINY_H
#define TESTS_BATCH_TINY_H

#include <stdbool.h>

#include "core/error.h"
#include "core/record.h"

struct arena;
struct deployment;
struct ledger;

struct tiny {
    struct arena *arena;
    char *folder;
    struct deployment *deployment; /* its store is open for writing */
    struct ledger *ledger;
    struct error err;
};

/* Which try at which batch: the batch is "<source>@<window>". */
struct attempt {
    const char *source, *window;
    int number;
};

void tiny_open(struct tiny *tiny);
void tiny_close(struct tiny *tiny);

/* An instant in Viet Nam. */
int64_t tiny_time(const char *text);

/* Lands one document, fetched at this time, as the attempt's: what stands between <DS> and </DS>.
 */
void tiny_land(struct tiny *tiny, const struct attempt *attempt, const char *fetched,
               const char *slips);

/* Loads the landing of an attempt as this attempt, without a fetch when they differ: 0, or -1 with
 * tiny->err, which is noted in the ledger.  *tally may be NULL. */
int tiny_try(struct tiny *tiny, const struct attempt *attempt, int landed_attempt,
             struct tally *tally);

/* The same where it has to succeed, and gives the tally, and where it has to fail. */
struct tally tiny_load(struct tiny *tiny, const struct attempt *attempt, int landed_attempt);
const struct error *tiny_fail(struct tiny *tiny, const struct attempt *attempt, int landed_attempt);

/* What a newly fetched document comes to: landed and loaded. */
struct tally tiny_fetch(struct tiny *tiny, const struct attempt *attempt, const char *fetched,
                        const char *slips);

/* Takes away what the attempt has landed, by accident or as 'nhip purge' does. */
void tiny_lose_landing(struct tiny *tiny, const struct attempt *attempt);
void tiny_purge(struct tiny *tiny, const struct attempt *attempt);

/* Changes the store as somebody with an SQLite client would. */
void tiny_tamper(struct tiny *tiny, const char *sql);

/* From now on version 2 of the mapping counts, which reads amounts from this element. */
void tiny_change_mapping(struct tiny *tiny, const char *amount);

/* Begins a new store in the place of the one there is, as after a loss. */
int tiny_lose_store(struct tiny *tiny);

/* The answers of the store and of the ledger, as little_ask gives them. */
const char *tiny_ask(struct tiny *tiny, const char *sql);
const char *tiny_ask_ledger(struct tiny *tiny, const char *sql);

#endif
