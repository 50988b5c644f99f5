/* Doing batches from the command line. */
#include "cli/running.h"

#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/plan.h"
#include "batch/run.h"
#include "cli/command.h"
#include "cli/session.h"
#include "core/error.h"
#include "core/file.h"
#include "core/log.h"

static volatile sig_atomic_t is_stopping;

/* The first signal asks the run to end; the second one ends the process at once. */
static void stop(int number)
{
    is_stopping = 1;
    signal(number, SIG_DFL);
}

const volatile sig_atomic_t *running_listen(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = stop;
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    return &is_stopping;
}

void running_ignore_readers(void)
{
    signal(SIGPIPE, SIG_IGN);
}

static void log_tally(const struct run_result *result)
{
    const struct tally *tally = &result->tally;

    log_event(
        result->worst == ERROR_NONE ? LOG_INFO : LOG_WARNING, NULL, NULL,
        "run batches=%ld loaded=%ld failed=%ld received=%ld inserted=%ld updated=%ld "
        "unchanged=%ld stale=%ld filtered=%ld quarantined=%ld documents_refused=%ld status=%d "
        "audit=%" PRId64 ":%.16s",
        result->batches, result->loaded, result->failed, tally->received, tally->inserted,
        tally->updated, tally->unchanged, tally->stale, tally->filtered, tally->quarantined,
        result->documents_refused, error_exit_status(result->worst), result->audit.number,
        result->audit.hash);
}

int running_show_plan(struct invocation *invocation, const struct deployment *deployment,
                      const struct selection *selection, int format, struct error *err)
{
    struct ledger *ledger = NULL;
    struct due *due;
    int result;

    if (file_is_present(deployment->ledger)) {
        ledger = session_ledger(invocation, deployment, err);
        if (ledger == NULL)
            return -1;
    }
    result = plan_make(deployment, ledger, selection, invocation->arena, &due, err);
    if (result == 0)
        result = session_print(plan_table(due, invocation->arena), format, err);
    ledger_close(ledger);
    return result;
}

/* Whoever wants loaded again what was loaded finds nothing to do without the ledger, which is not
 * the same as that there were nothing. */
static int check_ledger(const struct deployment *deployment, const struct selection *selection,
                        struct error *err)
{
    if (selection->step != STEP_LOAD || selection->batch_count != 0 ||
        file_is_present(deployment->ledger))
        return 0;
    return error_set(err, ERROR_DATA,
                     "there is no ledger at %s, so nobody knows what was loaded; hint: restore it "
                     "from a backup, or let 'nhip run' fetch every window anew; 'nhip reload "
                     "BATCH' loads one that lies in the landing",
                     deployment->ledger);
}

int running_start(struct invocation *invocation, struct selection *selection, struct error *err)
{
    const struct running *running = invocation->options;
    const struct deployment *deployment = session_deployment(invocation, err);
    struct run_terms terms = {.is_stopping = invocation->is_stopping, .jobs = running->jobs};
    struct run_result result;

    running_ignore_readers();
    if (deployment == NULL || check_ledger(deployment, selection, err) != 0)
        return -1;
    if (running->is_dry_run)
        return running_show_plan(invocation, deployment, selection, running->format, err);
    selection->command = invocation->command->name;
    selection->line = invocation->line;
    selection->reason = running->reason;
    terms.budget_seconds =
        running->budget.is_given ? running->budget.seconds : deployment->budget.seconds;
    if (run_batches(deployment, selection, &terms, &result, err) != 0)
        return -1;
    log_tally(&result);
    return error_exit_status(result.worst);
}

int running_read_names(const struct invocation *invocation, struct selection *selection,
                       struct error *err)
{
    const bool are_batches =
        invocation->argument_count != 0 && strchr(invocation->arguments[0], '@') != NULL;
    size_t i;

    for (i = 1; i < invocation->argument_count; i++)
        if ((strchr(invocation->arguments[i], '@') != NULL) != are_batches)
            return error_set(err, ERROR_USAGE, "%s and %s: either batches or sources can be named",
                             invocation->arguments[0], invocation->arguments[i]);
    if (are_batches) {
        selection->batches = invocation->arguments;
        selection->batch_count = invocation->argument_count;
    } else {
        selection->sources = invocation->arguments;
        selection->source_count = invocation->argument_count;
    }
    return 0;
}
