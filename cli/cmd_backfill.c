/* nhip backfill: the windows of a stretch of time, those that are missing or all of them. */
#include "batch/selection.h"
#include "cli/command.h"
#include "cli/running.h"
#include "core/error.h"

struct backfill_options {
    struct running running;
    int64_t from, to;
    bool is_missing, is_failed, is_all, is_reversed;
};

static const struct option options[] = {
    {"from", OPTION_INSTANT, offsetof(struct backfill_options, from),
     .help = "windows that end after this time"},
    {"to", OPTION_INSTANT, offsetof(struct backfill_options, to),
     .help = "windows that begin before this time"},
    {"missing", OPTION_FLAG, offsetof(struct backfill_options, is_missing),
     .help = "those that are not loaded; what is done unless another is asked for"},
    {"failed", OPTION_FLAG, offsetof(struct backfill_options, is_failed),
     .help = "those that failed or were interrupted"},
    {"all", OPTION_FLAG, offsetof(struct backfill_options, is_all),
     .help = "all of them, and loaded ones are fetched anew"},
    {"reverse", OPTION_FLAG, offsetof(struct backfill_options, is_reversed),
     .help = "the newest window first"},
    RUNNING_OPTIONS,
    {0}};

static int read_selection(const struct invocation *invocation, struct selection *selection,
                          struct error *err)
{
    const struct backfill_options *wanted = invocation->options;

    *selection = (struct selection){.sources = invocation->arguments,
                                    .source_count = invocation->argument_count,
                                    .from = wanted->from,
                                    .to = wanted->to,
                                    .take = TAKE_MISSING,
                                    .is_reversed = wanted->is_reversed};
    if (wanted->from == 0 || wanted->to == 0 || wanted->to <= wanted->from)
        return error_set(err, ERROR_USAGE,
                         "backfill needs --from and --to, and --to must be after --from");
    if (wanted->is_missing + wanted->is_failed + wanted->is_all > 1)
        return error_set(err, ERROR_USAGE,
                         "only one of --missing, --failed and --all can be meant");
    if (wanted->is_failed)
        selection->take = TAKE_FAILED;
    if (wanted->is_all) {
        selection->take = TAKE_MISSING | TAKE_LOADED;
        selection->step = STEP_FETCH;
    }
    return 0;
}

static int run(struct invocation *invocation, struct error *err)
{
    struct selection selection;

    if (read_selection(invocation, &selection, err) != 0)
        return -1;
    return running_start(invocation, &selection, err);
}

const struct command command_backfill = {
    .name = "backfill",
    .summary = "Fetch and load the windows of a stretch of time that are not loaded, or all.",
    .usage = "SOURCE --from TIME --to TIME [OPTIONS]",
    .example = "  nhip backfill dvcqg --from 2022-01-01 --to 2022-04-01 --dry-run\n"
               "  nhip backfill dvcqg --from 2022-01-01 --to 2022-04-01 --reverse\n",
    .options = options,
    .size = sizeof(struct backfill_options),
    .least = 1,
    .most = 1,
    .is_stoppable = true,
    .is_warned = true,
    .run = run,
};
