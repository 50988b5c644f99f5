/*
 * Patience: which failures are tried again, how often, and after what pause.
 *
 * Transport failures and far ends that are down (ERROR_SOURCE) or throttle (ERROR_LATER) may pass;
 * everything else would fail again and is not tried again.
 */
#ifndef CONNECTORS_RETRY_H
#define CONNECTORS_RETRY_H

#include <stdbool.h>

#include "core/option.h"

struct error;
struct pulse;

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
 * does not there is no other try, for coming back too early makes a throttle worse.  When the pulse
 * (which may be NULL) ends the waiting, *err becomes ERROR_LATER and says so too. */
bool retry_again(struct retry *retry, const struct retry_options *options, struct error *err,
                 long retry_after_seconds, struct pulse *pulse);

#endif
