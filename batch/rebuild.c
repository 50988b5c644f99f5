/* A second store, its comparison with the first, and the swap. */
#include "batch/rebuild.h"

#include <unistd.h>

#include "batch/audit.h"
#include "batch/carry.h"
#include "batch/deployment.h"
#include "batch/figures.h"
#include "batch/fold.h"
#include "batch/ledger.h"
#include "batch/lock.h"
#include "batch/reference.h"
#include "batch/settle.h"
#include "batch/space.h"
#include "core/arena.h"
#include "core/database.h"
#include "core/error.h"
#include "core/file.h"
#include "core/folder.h"
#include "core/log.h"
#include "core/pulse.h"
#include "core/table.h"
#include "stores/store.h"

/* Nobody sees the store beside, so that its figures are never stale. */
static int open_beside(struct rebuild *rebuild, struct error *err)
{
    struct deployment *beside = arena_alloc(rebuild->arena, sizeof *beside);

    *beside = *rebuild->deployment;
    beside->store = store_trial(rebuild->deployment->store, rebuild->arena);
    beside->stale_mark = NULL;
    rebuild->beside = beside;
    if (deployment_open_store(beside, false, err) != 0)
        return -1;
    return deployment_prepare_store(beside, err);
}

/* A ledger that is not there is not made: without it nobody knows what was loaded. */
static struct ledger *open_ledger(const struct rebuild *rebuild, struct error *err)
{
    const char *path = rebuild->deployment->ledger;

    return ledger_open(path, !file_is_present(path), rebuild->arena, err);
}

int rebuild_open(struct rebuild *rebuild, struct error *err)
{
    const struct deployment *deployment = rebuild->deployment;

    database_keep_temporary(deployment->spool);
    deployment->store->pulse = rebuild->pulse;
    rebuild->ledger = open_ledger(rebuild, err);
    if (rebuild->ledger == NULL)
        return -1;
    ledger_set_command(rebuild->ledger, rebuild->line, rebuild->reason);
    if (folder_make(deployment->spool, 0700, err) != 0 ||
        holds_take(&rebuild->holds, deployment, rebuild->ledger, rebuild->pulse, rebuild->arena,
                   err) != 0 ||
        open_beside(rebuild, err) != 0)
        return -1;
    if (deployment_open_store(deployment, !rebuild->is_swapping, err) != 0)
        return -1;
    return space_check_rebuild(deployment, rebuild->is_swapping, err);
}

/* In the copy of the ledger what the store lacks stays loaded, so that it is rebuilt. */
static int settle_sources(const struct rebuild *rebuild, struct ledger *ledger, struct error *err)
{
    const struct deployment *deployment = rebuild->deployment;
    bool is_copy = ledger != rebuild->ledger;
    size_t i;

    for (i = 0; i < deployment->source_count; i++)
        if ((is_copy ? settle_unnoted : settle_source)(ledger, deployment->store,
                                                       &deployment->sources[i], err) != 0)
            return -1;
    return 0;
}

static int carry_purged(struct rebuild *rebuild, const struct fold *fold, struct error *err)
{
    struct carry carry = {
        .deployment = fold->deployment,
        .store = fold->store,
        .batches = fold->purged,
        .batch_count = fold->purged_count,
        .unproven = fold->unproven,
        .pulse = fold->pulse,
        .arena = fold->arena,
    };

    if (carry_over(&carry, err) != 0)
        return -1;
    rebuild->carried = carry.carried;
    rebuild->lost = carry.lost;
    return 0;
}

static int fold_and_compare(struct rebuild *rebuild, struct ledger *copy, struct error *err)
{
    struct fold fold = {
        .deployment = rebuild->beside,
        .ledger = copy,
        .store = store_query(rebuild->deployment->store),
        .pulse = rebuild->pulse,
        .arena = rebuild->arena,
    };

    if (settle_sources(rebuild, copy, err) != 0 || fold_landing(&fold, err) != 0 ||
        carry_purged(rebuild, &fold, err) != 0)
        return -1;
    rebuild->batches = fold.batches;
    rebuild->unproven = fold.unproven;
    rebuild->diff = (struct store_diff){
        .deployment = rebuild->deployment,
        .store = fold.store,
        .copy = store_query(rebuild->beside->store),
        .unproven = fold.unproven,
        .pulse = rebuild->pulse,
    };
    return store_diff_make(&rebuild->diff, rebuild->arena, err);
}

