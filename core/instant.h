/*
 * Time: instants in microseconds since 1970 UTC, civil dates in a fixed offset, and the one clock.
 *
 * Viet Nam has kept UTC+7 without daylight saving since 1975, and every system in the domain note
 * gives local times, so a zone here is a fixed offset.  Calendar arithmetic is proleptic Gregorian.
 */
#ifndef CORE_INSTANT_H
#define CORE_INSTANT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/span.h"

struct arena;
struct error;

enum {
    MICROSECONDS_PER_SECOND = 1000000,
    SECONDS_PER_DAY = 86400,
    VIETNAM_OFFSET_SECONDS = 7 * 3600,
    INSTANT_TEXT_SIZE = 40
};

struct civil {
    int year, month, day, hour, minute, second, microsecond;
};

/* Now, or the time that clock_fix set.  The clock of the program, but for the two below. */
int64_t clock_now(void);
void clock_fix(int64_t instant);

/* Now, whatever clock_fix has set: for what is agreed with other processes and machines. */
int64_t clock_real(void);

/* Microseconds on a clock that only goes forward, whatever clock_fix has set: for durations. */
int64_t clock_steady(void);

int64_t instant_from_civil(const struct civil *civil, int offset_seconds);
struct civil civil_from_instant(int64_t instant, int offset_seconds);
int days_in_month(int year, int month);

/* True when the civil time exists (month 1-12, day of that month, hour 0-23, ...). */
bool civil_is_valid(const struct civil *civil);

/* The instant without its part of a second: for texts that people read. */
int64_t instant_second(int64_t instant);

/* "2022-04-01T06:00:00" in the offset, with microseconds after a point only when there are any.
 * This is the text of every time in the store, the ledger and the manifests: it sorts as time. */
void instant_format(int64_t instant, int offset_seconds, char text[INSTANT_TEXT_SIZE]);

/* The same text of a civil time as it stands. */
void civil_format(const struct civil *civil, char text[INSTANT_TEXT_SIZE]);

/* Reads "2022-04-01", "2022-04-01T06:00[:00[.ffffff]]" (a blank instead of T too), with an optional
 * "Z", "+07:00" or "+0700" that overrules the offset.  ERROR_USAGE says what was expected. */
int instant_parse(const char *text, int offset_seconds, int64_t *instant, struct error *err);

/* Formats by a pattern of domain letters: yyyy MM dd HH mm ss fff stand for the parts, anything
 * else for itself ("yyyyMMddHHmmss", "dd/MM/yyyy").  Lives in the arena. */
char *instant_print(struct arena *arena, const char *form, int64_t instant, int offset_seconds);

/* Reads a zone: "Asia/Ho_Chi_Minh", "UTC", "+07:00".  0 or -1; *offset_seconds on success. */
int zone_parse(const char *text, int *offset_seconds);

/* The instant count spans after (before, when negative) this one, counted in local time.  Months
 * keep the day of the month where the target month has it, else its last day. */
int64_t instant_add(int64_t instant, struct span span, int count, int offset_seconds);

#endif
