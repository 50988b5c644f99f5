/*
 * Calendars: named rules that cut time into reporting periods.
 *
 * Reporting periods are not always those of the almanac: a province may count its first quarter
 * from 15 December.  So a calendar is configuration: for every year the same list of periods, each
 * from a day to a day, half-open at local midnight.
 */
#ifndef INDICATORS_CALENDAR_H
#define INDICATORS_CALENDAR_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct calendar;
struct problems;

/* One period of one year; half-open, at midnight in Viet Nam. */
struct period {
    const char *calendar, *id, *title;
    int64_t since, until;
};

/* Reads one calendar file.  Always gives a calendar; with mistakes it is of use to calendars_check
 * alone. */
struct calendar *calendar_read(const char *path, struct arena *arena, struct problems *problems);

/* The periods that touch [since, until), by their beginning, longer ones after shorter ones. */
struct period *calendar_periods(const struct calendar *calendar, int64_t since, int64_t until,
                                struct arena *arena, size_t *count);

/* Reports period ids that two calendars share: an id must tell the period all alone. */
void calendars_check(const struct calendar *const *calendars, size_t count,
                     struct problems *problems);

#endif
