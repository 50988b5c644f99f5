/*
 * Holding all sources at once: for work that must find what they have loaded at rest.
 */
#ifndef BATCH_HOLD_H
#define BATCH_HOLD_H

#include <stddef.h>

struct arena;
struct deployment;
struct error;
struct lease;
struct ledger;
struct pulse;

/* Zeroed, it holds nothing. */
struct hold {
    size_t count;
    int *locks; /* one a source, -1 where none is held */
    struct lease *leases;
};

/* Takes lock and lease of every source, or of none: ERROR_LATER says who runs one.  From then on
 * the pulse, which may be NULL, renews the leases, as long as the hold stays where it is. */
int hold_take(struct hold *hold, const struct deployment *deployment, struct ledger *ledger,
              struct pulse *pulse, struct arena *arena, struct error *err);

/* Gives everything back.  The ledger must still be open. */
void hold_drop(struct hold *hold, struct pulse *pulse);

#endif
