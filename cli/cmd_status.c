/* nhip status: how each source stands, in one screen. */
#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/listing.h"
#include "cli/command.h"
#include "cli/session.h"
#include "core/error.h"

struct status_options {
    int format;
    bool is_by_batch;
};

static const struct option options[] = {
    {"batches", OPTION_FLAG, offsetof(struct status_options, is_by_batch),
     .help = "one line a batch instead of one a source"},
    {"format", OPTION_CHOICE, offsetof(struct status_options, format), .choices = table_formats,
     .help = "form of the list"},
    {0}};

static int run(struct invocation *invocation, struct error *err)
{
    const struct status_options *wanted = invocation->options;
    const char *source = invocation->argument_count == 1 ? invocation->arguments[0] : NULL;
    struct deployment *deployment = session_deployment(invocation, err);
    struct ledger *ledger;
    struct table *table;
    int result = -1;

    if (deployment == NULL)
        return -1;
    if (source != NULL && deployment_source(deployment, source) == NULL)
        return error_set(err, ERROR_USAGE, "no source '%s'; hint: nhip status lists them", source);
    ledger = session_ledger(invocation, deployment, err);
    if (ledger == NULL)
        return -1;
    table = wanted->is_by_batch || source != NULL
                ? listing_batches(ledger, source, invocation->arena, err)
                : listing_sources(ledger, invocation->arena, err);
    if (table != NULL)
        result = session_print(table, wanted->format, err);
    ledger_close(ledger);
    return result;
}

const struct command command_status = {
    .name = "status",
    .summary = "Show how each source stands: what was loaded, what failed, what was refused.",
    .usage = "[SOURCE] [OPTIONS]",
    .example = "  nhip status\n"
               "  nhip status dvcqg\n",
    .options = options,
    .size = sizeof(struct status_options),
    .most = 1,
    .run = run,
};
