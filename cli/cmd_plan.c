/* nhip plan: what a run would do now, and why.  Touches nothing. */
#include <stdint.h>

#include "cli/command.h"
#include "cli/running.h"
#include "cli/selecting.h"
#include "cli/session.h"

static const struct option options[] = {SELECTING_OPTIONS,
                                        {"format", OPTION_CHOICE, offsetof(struct running, format),
                                         .choices = table_formats, .help = "form of the list"},
                                        {0}};

static int run(struct invocation *invocation, struct error *err)
{
    const struct running *running = invocation->options;
    const struct deployment *deployment;
    struct selection selection;

    if (selecting_read(invocation, &selection, err) != 0)
        return -1;
    selection.take |= TAKE_OUTDATED;
    deployment = session_deployment(invocation, err);
    if (deployment == NULL)
        return -1;
    return running_show_plan(invocation, deployment, &selection, running->format, err);
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
