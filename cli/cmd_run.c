/* nhip run: do what is due.  What timers start. */
#include <signal.h>
#include <stdint.h>
#include <string.h>

#include "batch/deployment.h"
#include "batch/run.h"
#include "cli/command.h"
#include "cli/selecting.h"
#include "cli/session.h"
#include "core/error.h"
#include "core/log.h"

static const struct option options[] = {SELECTING_OPTIONS, {0}};

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

static int run(struct invocation *invocation, struct error *err)
{
    struct deployment *deployment;
    struct selection selection;
    struct run_result result;

    if (selecting_read(invocation, &selection, err) != 0)
        return -1;
    deployment = session_deployment(invocation, err);
    if (deployment == NULL)
        return -1;
    listen_for_stop();
    if (run_batches(deployment, &selection, &is_stopping, &result, err) != 0)
        return -1;
    log_tally(&result);
    return error_exit_status(result.worst);
}

const struct command command_run = {
    .name = "run",
    .summary = "Fetch, land and load what is due, then compute the indicators and write reports.",
    .usage = "[SOURCE...] [OPTIONS]",
    .example = "  nhip run\n"
               "  nhip run dvcqg --from 2022-03-01 --to 2022-03-02\n",
    .options = options,
    .size = sizeof(struct selecting),
    .most = SIZE_MAX,
    .is_warned = true,
    .run = run,
};
