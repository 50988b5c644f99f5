/* nhip diff-mapping: what a change of a mapping would change, before it does. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "batch/mapping_diff.h"
#include "cli/command.h"
#include "cli/session.h"
#include "core/error.h"
#include "core/problem.h"

/* As diff has it, and no other command here: something differs. */
enum { STATUS_DIFFERENT = 1 };

struct diff_options {
    int format;
    long limit;
};

static const struct option options[] = {
    {"format", OPTION_CHOICE, offsetof(struct diff_options, format), .choices = table_formats,
     .help = "form of the lists"},
    {"limit", OPTION_NUMBER, offsetof(struct diff_options, limit), .least = 1, .most = 1000000,
     .help = "show so many differences of records (default 50); all are counted"},
    {0}};

enum { LIMIT = 50 };

static int print(const struct mapping_diff *diff, int format, struct error *err)
{
    if (session_print_part("Records", diff->totals, format, err) != 0 ||
        session_print_part("Refused", diff->refusals, format, err) != 0 ||
        session_print_part("Fields", diff->fields, format, err) != 0 ||
        session_print_part("Differences", diff->records, format, err) != 0)
        return -1;
    if (diff->keys[0] != NULL)
        fprintf(stderr,
                "the keys differ: OLD has [%s], NEW has [%s]; hint: records meet by their keys, so "
                "give both the same to see what else changes\n",
                diff->keys[0], diff->keys[1]);
    if (diff->left_out != 0)
        fprintf(stderr, "%ld more difference%s; hint: --limit\n", diff->left_out,
                diff->left_out == 1 ? "" : "s");
    return session_flush(err);
}

/* Both mappings read all inputs, which a pipe cannot be asked for. */
static int check_inputs(const struct mapping_diff *diff, struct error *err)
{
    size_t i;

    for (i = 0; i < diff->input_count; i++)
        if (strcmp(diff->inputs[i], "-") == 0)
            return error_set(err, ERROR_USAGE,
                             "standard input cannot be read twice; "
                             "hint: put it into a file");
    return 0;
}

static int run(struct invocation *invocation, struct error *err)
{
    const struct diff_options *wanted = invocation->options;
    struct problems problems = {.arena = invocation->arena};
    struct mapping_diff diff = {
        .mappings = {invocation->arguments[0], invocation->arguments[1]},
        .inputs = invocation->arguments + 2,
        .input_count = invocation->argument_count - 2,
        .limit = wanted->limit != 0 ? wanted->limit : LIMIT,
    };
    int result = check_inputs(&diff, err);

    if (result == 0)
        result = mapping_diff_make(&diff, invocation->arena, &problems, err);
    session_tell(invocation, &problems);
    if (result != 0 || print(&diff, wanted->format, err) != 0)
        return -1;
    return diff.is_equal ? 0 : STATUS_DIFFERENT;
}

const struct command command_diff_mapping = {
    .name = "diff-mapping",
    .summary = "Show which records and fields of documents another mapping would change; 0 none, "
               "1 some.",
    .usage = "OLD NEW INPUT... [OPTIONS]",
    .example = "  nhip diff-mapping /etc/nhip/mappings/kcb.yaml config/mappings/kcb.yaml "
               "samples/bhyt-giamdinh.xml\n",
    .options = options,
    .size = sizeof(struct diff_options),
    .least = 3,
    .most = SIZE_MAX,
    .run = run,
};
