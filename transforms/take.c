/*
 * Folding: how the repeats of a field become one value.
 *
 * Sums are made in whole units of the field's scale, so that nothing is rounded on the way.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "transforms/value.h"

const char *const take_names[] = {"one", "first", "last", "count", "sum", "min",
                                  "max", "any",   "all",  "join",  NULL};

/* 128 bits hold 38 digits: 36, and the carry of a sum. */
__extension__ typedef __int128 wide;

/* The number in units of its last digit: "-12.50" is -1250. */
static wide units_of(const struct value *value)
{
    wide units = 0;
    size_t i;

    for (i = 0; i < value->size; i++)
        if (value->text[i] >= '0' && value->text[i] <= '9')
            units = units * 10 + (value->text[i] - '0');
    return value->text[0] == '-' ? -units : units;
}

static wide power_of_ten(int exponent)
{
    wide power = 1;

    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* From the last digit to the first, at least one of them before the point. */
static void write_units(wide units, int scale, struct arena *arena, struct value *value)
{
    char text[DECIMAL_DIGITS_MOST + 4];
    char *start = text + sizeof text;
    wide rest = units < 0 ? -units : units;
    int digits;

    for (digits = 0; digits <= scale || rest > 0; digits++, rest /= 10) {
        if (digits == scale && scale > 0)
            *--start = '.';
        *--start = (char)('0' + (int)(rest % 10));
    }
    if (units < 0)
        *--start = '-';
    value->size = (size_t)(text + sizeof text - start);
    value->text = arena_copy(arena, start, value->size);
}

static int take_sum(const struct fold *fold, const struct value *values, size_t count,
                    struct arena *arena, struct value *value, struct fault *fault)
{
    const int scale = fold->form->type == TYPE_DECIMAL ? fold->form->scale : 0;
    const wide most = power_of_ten(scale == 0 ? WHOLE_DIGITS_MOST : DECIMAL_DIGITS_MOST);
    wide sum = 0;
    size_t i;

    for (i = 0; i < count; i++) {
        sum += units_of(&values[i]);
        if (sum >= most || sum <= -most) {
            fault->rule = "sum";
            fault->why = scale == 0 ? "has more than 18 digits as a sum"
                                    : "has more than 36 digits as a sum";
            return -1;
        }
    }
    write_units(sum, scale, arena, value);
    return 1;
}

int value_compare(const struct value_form *form, const struct value *a, const struct value *b)
{
    if (form->type == TYPE_INTEGER || form->type == TYPE_DECIMAL) {
        wide left = units_of(a), right = units_of(b);

        return (left > right) - (left < right);
    }
    return strcmp(a->text, b->text);
}

static const struct value *find_extreme(const struct fold *fold, const struct value *values,
                                        size_t count)
{
    const struct value *extreme = &values[0];
    int sign = fold->take == TAKE_MAX ? 1 : -1;
    size_t i;

    for (i = 1; i < count; i++)
        if (sign * value_compare(fold->form, &values[i], extreme) > 0)
            extreme = &values[i];
    return extreme;
}

/* The first value that decides: a true one for "any", a false one for "all"; else the last. */
static const struct value *find_deciding(enum take take, const struct value *values, size_t count)
{
    char deciding = take == TAKE_ANY ? '1' : '0';
    size_t i;

    for (i = 0; i + 1 < count && values[i].text[0] != deciding; i++)
        continue;
    return &values[i];
}

static void take_join(const struct fold *fold, const struct value *values, size_t count,
                      struct arena *arena, struct value *value)
{
    struct buffer joined = {0};
    size_t i;

    for (i = 0; i < count; i++) {
        if (i > 0)
            buffer_text(&joined, fold->separator);
        buffer_append(&joined, values[i].text, values[i].size);
    }
    value->text = arena_copy(arena, buffer_string(&joined), joined.size);
    value->size = joined.size;
    buffer_free(&joined);
}

int values_take(const struct fold *fold, const struct value *values, size_t count,
                struct arena *arena, struct value *value, struct fault *fault)
{
    if (count == 0)
        return 0;
    switch (fold->take) {
    case TAKE_LAST:
        *value = values[count - 1];
        return 1;
    case TAKE_SUM:
        return take_sum(fold, values, count, arena, value, fault);
    case TAKE_MIN:
    case TAKE_MAX:
        *value = *find_extreme(fold, values, count);
        return 1;
    case TAKE_ANY:
    case TAKE_ALL:
        *value = *find_deciding(fold->take, values, count);
        return 1;
    case TAKE_JOIN:
        take_join(fold, values, count, arena, value);
        return 1;
    default:
        *value = values[0];
        return 1;
    }
}
