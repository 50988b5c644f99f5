/* nhip convert: documents to JSON lines by a mapping, without landing or store. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "batch/convert.h"
#include "cli/command.h"
#include "cli/session.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/problem.h"

struct convert_options {
    const char *mapping, *key, *quarantine;
    bool is_schema;
};

static const struct option options[] = {
    {"mapping", OPTION_TEXT, offsetof(struct convert_options, mapping),
     .help = "the mapping's file (required); its code lists stand in ../codes beside it"},
    {"quarantine", OPTION_TEXT, offsetof(struct convert_options, quarantine),
     .help = "file for refused records (default: standard error)"},
    {"key", OPTION_TEXT, offsetof(struct convert_options, key),
     .help = "file with the key for hashed fields (default: a key of this run only)"},
    {"schema", OPTION_FLAG, offsetof(struct convert_options, is_schema),
     .help = "write the JSON Schema of the mapping's records, and convert nothing"},
    {0}};

static int print_schema(struct invocation *invocation, struct error *err)
{
    const struct convert_options *wanted = invocation->options;
    struct problems problems = {.arena = invocation->arena};
    struct buffer text = {0};
    int done;

    if (invocation->argument_count != 0)
        return error_set(err, ERROR_USAGE, "--schema converts nothing, so it takes no input");
    done = convert_schema(wanted->mapping, &text, invocation->arena, &problems, err);
    session_tell(invocation, &problems);
    if (done == 0) {
        fwrite(text.data, 1, text.size, stdout);
        done = session_flush(err);
    }
    buffer_free(&text);
    return done;
}

static int convert(struct invocation *invocation, FILE *refusals, struct conversion_result *result,
                   struct error *err)
{
    static const char *const standard_input[] = {"-"};
    const struct convert_options *wanted = invocation->options;
    struct problems problems = {.arena = invocation->arena};
    bool has_inputs = invocation->argument_count != 0;
    struct conversion conversion = {.mapping = wanted->mapping,
                                    .key = wanted->key,
                                    .inputs = has_inputs ? invocation->arguments : standard_input,
                                    .input_count = has_inputs ? invocation->argument_count : 1,
                                    .records = stdout,
                                    .refusals = refusals};
    int done = convert_files(&conversion, result, invocation->arena, &problems, err);

    session_tell(invocation, &problems);
    return done;
}

static int finish(FILE *refusals, const char *name, struct error *err)
{
    if (session_flush(err) != 0)
        return -1;
    if (fflush(refusals) != 0 || ferror(refusals))
        return error_set(err, ERROR_IO, "cannot write %s: %s", name, strerror(errno));
    return 0;
}

static int run(struct invocation *invocation, struct error *err)
{
    const struct convert_options *wanted = invocation->options;
    struct conversion_result result = {0};
    FILE *refusals = stderr;
    int done;

    if (wanted->mapping == NULL)
        return error_set(err, ERROR_USAGE, "--mapping is missing; hint: nhip convert --help");
    if (wanted->is_schema)
        return print_schema(invocation, err);
    if (wanted->quarantine != NULL)
        refusals = fopen(wanted->quarantine, "we");
    if (refusals == NULL)
        return error_set(err, ERROR_IO, "cannot open %s: %s", wanted->quarantine, strerror(errno));
    done = convert(invocation, refusals, &result, err);
    if (done == 0)
        done = finish(refusals, wanted->quarantine != NULL ? wanted->quarantine : "standard error",
                      err);
    if (refusals != stderr)
        fclose(refusals);
    if (done != 0)
        return -1;
    if (result.documents_refused != 0)
        return error_exit_status(ERROR_DATA);
    return result.refused != 0 ? error_exit_status(ERROR_RECORD) : 0;
}

const struct command command_convert = {
    .name = "convert",
    .summary = "Write the records of documents as JSON, one a line; refused ones as JSON lines "
               "with reason and place.",
    .usage = "--mapping FILE [INPUT...|-] [OPTIONS]",
    .example = "  nhip convert --mapping config/mappings/kcb.yaml samples/bhyt-giamdinh.xml\n"
               "  zcat night.json.gz | nhip convert --mapping config/mappings/ho-so.yaml -\n"
               "  nhip convert --mapping config/mappings/ho-so.yaml --schema\n",
    .options = options,
    .size = sizeof(struct convert_options),
    .most = SIZE_MAX,
    .is_warned = true,
    .run = run,
};
