/* nhip run: do what is due.  What timers start. */
#include <stdint.h>

#include "cli/command.h"
#include "cli/running.h"
#include "cli/selecting.h"

static const struct option options[] = {SELECTING_OPTIONS, RUN_OPTIONS, {0}};

static int run(struct invocation *invocation, struct error *err)
{
    struct selection selection;

    if (selecting_read(invocation, &selection, err) != 0)
        return -1;
    return running_start(invocation, &selection, err);
}

const struct command command_run = {
    .name = "run",
    .summary = "Fetch, land and load what is due, then compute the indicators and write reports.",
    .usage = "[SOURCE...] [OPTIONS]",
    .example = "  nhip run\n"
               "  nhip run dvcqg --from 2022-03-01 --to 2022-03-02\n"
               "  nhip run --budget 2h\n",
    .options = options,
    .size = sizeof(struct selecting),
    .most = SIZE_MAX,
    .is_stoppable = true,
    .run = run,
};
