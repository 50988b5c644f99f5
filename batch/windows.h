/*
 * The windows of a calendar source: stretches of time cut from its start on, in local time, and
 * counted from 0.  And those of sources that have a list of what they offer.
 */
#ifndef BATCH_WINDOWS_H
#define BATCH_WINDOWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/batch.h"

struct arena;
struct error;
struct source_config;

/* True when the source is asked window by window: it gives neither snapshots nor files. */
bool source_is_calendar(const struct source_config *config);

/* When the window of this number begins, counted from start. */
int64_t window_since(const struct source_config *config, int64_t start, int number);

/* How many windows have ripened by now: they are the numbers below. */
int windows_ripe(const struct source_config *config, int64_t now);

/* The window of this number; its id lives in the arena. */
struct window window_find(const struct source_config *config, int number, struct arena *arena);

/* The windows that the source's far end offers now, where it decides that (dropped files): each at
 * its time of change.  In the arena; NULL on failure. */
struct window *windows_offered(const struct source_config *config, const char *spool, size_t *count,
                               struct arena *arena, struct error *err);

/* A snapshot is named after the stretch of `every` in which it is taken, counted from the source's
 * start or a Monday: the number of the stretch that now lies in, and the id of any. */
int snapshot_number(const struct source_config *config, int64_t now);
const char *snapshot_id(const struct source_config *config, int number, struct arena *arena);

#endif
