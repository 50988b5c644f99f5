/* nhip quarantine: what was refused, where it stands, why, and the ways out. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch/audit.h"
#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/output.h"
#include "batch/quarantine.h"
#include "batch/selection.h"
#include "cli/command.h"
#include "cli/running.h"
#include "cli/session.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/file.h"
#include "core/pulse.h"
#include "core/table.h"
#include "core/utf8.h"

struct quarantine_options {
    struct running running;
    struct refusal_filter filter;
    bool is_sum;
    const char *output;
};

static const struct option options[] = {
    {"source", OPTION_TEXT, offsetof(struct quarantine_options, filter.source),
     .help = "list, replay, drop, export: only of this source"},
    {"batch", OPTION_TEXT, offsetof(struct quarantine_options, filter.batch),
     .help = "list, replay, drop, export: only of this batch"},
    {"mapping", OPTION_TEXT, offsetof(struct quarantine_options, filter.mapping),
     .help = "list, drop, export: only of this mapping"},
    {"field", OPTION_TEXT, offsetof(struct quarantine_options, filter.field),
     .help = "list, drop, export: only of this field"},
    {"rule", OPTION_TEXT, offsetof(struct quarantine_options, filter.rule),
     .help = "list, drop, export: only by this rule: required, date, code, ..."},
    {"all", OPTION_FLAG, offsetof(struct quarantine_options, filter.has_dropped),
     .help = "list, export: those that were dropped too"},
    {"sum", OPTION_FLAG, offsetof(struct quarantine_options, is_sum),
     .help = "list: one line for each mapping, field and rule"},
    {"output", OPTION_TEXT, offsetof(struct quarantine_options, output),
     .help = "export: the file to write, instead of standard output"},
    RUNNING_OPTIONS,
    {0}};

/* A sub-command at work. */
struct work {
    struct invocation *invocation;
    const struct quarantine_options *wanted;
    const struct deployment *deployment;
    struct ledger *ledger;
    const char **numbers; /* what stands behind the sub-command */
    size_t number_count;
};

static bool is_filtered(const struct refusal_filter *filter)
{
    return filter->source != NULL || filter->batch != NULL || filter->mapping != NULL ||
           filter->field != NULL || filter->rule != NULL;
}

static int list(struct work *work, struct error *err)
{
    const struct refusal_filter *filter = &work->wanted->filter;
    struct arena *arena = work->invocation->arena;
    const struct table *table = work->wanted->is_sum
                                    ? quarantine_sum(work->ledger, filter, arena, err)
                                    : quarantine_list(work->ledger, filter, arena, err);

    return table == NULL ? -1 : session_print(table, work->wanted->running.format, err);
}

/* The record itself, for people only.  That it cannot be shown takes nothing from the rest, but
 * that the landing has changed is more than that. */
static int print_excerpt(const struct work *work, const char *number, struct error *err)
{
    struct buffer text = {0};
    struct error reason = {0};

    if (quarantine_excerpt(work->deployment, work->ledger, number, &text, &reason) != 0)
        printf("\n(the record cannot be shown: %s)\n", reason.text);
    else if (text.size != 0)
        printf("\n%s\n", buffer_string(&text));
    buffer_free(&text);
    if (session_flush(err) != 0)
        return -1;
    if (reason.kind != ERROR_DATA)
        return 0;
    *err = reason;
    return -1;
}

/* A value of a far end must not command the terminal. */
static void print_cell(const struct table *table, size_t column, struct arena *arena)
{
    char *text = arena_text(arena, table_cell(table, 0, column));

    utf8_tame(text, strlen(text), ' ');
    printf("%-11s %s\n", table->columns[column].name, text);
}

static int show_one(const struct work *work, const char *number, struct error *err)
{
    const struct table *table = quarantine_find(work->ledger, number, work->invocation->arena, err);
    size_t i;

    if (table == NULL ||
        quarantine_batch(work->ledger, number, work->invocation->arena, err) == NULL)
        return -1;
    if (work->wanted->running.format != 0)
        return session_print(table, work->wanted->running.format, err);
    for (i = 0; i < table->column_count; i++)
        if (table_cell(table, 0, i) != NULL)
            print_cell(table, i, work->invocation->arena);
    return print_excerpt(work, number, err);
}

