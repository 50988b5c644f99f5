/* Separators are found by name and by sign, and guessed from a line. */
#include "core/separator.h"
#include "tests/support/check.h"

static void separators_have_names_and_signs(void **state)
{
    static const char *const names[] = {",", ";", "tab", "|"};
    static const char signs[] = ",;\t|";

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_non_null(separator_find(names[i]));
        assert_int_equal(separator_find(names[i])->sign, signs[i]);
        assert_ptr_equal(separator_of(signs[i]), separator_find(names[i]));
    }
    assert_null(separator_find("\t"));
    assert_null(separator_find(""));
    assert_null(separator_of('#'));
    assert_null(separator_of('\0'));
}

static char guess(const char *line)
{
    const struct separator *separator = separator_guess(line, strlen(line));

    return separator != NULL ? separator->sign : '\0';
}

static void the_separator_of_a_line_is_the_one_that_it_has_most_of(void **state)
{
    (void)state;
    assert_int_equal(guess("a,b"), ',');
    assert_int_equal(guess("a;b"), ';');
    assert_int_equal(guess("a\tb,c\td"), '\t');
    assert_int_equal(guess("a|b|c"), '|');
    assert_int_equal(guess("a;b,c"), ',');
    assert_int_equal(guess("\"a,b,c\";d"), ';');
    assert_int_equal(guess("\"a,b\""), '\0');
    assert_int_equal(guess(""), '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(separators_have_names_and_signs),
        cmocka_unit_test(the_separator_of_a_line_is_the_one_that_it_has_most_of),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
