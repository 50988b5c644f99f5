/*
 * Retention: how long, and how much of it, landing and quarantine are kept.  Nothing that is not
 * said is ever removed: the landing is what everything else can be rebuilt from.
 */
#ifndef BATCH_RETENTION_H
#define BATCH_RETENTION_H

#include <stdint.h>

#include "core/option.h"
#include "core/span.h"

struct retention {
    struct span landing;    /* how old what has landed becomes; zero: any age */
    int64_t landing_size;   /* how much of one source may lie there; 0: any amount */
    struct span quarantine; /* how old refusals become; zero: any age */
};

/* Binds a struct retention. */
extern const struct option retention_options[];

/* The time before which what the span is said of is too old; INT64_MIN when it never is. */
int64_t retention_cut(struct span span);

#endif
