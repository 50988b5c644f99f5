/*
 * What the commands that run batches share: how long, and the signals, tally and exit status.
 */
#ifndef CLI_RUNNING_H
#define CLI_RUNNING_H

#include "cli/selecting.h"
#include "core/instant.h"

struct deployment;
struct error;
struct invocation;
struct selection;

struct running {
    struct selecting selecting;
    struct duration budget;
};

/* Rows for an option table whose struct begins with a struct running. */
#define RUNNING_OPTIONS                                                                            \
    {                                                                                              \
        "budget", OPTION_DURATION, offsetof(struct running, budget),                               \
            .help = "how long the run may take; 0: any time (default: as configured)"              \
    }

/* Runs what the selection makes due, in the invocation's terms, and logs the tally.  Returns the
 * exit status, or -1 when the run could not begin. */
int running_start(const struct invocation *invocation, const struct deployment *deployment,
                  const struct selection *selection, struct error *err);

#endif
