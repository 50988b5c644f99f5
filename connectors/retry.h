/*
 * Patience: which failures are tried again, how often, and after what pause.
 *
 * Transport failures and far ends that are down (ERROR_SOURCE) or throttle (ERROR_LATER) may pass;
 * everything else would fail again and is not tried again.
 */
#ifndef CONNECTORS_RETRY_H
#define CONNECTORS_RETRY_H

#include <signal.h>
#include <stdbool.h>

#include "core/option.h"

struct error;

/* Options under the key "retry". */
struct retry_options {
    long times;            /* tries after the first */
    long pause_seconds;    /* before the second try; doubles with each, give or take a half */
    long patience_seconds; /* the longest pause */
};
extern const struct option retry_options[];

/* How far one request has got; zeroed at first. */
struct retry {
    long tries;
};

/* After a failed try: waits and says true when there should be another one.  retry_after_seconds is
 * what the far end asks for, 0 when nothing: it is kept when it fits into the patience, and when it
 * does not there is no other try, for coming back too early makes a throttle worse.  A run that is
 * stopping (is_stopping may be NULL) ends the waiting at once. */
bool retry_again(struct retry *retry, const struct retry_options *options, const struct error *err,
                 long retry_after_seconds, const volatile sig_atomic_t *is_stopping);

/* Seconds on a clock that only goes forward, whatever --as-of says. */
long monotonic_seconds(void);

#endif
