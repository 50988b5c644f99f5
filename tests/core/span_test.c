/* Lengths of time are read as they are written, and nothing else is. */
#include "core/span.h"

#include "core/instant.h"
#include "tests/support/check.h"

static void spans_are_read_and_nonsense_is_refused(void **state)
{
    static const char *const refused[] = {"",    "d",       "0d",   "-1d", "1", "1x",
                                          "1dd", "100001d", "1.5h", "1s",  "0"};
    struct span span = {7, 7};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof refused / sizeof refused[0]; i++)
        assert_int_equal(span_parse(refused[i], &span), -1);
    assert_int_equal(span.seconds, 7);
    assert_int_equal(span_parse("15m", &span), 0);
    assert_int_equal(span.seconds, 900);
    assert_int_equal(span_parse("2w", &span), 0);
    assert_int_equal(span.seconds, 14 * SECONDS_PER_DAY);
    assert_int_equal(span_parse("1M", &span), 0);
    assert_int_equal(span.seconds, 0);
    assert_int_equal(span.months, 1);
}

static void durations_are_read_and_nonsense_is_refused(void **state)
{
    static const char *const refused[] = {"", "s", "1", "00", "-1s", "1M", "1w", "1ss", "100001s"};
    struct duration duration = {7, false};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof refused / sizeof refused[0]; i++)
        assert_int_equal(duration_parse(refused[i], &duration), -1);
    assert_false(duration.is_given);
    assert_int_equal(duration_parse("90s", &duration), 0);
    assert_int_equal(duration.seconds, 90);
    assert_int_equal(duration_parse("2h", &duration), 0);
    assert_int_equal(duration.seconds, 7200);
    assert_int_equal(duration_parse("0", &duration), 0);
    assert_int_equal(duration.seconds, 0);
    assert_true(duration.is_given);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans_are_read_and_nonsense_is_refused),
        cmocka_unit_test(durations_are_read_and_nonsense_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
