/* nhip inspect: what stands in documents of which nothing is known yet, and a first mapping. */
#include <stdint.h>
#include <stdio.h>

#include "batch/inspect.h"
#include "cli/command.h"
#include "cli/session.h"
#include "core/buffer.h"
#include "core/error.h"

struct inspect_options {
    bool is_draft;
    const char *record;
    int format;
};

static const struct option options[] = {
    {"draft", OPTION_FLAG, offsetof(struct inspect_options, is_draft),
     .help = "write a mapping that converts these documents"},
    {"record", OPTION_TEXT, offsetof(struct inspect_options, record),
     .help = "with --draft: path of the records, or its end, as it is shown without --draft"},
    {"format", OPTION_CHOICE, offsetof(struct inspect_options, format), .choices = table_formats,
     .help = "form of the list, not of the documents"},
    {0}};

static int print_draft(struct inspection *inspection, const char *record, struct arena *arena,
                       struct error *err)
{
    struct buffer yaml = {0};
    int result = inspection_draft(inspection, record, &yaml, arena, err);

    if (result == 0)
        fputs(buffer_string(&yaml), stdout);
    buffer_free(&yaml);
    return result != 0 ? -1 : session_flush(err);
}

static int print(struct invocation *invocation, struct inspection *inspection, struct error *err)
{
    const struct inspect_options *wanted = invocation->options;
    struct arena *arena = invocation->arena;

    if (wanted->is_draft)
        return print_draft(inspection, wanted->record, arena, err);
    return session_print(inspection_table(inspection, arena), wanted->format, err);
}

static int run(struct invocation *invocation, struct error *err)
{
    const struct inspect_options *wanted = invocation->options;
    struct inspection inspection = {.inputs = invocation->arguments,
                                    .input_count = invocation->argument_count,
                                    .messages = stderr};
    int result;

    if (wanted->record != NULL && !wanted->is_draft)
        return error_set(err, ERROR_USAGE, "--record goes with --draft only");
    result = inspection_open(&inspection, invocation->arena, err);
    if (result == 0)
        result = print(invocation, &inspection, err);
    inspection_close(&inspection);
    if (result != 0)
        return -1;
    return inspection.malformed != 0 ? error_exit_status(ERROR_DATA) : 0;
}

const struct command command_inspect = {
    .name = "inspect",
    .summary = "Show what stands in documents: paths, how often, forms of values; or draft a "
               "mapping.",
    .usage = "INPUT...|- [OPTIONS]",
    .example = "  nhip inspect samples/dvcqg-ho-so.json\n"
               "  nhip inspect --draft samples/dvcqg-ho-so.json >draft.yaml\n",
    .options = options,
    .size = sizeof(struct inspect_options),
    .least = 1,
    .most = SIZE_MAX,
    .run = run,
};