static int show(struct work *work, struct error *err)
{
    size_t i;

    for (i = 0; i < work->number_count; i++) {
        if (i > 0 && work->wanted->running.format == 0)
            putchar('\n');
        if (show_one(work, work->numbers[i], err) != 0)
            return -1;
    }
    return 0;
}

/* The batches that are meant: named, of refusals that are named, or all that the filter leaves. */
static int select_batches(const struct work *work, struct selection *selection, struct error *err)
{
    struct arena *arena = work->invocation->arena;
    const char **batches = arena_array(arena, work->number_count + 1, sizeof *batches);
    size_t i;

    *selection = (struct selection){.take = TAKE_REFUSED, .step = STEP_LOAD};
    for (i = 0; i < work->number_count; i++) {
        batches[i] = strchr(work->numbers[i], '@') != NULL
                         ? work->numbers[i]
                         : quarantine_batch(work->ledger, work->numbers[i], arena, err);
        if (batches[i] == NULL)
            return -1;
    }
    selection->batches = batches;
    selection->batch_count = work->number_count;
    if (work->wanted->filter.batch != NULL) {
        batches[work->number_count] = work->wanted->filter.batch;
        selection->batch_count++;
    }
    if (work->wanted->filter.source != NULL) {
        selection->sources = &work->wanted->filter.source;
        selection->source_count = 1;
    }
    return 0;
}

static int replay(struct work *work, struct error *err)
{
    struct selection selection;

    if (select_batches(work, &selection, err) != 0)
        return -1;
    ledger_close(work->ledger);
    work->ledger = NULL;
    return running_start(work->invocation, &selection, err);
}

static int drop_each(struct work *work, long *count, struct error *err)
{
    struct pulse pulse = {.is_stopping = work->invocation->is_stopping};
    size_t i;

    for (i = 0; i < work->number_count; i++) {
        long one;

        if (pulse_check(&pulse, err) != 0)
            return error_within(err, "dropped %ld", *count);
        if (quarantine_batch(work->ledger, work->numbers[i], work->invocation->arena, err) ==
                NULL ||
            quarantine_drop(work->ledger, work->numbers[i], &one, err) != 0)
            return -1;
        *count += one;
    }
    return 0;
}

static int drop(struct work *work, struct error *err)
{
    const struct refusal_filter *filter = &work->wanted->filter;
    const char *reason = work->wanted->running.reason;
    long count = 0;

    if (reason == NULL || (work->number_count != 0) == is_filtered(filter))
        return error_set(err, ERROR_USAGE,
                         "drop needs a --reason, and either numbers or --source, --batch, "
                         "--mapping, --field or --rule");
    ledger_set_command(work->ledger, work->invocation->line, reason);
    if (audit_add(work->ledger, "quarantine", work->invocation->line, reason, err) != 0 ||
        (work->number_count != 0 ? drop_each(work, &count, err)
                                 : quarantine_drop_all(work->ledger, filter, &count, err)) != 0)
        return -1;
    printf("dropped %ld\n", count);
    return session_flush(err);
}

/* The file is whole or absent. */
static int write_file(const struct table *table, const char *path, struct error *err)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    int result;

    if (stream == NULL)
        return error_set(err, ERROR_IO, "cannot write %s: %s", path, strerror(errno));
    output_table(table, "csv", stream);
    result = fclose(stream) != 0 ? error_set(err, ERROR_IO, "cannot write %s", path)
                                 : file_replace(path, text, size, 0640, err);
    free(text);
    return result;
}

static int write_export(const struct work *work, const struct table *table, struct error *err)
{
    const char *output = work->wanted->output;

    if (output == NULL || strcmp(output, "-") == 0)
        output_table(table, "csv", stdout);
    else if (write_file(table, output, err) != 0)
        return -1;
    else
        printf("exported %zu to %s\n", table->row_count, output);
    return session_flush(err);
}

static int export(struct work *work, struct error *err)
{
    const struct table *table =
        quarantine_export(work->ledger, &work->wanted->filter, work->invocation->arena, err);
    const char *reason = work->wanted->running.reason;

    if (table == NULL || audit_add(work->ledger, "quarantine", work->invocation->line,
                                   reason == NULL ? "" : reason, err) != 0)
        return -1;
    return write_export(work, table, err);
}

/* Which options each part takes: any other would have no effect on it. */
static const char *const list_options[] = {"source", "batch", "mapping", "field", "rule",
                                           "all",    "sum",   "format",  NULL};
