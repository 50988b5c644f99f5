/*
 * The simulated far ends: four servers and a file, or the table of what they send.
 *
 * The program never outlives its purpose: it ends on SIGTERM and SIGINT, when its parent ends, and
 * after its lifetime.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "tests/farend/dialects.h"
#include "tests/farend/drop.h"
#include "tests/farend/options.h"
#include "tests/farend/truth.h"

enum { SERVICE_COUNT = 4, STATUS_USAGE = 64, STATUS_UNAVAILABLE = 69, STATUS_IO = 74 };

static bool open_services(struct service *services, const struct options *options)
{
    static const struct dialect *const DIALECTS[SERVICE_COUNT] = {
        &DVCQG_DIALECT, &INSURANCE_DIALECT, &LAND_DIALECT, &ANSWERS_DIALECT};
    size_t i;

    for (i = 0; i < SERVICE_COUNT; i++) {
        services[i].dialect = DIALECTS[i];
        services[i].world = &options->world;
        services[i].plan = &options->plan;
        services[i].cut_every = options->cut_every;
        if (!service_open(&services[i])) {
            fprintf(stderr, "farend: %s: cannot serve\n", DIALECTS[i]->name);
            return false;
        }
    }
    return true;
}

static void close_services(struct service *services)
{
    size_t i;

    for (i = 0; i < SERVICE_COUNT; i++)
        service_close(&services[i]);
}

static bool tell_ports(const struct service *services, const char *path)
{
    struct text text = {0};
    size_t i;
    bool is_told = true;

    for (i = 0; i < SERVICE_COUNT; i++)
        text_format(&text, "%s=http://127.0.0.1:%u\n", services[i].dialect->variable,
                    services[i].port);
    if (path)
        is_told = file_replace(path, &text);
    else
        fputs(text.bytes, stdout);
    fflush(stdout);
    if (!is_told)
        fprintf(stderr, "farend: %s: %s\n", path, strerror(errno));
    text_free(&text);
    return is_told;
}

/* The servers' threads inherit the mask, so that the signals wait for this thread. */
static void block_signals(sigset_t *signals)
{
    sigemptyset(signals);
    sigaddset(signals, SIGTERM);
    sigaddset(signals, SIGINT);
    sigprocmask(SIG_BLOCK, signals, NULL);
}

static void wait_for_end(const sigset_t *signals, unsigned seconds)
{
    struct timespec now, end;

    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += (time_t)seconds;
    do {
        struct timespec left;

        clock_gettime(CLOCK_MONOTONIC, &now);
        left.tv_sec = end.tv_sec - now.tv_sec;
        left.tv_nsec = 0;
        if (sigtimedwait(signals, NULL, &left) > 0)
            return;
    } while (errno == EINTR);
}

static int serve(const struct options *options, pid_t parent)
{
    struct service services[SERVICE_COUNT] = {0};
    sigset_t signals;
    int status = 0;

    block_signals(&signals);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    /* The parent may have ended before it could be watched. */
    if (getppid() != parent)
        return 0;
    if (!open_services(services, options))
        status = STATUS_UNAVAILABLE;
    else if (!tell_ports(services, options->port_file))
        status = STATUS_IO;
    else
        wait_for_end(&signals, options->lifetime_seconds);
    close_services(services);
    return status;
}

int main(int count, char **arguments)
{
    pid_t parent = getppid();
    struct options options;

    if (!options_parse(count, arguments, &options)) {
        options_print(stderr);
        return STATUS_USAGE;
    }
    if (options.help) {
        options_print(stdout);
        return 0;
    }
    if (options.truth) {
        truth_print(stdout, &options.world);
        return fflush(stdout) ? STATUS_IO : 0;
    }
    if (options.drop && !drop_write(options.drop, options.world.spoil)) {
        fprintf(stderr, "farend: %s: %s\n", options.drop, strerror(errno));
        return STATUS_IO;
    }
    return serve(&options, parent);
}
