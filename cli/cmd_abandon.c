/* nhip abandon: windows that nothing will come of are taken off the due list, visibly. */
#include <stdint.h>

#include "batch/abandon.h"
#include "batch/selection.h"
#include "cli/command.h"
#include "cli/running.h"
#include "cli/session.h"
#include "core/error.h"
#include "core/pulse.h"

static const struct option options[] = {REASON_OPTION, {0}};

static int run(struct invocation *invocation, struct error *err)
{
    const struct running *running = invocation->options;
    const struct selection selection = {.batches = invocation->arguments,
                                        .batch_count = invocation->argument_count,
                                        .command = invocation->command->name,
                                        .line = invocation->line,
                                        .reason = running->reason};
    struct pulse pulse = {.is_stopping = invocation->is_stopping};
    const struct deployment *deployment;

    if (running->reason == NULL)
        return error_set(err, ERROR_USAGE, "abandon needs a --reason: whoever finds the gap asks");
    deployment = session_deployment(invocation, err);
    return deployment == NULL
               ? -1
               : abandon_batches(deployment, &selection, &pulse, invocation->arena, err);
}

const struct command command_abandon = {
    .name = "abandon",
    .summary = "Take windows off the due list for good; nhip rerun takes them up again.",
    .usage = "BATCH... --reason TEXT",
    .example = "  nhip abandon dvcqg@2022-03-01 --reason 'the portal has no data of that day'\n",
    .options = options,
    .size = sizeof(struct running),
    .least = 1,
    .most = SIZE_MAX,
    .is_stoppable = true,
    .run = run,
};
