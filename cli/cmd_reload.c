/* nhip reload: from the landing into the store once more, without asking any far end. */
#include <stdint.h>

#include "batch/selection.h"
#include "cli/command.h"
#include "cli/running.h"
#include "core/error.h"

struct reload_options {
    struct running running;
    bool is_all;
};

static const struct option options[] = {{"all", OPTION_FLAG,
                                         offsetof(struct reload_options, is_all),
                                         .help = "loaded batches that are not outdated too"},
                                        RUNNING_OPTIONS,
                                        {0}};

static int run(struct invocation *invocation, struct error *err)
{
    const struct reload_options *wanted = invocation->options;
    struct selection selection = {.take = wanted->is_all ? TAKE_LOADED : TAKE_OUTDATED,
                                  .step = STEP_LOAD};

    if (running_read_names(invocation, &selection, err) != 0)
        return -1;
    return running_start(invocation, &selection, err);
}

const struct command command_reload = {
    .name = "reload",
    .summary = "Load batches again from the landing: those whose mapping has a new version.",
    .usage = "[SOURCE...|BATCH...] [OPTIONS]",
    .example = "  nhip reload --dry-run\n"
               "  nhip reload dvcqg --reason 'ho_so has version 2'\n"
               "  nhip reload dvcqg@2022-03-01\n",
    .options = options,
    .size = sizeof(struct reload_options),
    .most = SIZE_MAX,
    .is_stoppable = true,
    .is_warned = true,
    .run = run,
};
