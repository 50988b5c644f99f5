/* Locks and leases of all sources, renewed together. */
#include "batch/hold.h"

#include "batch/deployment.h"
#include "batch/lease.h"
#include "batch/ledger.h"
#include "batch/lock.h"
#include "core/arena.h"
#include "core/pulse.h"

static int take_source(struct hold *hold, size_t i, const struct deployment *deployment,
                       struct ledger *ledger, struct error *err)
{
    const char *source = deployment->sources[i].name;

    hold->locks[i] = lock_source(deployment->locks, source, ledger_actor(ledger), err);
    if (hold->locks[i] < 0)
        return -1;
    return lease_take(&hold->leases[i], ledger, source, deployment->lease.seconds, err);
}

static int beat(struct pulse *pulse, struct error *err)
{
    struct hold *hold = pulse->context;
    size_t i;

    for (i = 0; i < hold->count; i++)
        if (lease_beat(&hold->leases[i], err) != 0)
            return -1;
    return 0;
}

int hold_take(struct hold *hold, const struct deployment *deployment, struct ledger *ledger,
              struct pulse *pulse, struct arena *arena, struct error *err)
{
    size_t i;

    hold->count = deployment->source_count;
    hold->locks = arena_array(arena, hold->count, sizeof *hold->locks);
    hold->leases = arena_array(arena, hold->count, sizeof *hold->leases);
    for (i = 0; i < hold->count; i++)
        hold->locks[i] = -1;
    for (i = 0; i < hold->count; i++)
        if (take_source(hold, i, deployment, ledger, err) != 0) {
            hold_drop(hold, NULL);
            return -1;
        }
    if (pulse != NULL) {
        pulse->beat = beat;
        pulse->context = hold;
    }
    return 0;
}

void hold_drop(struct hold *hold, struct pulse *pulse)
{
    size_t i;

    if (pulse != NULL)
        pulse->beat = NULL;
    for (i = 0; i < hold->count; i++) {
        lease_drop(&hold->leases[i]);
        lock_close(hold->locks[i]);
    }
    hold->count = 0;
}
