/*
 * Telling people: what there is to tell is seen from the ledger, and told to each target that has
 * not heard of it within `every`.
 *
 * A source fails when a batch of it has, or when it could not be run; neither what is to be tried
 * later nor refused documents are failures.  Drift is told when it was not there at the last notice
 * of its kind.  What could not be delivered is not noted as told, so that the next run tries again.
 * Nothing here changes how a run ends: what goes wrong is logged as a warning.
 */
#ifndef BATCH_NOTIFY_H
#define BATCH_NOTIFY_H

struct arena;
struct deployment;
struct error;
struct ledger;
struct pulse;
struct table;

struct notify {
    const struct deployment *deployment;
    struct ledger *ledger; /* open for writing */
    struct pulse *pulse;   /* may be NULL */
    struct arena *arena;
};

/* Tells of failures, of recoveries from them, and of drift. */
void notify_after_run(const struct notify *notify);

/* Tells of sources over their limits, and of recoveries from that. */
void notify_of_staleness(const struct notify *notify);

/* Sends a test to every target; a table of them and of what came of it.  *worst is the worst
 * error's kind.  Nothing is noted. */
struct table *notify_test(const struct deployment *deployment, struct arena *arena, int *worst);

#endif
