/*
 * Calendar arithmetic and one reader and one writer for all date forms.
 *
 * The conversions between days and dates shift the year to begin in March, so that the leap day is
 * the last of its year and month lengths follow one formula.
 */
#include "tests/farend/calendar.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct clock {
    int year, month, day, hour, minute, second;
};

/* One part of a written form: its letters, and the member of struct clock that it stands for. */
struct part {
    const char *letters;
    int width;
    int modulus;
    size_t offset;
};

static const struct part PARTS[] = {
    {"yyyy", 4, 10000, offsetof(struct clock, year)},
    {"yy", 2, 100, offsetof(struct clock, year)},
    {"MM", 2, 100, offsetof(struct clock, month)},
    {"dd", 2, 100, offsetof(struct clock, day)},
    {"HH", 2, 100, offsetof(struct clock, hour)},
    {"mm", 2, 100, offsetof(struct clock, minute)},
    {"ss", 2, 100, offsetof(struct clock, second)},
};

long day_from_date(int year, int month, int day)
{
    long march_year = month > 2 ? year : year - 1;
    long march_month = month > 2 ? month - 3 : month + 9;
    long era = march_year / 400;
    long year_of_era = march_year % 400;
    long day_of_year = (153 * march_month + 2) / 5 + day - 1;

    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

static void date_from_day(long day, struct clock *clock)
{
    long shifted = day + 719468;
    long era = shifted / 146097;
    long day_of_era = shifted % 146097;
    long year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    long day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    long march_month = (5 * day_of_year + 2) / 153;

    clock->day = (int)(day_of_year - (153 * march_month + 2) / 5 + 1);
    clock->month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
    clock->year = (int)(year_of_era + era * 400 + (clock->month <= 2 ? 1 : 0));
}

int64_t moment_at(long day, long seconds)
{
    return (int64_t)day * DAY_SECONDS + seconds;
}

long moment_day(int64_t moment)
{
    return (long)(moment / DAY_SECONDS);
}

bool is_working_day(long day)
{
    /* 1970-01-01 was a Thursday, so (day + 3) % 7 counts from Monday. */
    return (day + 3) % 7 < 5;
}

long working_day_after(long day, unsigned count)
{
    long left;

    while (!is_working_day(day))
        day++;
    day += (long)(count / 5) * 7;
    for (left = count % 5; left > 0; left--) {
        do
            day++;
        while (!is_working_day(day));
    }
    return day;
}

static const struct part *part_find(const char *form)
{
    size_t i;

    for (i = 0; i < sizeof(PARTS) / sizeof(PARTS[0]); i++)
        if (!strncmp(form, PARTS[i].letters, strlen(PARTS[i].letters)))
            return &PARTS[i];
    return NULL;
}

static int *part_value(struct clock *clock, const struct part *part)
{
    return (int *)(void *)((char *)clock + part->offset);
}

void moment_format(int64_t moment, const char *form, char out[MOMENT_SIZE])
{
    struct clock clock;
    long seconds = (long)(moment % DAY_SECONDS);
    size_t length = 0;

    out[0] = '\0';
    if (moment == 0)
        return;
    date_from_day(moment_day(moment), &clock);
    clock.hour = (int)(seconds / 3600);
    clock.minute = (int)(seconds / 60 % 60);
    clock.second = (int)(seconds % 60);
    while (*form && length < MOMENT_SIZE - 5) {
        const struct part *part = part_find(form);

        if (!part) {
            out[length++] = *form++;
            out[length] = '\0';
            continue;
        }
        length += (size_t)snprintf(out + length, MOMENT_SIZE - length, "%0*d", part->width,
                                   *part_value(&clock, part) % part->modulus);
        form += part->width;
    }
}

static bool digits_read(const char *text, int width, int *value)
{
    int i;

    *value = 0;
    for (i = 0; i < width; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *value = *value * 10 + (text[i] - '0');
    }
    return true;
}

static bool is_real(const struct clock *clock)
{
    struct clock again;

    if (clock->year < 1970 || clock->month < 1 || clock->month > 12 || clock->day < 1 ||
        clock->hour > 23 || clock->minute > 59 || clock->second > 59)
        return false;
    date_from_day(day_from_date(clock->year, clock->month, clock->day), &again);
    return again.day == clock->day && again.month == clock->month;
}

bool moment_parse(const char *text, const char *form, int64_t *moment)
{
    struct clock clock = {0};

    while (*form) {
        const struct part *part = part_find(form);

        if (!part) {
            if (*text++ != *form++)
                return false;
            continue;
        }
        if (!digits_read(text, part->width, part_value(&clock, part)))
            return false;
        text += part->width;
        form += part->width;
    }
    if (*text || !is_real(&clock))
        return false;
    *moment = moment_at(day_from_date(clock.year, clock.month, clock.day),
                        clock.hour * 3600L + clock.minute * 60L + clock.second);
    return true;
}
