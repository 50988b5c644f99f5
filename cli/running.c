/* Runs, for whatever command asked: ended by signals, summed up in the log's last line. */
#include "cli/running.h"

#include <signal.h>
#include <string.h>

#include "batch/deployment.h"
#include "batch/run.h"
#include "cli/command.h"
#include "core/error.h"
#include "core/log.h"

static volatile sig_atomic_t is_stopping;

/* The first signal asks the run to end; the second one ends the process at once. */
static void stop(int number)
{
    is_stopping = 1;
    signal(number, SIG_DFL);
}

static void listen_for_stop(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = stop;
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    /* A log reader that went away is no reason to leave a batch half done. */
    signal(SIGPIPE, SIG_IGN);
}

static void log_tally(const struct run_result *result)
{
    const struct tally *tally = &result->tally;

    log_event(
        result->worst == ERROR_NONE ? LOG_INFO : LOG_WARNING, NULL, NULL,
        "run batches=%ld loaded=%ld failed=%ld received=%ld inserted=%ld updated=%ld "
        "unchanged=%ld stale=%ld filtered=%ld quarantined=%ld documents_refused=%ld status=%d",
        result->batches, result->loaded, result->failed, tally->received, tally->inserted,
        tally->updated, tally->unchanged, tally->stale, tally->filtered, tally->quarantined,
        result->documents_refused, error_exit_status(result->worst));
}

int running_start(const struct invocation *invocation, const struct deployment *deployment,
                  const struct selection *selection, struct error *err)
{
    const struct running *running = invocation->options;
    const struct duration *budget =
        running->budget.is_given ? &running->budget : &deployment->budget;
    const struct run_terms terms = {.is_stopping = &is_stopping, .budget_seconds = budget->seconds};
    struct run_result result;

    listen_for_stop();
    if (run_batches(deployment, selection, &terms, &result, err) != 0)
        return -1;
    log_tally(&result);
    return error_exit_status(result.worst);
}
