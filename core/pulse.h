/*
 * The pulse of a run: what long work and long waits look at, so that a run ends soon when it is
 * asked to, keeps to its time, and is seen to be alive.
 *
 * Whoever fetches page after page, loads record after record or waits for something asks here
 * whether to go on, and gives up with the error that says why not, which is ERROR_LATER.  A NULL
 * pulse always goes on.
 */
#ifndef CORE_PULSE_H
#define CORE_PULSE_H

#include <signal.h>
#include <stdint.h>

struct arena;
struct error;
struct reader;

/* Zeroed, it never ends. */
struct pulse {
    const volatile sig_atomic_t *is_stopping; /* set by a signal; may be NULL */
    int64_t ends_at;                          /* on clock_steady: nothing more begins; 0: never */
    const char *ends_why;                     /* what is said then */
    /* Called each time somebody asks: it shows others that the run is alive, and fails when they
     * have thought otherwise.  May be NULL. */
    int (*beat)(struct pulse *pulse, struct error *err);
    void *context;    /* of beat */
    int64_t asked_at; /* when the signal was first seen; 0: not yet */
};

/* Asked before something more is begun: a batch, a page, a pause. */
int pulse_check(struct pulse *pulse, struct error *err);

/* Asked amid a page, a load or a long statement, which may end: a signal is given a grace of three
 * seconds, and ends_at does not count. */
int pulse_check_amid(struct pulse *pulse, struct error *err);

/* Waits so long, asking pulse_check all the while. */
int pulse_wait(struct pulse *pulse, int64_t milliseconds, struct error *err);

/* The bytes of below, asking pulse_check_amid with each piece; closing closes below. */
struct reader *pulse_reader(struct reader *below, struct pulse *pulse, struct arena *arena);

#endif
