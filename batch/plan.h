/*
 * The plan: which windows are due, and why.
 *
 * A calendar window is due when it has ripened and the ledger has no loaded batch for it; the last
 * lookback windows are due again after each new one; a snapshot is due once each `every`; a file is
 * due when it is new or has changed.  Planning touches nothing.
 */
#ifndef BATCH_PLAN_H
#define BATCH_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/batch.h"

struct arena;
struct deployment;
struct error;
struct source_config;
struct ledger;
struct table;

/* What the operator asks for; zeroed: whatever is due. */
struct selection {
    const char *const *sources; /* names; none: all */
    size_t source_count;
    int64_t from, to; /* only windows that touch [from, to), loaded or not; 0: no bound */
    bool is_forced;   /* loaded windows too */
};

struct due {
    const struct source_config *config;
    struct window window;
    const char *batch;  /* its id */
    const char *reason; /* "never loaded", "failed", "lookback", ... */
    bool is_landed;     /* what has landed only has to be loaded */
    int landed_attempt; /* the last attempt that is sealed in the landing, 0 when none */
    int attempt;        /* the last attempt at all, 0 when none */
    struct due *next;
};

/* Sees that every named source is configured; ERROR_USAGE names those there are. */
int selection_check(const struct deployment *deployment, const struct selection *selection,
                    struct error *err);

/* True when the source is named, or none is. */
bool selection_has(const struct selection *selection, const char *source);

/* Makes the plan; in the order of sources and then of time.  ledger may be NULL when there is none
 * yet.  Fails as selection_check does, or when ledger or landing cannot be read. */
int plan_make(const struct deployment *deployment, struct ledger *ledger,
              const struct selection *selection, struct arena *arena, struct due **first,
              struct error *err);

/* The plan as a table for people. */
struct table *plan_table(const struct due *first, struct arena *arena);

#endif
