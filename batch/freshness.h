/*
 * Freshness: until when what we have of a source is complete, how long ago that is, and whether it
 * is too long.  Said here once for fresh, status, metrics and notices.
 *
 * A window has passed when its batch is loaded, also while it is being loaded again or outdated, or
 * when it was abandoned.  A batch of which nothing came in, since each of its documents lies in
 * quarantine whole, has not passed and is no good snapshot or file, until what was refused is
 * loaded or dropped; one that is rightly empty has.  A source that is asked window by window is
 * good until the end of the last window up to which all have passed: one gap holds it back,
 * whatever is loaded behind it; before the first has passed, until its start.  Snapshots and files
 * are good until the last time that one was loaded.  The lag is now less that time.  A source whose
 * last window (its `until`) has passed lags no more.
 */
#ifndef BATCH_FRESHNESS_H
#define BATCH_FRESHNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/option.h"
#include "core/span.h"

struct arena;
struct deployment;
struct error;
struct ledger;
struct node;
struct problems;
struct selection;
struct source_config;
struct table;

/* How long a source may lag; a zero span is no limit. */
struct freshness_limits {
    struct span warn, error;
};
extern const struct option freshness_options[];

/* STALE is over the error limit; who has limits and was never loaded is STALE too. */
enum freshness_state { FRESHNESS_FRESH, FRESHNESS_WARN, FRESHNESS_STALE };
extern const char *const freshness_names[]; /* "fresh", "warn", "stale" */

struct freshness {
    enum freshness_state state;
    const char *window;                  /* the last good one; NULL when there is none */
    int64_t good_until;                  /* 0 when there never was anything good, and no start */
    int64_t lag_seconds;                 /* -1 when good_until is 0 */
    int64_t warn_seconds, error_seconds; /* the limits as of good_until; 0: none */
};

/* Finds out how the source stands now.  ledger may be NULL: there is none yet.  Texts live in the
 * arena. */
int freshness_find(const struct source_config *config, struct ledger *ledger, struct arena *arena,
                   struct freshness *freshness, struct error *err);

/* Gives the source the deployment's limits when its file has none, and reports limits of its own
 * that cannot be meant. */
void freshness_check(struct source_config *config, const struct deployment *deployment,
                     const struct node *tree, struct problems *problems);

/* Reports limits of the deployment that cannot be meant. */
void freshness_check_defaults(const struct deployment *deployment, struct problems *problems);

/* Warns of limits that the source, whose connector is known, will always be over. */
void freshness_check_reach(const struct source_config *config, const struct node *tree,
                           struct problems *problems);

/* One line a source that is selected, for people or, with lag and limits as seconds, for machines;
 * *worst is the worst state.  NULL on failure. */
struct table *freshness_table(const struct deployment *deployment, struct ledger *ledger,
                              const struct selection *selection, bool is_for_people,
                              struct arena *arena, enum freshness_state *worst, struct error *err);

#endif
