/*
 * Notices: all that there is to tell now, found in the ledger, whoever has heard of it.
 */
#ifndef BATCH_NOTICES_H
#define BATCH_NOTICES_H

#include <stdint.h>

#include "batch/notice.h"

struct arena;
struct error;
struct notify;
struct source_config;

/* A list that notices are added to at its end; zeroed, it is empty. */
struct notices {
    struct notice *first, **end;
};

/* Adds a copy; texts stay where they are. */
void notices_add(struct notices *notices, const struct notice *notice, struct arena *arena);

/* The first about this source, or NULL. */
const struct notice *notices_find(const struct notices *notices, const char *source);

/* What people call the source; NULL when its file does not say. */
const char *notice_title(const struct source_config *config);

/* Adds a notice for each source that fails, and for the run as a whole. */
int notices_of_failure(const struct notify *notify, struct notices *found, struct error *err);

/* Adds a notice for each source that is over a limit of its freshness. */
int notices_of_staleness(const struct notify *notify, struct notices *found, struct error *err);

/* How many things drifted, of the notice's source and kind, in a way that was first loaded after
 * this time. */
int notices_count_drift(const struct notify *notify, const struct notice *notice, int64_t since,
                        long *count, struct error *err);

#endif
