/*
 * Exact decimals: the arithmetic of rules.
 *
 * A number is a whole count of units of its last digit, of at most 36 digits, so that sums and
 * products of amounts are never rounded.  What would need more digits is told, not cut.
 */
#ifndef TRANSFORMS_NUMBER_H
#define TRANSFORMS_NUMBER_H

#include <stddef.h>

/* NUMBER_TEXT_SIZE holds any number with sign, point and a zero before it. */
enum { NUMBER_DIGITS_MOST = 36, NUMBER_TEXT_SIZE = NUMBER_DIGITS_MOST + 4 };

struct number {
    __int128 units;
    int scale; /* digits behind the point, from 0 to NUMBER_DIGITS_MOST */
};

/* Reads "-12.50": an optional minus, digits, and digits behind an optional point.  -1 when the text
 * is something else or has too many digits. */
int number_parse(const char *text, size_t size, struct number *number);

/* -1 when the result would have too many digits; *result may be one of the operands. */
int number_add(const struct number *a, const struct number *b, struct number *result);
int number_multiply(const struct number *a, const struct number *b, struct number *result);

struct number number_negate(const struct number *number);

/* Less than, equal to or greater than 0, as a is to b.  2.50 and 2.5 are equal. */
int number_compare(const struct number *a, const struct number *b);

/* Writes the number in plain digits. */
void number_format(const struct number *number, char text[NUMBER_TEXT_SIZE]);

#endif
