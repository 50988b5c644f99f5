/*
 * A run from the inside: what its files share.  run.c has the run as a whole, run_source.c one
 * source of it, run_jobs.c several side by side.
 */
#ifndef BATCH_RUN_INSIDE_H
#define BATCH_RUN_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "batch/hold.h"
#include "batch/run.h"
#include "core/error.h"
#include "core/pulse.h"
#include "transforms/transform.h"

struct arena;
struct ledger;
struct source_config;

struct run {
    const struct deployment *deployment;
    const struct selection *selection;
    struct pulse pulse;
    int64_t ends_at; /* on clock_steady; 0: any time */
    struct run_result *result;
    struct ledger *ledger;
    enum error_kind own; /* the worst that happened to no source, but to the run */
    struct hold hold;    /* of the source that is run */
    bool is_prepared;    /* the store has all tables */
    struct privacy_key key;
    bool has_key;
    struct arena *arena; /* of the run */
};

/* How far an error reaches. */
enum reach { REACH_BATCH, REACH_SOURCE, REACH_RUN };
enum reach reach_of(enum error_kind kind);

/* Opens ledger and store, which may have to be made, and what else a source needs; closes them. */
int run_open(struct run *run, struct error *err);
void run_close(struct run *run);

bool run_is_stopped(const struct run *run);

/* The worst kind of the run decides its exit status. */
void run_note(struct run *run, enum error_kind kind);

/* Something ended before all was done; source is NULL for the run. */
enum reach run_leave(struct run *run, const char *source, const struct error *err);

/* When a budget that begins now will be used up, on clock_steady; 0 when it is 0. */
int64_t run_end_of(int64_t budget_seconds);

/* Gives the pulse what is left of the run's time, or less for a source that has a budget of its
 * own.
 */
void run_share_time(struct run *run, const struct source_config *config);

/* Makes or widens the store's tables, once, when it is this process's turn to write it. */
int run_prepare_store(struct run *run, struct error *err);

/* Runs what is due of a source, if nobody else does; what fails is logged, noted and counted. */
enum reach run_source(struct run *run, const struct source_config *config);

/* Runs the selected sources, at most so many at once, each in a process of its own.  Ledger and
 * store must not be open. */
void jobs_run(struct run *run, long most);

#endif
