/* nhip fresh: is what we have of each source new enough?  For monitors, and for the timer that
 * tells people of stale sources. */
#include <stdint.h>

#include "batch/announce.h"
#include "batch/deployment.h"
#include "batch/freshness.h"
#include "batch/ledger.h"
#include "batch/selection.h"
#include "cli/command.h"
#include "cli/session.h"
#include "core/error.h"
#include "core/table.h"

struct fresh_options {
    int format;
    bool is_telling;
};

static const struct option options[] = {
    {"format", OPTION_CHOICE, offsetof(struct fresh_options, format), .choices = table_formats,
     .help = "form of the list"},
    {"notify", OPTION_FLAG, offsetof(struct fresh_options, is_telling),
     .help = "write the metrics anew, and tell people of sources over their limits"},
    {0}};

/* What a monitor sees: some are late, some too late. */
static int status_of(enum freshness_state worst)
{
    static const int statuses[] = {
        [FRESHNESS_FRESH] = 0, [FRESHNESS_WARN] = 2, [FRESHNESS_STALE] = 1};

    return statuses[worst];
}

static int print(struct invocation *invocation, const struct deployment *deployment,
                 struct ledger *ledger, const struct selection *selection, struct error *err)
{
    const struct fresh_options *wanted = invocation->options;
    enum freshness_state worst;
    const struct table *table = freshness_table(deployment, ledger, selection, wanted->format == 0,
                                                invocation->arena, &worst, err);

    if (table == NULL || session_print(table, wanted->format, err) != 0)
        return -1;
    if (wanted->is_telling)
        announce_staleness(deployment, ledger, invocation->arena);
    return status_of(worst);
}

static int run(struct invocation *invocation, struct error *err)
{
    const struct selection selection = {.sources = invocation->arguments,
                                        .source_count = invocation->argument_count};
    const struct fresh_options *wanted = invocation->options;
    struct deployment *deployment = session_deployment(invocation, err);
    struct ledger *ledger;
    int result;

    if (deployment == NULL || selection_check(deployment, &selection, err) != 0)
        return -1;
    ledger = wanted->is_telling ? session_ledger_for_writing(invocation, deployment, err)
                                : session_ledger(invocation, deployment, err);
    if (ledger == NULL)
        return -1;
    result = print(invocation, deployment, ledger, &selection, err);
    ledger_close(ledger);
    return result;
}

const struct command command_fresh = {
    .name = "fresh",
    .summary = "Show how far each source lags behind its limits; fail when one is over them.",
    .usage = "[SOURCE...] [OPTIONS]",
    .example =
        "  nhip fresh                    # 0: all fresh, 2: some over warn, 1: some over error\n"
        "  nhip fresh dvcqg --format json\n"
        "  nhip fresh --notify\n",
    .options = options,
    .size = sizeof(struct fresh_options),
    .most = SIZE_MAX,
    .run = run,
};
