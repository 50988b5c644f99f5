/* nhip check: reads the whole configuration, touches nothing, tells every mistake at once. */
#include <stdio.h>

#include "batch/definitions.h"
#include "batch/deployment.h"
#include "cli/command.h"
#include "cli/session.h"
#include "core/error.h"
#include "core/problem.h"

static const struct option options[] = {{0}};

static int run(struct invocation *invocation, struct error *err)
{
    struct problems problems = {.arena = invocation->arena};
    const struct deployment *deployment =
        deployment_read(session_folder(invocation), invocation->arena, &problems);

    definitions_try(deployment, invocation->arena, &problems);
    session_tell(invocation, &problems);
    if (problems.errors != 0)
        return session_refuse(invocation, &problems, err);
    printf(
        "%s is right: %zu sources, %zu mappings, %zu code lists, %zu indicators, %zu calendars\n",
        session_folder(invocation), deployment->source_count, deployment->mapping_count,
        deployment->code_count, deployment->indicators.indicator_count,
        deployment->indicators.calendar_count);
    return session_flush(err);
}

const struct command command_check = {
    .name = "check",
    .summary = "Read the configuration and tell every mistake with file, line and column.",
    .usage = "[OPTIONS]",
    .example = "  nhip check --config /etc/nhip\n",
    .options = options,
    .is_warned = true,
    .run = run,
};
