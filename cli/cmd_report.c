/* nhip report: computes the figures anew and replaces the report files. */
#include <stdio.h>

#include "batch/deployment.h"
#include "batch/figures.h"
#include "cli/command.h"
#include "cli/session.h"
#include "core/error.h"

static const struct option options[] = {{0}};

static int make(const struct deployment *deployment, struct arena *arena, struct error *err)
{
    /* Opened for asking first: a report makes no store where there is none. */
    if (session_store(deployment, err) != 0)
        return -1;
    deployment_close_store(deployment);
    if (deployment_open_store(deployment, false, err) != 0 ||
        figures_compute(deployment, arena, err) != 0)
        return -1;
    return figures_report(deployment, arena, err);
}

static int run(struct invocation *invocation, struct error *err)
{
    struct deployment *deployment = session_deployment(invocation, err);
    int result;

    if (deployment == NULL)
        return -1;
    result = make(deployment, invocation->arena, err);
    deployment_close_store(deployment);
    if (result != 0)
        return -1;
    printf("%s\n", deployment->reports);
    return session_flush(err);
}

const struct command command_report = {
    .name = "report",
    .summary = "Compute the indicators anew, replace the report files, and tell their folder.",
    .usage = "[OPTIONS]",
    .example = "  nhip report\n",
    .options = options,
    .run = run,
};
