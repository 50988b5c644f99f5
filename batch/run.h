/*
 * A run: from what is due to figures on file.  This is the corridor that all rooms open on.
 *
 * plan -> fetch -> land -> load -> publish -> indicators -> report, batch after batch, source after
 * source.  A run decides by the kind of an error alone whether to go on with the next batch, with
 * the next source, or not at all.
 */
#ifndef BATCH_RUN_H
#define BATCH_RUN_H

#include <signal.h>
#include <stdint.h>

#include "batch/audit.h"
#include "batch/selection.h"
#include "core/error.h"
#include "core/record.h"

struct arena;
struct deployment;

struct run_result {
    enum error_kind worst; /* decides the exit status */
    long batches, loaded, failed, documents_refused;
    struct tally tally;      /* of all loaded batches */
    struct audit_head audit; /* its last row at the end */
};

/* How to run. */
struct run_terms {
    const volatile sig_atomic_t *is_stopping; /* may become 1 at any time (a signal) */
    int64_t budget_seconds;                   /* 0: any time */
    long jobs;                                /* sources that are run at once; 0 as 1 */
};

/* Runs what the selection makes due.  A signal or a budget that is used up ends the run after the
 * current page, or load, and what is not done stays due.  Figures and reports are made when
 * anything was loaded, beyond the budget too, but not after a signal.  -1 only when the run could
 * not begin; otherwise *result tells, and each event has been logged. */
int run_batches(const struct deployment *deployment, const struct selection *selection,
                const struct run_terms *terms, struct run_result *result, struct error *err);

#endif
