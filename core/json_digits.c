/* The grammar of JSON's numbers, and exponents written out. */
#include "core/json_digits.h"

#include <string.h>

/* What a byte can be in a number. */
enum sort { SORT_ZERO, SORT_DIGIT, SORT_MINUS, SORT_PLUS, SORT_POINT, SORT_MARK, SORT_OTHER };

/* No exponent that is longer makes a number that we give. */
enum { EXPONENT_MOST = 10000 };

/* Where a sort of byte leads from a state; BEGIN, to which nothing leads: the number ends before
 * this byte. */
static const enum json_digits transitions[][SORT_OTHER + 1] = {
    [JSON_DIGITS_BEGIN] = {[SORT_ZERO] = JSON_DIGITS_ZERO,
                           [SORT_DIGIT] = JSON_DIGITS_WHOLE,
                           [SORT_MINUS] = JSON_DIGITS_MINUS},
    [JSON_DIGITS_MINUS] = {[SORT_ZERO] = JSON_DIGITS_ZERO, [SORT_DIGIT] = JSON_DIGITS_WHOLE},
    [JSON_DIGITS_ZERO] = {[SORT_POINT] = JSON_DIGITS_POINT, [SORT_MARK] = JSON_DIGITS_MARK},
    [JSON_DIGITS_WHOLE] = {[SORT_ZERO] = JSON_DIGITS_WHOLE,
                           [SORT_DIGIT] = JSON_DIGITS_WHOLE,
                           [SORT_POINT] = JSON_DIGITS_POINT,
                           [SORT_MARK] = JSON_DIGITS_MARK},
    [JSON_DIGITS_POINT] = {[SORT_ZERO] = JSON_DIGITS_FRACTION, [SORT_DIGIT] = JSON_DIGITS_FRACTION},
    [JSON_DIGITS_FRACTION] = {[SORT_ZERO] = JSON_DIGITS_FRACTION,
                              [SORT_DIGIT] = JSON_DIGITS_FRACTION,
                              [SORT_MARK] = JSON_DIGITS_MARK},
    [JSON_DIGITS_MARK] = {[SORT_ZERO] = JSON_DIGITS_EXPONENT,
                          [SORT_DIGIT] = JSON_DIGITS_EXPONENT,
                          [SORT_MINUS] = JSON_DIGITS_SIGN,
                          [SORT_PLUS] = JSON_DIGITS_SIGN},
    [JSON_DIGITS_SIGN] = {[SORT_ZERO] = JSON_DIGITS_EXPONENT, [SORT_DIGIT] = JSON_DIGITS_EXPONENT},
    [JSON_DIGITS_EXPONENT] =
        {[SORT_ZERO] = JSON_DIGITS_EXPONENT, [SORT_DIGIT] = JSON_DIGITS_EXPONENT},
};

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static enum sort sort_of(char byte)
{
    if (is_digit(byte))
        return byte == '0' ? SORT_ZERO : SORT_DIGIT;
    switch (byte) {
    case '-':
        return SORT_MINUS;
    case '+':
        return SORT_PLUS;
    case '.':
        return SORT_POINT;
    case 'e':
    case 'E':
        return SORT_MARK;
    default:
        return SORT_OTHER;
    }
}

bool json_digits_take(enum json_digits *number, char byte)
{
    enum json_digits next = transitions[*number][sort_of(byte)];

    if (next == JSON_DIGITS_BEGIN)
        return false;
    *number = next;
    return true;
}

bool json_digits_is_complete(enum json_digits number)
{
    return number == JSON_DIGITS_ZERO || number == JSON_DIGITS_WHOLE ||
           number == JSON_DIGITS_FRACTION || number == JSON_DIGITS_EXPONENT;
}

/* A number taken apart: its value is 0.DIGITS times ten to the power of point. */
struct parts {
    char digits[JSON_PLAIN_DIGITS_MOST];
    long count, point;
};

static long read_exponent(const char *text, const char *end)
{
    bool is_negative = *text == '-';
    long exponent = 0;

    for (text += !is_digit(*text); text < end; text++)
        if (exponent < EXPONENT_MOST)
            exponent = exponent * 10 + (*text - '0');
    return is_negative ? -exponent : exponent;
}

/* Takes a number without its sign apart, without the zeros that it begins with. */
static int take_apart(const char *text, const char *end, struct parts *parts)
{
    bool is_behind_point = false;

    parts->count = parts->point = 0;
    for (; *text != 'e' && *text != 'E'; text++) {
        if (*text == '.') {
            is_behind_point = true;
            continue;
        }
        parts->point += !is_behind_point && (parts->count > 0 || *text != '0');
        parts->point -= is_behind_point && parts->count == 0 && *text == '0';
        if (parts->count == 0 && *text == '0')
            continue;
        if (parts->count == JSON_PLAIN_DIGITS_MOST)
            return -1;
        parts->digits[parts->count++] = *text;
    }
    parts->point += read_exponent(text + 1, end);
    return 0;
}

static char *put(char *out, const char *digits, long count)
{
    memcpy(out, digits, (size_t)count);
    return out + count;
}

static char *put_zeros(char *out, long count)
{
    memset(out, '0', (size_t)count);
    return out + count;
}

static long length_of(const struct parts *parts)
{
    if (parts->point <= 0)
        return 1 - parts->point + parts->count;
    return parts->point > parts->count ? parts->point : parts->count;
}

/* Writes digits that are known to fit. */
static char *write_plain(const struct parts *parts, char *out)
{
    if (parts->point <= 0) {
        out = put(out, "0.", 2);
        out = put_zeros(out, -parts->point);
        return put(out, parts->digits, parts->count);
    }
    if (parts->point >= parts->count) {
        out = put(out, parts->digits, parts->count);
        return put_zeros(out, parts->point - parts->count);
    }
    out = put(out, parts->digits, parts->point);
    *out++ = '.';
    return put(out, parts->digits + parts->point, parts->count - parts->point);
}

size_t json_digits_plain(const char *text, size_t size, char plain[JSON_PLAIN_SIZE])
{
    const char *end = text + size;
    struct parts parts;
    char *out = plain;

    if (*text == '-')
        *out++ = *text++;
    if (take_apart(text, end, &parts) != 0)
        return 0;
    if (parts.count == 0) {
        *out++ = '0';
        return (size_t)(out - plain);
    }
    if (length_of(&parts) > JSON_PLAIN_DIGITS_MOST)
        return 0;
    return (size_t)(write_plain(&parts, out) - plain);
}
