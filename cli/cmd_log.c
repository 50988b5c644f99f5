/* nhip log: what has become of one batch or source, change after change, by whom and why. */
#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/listing.h"
#include "cli/command.h"
#include "cli/session.h"
#include "core/error.h"
#include "core/table.h"

struct log_options {
    int format;
};

static const struct option options[] = {{"format", OPTION_CHOICE,
                                         offsetof(struct log_options, format),
                                         .choices = table_formats, .help = "form of the list"},
                                        {0}};

static int print_events(struct invocation *invocation, const struct deployment *deployment,
                        struct ledger *ledger, struct error *err)
{
    const struct log_options *wanted = invocation->options;
    const char *subject = invocation->arguments[0];
    const struct table *events = listing_events(ledger, subject, invocation->arena, err);
    const struct table *known = listing_batch(ledger, subject, invocation->arena, err);

    if (events == NULL || known == NULL)
        return -1;
    /* What an older program has loaded has no history. */
    if (events->row_count == 0 && known->row_count == 0 &&
        deployment_source(deployment, subject) == NULL)
        return session_refuse_batch(subject, err);
    return session_print(events, wanted->format, err);
}

static int run(struct invocation *invocation, struct error *err)
{
    const struct deployment *deployment = session_deployment(invocation, err);
    struct ledger *ledger;
    int result;

    if (deployment == NULL)
        return -1;
    ledger = session_ledger(invocation, deployment, err);
    if (ledger == NULL)
        return -1;
    result = print_events(invocation, deployment, ledger, err);
    ledger_close(ledger);
    return result;
}

const struct command command_log = {
    .name = "log",
    .summary =
        "Show the history of a batch: each change of state, when, by whom and why; or of a source.",
    .usage = "BATCH|SOURCE [OPTIONS]",
    .example = "  nhip log dvcqg@2022-03-01\n"
               "  nhip log dvcqg\n",
    .options = options,
    .size = sizeof(struct log_options),
    .least = 1,
    .most = 1,
    .run = run,
};
