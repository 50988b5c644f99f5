/* nhip notify: who was told of what; a test of whether notices arrive; and what a run that was lost
 * could not tell itself. */
#include <stdlib.h>
#include <string.h>

#include "batch/announce.h"
#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/notified.h"
#include "batch/notify.h"
#include "batch/selection.h"
#include "cli/command.h"
#include "cli/session.h"
#include "core/error.h"
#include "core/log.h"
#include "core/table.h"

/* Above it are the statuses with which systemd says that the program could not be started. */
enum { STATUS_OF_PROGRAM_MOST = 199 };

struct notify_command {
    const char *failed;
    bool is_test;
    int format;
};

static const struct option options[] = {
    {"test", OPTION_FLAG, offsetof(struct notify_command, is_test),
     .help = "send a test to every target, and say what came of it"},
    {"failed", OPTION_TEXT, offsetof(struct notify_command, failed),
     .help =
         "tell that a run of this source, or the unit of this name, was lost, as systemd says in "
         "$MONITOR_SERVICE_RESULT"},
    {"format", OPTION_CHOICE, offsetof(struct notify_command, format), .choices = table_formats,
     .help = "form of the list"},
    {0}};

static int test(struct invocation *invocation, const struct deployment *deployment,
                struct error *err)
{
    const struct notify_command *wanted = invocation->options;
    int worst;
    const struct table *table;

    if (deployment->notify.targets.count == 0)
        return error_set(err, ERROR_CONFIG,
                         "nobody is to be told; hint: name 'targets' under 'notify' in nhip.yaml");
    table = notify_test(deployment, invocation->arena, &worst);
    if (session_print(table, wanted->format, err) != 0)
        return -1;
    return error_exit_status((enum error_kind)worst);
}

static int show(struct invocation *invocation, const struct deployment *deployment,
                struct error *err)
{
    const struct notify_command *wanted = invocation->options;
    struct ledger *ledger = session_ledger(invocation, deployment, err);
    const struct table *told;
    int result = -1;

    if (ledger == NULL)
        return -1;
    told = notified_table(ledger, invocation->arena, err);
    if (told != NULL)
        result = session_print(told, wanted->format, err);
    ledger_close(ledger);
    return result;
}

/* A variable that systemd gives to the unit of OnFailure=. */
static const char *monitor_value(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && value[0] != '\0' ? value : "unknown";
}

/* What kept a run from noting its end itself; ERROR_NONE: nothing did. */
static enum error_kind kind_of_loss(const char *result, const char *status)
{
    if (strcmp(result, "exit-code") == 0)
        return strtol(status, NULL, 10) > STATUS_OF_PROGRAM_MOST ? ERROR_CONFIG : ERROR_NONE;
    return strcmp(result, "timeout") == 0 ? ERROR_CONFIG : ERROR_BUG;
}

/* A run that ended by its own will has told people itself, if it could.  A unit that is of no
 * source, whose name has a '.' as none of a source has, is told of as a run as a whole. */
static int tell_loss(struct invocation *invocation, const struct deployment *deployment,
                     const char *failed, struct error *err)
{
    const char *result = monitor_value("MONITOR_SERVICE_RESULT");
    const char *status = monitor_value("MONITOR_EXIT_STATUS");
    const enum error_kind kind = kind_of_loss(result, status);
    const bool is_unit = strchr(failed, '.') != NULL;
    const char *source = is_unit ? NULL : failed;
    const struct selection selection = {.sources = &source, .source_count = !is_unit};
    struct ledger *ledger;
    int told;

    if (selection_check(deployment, &selection, err) != 0)
        return -1;
    log_event(LOG_ERROR, source, NULL, "%s failed: result=%s status=%s; %s",
              is_unit ? failed : "the run", result, status,
              kind == ERROR_NONE ? "its own log says why" : "it could not tell anybody itself");
    if (kind == ERROR_NONE)
        return 0;
    ledger = ledger_open(deployment->ledger, false, invocation->arena, err);
    if (ledger == NULL)
        return -1;
    told = announce_loss(deployment, ledger, is_unit ? "" : source, kind, err);
    ledger_close(ledger);
    return told;
}

static int run(struct invocation *invocation, struct error *err)
{
    const struct notify_command *wanted = invocation->options;
    struct deployment *deployment = session_deployment(invocation, err);

    if (deployment == NULL)
        return -1;
    if (wanted->failed != NULL)
        return tell_loss(invocation, deployment, wanted->failed, err);
    return wanted->is_test ? test(invocation, deployment, err) : show(invocation, deployment, err);
}

const struct command command_notify = {
    .name = "notify",
    .summary = "Show who was told of what, test it, or tell of a run that was lost.",
    .usage = "[OPTIONS]",
    .example = "  nhip notify\n"
               "  nhip notify --test\n",
    .options = options,
    .size = sizeof(struct notify_command),
    .run = run,
};
