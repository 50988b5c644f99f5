/*
 * The last thing that a run does, however it went: it notes how it went, writes the metrics, and
 * tells people.
 *
 * One process at a time, so that of two runs that end together the later one has the last word.
 */
#ifndef BATCH_TELLING_H
#define BATCH_TELLING_H

#include "batch/last_run.h"
#include "core/error.h"

struct arena;
struct deployment;
struct ledger;
struct pulse;

/* How a run went. */
struct ending {
    struct beginning since;
    enum error_kind own;   /* the worst that happened to no source but to the run as a whole */
    enum error_kind worst; /* the worst at all */
};

/* ledger may be NULL when the run did not come to open it: that is done then, if there is one. What
 * goes wrong is logged as a warning. */
void telling_end(const struct deployment *deployment, struct ledger *ledger,
                 const struct ending *ending, struct pulse *pulse, struct arena *arena);

/* Notes and tells that a run of the source came to an end of this kind that it could not note
 * itself; the ledger is open for writing. */
int telling_of_loss(const struct deployment *deployment, struct ledger *ledger, const char *source,
                    enum error_kind kind, struct error *err);

/* Writes the metrics anew and tells of stale sources; the ledger is open for writing. */
void telling_of_staleness(const struct deployment *deployment, struct ledger *ledger,
                          struct arena *arena);

#endif
