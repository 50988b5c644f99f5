/* nhip convert: documents to JSON lines by a mapping, without landing or store. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/convert.h"
#include "cli/command.h"
#include "cli/session.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/problem.h"

enum { BLOCK_SIZE = 65536 };

struct convert_options {
    const char *mapping, *key, *quarantine, *drift;
    bool is_schema;
};

static const struct option options[] = {
    {"mapping", OPTION_TEXT, offsetof(struct convert_options, mapping),
     .help = "the mapping's file (required), in a folder beside codes/ and schemas/"},
    {"quarantine", OPTION_TEXT, offsetof(struct convert_options, quarantine),
     .help = "file for refused records (default: standard error)"},
    {"drift", OPTION_TEXT, offsetof(struct convert_options, drift),
     .help = "file for what drifted: codes, elements and checks, counted (default: not told)"},
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

/* A file that is written beside the records. */
struct beside {
    const char *name;
    FILE *stream; /* NULL: it is not asked for */
};

static int beside_open(struct beside *beside, const char *name, FILE *otherwise, struct error *err)
{
    beside->name = name != NULL ? name : "standard error";
    beside->stream = name != NULL ? fopen(name, "we") : otherwise;
    if (name != NULL && beside->stream == NULL)
        return error_set(err, ERROR_IO, "cannot open %s: %s", name, strerror(errno));
    return 0;
}

/* Keeps the first failure. */
static int beside_close(struct beside *beside, int done, struct error *err)
{
    if (beside->stream == NULL)
        return done;
    if ((fflush(beside->stream) != 0 || ferror(beside->stream)) && done == 0)
        done = error_set(err, ERROR_IO, "cannot write %s: %s", beside->name, strerror(errno));
    if (beside->stream != stderr)
        fclose(beside->stream);
    return done;
}

/* Records leave in big blocks, but to a terminal one by one. */
static void write_in_blocks(void)
{
    static char block[BLOCK_SIZE];

    if (!isatty(STDOUT_FILENO))
        setvbuf(stdout, block, _IOFBF, sizeof block);
}

static int convert(struct invocation *invocation, struct conversion *conversion,
                   struct conversion_result *result, struct error *err)
{
    static const char *const standard_input[] = {"-"};
    struct problems problems = {.arena = invocation->arena};
    bool has_inputs = invocation->argument_count != 0;
    int done;

    conversion->inputs = has_inputs ? invocation->arguments : standard_input;
    conversion->input_count = has_inputs ? invocation->argument_count : 1;
    conversion->records = stdout;
    write_in_blocks();
    done = convert_files(conversion, result, invocation->arena, &problems, err);
    session_tell(invocation, &problems);
    return done == 0 ? session_flush(err) : -1;
}

static bool is_same_file(const char *one, const char *other)
{
    struct stat a, b;

    return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

/* A file that is written must not be one that is read: it would be emptied first. */
static int check_written(const struct invocation *invocation, const char *name, struct error *err)
{
    size_t i;

    for (i = 0; name != NULL && i < invocation->argument_count; i++)
        if (is_same_file(name, invocation->arguments[i]))
            return error_set(err, ERROR_USAGE, "%s is to be read and written at once", name);
    return 0;
}

static int check_files(const struct invocation *invocation, const struct convert_options *wanted,
                       struct error *err)
{
    if (wanted->quarantine != NULL && wanted->drift != NULL &&
        strcmp(wanted->quarantine, wanted->drift) == 0)
        return error_set(err, ERROR_USAGE, "%s is to take two things", wanted->drift);
    if (check_written(invocation, wanted->quarantine, err) != 0)
        return -1;
    return check_written(invocation, wanted->drift, err);
}

static int convert_beside(struct invocation *invocation, struct conversion_result *result,
                          struct error *err)
{
    const struct convert_options *wanted = invocation->options;
    struct conversion conversion = {.mapping = wanted->mapping, .key = wanted->key};
    struct beside refusals = {0}, drift = {0};
    int done = -1;

    if (beside_open(&refusals, wanted->quarantine, stderr, err) == 0 &&
        beside_open(&drift, wanted->drift, NULL, err) == 0) {
        conversion.refusals = refusals.stream;
        conversion.drift = drift.stream;
        done = convert(invocation, &conversion, result, err);
    }
    done = beside_close(&refusals, done, err);
    return beside_close(&drift, done, err);
}

/* A path that finds nothing looks like a document without records: people should hear of it. */
static void tell_nothing(const struct conversion_result *result)
{
    if (result->records + result->filtered + result->refused + result->documents_refused == 0)
        fprintf(stderr,
                "nhip: no record was found; hint: see 'record' and 'inside' of the mapping, "
                "and what 'nhip inspect' shows of the document\n");
}

static int run(struct invocation *invocation, struct error *err)
{
    const struct convert_options *wanted = invocation->options;
    struct conversion_result result = {0};

    if (wanted->mapping == NULL)
        return error_set(err, ERROR_USAGE, "--mapping is missing; hint: nhip convert --help");
    if (wanted->is_schema)
        return print_schema(invocation, err);
    if (check_files(invocation, wanted, err) != 0 || convert_beside(invocation, &result, err) != 0)
        return -1;
    tell_nothing(&result);
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
