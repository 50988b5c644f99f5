/* nhip plan: what a run would do now, and why.  Touches nothing. */
#include <stdint.h>

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/plan.h"
#include "cli/command.h"
#include "cli/selecting.h"
#include "cli/session.h"
#include "core/error.h"
#include "core/file.h"

static const struct option options[] = {SELECTING_OPTIONS,
                                        {"format", OPTION_CHOICE,
                                         offsetof(struct selecting, format),
                                         .choices = table_formats, .help = "form of the list"},
                                        {0}};

static int run(struct invocation *invocation, struct error *err)
{
    const struct selecting *selecting = invocation->options;
    struct deployment *deployment;
    struct selection selection;
    struct ledger *ledger = NULL;
    struct due *due;
    int result;

    if (selecting_read(invocation, &selection, err) != 0)
        return -1;
    selection.take |= TAKE_OUTDATED;
    deployment = session_deployment(invocation, err);
    if (deployment == NULL)
        return -1;
    if (file_is_present(deployment->ledger)) {
        ledger = session_ledger(invocation, deployment, err);
        if (ledger == NULL)
            return -1;
    }
    result = plan_make(deployment, ledger, &selection, invocation->arena, &due, err);
    if (result == 0)
        result = session_print(plan_table(due, invocation->arena), selecting->format, err);
    ledger_close(ledger);
    return result;
}

const struct command command_plan = {
    .name = "plan",
    .summary = "Show which windows are due, and why; do nothing.",
    .usage = "[SOURCE...] [OPTIONS]",
    .example = "  nhip plan dvcqg\n"
               "  nhip plan --from 2022-01-01 --to 2022-02-01 --format csv\n",
    .options = options,
    .size = sizeof(struct selecting),
    .most = SIZE_MAX,
    .run = run,
};
