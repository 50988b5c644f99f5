/* nhip indicators: the published figures, each with numerator, denominator and target. */
#include "batch/deployment.h"
#include "batch/figures.h"
#include "cli/command.h"
#include "cli/session.h"
#include "core/error.h"

struct indicators_options {
    struct figure_filter filter;
    int format;
};

static const struct option options[] = {
    {"period", OPTION_TEXT, offsetof(struct indicators_options, filter.period),
     .help = "only this period: 2022-Q1"},
    {"unit", OPTION_TEXT, offsetof(struct indicators_options, filter.unit),
     .help = "only this unit's code"},
    {"units", OPTION_FLAG, offsetof(struct indicators_options, filter.is_all_units),
     .help = "every unit, not only the whole and its levels"},
    {"indicator", OPTION_TEXT, offsetof(struct indicators_options, filter.indicator),
     .help = "only this indicator"},
    {"format", OPTION_CHOICE, offsetof(struct indicators_options, format), .choices = table_formats,
     .help = "form of the list"},
    {0}};

static int run(struct invocation *invocation, struct error *err)
{
    const struct indicators_options *wanted = invocation->options;
    struct deployment *deployment = session_deployment(invocation, err);
    struct table *table;
    int result = -1;

    if (deployment == NULL)
        return -1;
    if (session_store(deployment, err) == 0) {
        table = figures_list(deployment, &wanted->filter, invocation->arena, err);
        if (table != NULL)
            result = session_print(table, wanted->format, err);
    }
    deployment_close_store(deployment);
    return result;
}

const struct command command_indicators = {
    .name = "indicators",
    .summary = "Show the indicators by period, level and unit, against their targets.",
    .usage = "[OPTIONS]",
    .example = "  nhip indicators --period 2022-Q1\n"
               "  nhip indicators --indicator dung-han --units --format csv\n",
    .options = options,
    .size = sizeof(struct indicators_options),
    .run = run,
};
