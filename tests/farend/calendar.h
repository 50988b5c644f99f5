/*
 * Days, moments and their written forms, all in local Vietnam time.
 *
 * A day counts from 1970-01-01, a moment counts seconds from that day's local midnight.  There is
 * no zone and no daylight saving to know about: the far ends send local times and say nothing of a
 * zone. Public holidays are not modelled.
 */
#ifndef FAREND_CALENDAR_H
#define FAREND_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

enum { DAY_SECONDS = 86400, MOMENT_SIZE = 32 };

/* Returns the day of a date of the Gregorian calendar; the date must exist. */
long day_from_date(int year, int month, int day);

/* Returns the moment that lies seconds after the day's midnight. */
int64_t moment_at(long day, long seconds);

/* Returns the day in which a moment lies. */
long moment_day(int64_t moment);

/* Tells whether offices work on that day: Monday to Friday. */
bool is_working_day(long day);

/* Returns the working day that comes count working days after day.  With count 0 this is day
 * itself, or the next working day when day is none. */
long working_day_after(long day, unsigned count);

/*
 * Writes the moment in a form such as "yyyyMMddHHmmss" or "dd/MM/yyyy HH:mm:ss" (fields yyyy, yy,
 * MM, dd, HH, mm, ss; every other letter stands for itself).  The moment 0 means "none" and is
 * written as an empty string.
 */
void moment_format(int64_t moment, const char *form, char out[MOMENT_SIZE]);

/* Reads text written exactly in the form; false, with *moment untouched, when it is not, or when
 * there is no such date or time. */
bool moment_parse(const char *text, const char *form, int64_t *moment);

#endif
