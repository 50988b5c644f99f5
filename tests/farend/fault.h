/*
 * The plan of what goes wrong on the way.
 *
 * A fault spoils the transfer of every Nth request of one system and never what is sent: asked
 * again, the far end answers well.
 */
#ifndef FAREND_FAULT_H
#define FAREND_FAULT_H

#include <stdbool.h>

enum { FAULTS_MAX = 16, NAME_SIZE = 16 };

enum fault_kind {
    FAULT_NONE,
    FAULT_HTTP500,  /* status 500 */
    FAULT_HTML200,  /* status 200 with a page for people */
    FAULT_ERROR200, /* status 200 with the system's own error body */
    FAULT_SHORT,    /* less is sent than Content-Length says, then the connection closes */
    FAULT_CUTGZIP,  /* a gzip stream without its end; as short where no gzip is asked for */
    FAULT_THROTTLE, /* status 429, Retry-After in seconds and as a date in turn */
    FAULT_EXPIRE,   /* sessions and tokens are forgotten */
    FAULT_SLOW,     /* the reply takes about two seconds */
    FAULT_DRIP      /* the reply takes minutes */
};

struct fault {
    char system[NAME_SIZE];
    enum fault_kind kind;
    unsigned every;
};

struct fault_plan {
    struct fault list[FAULTS_MAX];
    unsigned count;
};

/* Adds "SYSTEM:KIND:EVERY" to the plan; false when it is not of that form or the plan is full. */
bool fault_plan_add(struct fault_plan *plan, const char *text);

/* Returns what happens to the system's request with that number (from 1); the first fault that
 * fits. call is its number among those that are no logins, 0 for a login: sessions expire by that
 * count, or a caller that logs in again would meet the fault again. */
enum fault_kind fault_plan_find(const struct fault_plan *plan, const char *system,
                                unsigned long number, unsigned long call);

#endif
