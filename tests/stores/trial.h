/*
 * A store on trial: what the contract tests of all backends share.
 *
 * They know struct backend and nothing of any one backend.
 */
#ifndef TESTS_STORES_TRIAL_H
#define TESTS_STORES_TRIAL_H

#include "core/batch.h"
#include "stores/store.h"
#include "tests/support/check.h"

#define TRIAL_HOUR (3600LL * 1000000)
#define TRIAL_START (1640000000LL * 1000000)

enum { COLUMN_COUNT = 5 };

/* The table "luot" that all trials put into. */
extern const struct column visit_columns[COLUMN_COUNT];
extern const struct schema visits;

struct trial {
    struct arena *arena;
    char *folder;
    struct store *store;
};

extern const struct backend *backend_under_test;

/* Opens the trial's store, again or for the first time; one for writing is prepared for visits. */
struct store *trial_store(struct trial *trial, bool is_read_only);

/* A new folder with a new store; and their end. */
void trial_open(struct trial *trial);
void trial_close(struct trial *trial);

/* What one record is made of; the rest is the same for all. */
struct sample {
    const char *key, *name, *amount, *modified;
    int hour; /* it was fetched, after the start */
    const char *hash;
    long position;
};

/* A first attempt at a batch of the source "nguon", fetched so many hours after the start. */
struct batch trial_batch(const char *id, int hour);

/* Puts one record into the batch that has begun. */
enum outcome trial_put(struct store *store, const char *batch, const struct sample *sample);

/* A whole batch with these samples; gives what became of them. */
struct tally trial_load(struct store *store, const struct batch *batch,
                        const struct sample *samples, size_t count);

/* The answer to a question, and all records, as texts in the trial's arena. */
const char *trial_ask(struct trial *trial, const char *sql);
const char *trial_dump(struct trial *trial);

/* Runs the tests once for each backend; gives how many failed. */
int trial_run(const struct CMUnitTest *tests, size_t count);

#endif