static const char *const show_options[] = {"format", NULL};
static const char *const replay_options[] = {"source", "batch",   "reason", "jobs",
                                             "budget", "dry-run", "format", NULL};
static const char *const drop_options[] = {"source", "batch",  "mapping", "field",
                                           "rule",   "reason", NULL};
static const char *const export_options[] = {"source", "batch",  "mapping", "field", "rule",
                                             "all",    "output", "reason",  NULL};

static const struct part {
    const char *name;
    int (*run)(struct work *work, struct error *err);
    const char *const *options;
    size_t least, most; /* numbers behind the name */
    bool is_writing;    /* to the ledger */
} parts[] = {
    {"list", list, list_options, 0, 0, false},
    {"show", show, show_options, 1, SIZE_MAX, false},
    {"replay", replay, replay_options, 0, SIZE_MAX, false},
    {"drop", drop, drop_options, 0, SIZE_MAX, true},
    {"export", export, export_options, 0, 0, true},
};

static const struct part *find_part(const struct invocation *invocation)
{
    size_t numbers = invocation->argument_count - 1;
    size_t i;

    for (i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (strcmp(parts[i].name, invocation->arguments[0]) == 0 && numbers >= parts[i].least &&
            numbers <= parts[i].most)
            return &parts[i];
    return NULL;
}

static bool has_name(const char *const *names, const char *name)
{
    while (*names != NULL && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

static const char *join_options(const char *const *names, struct arena *arena)
{
    const char *joined = "";

    for (; *names != NULL; names++)
        joined = arena_print(arena, "%s --%s", joined, *names);
    return joined;
}

/* What would do nothing is not let pass: who types it means something by it. */
static int check_options(const struct invocation *invocation, const struct part *part,
                         struct error *err)
{
    const char **given;

    for (given = invocation->given; *given != NULL; given++)
        if (!has_name(part->options, *given))
            return error_set(err, ERROR_USAGE, "quarantine %s has no option --%s; accepted:%s",
                             part->name, *given, join_options(part->options, invocation->arena));
    return 0;
}

static int check_source(const struct work *work, struct error *err)
{
    const struct selection selection = {.sources = &work->wanted->filter.source,
                                        .source_count = work->wanted->filter.source != NULL};

    return selection_check(work->deployment, &selection, err);
}

static int check_batch(const struct work *work, struct error *err)
{
    const struct refusal_filter *filter = &work->wanted->filter;
    struct batch_row row;

    if (filter->batch != NULL && ledger_find(work->ledger, filter->batch, NULL, &row, err) == 0)
        return session_refuse_batch(filter->batch, err);
    return 0;
}

static int run(struct invocation *invocation, struct error *err)
{
    struct work work = {.invocation = invocation,
                        .wanted = invocation->options,
                        .numbers = invocation->arguments + 1,
                        .number_count = invocation->argument_count - 1};
    const struct part *part = find_part(invocation);
    int result;

    if (part == NULL)
        return error_set(err, ERROR_USAGE,
                         "usage: nhip quarantine %s; hint: nhip quarantine --help",
                         invocation->command->usage);
    if (check_options(invocation, part, err) != 0)
        return -1;
    work.deployment = session_deployment(invocation, err);
    if (work.deployment == NULL || check_source(&work, err) != 0)
        return -1;
    work.ledger = part->is_writing ? session_ledger_for_writing(invocation, work.deployment, err)
                                   : session_ledger(invocation, work.deployment, err);
    if (work.ledger == NULL)
        return -1;
    result = check_batch(&work, err);
    if (result == 0)
        result = part->run(&work, err);
    ledger_close(work.ledger);
    return result;
}

const struct command command_quarantine = {
    .name = "quarantine",
    .summary = "Show what was refused and why; load it again, drop it, or export it for its owner.",
    .usage = "list|show|replay|drop|export [NUMBER...] [OPTIONS]",
    .example = "  nhip quarantine list --source bhyt --sum\n"
               "  nhip quarantine show 17\n"
               "  nhip quarantine replay --source bhyt --reason 'the list of kinds is mended'\n"
               "  nhip quarantine drop 17 18 --reason 'the owner will not mend them'\n"
               "  nhip quarantine export --source bhyt --output bhyt.csv\n",
    .options = options,
    .size = sizeof(struct quarantine_options),
    .least = 1,
    .most = SIZE_MAX,
    .is_stoppable = true,
    .is_warned = true,
    .run = run,
};
