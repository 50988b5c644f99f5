/* Long division, digit by digit, so that no product can overflow. */
#include "indicators/ratio.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "core/arena.h"

enum { WHOLE_DIGITS_MAX = 9, PERCENT_DIGITS = 2 };

static int64_t power_of_ten(int exponent)
{
    int64_t power = 1;

    while (exponent-- > 0)
        power *= 10;
    return power;
}

int decimal_parse(const char *text, struct decimal *decimal)
{
    size_t whole = strspn(text, "0123456789");
    size_t places = text[whole] == '.' ? strspn(text + whole + 1, "0123456789") : 0;
    struct decimal parsed = {0, (int)places};
    const char *rest;

    if (whole == 0 || whole > WHOLE_DIGITS_MAX || places > DECIMAL_SCALE_MAX ||
        (text[whole] == '.' && places == 0) || text[whole + places + (text[whole] == '.')] != '\0')
        return -1;
    for (rest = text; *rest != '\0'; rest++)
        if (*rest != '.')
            parsed.digits = parsed.digits * 10 + (*rest - '0');
    *decimal = parsed;
    return 0;
}

char *ratio_percent(int64_t numerator, int64_t denominator, int digits, struct arena *arena)
{
    int64_t quotient = numerator / denominator;
    int64_t rest = numerator % denominator;
    int64_t unit = power_of_ten(digits);
    int i;

    assert(numerator >= 0 && denominator > 0 && denominator <= INT64_MAX / 10);
    assert(digits >= 0 && digits <= DECIMAL_SCALE_MAX && quotient <= INT64_MAX / unit / 1000);
    for (i = 0; i < digits + PERCENT_DIGITS; i++) {
        rest *= 10;
        quotient = quotient * 10 + rest / denominator;
        rest %= denominator;
    }
    if (rest >= denominator - rest)
        quotient++;
    if (digits == 0)
        return arena_print(arena, "%" PRId64, quotient);
    return arena_print(arena, "%" PRId64 ".%0*" PRId64, quotient / unit, digits, quotient % unit);
}

int ratio_compare(int64_t numerator, int64_t denominator, const struct decimal *percent)
{
    int64_t factor = power_of_ten(PERCENT_DIGITS + percent->scale);
    int64_t quotient = percent->digits / factor;
    int64_t rest = percent->digits % factor;
    int64_t left, right;

    assert(numerator >= 0 && denominator > 0);
    assert(numerator <= INT64_MAX / factor && denominator <= INT64_MAX / factor);
    /* The target's hundreds are taken off both sides first, which keeps the products small. */
    left = (numerator - denominator * quotient) * factor;
    right = denominator * rest;
    return (left > right) - (left < right);
}
