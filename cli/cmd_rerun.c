/* nhip rerun: exactly these batches once more, from the far end or from the landing. */
#include <stdint.h>

#include "batch/selection.h"
#include "cli/command.h"
#include "cli/running.h"
#include "core/error.h"

struct rerun_options {
    struct running running;
    bool is_failed, is_outdated;
    int step; /* an index into steps, one more than it is; 0: as is best */
};

static const char *const steps[] = {"auto", "fetch", "load", NULL};

static const struct option options[] = {
    {"failed", OPTION_FLAG, offsetof(struct rerun_options, is_failed),
     .help = "all that failed or were interrupted"},
    {"outdated", OPTION_FLAG, offsetof(struct rerun_options, is_outdated),
     .help = "all that other versions of their mappings have loaded"},
    {"from", OPTION_CHOICE, offsetof(struct rerun_options, step), .choices = steps,
     .help = "fetch: ask the far end anew; load: only what has landed; auto: as is best for each"},
    RUNNING_OPTIONS,
    {0}};

/* Who names a batch wants it seen anew; what failed or is outdated begins where it has to. */
static enum step choose_step(const struct rerun_options *wanted, const struct selection *selection)
{
    if (wanted->step == 0)
        return selection->batch_count != 0 ? STEP_FETCH : STEP_PLANNED;
    return (enum step)wanted->step;
}

static int read_selection(const struct invocation *invocation, struct selection *selection,
                          struct error *err)
{
    const struct rerun_options *wanted = invocation->options;

    *selection = (struct selection){0};
    if (running_read_names(invocation, selection, err) != 0)
        return -1;
    if (wanted->is_failed)
        selection->take |= TAKE_FAILED;
    if (wanted->is_outdated)
        selection->take |= TAKE_OUTDATED;
    if ((selection->take != 0) == (selection->batch_count != 0))
        return error_set(err, ERROR_USAGE,
                         "rerun takes either batches, or --failed, --outdated or both, with or "
                         "without sources; hint: nhip rerun --help");
    selection->step = choose_step(wanted, selection);
    return 0;
}

static int run(struct invocation *invocation, struct error *err)
{
    struct selection selection;

    if (read_selection(invocation, &selection, err) != 0)
        return -1;
    return running_start(invocation, &selection, err);
}

const struct command command_rerun = {
    .name = "rerun",
    .summary = "Do batches once more: these, or all that failed or are outdated.",
    .usage = "BATCH... | [SOURCE...] --failed | --outdated [OPTIONS]",
    .example = "  nhip rerun dvcqg@2022-03-01 --reason 'the portal sent half a day'\n"
               "  nhip rerun --failed --dry-run\n"
               "  nhip rerun dvcqg@2022-03-01 --from load\n",
    .options = options,
    .size = sizeof(struct rerun_options),
    .most = SIZE_MAX,
    .is_stoppable = true,
    .is_warned = true,
    .run = run,
};
