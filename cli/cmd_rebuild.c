/* nhip rebuild: the store held against what its landing makes of it, or replaced by that. */
#include <stdbool.h>

#include "batch/rebuild.h"
#include "cli/command.h"
#include "cli/running.h"
#include "cli/session.h"
#include "core/error.h"
#include "core/pulse.h"

struct rebuild_options {
    struct running running;
    bool is_check, is_swap;
};

static const struct option options[] = {
    {"check", OPTION_FLAG, offsetof(struct rebuild_options, is_check),
     .help = "only compare, which is also done without it"},
    {"swap", OPTION_FLAG, offsetof(struct rebuild_options, is_swap),
     .help = "then put what was rebuilt in the place of the store"},
    REASON_OPTION,
    {"format", OPTION_CHOICE, offsetof(struct running, format), .choices = table_formats,
     .help = "form of the lists"},
    {0}};

static int print(const struct rebuild *rebuild, int format, struct error *err)
{
    const struct store_diff *diff = &rebuild->diff;

    if (session_print_part("Tables", diff->tables, format, err) != 0 ||
        session_print_part("First differences of each", diff->differences, format, err) != 0 ||
        session_print_part("Cannot be rebuilt", rebuild->unproven, format, err) != 0 ||
        session_print_part("Carried over from the store: the landing was purged, so nothing proves "
                           "these rows",
                           rebuild->carried, format, err) != 0 ||
        session_print_part("Lost: neither in the landing nor in the store", rebuild->lost, format,
                           err) != 0)
        return -1;
    return session_print_part("No mapping makes these any more", diff->leftovers, format, err);
}

static int compare(struct rebuild *rebuild, const struct invocation *invocation, struct error *err)
{
    const struct rebuild_options *wanted = invocation->options;

    if (rebuild_compare(rebuild, err) != 0 || print(rebuild, wanted->running.format, err) != 0)
        return -1;
    return wanted->is_swap ? rebuild_swap(rebuild, err) : rebuild_judge(rebuild, err);
}

static int run(struct invocation *invocation, struct error *err)
{
    const struct rebuild_options *wanted = invocation->options;
    struct pulse pulse = {.is_stopping = invocation->is_stopping};
    struct rebuild rebuild = {.is_swapping = wanted->is_swap,
                              .line = invocation->line,
                              .reason = wanted->running.reason,
                              .pulse = &pulse,
                              .arena = invocation->arena};
    int result;

    running_ignore_readers();
    if (wanted->is_check && wanted->is_swap)
        return error_set(err, ERROR_USAGE, "either --check or --swap");
    rebuild.deployment = session_deployment(invocation, err);
    if (rebuild.deployment == NULL)
        return -1;
    result = rebuild_open(&rebuild, err);
    if (result == 0)
        result = compare(&rebuild, invocation, err);
    rebuild_close(&rebuild);
    return result;
}

const struct command command_rebuild = {
    .name = "rebuild",
    .summary = "Make the store anew from the landing, compare, and on demand replace it.",
    .usage = "[--check | --swap] [OPTIONS]",
    .example = "  nhip rebuild\n"
               "  nhip rebuild --swap --reason 'rows were changed by hand'\n",
    .options = options,
    .size = sizeof(struct rebuild_options),
    .is_stoppable = true,
    .run = run,
};
