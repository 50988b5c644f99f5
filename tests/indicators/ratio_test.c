/* Shares are exact: rounded half up, compared unrounded. */
#include "indicators/ratio.h"

#include "core/arena.h"
#include "tests/support/check.h"

static void shares_are_rounded_half_up(void **state)
{
    static const struct {
        int64_t numerator, denominator;
        int digits;
        const char *text;
    } rows[] = {
        {0, 1, 2, "0.00"},
        {1, 1, 2, "100.00"},
        {1, 3, 2, "33.33"},
        {2, 3, 2, "66.67"},
        {1, 8, 1, "12.5"},
        {1, 8, 0, "13"},
        {1, 16, 2, "6.25"},
        {1, 16, 1, "6.3"},
        {1, 2000, 1, "0.1"},
        {1, 2001, 1, "0.0"},
        {5999, 20000, 2, "30.00"},
        {59989, 200000, 2, "29.99"},
        {59990, 200000, 2, "30.00"},
        {99999, 100000, 2, "100.00"},
        {99994, 100000, 2, "99.99"},
        {3, 2, 2, "150.00"},
        {1, 3, 6, "33.333333"},
        {900000000000000000, 900000000000000001, 6, "100.000000"},
        {1, 900000000000000000, 2, "0.00"},
    };
    struct arena *arena = arena_new();
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(
            ratio_percent(rows[i].numerator, rows[i].denominator, rows[i].digits, arena),
            rows[i].text);
    arena_free(arena);
}

static void shares_are_compared_as_they_are_and_not_as_they_are_shown(void **state)
{
    static const struct {
        int64_t numerator, denominator;
        const char *percent;
        int order;
    } rows[] = {
        {3, 10, "30", 0},
        {3, 10, "30.000000", 0},
        {29, 100, "30", -1},
        {31, 100, "30", 1},
        {5999, 20000, "30", -1},
        {6001, 20000, "30", 1},
        {1, 3, "33.33", 1},
        {1, 3, "33.34", -1},
        {95, 100, "95", 0},
        {1, 1, "100", 0},
        {3, 2, "100", 1},
        {3, 2, "150", 0},
        {999999, 1000000, "100", -1},
        {0, 5, "0", 0},
        {0, 5, "0.000001", -1},
    };
    struct decimal percent;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(decimal_parse(rows[i].percent, &percent), 0);
        assert_int_equal(ratio_compare(rows[i].numerator, rows[i].denominator, &percent),
                         rows[i].order);
    }
}

static void only_plain_percentages_are_read(void **state)
{
    static const char *const wrong[] = {"",   "-1", "+1", "1e2",        "1,5",       "80 %", "1.",
                                        ".5", "x",  " 1", "1234567890", "1.1234567", "1.2.3"};
    struct decimal decimal = {-1, -1};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(decimal_parse(wrong[i], &decimal), -1);
        assert_int_equal(decimal.digits, -1);
    }
    assert_int_equal(decimal_parse("099.50", &decimal), 0);
    assert_int_equal(decimal.digits, 9950);
    assert_int_equal(decimal.scale, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_are_rounded_half_up),
        cmocka_unit_test(shares_are_compared_as_they_are_and_not_as_they_are_shown),
        cmocka_unit_test(only_plain_percentages_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
