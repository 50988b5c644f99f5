/* Numbers of JSON keep their digits. */
#include "core/buffer.h"
#include "tests/core/json_pieces.h"
#include "tests/support/check.h"

struct row {
    const char *text, *wanted;
};

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static void numbers_keep_the_digits_that_they_have(void **state)
{
    static const struct row rows[] = {
        {"[0]", "0"},
        {"[-0]", "-0"},
        {"[1.50]", "1.50"},
        {"[50000.0]", "50000.0"},
        {"[12345678901234567890123456789012345678901234567890]",
         "12345678901234567890123456789012345678901234567890"},
        {"[0.12345678901234567]", "0.12345678901234567"},
        {"[-9007199254740993]", "-9007199254740993"},
        {"[1e5]", "100000"},
        {"[1E+5]", "100000"},
        {"[1.5E3]", "1500"},
        {"[1.50e1]", "15.0"},
        {"[12.345e-1]", "1.2345"},
        {"[-12.5e-3]", "-0.0125"},
        {"[1e-7]", "0.0000001"},
        {"[0.005e2]", "0.5"},
        {"[0.005e3]", "5"},
        {"[0e99]", "0"},
        {"[-0.000E-99]", "-0"},
        {"[5e0]", "5"},
        {"[5.10e0]", "5.10"},
        {"[1e35]", "100000000000000000000000000000000000"},
        {"[1e-35]", "0.00000000000000000000000000000000001"},
        {"[123456789012345678901234567890123456e0]", "123456789012345678901234567890123456"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buffer wanted = {0};

        buffer_print(&wanted, "item(\"%s\")", rows[i].wanted);
        reads_alike_in_all_pieces(rows[i].text, strlen(rows[i].text), buffer_string(&wanted));
        buffer_free(&wanted);
    }
}

static void an_exponent_that_makes_too_many_digits_damages_its_element_only(void **state)
{
    static const char *const texts[] = {
        "{\"a\":1e36,\"b\":1}",
        "{\"a\":1e-36,\"b\":1}",
        "{\"a\":-1e999999999999999999999,\"b\":1}",
        "{\"a\":1e-999999999999999999999,\"b\":1}",
        "{\"a\":1234567890123456789012345678901234567e0,\"b\":1}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        reads_alike_in_all_pieces(texts[i], strlen(texts[i]),
                                  "a(!a number with an exponent has more than 36 digits!)b(\"1\")");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_keep_the_digits_that_they_have),
        cmocka_unit_test(an_exponent_that_makes_too_many_digits_damages_its_element_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
