/*
 * What a batch is: one source and one window.  Shared by the rooms that fetch, land and store it.
 */
#ifndef CORE_BATCH_H
#define CORE_BATCH_H

#include <stdbool.h>
#include <stdint.h>

/* The half-open stretch of time [since, until) that a batch asks for.  For a snapshot both are the
 * time of the run, for a dropped file both are the time of its last change. */
struct window {
    const char *id; /* "2021-12-15", "2021-12-15T06", or a file's name: unique in the source */
    int64_t since, until;
};

struct batch {
    const char *id; /* "dvcqg@2021-12-15" */
    const char *source;
    struct window window;
    int attempt;      /* from 1 */
    bool is_snapshot; /* what is not in it is gone */
    int64_t fetched_at;
};

#endif
