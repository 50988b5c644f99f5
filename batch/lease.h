/*
 * Leases: who runs a source, on which machine, since when, and until when others must believe it.
 *
 * The lock of a source (lock.h) goes with its process, but a machine that is lost, or that cannot
 * be reached for a while, tells nobody.  So a run also has a lease in the ledger and renews it as
 * long as it goes on.  A lease that is over may be taken by another machine; one of a process of
 * this machine that has not the lock any more, at once.  Times are the machines', whatever --as-of
 * says.
 */
#ifndef BATCH_LEASE_H
#define BATCH_LEASE_H

#include <stdbool.h>
#include <stdint.h>

#include "batch/actor.h"

struct arena;
struct error;
struct ledger;

/* Zeroed, it is none. */
struct lease {
    struct ledger *ledger;
    const char *source;
    int64_t length;              /* in microseconds */
    int64_t since;               /* which lease of this process it is */
    int64_t beat_at, expires_at; /* on clock_steady */
    bool is_lost;
};

/* Whose lease there is. */
struct holder {
    struct actor actor;
    const char *command; /* as it was typed; NULL of one that an older program has taken */
    int64_t since, expires_at;
    bool is_here; /* a process of this machine, which has the source only with its lock */
};

/* 1 and who has the lease of a source, or had it and left it behind, 0 when nobody has, -1.  Texts
 * live in the arena. */
int lease_find(struct ledger *ledger, const char *source, struct holder *holder,
               struct arena *arena, struct error *err);

/* Takes the lease of a source whose lock this process has.  ERROR_LATER says who has it since when;
 * what it was taken over from is logged and noted.  All functions here also fail as the ledger
 * does.
 */
int lease_take(struct lease *lease, struct ledger *ledger, const char *source, int64_t seconds,
               struct error *err);

/* Renews it when a third of it has passed.  ERROR_LATER when another has taken it over. */
int lease_beat(struct lease *lease, struct error *err);

/* Renews it now: before what cannot be taken back.  Accepts NULL. */
int lease_renew(struct lease *lease, struct error *err);

/* Gives it back; harmless when it is none, or another's. */
void lease_drop(struct lease *lease);

#endif
