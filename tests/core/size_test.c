/* Amounts of bytes are read in whole units and shown in the fitting one. */
#include "core/size.h"

#include "tests/support/check.h"

static void sizes_are_read_in_their_units(void **state)
{
    static const struct {
        const char *text;
        int64_t bytes;
    } rows[] = {
        {"0", 0},
        {"500", 500},
        {"64KiB", 65536},
        {"256MiB", 268435456},
        {"1GiB", 1073741824},
        {"2TiB", INT64_C(2199023255552)},
        {"8388607TiB", INT64_C(9223370937343148032)},
        {"9223372036854775807", INT64_MAX},
    };
    int64_t bytes;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(size_parse(rows[i].text, &bytes), 0);
        assert_true(bytes == rows[i].bytes);
    }
}

static void other_texts_are_no_sizes(void **state)
{
    static const char *const rows[] = {"",
                                       "KiB",
                                       "-1",
                                       "+1",
                                       " 1",
                                       "1 GiB",
                                       "1GB",
                                       "1.5GiB",
                                       "1gib",
                                       "1GiBs",
                                       "0x10",
                                       "8388608TiB",
                                       "9223372036854775808"};
    int64_t bytes = 7;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (size_parse(rows[i], &bytes) != -1)
            fail_msg("'%s' was read as %lld", rows[i], (long long)bytes);
    assert_int_equal(bytes, 7);
}

static void sizes_are_shown_in_the_largest_unit_that_fits(void **state)
{
    static const struct {
        int64_t bytes;
        const char *text;
    } rows[] = {
        {0, "0 bytes"},
        {1023, "1023 bytes"},
        {1024, "1.0 KiB"},
        {1536, "1.5 KiB"},
        {268435456, "256.0 MiB"},
        {INT64_C(1610612736), "1.5 GiB"},
        {INT64_MAX, "8388608.0 TiB"},
    };
    char text[SIZE_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_format(rows[i].bytes, text);
        assert_string_equal(text, rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_read_in_their_units),
        cmocka_unit_test(other_texts_are_no_sizes),
        cmocka_unit_test(sizes_are_shown_in_the_largest_unit_that_fits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
