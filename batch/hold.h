/*
 * Holding a source: its lock among the processes of this machine (lock.h) and its lease among
 * machines (lease.h), so that nobody else runs it.
 */
#ifndef BATCH_HOLD_H
#define BATCH_HOLD_H

#include <stddef.h>

#include "batch/lease.h"

struct arena;
struct deployment;
struct error;
struct ledger;
struct pulse;

struct hold {
    int lock;
    struct lease lease;
};

/* Takes lock and lease of a source, or none of the two: ERROR_LATER says who runs it. */
int hold_take(struct hold *hold, const struct deployment *deployment, struct ledger *ledger,
              const char *source, struct error *err);

/* 1 and who runs the source now, 0 when nobody does, whatever lease an ended process has left, -1.
 * Texts live in the arena. */
int hold_find(const struct deployment *deployment, struct ledger *ledger, const char *source,
              struct holder *holder, struct arena *arena, struct error *err);

/* Gives back what was taken.  The ledger must still be open. */
void hold_drop(struct hold *hold);

/* All sources at once: for work that must find what they have loaded at rest.  Zeroed, none. */
struct holds {
    struct hold *items;
    size_t count;
};

/* Holds every source, or none.  From then on the pulse, which may be NULL, renews the leases, as
 * long as the holds stay where they are. */
int holds_take(struct holds *holds, const struct deployment *deployment, struct ledger *ledger,
               struct pulse *pulse, struct arena *arena, struct error *err);

/* Gives everything back; the pulse renews nothing any more. */
void holds_drop(struct holds *holds, struct pulse *pulse);

#endif
