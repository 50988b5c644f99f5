/*
 * What the commands that do batches share: options, signals, the tally, the exit status.
 */
#ifndef CLI_RUNNING_H
#define CLI_RUNNING_H

#include <signal.h>
#include <stdbool.h>

#include "core/option.h"
#include "core/span.h"

struct deployment;
struct error;
struct invocation;
struct selection;

struct running {
    const char *reason;
    struct duration budget;
    long jobs; /* 0: not said */
    bool is_dry_run;
    int format; /* of the plan that a dry run shows, or of another list */
};

/* Rows for an option table whose struct begins with a struct running: for what acts, for what does
 * batches, and for what can show first which. */
#define REASON_OPTION                                                                              \
    {                                                                                              \
        "reason", OPTION_TEXT, offsetof(struct running, reason),                                   \
            .help = "why it is done, for the ledger and the audit"                                 \
    }
#define RUN_OPTIONS                                                                                \
    REASON_OPTION,                                                                                 \
        {"jobs",                                                                                   \
         OPTION_NUMBER,                                                                            \
         offsetof(struct running, jobs),                                                           \
         .least = 1,                                                                               \
         .most = 64,                                                                               \
         .help = "sources that are run at once, each in a process of its own (default 1)"},        \
    {                                                                                              \
        "budget", OPTION_DURATION, offsetof(struct running, budget),                               \
            .help = "how long the run may take; 0: any time (default: as configured)"              \
    }
#define RUNNING_OPTIONS                                                                            \
    RUN_OPTIONS,                                                                                   \
        {"dry-run", OPTION_FLAG, offsetof(struct running, is_dry_run),                             \
         .help = "only show what would be done"},                                                  \
    {                                                                                              \
        "format", OPTION_CHOICE, offsetof(struct running, format), .choices = table_formats,       \
                                                                   .help = "form of what is shown" \
    }

/* Listens for SIGTERM and SIGINT: what this gives becomes 1 with the first, and the second ends the
 * process at once.  To be called once, before anything is opened: main.c does, for commands that
 * are stoppable. */
const volatile sig_atomic_t *running_listen(void);

/* A log reader that went away is no reason to leave a batch half done. */
void running_ignore_readers(void);

/* Reads the configuration and does what is selected, or shows it when the run is a dry one.  The
 * invocation's options begin with a struct running; its words are noted in the audit.  Returns the
 * exit status, or -1. */
int running_start(struct invocation *invocation, struct selection *selection, struct error *err);

/* Shows the plan of a selection on standard output; touches nothing. */
int running_show_plan(struct invocation *invocation, const struct deployment *deployment,
                      const struct selection *selection, int format, struct error *err);

/* Sorts the invocation's arguments into batches, which have an '@', and sources.  ERROR_USAGE when
 * there are both. */
int running_read_names(const struct invocation *invocation, struct selection *selection,
                       struct error *err);

#endif
