/* nhip notify: who was told of what; and a test of whether notices arrive. */
#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/notify.h"
#include "batch/told.h"
#include "cli/command.h"
#include "cli/session.h"
#include "core/error.h"
#include "core/table.h"

struct notify_command {
    bool is_test;
    int format;
};

static const struct option options[] = {
    {"test", OPTION_FLAG, offsetof(struct notify_command, is_test),
     .help = "send a test to every target, and say what came of it"},
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
    told = told_table(ledger, invocation->arena, err);
    if (told != NULL)
        result = session_print(told, wanted->format, err);
    ledger_close(ledger);
    return result;
}

static int run(struct invocation *invocation, struct error *err)
{
    const struct notify_command *wanted = invocation->options;
    struct deployment *deployment = session_deployment(invocation, err);

    if (deployment == NULL)
        return -1;
    return wanted->is_test ? test(invocation, deployment, err) : show(invocation, deployment, err);
}

const struct command command_notify = {
    .name = "notify",
    .summary = "Show who was told of what, or test whether notices arrive.",
    .usage = "[OPTIONS]",
    .example = "  nhip notify\n"
               "  nhip notify --test\n",
    .options = options,
    .size = sizeof(struct notify_command),
    .run = run,
};
