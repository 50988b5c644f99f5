/*
 * Folding: how the repeats of a field become one value.
 *
 * Sums are made in whole units of the field's scale, so that nothing is rounded on the way.
 */
#include <stdint.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "transforms/number.h"
#include "transforms/value.h"

const char *const take_names[] = {"one", "first", "last", "count", "sum", "min",
                                  "max", "any",   "all",  "join",  NULL};

/* A canonical value, which is always a number of so many digits at most. */
static struct number number_of(const struct value *value)
{
    struct number number = {0, 0};

    number_parse(value->text, value->size, &number);
    return number;
}

/* Fails when a sum has more than WHOLE_DIGITS_MOST, or with a scale DECIMAL_DIGITS_MOST, digits. */
static int check_sum(const struct number *sum, struct fault *fault)
{
    const __int128 whole = INT64_C(1000000000000000000);
    const __int128 limit = sum->scale == 0 ? whole : whole * whole;

    if (sum->units < limit && sum->units > -limit)
        return 0;
    fault->rule = "sum";
    fault->why =
        sum->scale == 0 ? "has more than 18 digits as a sum" : "has more than 36 digits as a sum";
    return -1;
}

/* All values have the scale of the field, and so has the sum, zeros at its end and all. */
static int take_sum(const struct fold *fold, const struct value *values, size_t count,
                    struct arena *arena, struct value *value, struct fault *fault)
{
    const int scale = fold->form->type == TYPE_DECIMAL ? fold->form->scale : 0;
    struct number sum = {0, scale};
    char text[NUMBER_TEXT_SIZE];
    size_t i;

    for (i = 0; i < count; i++) {
        sum.units += number_of(&values[i]).units;
        if (check_sum(&sum, fault) != 0)
            return -1;
    }
    number_format(&sum, text);
    value->size = strlen(text);
    value->text = arena_copy(arena, text, value->size);
    return 1;
}

int value_compare(const struct value_form *form, const struct value *a, const struct value *b)
{
    if (form->type == TYPE_INTEGER || form->type == TYPE_DECIMAL) {
        const struct number left = number_of(a), right = number_of(b);

        return number_compare(&left, &right);
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
