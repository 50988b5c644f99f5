/*
 * How one source stands: everything that status and metrics say of it, found out once.
 *
 * Numbers are int64_t throughout, so that metrics can name them in a table; NOT_KNOWN is what
 * nobody can say, such as the last success of a source that never had one.
 */
#ifndef BATCH_STANDING_H
#define BATCH_STANDING_H

#include <stdint.h>

#include "batch/freshness.h"
#include "transforms/transform.h"

struct arena;
struct deployment;
struct error;
struct ledger;
struct source_config;

enum { NOT_KNOWN = -1 };

struct standing {
    const struct source_config *config;
    struct freshness freshness;
    int64_t good_until, lag_seconds, warn_seconds,
        error_seconds;    /* of freshness; NOT_KNOWN: none */
    int64_t last_success; /* when a batch was last loaded */
    int64_t last_run;     /* when it was last looked at */
    int64_t milliseconds; /* how long that took */
    int64_t exit_status;  /* and how it ended */
    int64_t due;          /* batches that a run would do now */
    /* Batches by state; OUTDATED are those too that the next run will make so. */
    int64_t unfinished, loaded, failed, outdated, abandoned;
    /* Records of all attempts that were ever committed: these only grow. */
    int64_t received, inserted, updated, unchanged, stale, filtered, quarantined;
    int64_t refused;                 /* records and documents that lie in quarantine */
    int64_t oldest_refusal;          /* when the first of them was refused */
    int64_t drift[DRIFT_SCHEMA + 1]; /* occurrences in what is loaded, by enum drift_kind */
    int64_t drifting;                /* how many things did */
    int64_t broken_signatures;       /* documents of what is loaded */
    int64_t landing_bytes;
    /* Who runs it now, where, by which command, since when; NULL and NOT_KNOWN when nobody does. */
    const char *held_by, *held_host, *held_command;
    int64_t held_process, held_since;
    /* What has failed last, and why: the source, when it cannot be planned, else its newest batch
     * that is FAILED; NULL when there is none. */
    const char *failure, *error_kind, *error;
};

/* Finds out how the source stands now.  What cannot be planned, for instance because the folder of
 * its files is not there, has a due that is NOT_KNOWN and the reason as its error.  Texts live in
 * the arena. */
int standing_find(const struct deployment *deployment, struct ledger *ledger,
                  const struct source_config *config, struct arena *arena,
                  struct standing *standing, struct error *err);

#endif
