/*
 * What of one source may go, and why: the judgement that purging acts on.
 */
#ifndef BATCH_DISPOSAL_H
#define BATCH_DISPOSAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "landing/stock.h"

struct arena;
struct deployment;
struct error;
struct ledger;
struct source_config;

/* One attempt that lies in the landing. */
struct disposal {
    struct stocked stocked;
    const char *batch; /* its id */
    int64_t landed_at; /* when the attempt began; 0 when the ledger does not know it */
    bool has_landed;   /* the ledger knows that it landed whole */
    const char *why;   /* it goes; NULL: it stays */
    bool is_leftover;  /* nothing can come of it, and the ledger need not be told */
    bool is_replaced;  /* the batch is loaded, and from another one */
};

struct disposals {
    struct disposal *items;
    size_t count;
    int64_t left;            /* bytes of what is sealed and stays */
    long refusals;           /* how many go from quarantine */
    const char *refused_why; /* why they go */
};

/* Judges all of a source.  has_store says that the deployment's store is open to be asked; without
 * it nothing is taken to be loaded.  Fails as landing, ledger and store do. */
int disposals_find(const struct deployment *deployment, struct ledger *ledger,
                   const struct source_config *config, bool has_store, struct disposals *disposals,
                   struct arena *arena, struct error *err);

/* Removes from the ledger the refusals that go. */
int disposals_drop_refusals(struct ledger *ledger, const struct source_config *config,
                            struct error *err);

#endif
