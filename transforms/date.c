/*
 * The reader of dates.
 *
 * It must not guess: a text either is wholly of a form and exists in the calendar, or it is
 * refused.
 */
#include "transforms/date.h"

#include <string.h>

enum part { YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, MILLISECOND, OFFSET, PART_COUNT };

/* Earlier years are slips of the pen: "0202" for 2022. */
enum { FIRST_YEAR = 1000 };

struct part_row {
    const char *letters; /* one letter, repeated */
    size_t size;
    int digits; /* 0: an offset */
};

static const struct part_row part_rows[PART_COUNT] = {
    [YEAR] = {"yyyy", 4, 4},       [MONTH] = {"MM", 2, 2},   [DAY] = {"dd", 2, 2},
    [HOUR] = {"HH", 2, 2},         [MINUTE] = {"mm", 2, 2},  [SECOND] = {"ss", 2, 2},
    [MILLISECOND] = {"fff", 3, 3}, [OFFSET] = {"zzz", 3, 0},
};

/* A text taken apart: numbers of the parts, and which of them the form has. */
struct parts {
    int numbers[PART_COUNT];
    bool has[PART_COUNT];
};

static const char existence[] = "is no date that exists";
static const char zeros[] = "has zeros as day or month; hint: say 'zeros: allowed'";
static const char sentinel[] = "stands for no date; hint: say 'sentinels: allowed'";

/* The part that the letter stands for, PART_COUNT when it stands for itself. */
static enum part part_of(char letter)
{
    switch (letter) {
    case 'y':
        return YEAR;
    case 'M':
        return MONTH;
    case 'd':
        return DAY;
    case 'H':
        return HOUR;
    case 'm':
        return MINUTE;
    case 's':
        return SECOND;
    case 'f':
        return MILLISECOND;
    case 'z':
        return OFFSET;
    default:
        return PART_COUNT;
    }
}

/* The part that a form which nobody has checked begins with. */
static enum part part_at(const char *form)
{
    enum part part = part_of(*form);

    if (part != PART_COUNT && strncmp(form, part_rows[part].letters, part_rows[part].size) != 0)
        return PART_COUNT;
    return part;
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

const char *date_form_problem(const char *form)
{
    bool has[PART_COUNT] = {false};
    int part;

    while (*form != '\0') {
        enum part found = part_at(form);

        if (found == PART_COUNT && is_letter(*form) && *form != 'T')
            return "has a letter that is none of yyyy MM dd HH mm ss fff zzz, nor T";
        if (found != PART_COUNT && has[found])
            return "has a part twice";
        if (found != PART_COUNT)
            has[found] = true;
        form += found != PART_COUNT ? part_rows[found].size : 1;
    }
    if (!has[YEAR])
        return "has no year";
    for (part = MONTH; part <= MILLISECOND; part++)
        if (has[part] && !has[part - 1])
            return "leaves out a part between others; hint: MM are months, mm minutes";
    return has[OFFSET] && !has[HOUR] ? "has an offset but no hour" : NULL;
}

/* Reads exactly this many digits. */
static int read_digits(const char **rest, const char *end, int digits, int *number)
{
    const char *text = *rest;
    int value = 0;

    if (end - text < digits)
        return -1;
    for (; digits > 0; digits--, text++) {
        const unsigned digit = (unsigned char)*text - (unsigned)'0';

        if (digit > 9)
            return -1;
        value = value * 10 + (int)digit;
    }
    *rest = text;
    *number = value;
    return 0;
}

/* Reads Z, +07:00 or +0700 as seconds. */
static int read_offset(const char **rest, const char *end, int *seconds)
{
    int sign = 1, hours, minutes;

    if (*rest == end || strchr("Z+-", **rest) == NULL)
        return -1;
    if (*(*rest)++ == 'Z') {
        *seconds = 0;
        return 0;
    }
    sign = (*rest)[-1] == '-' ? -1 : 1;
    if (read_digits(rest, end, 2, &hours) != 0)
        return -1;
    if (*rest != end && **rest == ':')
        (*rest)++;
    if (read_digits(rest, end, 2, &minutes) != 0 || hours > 14 || minutes > 59)
        return -1;
    *seconds = sign * (hours * 3600 + minutes * 60);
    return 0;
}

static int read_part(enum part part, const char **rest, const char *end, struct parts *parts)
{
    parts->has[part] = true;
    if (part == OFFSET)
        return read_offset(rest, end, &parts->numbers[part]);
    return read_digits(rest, end, part_rows[part].digits, &parts->numbers[part]);
}

/* Takes the text apart as the form says; fails unless it is of that form from end to end. */
static int read_form(const char *form, const char *text, size_t size, struct parts *parts)
{
    const char *end = text + size;

    memset(parts, 0, sizeof *parts);
    while (*form != '\0') {
        enum part part = part_of(*form);

        if (part == PART_COUNT) {
            if (text == end || *text++ != *form++)
                return -1;
            continue;
        }
        if (read_part(part, &text, end, parts) != 0)
            return -1;
        form += part_rows[part].size;
    }
    return text == end ? 0 : -1;
}

/* True when all parts from this one on are zero or absent. */
static bool is_zero_from(const struct parts *parts, int part)
{
    for (; part <= MILLISECOND; part++)
        if (parts->numbers[part] != 0)
            return false;
    return true;
}

static bool is_sentinel(const struct parts *parts)
{
    return is_zero_from(parts, YEAR) || (parts->has[MONTH] && parts->numbers[YEAR] == 1);
}

/* The finest part that the value tells; PART_COUNT when zeros stand where they may not. */
static enum part precision_of(const struct parts *parts, bool allow_zeros)
{
    int part;

