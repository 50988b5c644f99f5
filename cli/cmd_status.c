/* nhip status: how each source stands and what drifted in it, in one screen. */
#include <stdio.h>

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/listing.h"
#include "cli/command.h"
#include "cli/session.h"
#include "core/error.h"
#include "core/table.h"

struct status_options {
    int format;
    bool is_by_batch, is_of_drift;
};

static const struct option options[] = {
    {"batches", OPTION_FLAG, offsetof(struct status_options, is_by_batch),
     .help = "one line a batch instead of one a source"},
    {"drift", OPTION_FLAG, offsetof(struct status_options, is_of_drift),
     .help = "only what drifted: how often, and in which batch first"},
    {"format", OPTION_CHOICE, offsetof(struct status_options, format), .choices = table_formats,
     .help = "form of the list"},
    {0}};

static int print_drift(struct invocation *invocation, struct ledger *ledger, const char *source,
                       struct error *err)
{
    const struct status_options *wanted = invocation->options;
    const struct table *drift = listing_all_drift(ledger, source, invocation->arena, err);

    if (drift == NULL)
        return -1;
    if (wanted->is_of_drift)
        return session_print(drift, wanted->format, err);
    if (drift->row_count == 0)
        return 0;
    printf("\nDrift\n");
    return session_print(drift, wanted->format, err);
}

/* People see how all sources stand and what drifted at once; a machine gets the table that it asks
 * for. */
static int print_status(struct invocation *invocation, struct ledger *ledger, const char *source,
                        struct error *err)
{
    const struct status_options *wanted = invocation->options;
    const bool is_by_batch = wanted->is_by_batch || source != NULL;
    const struct table *table;

    if (wanted->is_of_drift)
        return print_drift(invocation, ledger, source, err);
    table = is_by_batch ? listing_batches(ledger, source, invocation->arena, err)
                        : listing_sources(ledger, invocation->arena, err);
    if (table == NULL || session_print(table, wanted->format, err) != 0)
        return -1;
    return is_by_batch || wanted->format != 0 ? 0 : print_drift(invocation, ledger, source, err);
}

static int run(struct invocation *invocation, struct error *err)
{
    const char *source = invocation->argument_count == 1 ? invocation->arguments[0] : NULL;
    struct deployment *deployment = session_deployment(invocation, err);
    struct ledger *ledger;
    int result;

    if (deployment == NULL)
        return -1;
    if (source != NULL && deployment_source(deployment, source) == NULL)
        return error_set(err, ERROR_USAGE, "no source '%s'; hint: nhip status lists them", source);
    ledger = session_ledger(invocation, deployment, err);
    if (ledger == NULL)
        return -1;
    result = print_status(invocation, ledger, source, err);
    ledger_close(ledger);
    return result;
}

const struct command command_status = {
    .name = "status",
    .summary = "Show how each source stands: what was loaded, failed, refused, and what drifted.",
    .usage = "[SOURCE] [OPTIONS]",
    .example = "  nhip status\n"
               "  nhip status dvcqg\n"
               "  nhip status dvcqg --drift\n",
    .options = options,
    .size = sizeof(struct status_options),
    .most = 1,
    .run = run,
};
