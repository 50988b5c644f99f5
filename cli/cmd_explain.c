/* nhip explain: the records behind a figure. */
#include "batch/deployment.h"
#include "batch/figures.h"
#include "cli/command.h"
#include "cli/session.h"
#include "core/error.h"

struct explain_options {
    struct figure_question question;
    bool is_denominator;
    int format;
};

static const struct option options[] = {
    {"period", OPTION_TEXT, offsetof(struct explain_options, question.period),
     .help = "the period: 2022-Q1 (required)"},
    {"unit", OPTION_TEXT, offsetof(struct explain_options, question.unit),
     .help = "only records of this unit"},
    {"numerator", OPTION_FLAG, offsetof(struct explain_options, question.is_numerator),
     .help = "the records that the numerator counts (default)"},
    {"denominator", OPTION_FLAG, offsetof(struct explain_options, is_denominator),
     .help = "the records that the denominator counts"},
    {"format", OPTION_CHOICE, offsetof(struct explain_options, format), .choices = table_formats,
     .help = "form of the list"},
    {0}};

static int check(struct explain_options *wanted, const char *indicator, struct error *err)
{
    if (wanted->question.period == NULL)
        return error_set(err, ERROR_USAGE,
                         "--period is missing; hint: nhip explain %s --period "
                         "2022-Q1",
                         indicator);
    if (wanted->question.is_numerator && wanted->is_denominator)
        return error_set(err, ERROR_USAGE, "--numerator and --denominator exclude each other");
    wanted->question.indicator = indicator;
    wanted->question.is_numerator = !wanted->is_denominator;
    return 0;
}

static int run(struct invocation *invocation, struct error *err)
{
    struct explain_options *wanted = invocation->options;
    struct deployment *deployment;
    struct table *table;
    int result = -1;

    if (check(wanted, invocation->arguments[0], err) != 0)
        return -1;
    deployment = session_deployment(invocation, err);
    if (deployment == NULL)
        return -1;
    if (session_store(deployment, err) == 0) {
        table = figures_explain(deployment, &wanted->question, invocation->arena, err);
        if (table != NULL)
            result = session_print(table, wanted->format, err);
    }
    deployment_close_store(deployment);
    return result;
}

const struct command command_explain = {
    .name = "explain",
    .summary = "List the records behind an indicator's numerator or denominator.",
    .usage = "INDICATOR --period P [OPTIONS]",
    .example = "  nhip explain dung-han --period 2022-Q1 --numerator\n",
    .options = options,
    .size = sizeof(struct explain_options),
    .least = 1,
    .most = 1,
    .run = run,
};
