/* Taking batches off the due list. */
#include "batch/abandon.h"

#include "batch/audit.h"
#include "batch/deployment.h"
#include "batch/hold.h"
#include "batch/ledger.h"
#include "batch/plan.h"
#include "core/batch.h"
#include "core/error.h"
#include "core/folder.h"
#include "core/log.h"
#include "core/pulse.h"

static int abandon(struct ledger *ledger, const struct due *due, struct error *err)
{
    const struct batch batch = {.id = due->batch,
                                .source = due->config->name,
                                .window = due->window,
                                .attempt = due->attempt};
    struct batch_row row;
    int known = ledger_find(ledger, due->batch, NULL, &row, err);

    if (known < 0)
        return -1;
    if (known == 1 && (row.state == BATCH_LOADED || row.state == BATCH_OUTDATED))
        return error_set(err, ERROR_USAGE, "%s is loaded: it is on no list that it could leave",
                         due->batch);
    if (ledger_abandon(ledger, &batch, err) != 0)
        return -1;
    log_event(LOG_INFO, batch.source, batch.id, "abandoned: %s", ledger_reason(ledger));
    return 0;
}

static int abandon_due(const struct deployment *deployment, struct ledger *ledger,
                       const struct due *due, struct error *err)
{
    struct hold hold;
    int result;

    if (hold_take(&hold, deployment, ledger, due->config->name, err) != 0)
        return -1;
    result = abandon(ledger, due, err);
    hold_drop(&hold);
    return result;
}

static int abandon_all(const struct deployment *deployment, struct ledger *ledger,
                       const struct selection *selection, struct pulse *pulse, struct arena *arena,
                       struct error *err)
{
    struct due *due;

    if (plan_make(deployment, ledger, selection, arena, &due, err) != 0 ||
        audit_add(ledger, selection->command, selection->line, selection->reason, err) != 0)
        return -1;
    ledger_set_command(ledger, selection->line, selection->reason);
    for (; due != NULL; due = due->next)
        if (pulse_check(pulse, err) != 0 || abandon_due(deployment, ledger, due, err) != 0)
            return -1;
    return 0;
}

int abandon_batches(const struct deployment *deployment, const struct selection *selection,
                    struct pulse *pulse, struct arena *arena, struct error *err)
{
    struct ledger *ledger;
    int result;

    if (folder_make(deployment->state, 0750, err) != 0)
        return -1;
    ledger = ledger_open(deployment->ledger, false, arena, err);
    if (ledger == NULL)
        return -1;
    result = abandon_all(deployment, ledger, selection, pulse, arena, err);
    ledger_close(ledger);
    return result;
}
