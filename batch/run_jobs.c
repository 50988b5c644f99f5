/*
 * Sources side by side: a process for each, and its result through a pipe.
 *
 * A process that is lost takes nothing but its source with it.  None outlives the one that has
 * started it, so that whoever ends that one, in whatever way, has ended the run.
 */
#include "batch/run_inside.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "batch/deployment.h"
#include "batch/last_run.h"
#include "batch/ledger.h"
#include "core/arena.h"
#include "core/error.h"
#include "core/log.h"

enum { LOOK_MILLISECONDS = 200 };

/* What a process tells at its end. */
struct answer {
    struct run_result result;
    bool ends_run;
};

/* A process under way. */
struct job {
    const struct source_config *config;
    struct beginning since;
    pid_t process;
    int pipe;
};

struct jobs {
    struct run *run;
    struct job *jobs;
    struct pollfd *polls;
    size_t count;   /* under way */
    bool is_ended;  /* nothing more is started */
    bool are_asked; /* those under way, to end */
};

/* The flag of a process that runs a source: it never ends at once, that is for who started it. */
static volatile sig_atomic_t is_asked_to_end;

static void ask_to_end(int number)
{
    (void)number;
    is_asked_to_end = 1;
}

static void listen_in_job(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = ask_to_end;
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
}

static void run_alone(struct run *run, const struct source_config *config, struct answer *answer)
{
    struct error err;

    run->pulse.is_stopping = &is_asked_to_end;
    run->result = &answer->result;
    if (run_open(run, &err) != 0) {
        log_event(LOG_ERROR, config->name, NULL, "not run kind=%s: %s", error_kind_name(err.kind),
                  err.text);
        run_note(run, err.kind);
        answer->ends_run = reach_of(err.kind) == REACH_RUN;
    } else
        answer->ends_run = run_source(run, config) == REACH_RUN;
    run_close(run);
}

/* The life of a process. */
static void __attribute__((noreturn))
work(struct run *run, const struct source_config *config, pid_t parent, int pipe)
{
    struct answer answer = {{0}, false};
    ssize_t written;

    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        exit(error_exit_status(ERROR_BUG));
    run_alone(run, config, &answer);
    /* It is small enough for the pipe to take it whole. */
    written = write(pipe, &answer, sizeof answer);
    exit(written == (ssize_t)sizeof answer ? 0 : error_exit_status(ERROR_BUG));
}

/* Signals wait until the new process knows what to do with them. */
static pid_t start_process(struct run *run, const struct source_config *config, const int ends[2])
{
    pid_t parent = getpid(), process;
    sigset_t stops, before;

    sigemptyset(&stops);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGINT);
    fflush(NULL);
    sigprocmask(SIG_BLOCK, &stops, &before);
    process = fork();
    if (process == 0) {
        close(ends[0]);
        listen_in_job();
        sigprocmask(SIG_SETMASK, &before, NULL);
        work(run, config, parent, ends[1]);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return process;
}

static int start_job(struct jobs *jobs, const struct source_config *config)
{
    struct job job = {.config = config, .since = beginning_now()};
    int ends[2];

    if (pipe(ends) != 0)
        return -1;
    job.pipe = ends[0];
    job.process = start_process(jobs->run, config, ends);
    close(ends[1]);
    if (job.process < 0) {
        close(job.pipe);
        return -1;
    }
    jobs->jobs[jobs->count++] = job;
    return 0;
}

static void add_result(struct run *run, const struct run_result *part)
{
    struct run_result *result = run->result;

    run_note(run, part->worst);
    result->batches += part->batches;
    result->loaded += part->loaded;
    result->failed += part->failed;
    result->documents_refused += part->documents_refused;
    tally_add(&result->tally, &part->tally);
}

