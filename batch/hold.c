/* Locks and leases, of one source and of all. */
#include "batch/hold.h"

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/lock.h"
#include "core/arena.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/pulse.h"

int hold_take(struct hold *hold, const struct deployment *deployment, struct ledger *ledger,
              const char *source, struct error *err)
{
    int lock = lock_source(deployment->locks, source, ledger_actor(ledger), err);

    if (lock < 0)
        return -1;
    if (lease_take(&hold->lease, ledger, source, deployment->lease.seconds, err) != 0) {
        lock_close(lock);
        return -1;
    }
    hold->lock = lock;
    return 0;
}

/* Who may not open the lock of another user's process has to believe the lease. */
int hold_find(const struct deployment *deployment, struct ledger *ledger, const char *source,
              struct holder *holder, struct arena *arena, struct error *err)
{
    int got = lease_find(ledger, source, holder, arena, err);
    int is_held = -1;
    struct error unknown;

    if (got != 1)
        return got;
    if (holder->is_here)
        is_held = lock_is_held(deployment->locks, source, &unknown);
    return is_held >= 0 ? is_held : holder->expires_at > clock_real();
}

void hold_drop(struct hold *hold)
{
    lease_drop(&hold->lease);
    lock_close(hold->lock);
}

static int beat(struct pulse *pulse, struct error *err)
{
    struct holds *holds = pulse->context;
    size_t i;

    for (i = 0; i < holds->count; i++)
        if (lease_beat(&holds->items[i].lease, err) != 0)
            return -1;
    return 0;
}

int holds_take(struct holds *holds, const struct deployment *deployment, struct ledger *ledger,
               struct pulse *pulse, struct arena *arena, struct error *err)
{
    size_t i;

    holds->items = arena_array(arena, deployment->source_count, sizeof *holds->items);
    holds->count = 0;
    for (i = 0; i < deployment->source_count; i++) {
        if (hold_take(&holds->items[i], deployment, ledger, deployment->sources[i].name, err) !=
            0) {
            holds_drop(holds, NULL);
            return -1;
        }
        holds->count++;
    }
    if (pulse != NULL) {
        pulse->beat = beat;
        pulse->context = holds;
    }
    return 0;
}

void holds_drop(struct holds *holds, struct pulse *pulse)
{
    size_t i;

    if (pulse != NULL)
        pulse->beat = NULL;
    for (i = 0; i < holds->count; i++)
        hold_drop(&holds->items[i]);
    holds->count = 0;
}
