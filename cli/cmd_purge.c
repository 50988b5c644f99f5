/* nhip purge: removes what retention lets go, and what is of no use to anybody. */
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/purge.h"
#include "cli/command.h"
#include "cli/running.h"
#include "cli/session.h"
#include "core/error.h"
#include "core/file.h"
#include "core/instant.h"
#include "core/log.h"
#include "core/pulse.h"
#include "core/table.h"

struct purge_options {
    struct running running;
    long attempt;
};

static const struct option options[] = {
    REASON_OPTION,
    {"attempt", OPTION_NUMBER, offsetof(struct purge_options, attempt), .least = 1,
     .most = 1000000000, .help = "give this landing of a named batch up, whatever its age"},
    {"dry-run", OPTION_FLAG, offsetof(struct running, is_dry_run),
     .help = "only show what would go, also as of a time to come"},
    {"format", OPTION_CHOICE, offsetof(struct running, format), .choices = table_formats,
     .help = "form of the list"},
    {0}};

static int read_request(const struct invocation *invocation, struct purge_request *request,
                        struct error *err)
{
    const struct purge_options *wanted = invocation->options;
    const bool has_batch =
        invocation->argument_count == 1 && strchr(invocation->arguments[0], '@') != NULL;

    request->line = invocation->line;
    request->reason = wanted->running.reason;
    request->attempt = wanted->attempt;
    if (has_batch != (wanted->attempt != 0))
        return error_set(err, ERROR_USAGE,
                         "a batch goes with --attempt, and --attempt with one batch; hint: nhip "
                         "purge --help shows examples");
    if (has_batch && request->reason == NULL)
        return error_set(err, ERROR_USAGE,
                         "giving a landing up needs a --reason: it cannot be brought back");
    if (has_batch) {
        request->batch = invocation->arguments[0];
        return 0;
    }
    request->sources = invocation->arguments;
    request->source_count = invocation->argument_count;
    return 0;
}

/* What is not due yet would really go. */
static int check_time(const struct invocation *invocation, struct error *err)
{
    const struct purge_options *wanted = invocation->options;

    if (wanted->running.is_dry_run || clock_now() <= clock_real())
        return 0;
    return error_set(err, ERROR_USAGE,
                     "--as-of is in the future, and what is purged cannot be brought back; hint: "
                     "--dry-run shows what would go then");
}

static void log_tally(const struct table *table, bool is_dry_run)
{
    int64_t bytes = 0;
    long landings = 0, leftovers = 0, refusals = 0;
    size_t i;

    for (i = 0; i < table->row_count; i++) {
        const char *what = table_cell(table, i, 3);

        landings += strcmp(what, "landing") == 0;
        leftovers += strcmp(what, "leftover") == 0;
        if (table_cell(table, i, 4) != NULL)
            refusals += strtol(table_cell(table, i, 4), NULL, 10);
        if (table_cell(table, i, 5) != NULL)
            bytes += strtoll(table_cell(table, i, 5), NULL, 10);
    }
    log_event(LOG_INFO, NULL, NULL,
              "purge%s landings=%ld leftovers=%ld refusals=%ld bytes=%" PRId64,
              is_dry_run ? " would remove" : "", landings, leftovers, refusals, bytes);
}

static int try(struct invocation *invocation, const struct deployment *deployment,
               const struct purge_request *request, struct table *table, struct error *err)
{
    const struct running *running = invocation->options;
    struct ledger *ledger =
        ledger_open(deployment->ledger, running->is_dry_run, invocation->arena, err);
    int result;

    if (ledger == NULL)
        return -1;
    result = running->is_dry_run ? purge_show(deployment, ledger, request, table, err)
                                 : purge_run(deployment, ledger, request, table, err);
    ledger_close(ledger);
    return result;
}

/* A disk that is full may take the ledger's word after what fetches left is gone. */
static int purge(struct invocation *invocation, const struct deployment *deployment,
                 const struct purge_request *request, struct error *err)
{
    const struct running *running = invocation->options;
    struct table *table = purge_table(invocation->arena);
    int result = try(invocation, deployment, request, table, err);

    if (result < 0 && err->kind == ERROR_IO && !running->is_dry_run && request->batch == NULL &&
        purge_leftovers(deployment, request, table, err) == 0)
        result = try(invocation, deployment, request, table, err);
    if (result < 0 || session_print(table, running->format, err) != 0)
        return -1;
    log_tally(table, running->is_dry_run);
    return result == 1 ? error_exit_status(ERROR_LATER) : 0;
}

static int run(struct invocation *invocation, struct error *err)
{
    const struct deployment *deployment;
    struct pulse pulse = {.is_stopping = invocation->is_stopping};
    struct purge_request request = {.pulse = &pulse};

    if (read_request(invocation, &request, err) != 0 || check_time(invocation, err) != 0)
        return -1;
    deployment = session_deployment(invocation, err);
    if (deployment == NULL)
        return -1;
    if (!file_is_present(deployment->ledger))
        return error_set(err, ERROR_DATA,
                         "there is no ledger at %s, and what nobody knows stays; hint: restore it, "
                         "or run 'nhip run' first",
                         deployment->ledger);
    return purge(invocation, deployment, &request, err);
}

const struct command command_purge = {
    .name = "purge",
    .summary = "Remove what retention lets go from landing and quarantine, and what fetches left.",
    .usage = "[SOURCE...|BATCH --attempt NUMBER] [OPTIONS]",
    .example = "  nhip purge --dry-run\n"
               "  nhip purge dvcqg --reason 'room for the yearly figures'\n"
               "  nhip purge dvcqg@2022-03-01 --attempt 1 --reason 'damaged, no backup has it'\n",
    .options = options,
    .size = sizeof(struct purge_options),
    .most = SIZE_MAX,
    .is_stoppable = true,
    .run = run,
};
