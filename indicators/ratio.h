/*
 * Shares in percent, in integers from beginning to end.
 *
 * Floating point would make 29.995 a matter of luck; officials have to defend these figures.
 */
#ifndef INDICATORS_RATIO_H
#define INDICATORS_RATIO_H

#include <stdint.h>

struct arena;

/* A number with scale digits behind its point: 99.5 is {995, 1}. */
struct decimal {
    int64_t digits;
    int scale;
};

enum { DECIMAL_SCALE_MAX = 6 };

/* Reads "30", "99.5": no sign, no exponent, at most 9 digits before the point and
 * DECIMAL_SCALE_MAX behind it.  0 or -1. */
int decimal_parse(const char *text, struct decimal *decimal);

/* numerator / denominator in percent with this many digits behind the point, halves rounded up:
 * 1 of 3 with 2 digits is "33.33".  The denominator is above 0, the numerator not below it. */
char *ratio_percent(int64_t numerator, int64_t denominator, int digits, struct arena *arena);

/* Below, equal to or above 0 as the exact share is below, equal to or above so many percent. */
int ratio_compare(int64_t numerator, int64_t denominator, const struct decimal *percent);

#endif