/* Asks those under way to end, and starts no more. */
static void end_all(struct jobs *jobs)
{
    size_t i;

    for (i = 0; i < jobs->count && !jobs->are_asked; i++)
        kill(jobs->jobs[i].process, SIGTERM);
    jobs->is_ended = true;
    jobs->are_asked = true;
}

/* The ledger is open for a moment only: those to come must not inherit it. */
static void note_death(struct run *run, const struct job *job)
{
    struct error err;
    struct ledger *ledger = ledger_open(run->deployment->ledger, false, run->arena, &err);

    if (ledger == NULL ||
        last_run_note(ledger, job->config->name, &job->since, ERROR_BUG, ERROR_BUG, &err) != 0)
        log_event(LOG_WARNING, job->config->name, NULL, "its end is not noted: %s", err.text);
    ledger_close(ledger);
}

/* A process that has told nothing has died. */
static void tell_death(struct run *run, const struct job *job, int status)
{
    if (WIFSIGNALED(status))
        log_event(LOG_ERROR, job->config->name, NULL,
                  "its process was ended by signal %d (%s); what it has not done stays due",
                  WTERMSIG(status), strsignal(WTERMSIG(status)));
    else
        log_event(LOG_ERROR, job->config->name, NULL,
                  "its process ended with status %d; what it has not done stays due",
                  WEXITSTATUS(status));
    run_note(run, ERROR_BUG);
    note_death(run, job);
}

static void end_job(struct jobs *jobs, size_t number)
{
    struct job job = jobs->jobs[number];
    struct answer answer;
    ssize_t got = read(job.pipe, &answer, sizeof answer);
    int status = 0;

    close(job.pipe);
    while (waitpid(job.process, &status, 0) < 0 && errno == EINTR)
        continue;
    jobs->jobs[number] = jobs->jobs[--jobs->count];
    if (got != (ssize_t)sizeof answer) {
        tell_death(jobs->run, &job, status);
        return;
    }
    add_result(jobs->run, &answer.result);
    if (answer.ends_run)
        end_all(jobs);
}

/* Waits until at least one process has ended. */
static void await_one(struct jobs *jobs)
{
    size_t before = jobs->count, i;

    while (jobs->count == before) {
        if (run_is_stopped(jobs->run))
            end_all(jobs);
        for (i = 0; i < jobs->count; i++)
            jobs->polls[i] = (struct pollfd){.fd = jobs->jobs[i].pipe, .events = POLLIN};
        if (poll(jobs->polls, jobs->count, LOOK_MILLISECONDS) <= 0)
            continue;
        /* From the end, since the last takes the place of one that has ended. */
        for (i = before; i-- > 0;)
            if (jobs->polls[i].revents != 0)
                end_job(jobs, i);
    }
}

static bool may_start(struct jobs *jobs)
{
    struct error err;

    if (jobs->is_ended)
        return false;
    run_share_time(jobs->run, NULL);
    if (pulse_check(&jobs->run->pulse, &err) == 0)
        return true;
    run_leave(jobs->run, NULL, &err);
    jobs->is_ended = true;
    return false;
}

void jobs_run(struct run *run, long most)
{
    const struct deployment *deployment = run->deployment;
    struct jobs jobs = {.run = run,
                        .jobs = arena_array(run->arena, (size_t)most, sizeof *jobs.jobs),
                        .polls = arena_array(run->arena, (size_t)most, sizeof *jobs.polls)};
    size_t i;

    for (i = 0; i < deployment->source_count; i++) {
        const struct source_config *config = &deployment->sources[i];

        if (!selection_has(run->selection, config->name))
            continue;
        if (jobs.count == (size_t)most)
            await_one(&jobs);
        if (!may_start(&jobs))
            break;
        if (start_job(&jobs, config) != 0) {
            log_event(LOG_ERROR, config->name, NULL, "no process can be started for it: %s",
                      strerror(errno));
            run_note(run, ERROR_LATER);
        }
    }
    while (jobs.count > 0)
        await_one(&jobs);
}