int rebuild_compare(struct rebuild *rebuild, struct error *err)
{
    struct ledger *copy = ledger_copy(rebuild->ledger, rebuild->arena, err);
    int result = copy == NULL ? -1 : fold_and_compare(rebuild, copy, err);

    ledger_close(copy);
    return result;
}

/* What is lost stops nothing: there is nothing that it could be lost by. */
static int judge_lost(const struct rebuild *rebuild, struct error *err)
{
    if (rebuild->lost->row_count == 0)
        return 0;
    return error_set(err, ERROR_QUARANTINE,
                     "batches whose landing was purged and that the store has lost: %zu; all else "
                     "is as it should be; hint: 'nhip run' fetches those that are due again, and "
                     "'nhip rerun BATCH --from fetch' any, as far as their far ends have them",
                     rebuild->lost->row_count);
}

int rebuild_judge(const struct rebuild *rebuild, struct error *err)
{
    size_t differing = rebuild->diff.differing;
    size_t unproven = rebuild->unproven->row_count;

    if (differing != 0)
        return error_set(err, ERROR_DATA,
                         "tables of the store that are not what the landing makes of them: %zu; "
                         "hint: %s",
                         differing,
                         unproven == 0
                             ? "'nhip rebuild --swap' puts that in the place of the store"
                             : "restore the store from a backup, as not all of it can be rebuilt");
    if (unproven != 0)
        return error_set(err, ERROR_DATA,
                         "batches that cannot be rebuilt: %zu; all else is as it should be",
                         unproven);
    return judge_lost(rebuild, err);
}

static int refuse_swap(const struct rebuild *rebuild, struct error *err)
{
    return error_set(err, ERROR_DATA,
                     "batches that cannot be rebuilt: %zu; what only the store has of them would "
                     "be lost, so it is as before; hint: restore the store from a backup, and let "
                     "'nhip run' load what that lacks",
                     rebuild->unproven->row_count);
}

static int become(struct rebuild *rebuild, struct error *err)
{
    const struct deployment *deployment = rebuild->deployment;

    if (figures_mark_stale(deployment, err) != 0 ||
        store_become(deployment->store, rebuild->beside->store, err) != 0)
        return -1;
    log_event(LOG_INFO, NULL, NULL, "the rebuilt store is in its place batches=%ld",
              rebuild->batches);
    if (settle_sources(rebuild, rebuild->ledger, err) != 0 ||
        figures_report(deployment, rebuild->arena, err) != 0)
        return -1;
    unlink(deployment->stale_mark);
    return 0;
}

/* Figures are made of the new rows before anybody sees these. */
static int swap(struct rebuild *rebuild, struct error *err)
{
    int turn, result;

    if (reference_publish(rebuild->beside, rebuild->arena, err) != 0 ||
        figures_compute(rebuild->beside, rebuild->arena, err) != 0)
        return -1;
    turn = lock_store(rebuild->deployment->locks, rebuild->pulse, err);
    result = turn < 0 ? -1 : become(rebuild, err);
    lock_close(turn);
    return result;
}

/* Noted before it is done, so that it is on record whatever becomes of this process. */
int rebuild_swap(struct rebuild *rebuild, struct error *err)
{
    if (rebuild->unproven->row_count != 0)
        return refuse_swap(rebuild, err);
    if (audit_add(rebuild->ledger, "rebuild", rebuild->line,
                  rebuild->reason != NULL ? rebuild->reason : "", err) != 0)
        return -1;
    return swap(rebuild, err) != 0 ? -1 : judge_lost(rebuild, err);
}

void rebuild_close(struct rebuild *rebuild)
{
    if (rebuild->beside != NULL)
        deployment_close_store(rebuild->beside);
    deployment_close_store(rebuild->deployment);
    rebuild->deployment->store->pulse = NULL;
    holds_drop(&rebuild->holds, rebuild->pulse);
    ledger_close(rebuild->ledger);
}
