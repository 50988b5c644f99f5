/* Instants, civil time in a fixed offset, and their texts. */
#include "core/instant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"

static int64_t fixed_instant;
static bool is_fixed;

static int64_t read_clock(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * MICROSECONDS_PER_SECOND + now.tv_nsec / 1000;
}

int64_t clock_real(void)
{
    return read_clock(CLOCK_REALTIME);
}

int64_t clock_steady(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t clock_now(void)
{
    return is_fixed ? fixed_instant : clock_real();
}

void clock_fix(int64_t instant)
{
    fixed_instant = instant;
    is_fixed = true;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool civil_is_valid(const struct civil *civil)
{
    return civil->year >= 1 && civil->year <= 9999 && civil->month >= 1 && civil->month <= 12 &&
           civil->day >= 1 && civil->day <= days_in_month(civil->year, civil->month) &&
           civil->hour >= 0 && civil->hour <= 23 && civil->minute >= 0 && civil->minute <= 59 &&
           civil->second >= 0 && civil->second <= 59 && civil->microsecond >= 0 &&
           civil->microsecond < MICROSECONDS_PER_SECOND;
}

/* Days since 1970-01-01.  Years are counted from March, so that the leap day is the last of its
 * year and months before a day make a linear sequence. */
static int64_t days_from_civil(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

static void civil_from_days(int64_t days, struct civil *civil)
{
    int64_t shifted = days + 719468;
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;

    civil->day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
    civil->month = (int)(month < 10 ? month + 3 : month - 9);
    civil->year = (int)(year_of_era + era * 400 + (civil->month <= 2));
}

int64_t instant_from_civil(const struct civil *civil, int offset_seconds)
{
    int64_t seconds = days_from_civil(civil->year, civil->month, civil->day) * SECONDS_PER_DAY +
                      civil->hour * 3600 + civil->minute * 60 + civil->second - offset_seconds;

    return seconds * MICROSECONDS_PER_SECOND + civil->microsecond;
}

struct civil civil_from_instant(int64_t instant, int offset_seconds)
{
    /* The offset is added to seconds: any instant that a damaged ledger holds can be shown. */
    int64_t micro = instant % MICROSECONDS_PER_SECOND;
    int64_t seconds = instant / MICROSECONDS_PER_SECOND + offset_seconds;
    int64_t days, rest;
    struct civil civil = {0};

    if (micro < 0) {
        micro += MICROSECONDS_PER_SECOND;
        seconds--;
    }
    days = seconds / SECONDS_PER_DAY;
    rest = seconds % SECONDS_PER_DAY;
    if (rest < 0) {
        rest += SECONDS_PER_DAY;
        days--;
    }
    civil_from_days(days, &civil);
    civil.hour = (int)(rest / 3600);
    civil.minute = (int)(rest / 60 % 60);
    civil.second = (int)(rest % 60);
    civil.microsecond = (int)micro;
    return civil;
}

/* Writes so many digits and returns where they end. */
static char *put_digits(char *text, int digits, int number)
{
    int i;

    for (i = digits; i > 0; i--, number /= 10)
        text[i - 1] = (char)('0' + number % 10);
    return text + digits;
}

static char *put_pair(char *text, int number)
{
    text[0] = (char)('0' + number / 10);
    text[1] = (char)('0' + number % 10);
    return text + 2;
}

/* Civil times have years of four digits; the instants of a wild clock or window may have others. */
static char *put_year(char *text, int year)
{
    if (year >= 0 && year <= 9999)
        return put_pair(put_pair(text, year / 100), year % 100);
    return text + snprintf(text, INSTANT_TEXT_SIZE / 2, "%04d", year);
}

static char *put_part(char *text, char mark, int number)
{
    *text = mark;
    return put_pair(text + 1, number);
}

/* Digit by digit, since every date of every record passes here, and printf takes ten times as long.
 */
void civil_format(const struct civil *civil, char text[INSTANT_TEXT_SIZE])
{
    char *end = put_year(text, civil->year);

    end = put_part(end, '-', civil->month);
    end = put_part(end, '-', civil->day);
    end = put_part(end, 'T', civil->hour);
    end = put_part(end, ':', civil->minute);
    end = put_part(end, ':', civil->second);
    if (civil->microsecond != 0) {
        *end = '.';
        end = put_digits(end + 1, 6, civil->microsecond);
    }
    *end = '\0';
}

int64_t instant_second(int64_t instant)
{
    return instant / MICROSECONDS_PER_SECOND * MICROSECONDS_PER_SECOND;
}

void instant_format(int64_t instant, int offset_seconds, char text[INSTANT_TEXT_SIZE])
{
    const struct civil civil = civil_from_instant(instant, offset_seconds);

    civil_format(&civil, text);
}

/* Reads exactly digits digits; -1 when there are fewer. */
static int take_digits(const char **rest, int digits, int *number)
{
    int value = 0;
    int i;

    for (i = 0; i < digits; i++) {
        if ((*rest)[i] < '0' || (*rest)[i] > '9')
            return -1;
        value = value * 10 + ((*rest)[i] - '0');
    }
    *rest += digits;
    *number = value;
    return 0;
}

static int take_mark(const char **rest, char mark)
{
    if (**rest != mark)
        return -1;
    (*rest)++;
    return 0;
}

static int take_fraction(const char **rest, int *microsecond)
{
    int scale = MICROSECONDS_PER_SECOND / 10;

    *microsecond = 0;
    if (**rest < '0' || **rest > '9')
        return -1;
    for (; **rest >= '0' && **rest <= '9'; (*rest)++, scale /= 10)
        *microsecond += (**rest - '0') * scale;
    return 0;
}

static int take_time(const char **rest, struct civil *civil)
{
    if (take_digits(rest, 2, &civil->hour) != 0 || take_mark(rest, ':') != 0 ||
        take_digits(rest, 2, &civil->minute) != 0)
        return -1;
    if (**rest != ':')
        return 0;
    (*rest)++;
    if (take_digits(rest, 2, &civil->second) != 0)
        return -1;
    if (**rest != '.')
        return 0;
    (*rest)++;
    return take_fraction(rest, &civil->microsecond);
}

static int take_offset(const char **rest, int *offset_seconds)
{
    int sign = **rest == '-' ? -1 : 1;
    int hours, minutes;

    if (**rest == 'Z') {
        (*rest)++;
        *offset_seconds = 0;
        return 0;
    }
    if (**rest != '+' && **rest != '-')
        return -1;
    (*rest)++;
    if (take_digits(rest, 2, &hours) != 0)
        return -1;
    if (**rest == ':')
        (*rest)++;
    if (take_digits(rest, 2, &minutes) != 0 || hours > 14 || minutes > 59)
        return -1;
    *offset_seconds = sign * (hours * 3600 + minutes * 60);
    return 0;
}

static int take_instant(const char **rest, struct civil *civil, int *offset_seconds)
{
    if (take_digits(rest, 4, &civil->year) != 0 || take_mark(rest, '-') != 0 ||
        take_digits(rest, 2, &civil->month) != 0 || take_mark(rest, '-') != 0 ||
        take_digits(rest, 2, &civil->day) != 0)
        return -1;
    if (**rest == 'T' || **rest == ' ') {
        (*rest)++;
        if (take_time(rest, civil) != 0)
            return -1;
        if (**rest != '\0' && take_offset(rest, offset_seconds) != 0)
            return -1;
    }
    return **rest == '\0' && civil_is_valid(civil) ? 0 : -1;
}

int instant_parse(const char *text, int offset_seconds, int64_t *instant, struct error *err)
{
    struct civil civil = {0};
    const char *rest = text;

    if (take_instant(&rest, &civil, &offset_seconds) != 0)
        return error_set(err, ERROR_USAGE,
                         "'%s' is no date or time; expected 2022-04-01 or 2022-04-01T06:00:00",
                         text);
    *instant = instant_from_civil(&civil, offset_seconds);
    return 0;
}

struct form_part {
    const char *letters, *format;
    size_t offset;
    int divisor;
};

static const struct form_part form_parts[] = {
    {"yyyy", "%04d", offsetof(struct civil, year), 1},
    {"MM", "%02d", offsetof(struct civil, month), 1},
    {"dd", "%02d", offsetof(struct civil, day), 1},
    {"HH", "%02d", offsetof(struct civil, hour), 1},
    {"mm", "%02d", offsetof(struct civil, minute), 1},
    {"ss", "%02d", offsetof(struct civil, second), 1},
    {"fff", "%03d", offsetof(struct civil, microsecond), 1000},
};

/* Appends what the form begins with and returns how many of its letters that were. */
static size_t print_part(const char *form, const struct civil *civil, struct buffer *text)
{
    size_t i;

    for (i = 0; i < sizeof form_parts / sizeof form_parts[0]; i++) {
        const struct form_part *part = &form_parts[i];
        size_t length = strlen(part->letters);
        int number;

        if (strncmp(form, part->letters, length) != 0)
            continue;
        memcpy(&number, (const char *)civil + part->offset, sizeof number);
        buffer_print(text, part->format, number / part->divisor);
        return length;
    }
    buffer_byte(text, *form);
    return 1;
}

char *instant_print(struct arena *arena, const char *form, int64_t instant, int offset_seconds)
{
    struct civil civil = civil_from_instant(instant, offset_seconds);
    struct buffer text = {0};
    char *printed;

    while (*form != '\0')
        form += print_part(form, &civil, &text);
    printed = arena_text(arena, buffer_string(&text));
    buffer_free(&text);
    return printed;
}

int zone_parse(const char *text, int *offset_seconds)
{
    const char *rest = text;
    int offset;

    if (strcmp(text, "Asia/Ho_Chi_Minh") == 0) {
        *offset_seconds = VIETNAM_OFFSET_SECONDS;
        return 0;
    }
    if (strcmp(text, "UTC") == 0) {
        *offset_seconds = 0;
        return 0;
    }
    if (take_offset(&rest, &offset) != 0 || *rest != '\0')
        return -1;
    *offset_seconds = offset;
    return 0;
}

static int64_t add_months(int64_t instant, int months, int offset_seconds)
{
    struct civil civil = civil_from_instant(instant, offset_seconds);
    int month = civil.year * 12 + civil.month - 1 + months;
    int last;

    /* Downwards, also before the year 0. */
    civil.year = (month >= 0 ? month : month - 11) / 12;
    civil.month = month - civil.year * 12 + 1;
    last = days_in_month(civil.year, civil.month);
    if (civil.day > last)
        civil.day = last;
    return instant_from_civil(&civil, offset_seconds);
}

int64_t instant_add(int64_t instant, struct span span, int count, int offset_seconds)
{
    if (span.months != 0)
        return add_months(instant, span.months * count, offset_seconds);
    return instant + span.seconds * count * MICROSECONDS_PER_SECOND;
}
