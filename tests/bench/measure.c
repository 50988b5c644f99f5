/*
 * Runs a command and says what it took.
 *
 *   measure FILE COMMAND [ARGUMENT...]
 *
 * Appends a line "MILLISECONDS KIBIBYTES MILLISECONDS" to FILE: the time from start to end, the
 * most memory that was resident, and the processor's time, which other work disturbs less.  A shell
 * can tell neither of a command that takes a few milliseconds.  The command keeps standard input,
 * output and errors, and its exit status becomes that of measure.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double milliseconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* The exit status of the command, as a shell would give it. */
static int run(char **command)
{
    pid_t child = fork();
    int status;

    if (child == 0) {
        execvp(command[0], command);
        fprintf(stderr, "measure: cannot run %s: %s\n", command[0], strerror(errno));
        _exit(127);
    }
    while (child < 0 || waitpid(child, &status, 0) < 0)
        if (child < 0 || errno != EINTR)
            return 71;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static double milliseconds_of(struct timeval time)
{
    return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

static int note(const char *path, double milliseconds, const struct rusage *used)
{
    FILE *file = fopen(path, "a");

    if (file == NULL)
        return -1;
    fprintf(file, "%.2f %ld %.2f\n", milliseconds, used->ru_maxrss,
            milliseconds_of(used->ru_utime) + milliseconds_of(used->ru_stime));
    return fclose(file);
}

int main(int count, char **arguments)
{
    struct rusage used;
    double started, taken;
    int status;

    if (count < 3) {
        fprintf(stderr, "usage: measure FILE COMMAND [ARGUMENT...]\n");
        return 64;
    }
    started = milliseconds_now();
    status = run(arguments + 2);
    taken = milliseconds_now() - started;
    getrusage(RUSAGE_CHILDREN, &used);
    if (note(arguments[1], taken, &used) == 0)
        return status;
    fprintf(stderr, "measure: cannot write %s: %s\n", arguments[1], strerror(errno));
    return 74;
}
