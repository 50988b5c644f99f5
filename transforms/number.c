/*
 * Decimals in 128 bits, which hold 38 digits: 36 and the carry of a sum.
 *
 * 128-bit integers are an extension that gcc and clang have on every 64-bit machine.
 */
#include "transforms/number.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The least magnitude that has too many digits. */
static __int128 magnitude_limit(void)
{
    const __int128 half = INT64_C(1000000000000000000);

    return half * half;
}

static bool is_too_long(__int128 units)
{
    return units >= magnitude_limit() || units <= -magnitude_limit();
}

/* Takes one digit of a text; -1 when the number becomes too long. */
static int append_digit(struct number *number, char digit, bool is_behind_point)
{
    number->units = number->units * 10 + (digit - '0');
    number->scale += is_behind_point;
    return is_too_long(number->units) || number->scale > NUMBER_DIGITS_MOST ? -1 : 0;
}

int number_parse(const char *text, size_t size, struct number *number)
{
    const bool is_negative = size > 0 && text[0] == '-';
    struct number read = {0};
    bool has_point = false;
    size_t i;

    for (i = is_negative; i < size; i++) {
        if (text[i] == '.' && !has_point && i > is_negative)
            has_point = true;
        else if (text[i] < '0' || text[i] > '9' || append_digit(&read, text[i], has_point) != 0)
            return -1;
    }
    if (size == (size_t)is_negative || text[size - 1] == '.')
        return -1;
    *number = is_negative ? number_negate(&read) : read;
    return 0;
}

/* Gives the number this many digits behind the point, as far as its length allows. */
static int raise_scale(struct number *number, int scale)
{
    while (number->scale < scale) {
        __int128 units = number->units * 10;

        if (is_too_long(units))
            return -1;
        number->units = units;
        number->scale++;
    }
    return 0;
}

/* Drops zeros at the end behind the point, which only take room. */
static void lower_scale(struct number *number)
{
    while (number->scale > 0 && number->units % 10 == 0) {
        number->units /= 10;
        number->scale--;
    }
}

static int align(struct number *a, struct number *b)
{
    return raise_scale(a, b->scale) != 0 || raise_scale(b, a->scale) != 0 ? -1 : 0;
}

int number_add(const struct number *a, const struct number *b, struct number *result)
{
    struct number left = *a, right = *b;

    if (align(&left, &right) != 0) {
        lower_scale(&left);
        lower_scale(&right);
        if (align(&left, &right) != 0)
            return -1;
    }
    left.units += right.units;
    if (is_too_long(left.units))
        return -1;
    *result = left;
    return 0;
}

int number_multiply(const struct number *a, const struct number *b, struct number *result)
{
    struct number left = *a, right = *b;
    __int128 units;

    lower_scale(&left);
    lower_scale(&right);
    if (__builtin_mul_overflow(left.units, right.units, &units) || is_too_long(units) ||
        left.scale + right.scale > NUMBER_DIGITS_MOST)
        return -1;
    result->units = units;
    result->scale = left.scale + right.scale;
    lower_scale(result);
    return 0;
}

struct number number_negate(const struct number *number)
{
    const struct number negated = {-number->units, number->scale};

    return negated;
}

static int sign_of(const struct number *number)
{
    return (number->units > 0) - (number->units < 0);
}

int number_compare(const struct number *a, const struct number *b)
{
    struct number left = *a, right = *b;

    /* What cannot be brought to the other's scale is greater than all that has this scale. */
    if (raise_scale(&left, right.scale) != 0)
        return sign_of(a);
    if (raise_scale(&right, left.scale) != 0)
        return -sign_of(b);
    return (left.units > right.units) - (left.units < right.units);
}

void number_format(const struct number *number, char text[NUMBER_TEXT_SIZE])
{
    char digits[NUMBER_TEXT_SIZE];
    char *start = digits + sizeof digits;
    __int128 rest = number->units < 0 ? -number->units : number->units;
    int count;

    *--start = '\0';
    for (count = 0; count <= number->scale || rest > 0; count++, rest /= 10) {
        if (count == number->scale && count > 0)
            *--start = '.';
        *--start = (char)('0' + (int)(rest % 10));
    }
    if (number->units < 0)
        *--start = '-';
    memcpy(text, start, (size_t)(digits + sizeof digits - start));
}