    for (part = MONTH; part <= DAY; part++) {
        if (!parts->has[part])
            return (enum part)(part - 1);
        if (parts->numbers[part] != 0)
            continue;
        if (!allow_zeros || !is_zero_from(parts, part))
            return PART_COUNT;
        return (enum part)(part - 1);
    }
    return parts->has[HOUR] ? HOUR : DAY;
}

static struct civil civil_of(const struct parts *parts, enum part precision)
{
    struct civil civil = {
        .year = parts->numbers[YEAR],
        .month = precision >= MONTH ? parts->numbers[MONTH] : 1,
        .day = precision >= DAY ? parts->numbers[DAY] : 1,
        .hour = parts->numbers[HOUR],
        .minute = parts->numbers[MINUTE],
        .second = parts->numbers[SECOND],
        .microsecond = parts->numbers[MILLISECOND] * 1000,
    };

    return civil;
}

/* Writes the canonical text.  Its beginning is the date, so that lower precision is a cut. */
static void write_date(const struct parts *parts, const struct civil *civil, enum part precision,
                       bool has_time, char out[INSTANT_TEXT_SIZE])
{
    static const size_t lengths[] = {[YEAR] = 4, [MONTH] = 7, [DAY] = 10};

    if (parts->has[OFFSET])
        instant_format(instant_from_civil(civil, parts->numbers[OFFSET]), VIETNAM_OFFSET_SECONDS,
                       out);
    else
        civil_format(civil, out);
    if (precision == HOUR && has_time)
        return;
    out[lengths[precision == HOUR ? DAY : precision]] = '\0';
}

/* Reads by one form: as date_read, and -1 with *why NULL when the text is of another form. */
static int read_by_form(const struct date_rules *rules, const char *form, const char *text,
                        size_t size, char out[INSTANT_TEXT_SIZE], const char **why)
{
    struct parts parts;
    struct civil civil;
    enum part precision;

    *why = NULL;
    if (read_form(form, text, size, &parts) != 0)
        return -1;
    *why = sentinel;
    if (is_sentinel(&parts))
        return rules->allow_sentinels ? 0 : -1;
    *why = existence;
    precision = precision_of(&parts, rules->allow_zeros);
    if (precision == PART_COUNT) {
        if (precision_of(&parts, true) != PART_COUNT)
            *why = zeros;
        return -1;
    }
    civil = civil_of(&parts, precision);
    if (!civil_is_valid(&civil) || civil.year < FIRST_YEAR)
        return -1;
    write_date(&parts, &civil, precision, rules->has_time, out);
    return 1;
}

int date_read(const struct date_rules *rules, const char *text, size_t size,
              char out[INSTANT_TEXT_SIZE], const char **why)
{
    const char *first_why = NULL;
    size_t i;

    for (i = 0; i < rules->form_count; i++) {
        int got = read_by_form(rules, rules->forms[i], text, size, out, why);

        if (got >= 0)
            return got;
        if (first_why == NULL)
            first_why = *why;
    }
    *why = first_why;
    return -1;
}

bool date_is_day(const char *text)
{
    static const char *const forms[] = {"yyyy-MM-dd"};
    static const struct date_rules rules = {.forms = forms, .form_count = 1};
    char day[INSTANT_TEXT_SIZE];
    const char *why;

    return date_read(&rules, text, strlen(text), day, &why) == 1;
}
