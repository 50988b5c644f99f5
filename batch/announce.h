/*
 * Announcing how things stand: metrics for monitors, and notices for people (notify.h).  It is the
 * last thing that a run does, however it went.
 *
 * One process at a time, so that of two runs that end together the later one has the last word.
 */
#ifndef BATCH_ANNOUNCE_H
#define BATCH_ANNOUNCE_H

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

/* Notes how a run went, and announces it.  ledger may be NULL when the run did not come to open it:
 * that is done then, if there is one.  What goes wrong is logged as a warning. */
void announce_end(const struct deployment *deployment, struct ledger *ledger,
                  const struct ending *ending, struct pulse *pulse, struct arena *arena);

/* The same of a run of one source, or with "" of a run as a whole, that came to an end of this kind
 * and could not note it itself; the ledger is open for writing.  Fails as the ledger does. */
int announce_loss(const struct deployment *deployment, struct ledger *ledger, const char *source,
                  enum error_kind kind, struct error *err);

/* Announces without a run, and tells of stale sources; the ledger is open for writing. */
void announce_staleness(const struct deployment *deployment, struct ledger *ledger,
                        struct arena *arena);

#endif
