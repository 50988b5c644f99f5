/*
 * Who was told of what, and when: so that the same is not told again and again, and a recovery to
 * those who heard of the failure.
 */
#ifndef BATCH_NOTIFIED_H
#define BATCH_NOTIFIED_H

#include <stdint.h>

#include "batch/notice.h"

struct arena;
struct error;
struct ledger;
struct table;

/* When the target was last told of this; 0 when it never was. */
int notified_find(struct ledger *ledger, const char *target, const struct notice *notice,
                  int64_t *at, struct error *err);

/* The next source after *source ("" is the run as a whole; NULL starts), of whose failure or
 * staleness the target was told and of the end of it not yet.  1, 0 when there is no more, -1; the
 * text lives in the arena. */
int notified_next_open(struct ledger *ledger, const char *target, enum notice_event event,
                       const char **source, struct arena *arena, struct error *err);

/* Notes in one transaction that the target was told of all these. */
int notified_note(struct ledger *ledger, const char *target, const struct notice *notices,
                  int64_t at, struct error *err);

/* All of it, for people.  NULL on failure. */
struct table *notified_table(struct ledger *ledger, struct arena *arena, struct error *err);

#endif
