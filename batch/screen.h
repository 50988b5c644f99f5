/*
 * The status screen: how all sources stand, for people and for machines.
 */
#ifndef BATCH_SCREEN_H
#define BATCH_SCREEN_H

#include <stddef.h>

#include "batch/freshness.h"
#include "batch/standing.h"
#include "batch/strip.h"

struct arena;
struct deployment;
struct error;
struct ledger;
struct table;

struct screen {
    struct standing *standings; /* in the order of the sources */
    char (*strips)[STRIP_SIZE];
    size_t count;
    size_t by_freshness[FRESHNESS_STALE + 1];
    long due;     /* batches */
    long refused; /* records and documents that lie in quarantine */
};

/* Finds out how all sources stand; lives in the arena. */
int screen_read(const struct deployment *deployment, struct ledger *ledger, struct arena *arena,
                struct screen *screen, struct error *err);

/* One line a source, for people: lag against its limit, what is due, failed, outdated, abandoned,
 * in quarantine and since when, and how many things drift. */
struct table *screen_sources(const struct screen *screen, struct arena *arena);

/* The newest batch that failed of each source, with the kind and the text of its error. */
struct table *screen_failures(const struct screen *screen, struct arena *arena);

/* Which sources are being run now: by whom, where, since when, by which command. */
struct table *screen_holders(const struct screen *screen, struct arena *arena);

/* One line a source with all that there is to say, in columns that stay as they are called. */
struct table *screen_for_machines(const struct screen *screen, struct arena *arena);

#endif
