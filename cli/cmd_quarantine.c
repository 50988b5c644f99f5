/* nhip quarantine: what was refused, where it stands, and why. */
#include <stdio.h>
#include <string.h>

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/listing.h"
#include "cli/command.h"
#include "cli/session.h"
#include "core/error.h"
#include "core/table.h"

struct quarantine_options {
    const char *source, *batch;
    int format;
};

static const struct option options[] = {
    {"source", OPTION_TEXT, offsetof(struct quarantine_options, source),
     .help = "list: only of this source"},
    {"batch", OPTION_TEXT, offsetof(struct quarantine_options, batch),
     .help = "list: only of this batch"},
    {"format", OPTION_CHOICE, offsetof(struct quarantine_options, format), .choices = table_formats,
     .help = "form of the list"},
    {0}};

static int list(struct invocation *invocation, struct ledger *ledger, struct error *err)
{
    const struct quarantine_options *wanted = invocation->options;
    struct batch_row row;
    const struct table *table;

    if (wanted->batch != NULL && ledger_find(ledger, wanted->batch, NULL, &row, err) == 0)
        return error_set(err, ERROR_USAGE, "no batch '%s'; hint: nhip status --batches lists them",
                         wanted->batch);
    table = listing_refusals(ledger, wanted->source, wanted->batch, invocation->arena, err);
    return table == NULL ? -1 : session_print(table, wanted->format, err);
}

/* Shows one refusal with a line for each of its parts. */
static int show(struct invocation *invocation, struct ledger *ledger, struct error *err)
{
    const struct quarantine_options *wanted = invocation->options;
    const char *number = invocation->arguments[1];
    const struct table *table = listing_refusal(ledger, number, invocation->arena, err);
    size_t i;

    if (table == NULL)
        return -1;
    if (table->row_count == 0)
        return error_set(err, ERROR_USAGE,
                         "no refusal number %s; hint: nhip quarantine list has the numbers",
                         number);
    if (wanted->format != 0)
        return session_print(table, wanted->format, err);
    for (i = 0; i < table->column_count; i++)
        if (table_cell(table, 0, i) != NULL)
            printf("%-9s %s\n", table->columns[i].name, table_cell(table, 0, i));
    return session_flush(err);
}

static int refuse_words(struct error *err)
{
    return error_set(err, ERROR_USAGE,
                     "usage: nhip quarantine list|show NUMBER; hint: nhip "
                     "quarantine --help");
}

static int run(struct invocation *invocation, struct error *err)
{
    const struct quarantine_options *wanted = invocation->options;
    bool is_list = strcmp(invocation->arguments[0], "list") == 0;
    struct deployment *deployment;
    struct ledger *ledger;
    int result;

    if ((!is_list && strcmp(invocation->arguments[0], "show") != 0) ||
        invocation->argument_count != (is_list ? 1 : 2))
        return refuse_words(err);
    deployment = session_deployment(invocation, err);
    if (deployment == NULL)
        return -1;
    if (wanted->source != NULL && deployment_source(deployment, wanted->source) == NULL)
        return error_set(err, ERROR_USAGE, "no source '%s'; hint: nhip status lists them",
                         wanted->source);
    ledger = session_ledger(invocation, deployment, err);
    if (ledger == NULL)
        return -1;
    result = is_list ? list(invocation, ledger, err) : show(invocation, ledger, err);
    ledger_close(ledger);
    return result;
}

const struct command command_quarantine = {
    .name = "quarantine",
    .summary = "Show what was refused, where it stands in which document, and why.",
    .usage = "list|show [NUMBER] [OPTIONS]",
    .example = "  nhip quarantine list --source bhyt\n"
               "  nhip quarantine show 17\n",
    .options = options,
    .size = sizeof(struct quarantine_options),
    .least = 1,
    .most = 2,
    .run = run,
};
