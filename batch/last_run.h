/*
 * How each source was last run: when, how long, and how it ended; and so for the run as a whole.
 *
 * Batches have their attempts; this is for what no batch tells: that a source was looked at though
 * nothing was due, or could not be run at all.
 */
#ifndef BATCH_LAST_RUN_H
#define BATCH_LAST_RUN_H

#include <stdint.h>

#include "core/error.h"

struct ledger;

enum { KIND_NAME_SIZE = 16 };

struct last_run {
    int64_t started_at, ended_at;
    int64_t milliseconds;      /* by the steady clock */
    char kind[KIND_NAME_SIZE]; /* of its own worst error, "none" when there was none */
    int status;                /* the exit status that it and all that is in it came to */
};

/* When something began, by both clocks. */
struct beginning {
    int64_t at, steady;
};
struct beginning beginning_now(void);

/* Notes that the source, or with "" the run as a whole, has just been run since then: the worst
 * that happened to it, and to it and all that is in it. */
int last_run_note(struct ledger *ledger, const char *source, const struct beginning *since,
                  enum error_kind own, enum error_kind worst, struct error *err);

/* 1 and how the source was last run, 0 when it never was, -1. */
int last_run_find(struct ledger *ledger, const char *source, struct last_run *run,
                  struct error *err);

#endif
