/*
 * A selection: which batches an operator asks for, and how they are to be done.
 *
 * `run`, `backfill`, `rerun`, `reload` and `quarantine replay` are the same walk over different
 * selections of the same windows.
 */
#ifndef BATCH_SELECTION_H
#define BATCH_SELECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct deployment;
struct error;
struct window;

/* Which batches are taken, by what the ledger says of them. */
enum {
    TAKE_DUE = 1,      /* what a run has to do: never loaded, failed, interrupted, lookback, ... */
    TAKE_MISSING = 2,  /* of these, those that have no loaded batch */
    TAKE_FAILED = 4,   /* of these, those that failed or were interrupted */
    TAKE_OUTDATED = 8, /* loaded by other versions of their mappings */
    TAKE_REFUSED = 16, /* tried, and something of it is in quarantine */
    TAKE_LOADED = 32   /* loaded, outdated or not, also when the store has lost it since */
};

/* Where a batch begins: with the far end, or with what has landed. */
enum step { STEP_PLANNED, STEP_FETCH, STEP_LOAD };

/* What the operator asks for; zeroed: whatever is due. */
struct selection {
    const char *const *sources; /* names; none: all */
    size_t source_count;
    const char *const *batches; /* ids: only these, and whatever their state; none: all */
    size_t batch_count;
    int64_t from, to;           /* only windows that touch [from, to); 0: no bound */
    unsigned take;              /* 0: TAKE_DUE */
    enum step step;             /* STEP_PLANNED: as is best for each */
    bool is_reversed;           /* the newest windows first */
    const char *command, *line; /* what was asked, for the audit: "rerun", and all that was typed */
    const char *reason;         /* and why, for the ledger; may be NULL */
};

/* Sees that every source that is named, also by a batch, is configured; ERROR_USAGE names those
 * there are. */
int selection_check(const struct deployment *deployment, const struct selection *selection,
                    struct error *err);

/* True when the source is named, or none is, and when batches are named one of them is its. */
bool selection_has(const struct selection *selection, const char *source);

/* True when this, one of the TAKE words, is asked for. */
bool selection_takes(const struct selection *selection, unsigned what);

/* True when batches are named and this is one of them. */
bool selection_names(const struct selection *selection, const char *batch);

/* True when the window has a part in the stretch that is asked for. */
bool selection_touches(const struct selection *selection, const struct window *window);

/* True when the id is one of this source's. */
bool batch_is_of(const char *batch, const char *source);

#endif
