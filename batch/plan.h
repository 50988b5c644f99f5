/*
 * The plan: which windows are due, and why.
 *
 * A calendar window is due when it has ripened and the ledger has no loaded batch for it; the last
 * lookback windows are due again after each new one; a snapshot is due once each `every`; a file is
 * due when it is new or has changed.  What operators ask for beyond that is another selection of
 * the same windows.  Planning touches nothing.
 */
#ifndef BATCH_PLAN_H
#define BATCH_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "batch/selection.h"
#include "core/batch.h"

struct arena;
struct deployment;
struct error;
struct source_config;
struct ledger;
struct table;

struct due {
    const struct source_config *config;
    struct window window;
    const char *batch;    /* its id */
    const char *reason;   /* "never loaded", "failed", "lookback", ... */
    const char *obstacle; /* why there is nothing to load, which is to be done; NULL: there is */
    bool is_landed;       /* what has landed only has to be loaded */
    bool is_loaded;       /* a batch that is loaded is loaded again, without the far end */
    int landed_attempt; /* the attempt to load from: sealed in the landing; 0 when there is none */
    int attempt;        /* the last attempt at all, 0 when none */
    struct due *next;
};

/* Makes the plan; in the order of sources and then of time.  ledger may be NULL when there is none
 * yet.  Fails as selection_check does, when ledger or landing cannot be read, or as ERROR_USAGE
 * when a named batch is no window of its source, not ripe yet, or nothing has landed of it. */
int plan_make(const struct deployment *deployment, struct ledger *ledger,
              const struct selection *selection, struct arena *arena, struct due **first,
              struct error *err);

/* The plan as a table for people. */
struct table *plan_table(const struct due *first, struct arena *arena);

#endif
