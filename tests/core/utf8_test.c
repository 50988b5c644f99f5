/* UTF-8 is what RFC 3629 says it is, and texts are cut at characters. */
#include "core/utf8.h"

#include "tests/support/check.h"

static void whole_characters_are_valid(void **state)
{
    static const char *const texts[] = {
        "",
        "a",
        "Đương",
        "\xc2\x80",
        "\xe0\xa0\x80",
        "\xed\x9f\xbf",
        "\xee\x80\x80",
        "\xf0\x90\x80\x80",
        "\xf4\x8f\xbf\xbf",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_true(utf8_is_valid(texts[i], strlen(texts[i])));
}

static void other_bytes_are_not(void **state)
{
    static const char *const texts[] = {
        "\x80",
        "\xbf",
        "\xc0\x80",
        "\xc1\xbf",
        "\xc3",
        "a\xc3",
        "\xe0\x9f\xbf",
        "\xed\xa0\x80",
        "\xe1\x80",
        "\xe1\x80z",
        "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\xff",
        "\xf1\x80\x80",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_false(utf8_is_valid(texts[i], strlen(texts[i])));
}

static void a_cut_keeps_characters_whole(void **state)
{
    (void)state;
    assert_int_equal(utf8_cut("abc", 3, 5), 3);
    assert_int_equal(utf8_cut("abc", 3, 2), 2);
    assert_int_equal(utf8_cut("aĐb", 4, 2), 1);
    assert_int_equal(utf8_cut("aĐb", 4, 3), 3);
    assert_int_equal(utf8_cut("aếb", 5, 3), 1);
}

static void a_tail_is_counted_in_characters(void **state)
{
    (void)state;
    assert_int_equal(utf8_tail("abcd", 4, 3), 1);
    assert_int_equal(utf8_tail("abc", 3, 3), 0);
    assert_int_equal(utf8_tail("ab", 2, 3), 0);
    assert_int_equal(utf8_tail("xĐếz", 7, 2), 3);
}

static void characters_are_counted(void **state)
{
    (void)state;
    assert_int_equal(utf8_count("", 0), 0);
    assert_int_equal(utf8_count("abc", 3), 3);
    assert_int_equal(utf8_count("Đềế\xf0\x9f\x98\x80", strlen("Đềế") + 4), 4);
}

static void control_characters_are_tamed(void **state)
{
    static const struct {
        const char *text, *tame;
    } rows[] = {
        {"", ""},
        {"hồ sơ – “a”", "hồ sơ – “a”"},
        {"a\tb\nc\x1b[31md\x7f", "a?b?c?[31md?"},
        {"\xc2\x9b"
         "31m\xc2\x85\xc2\xa0",
         "?31m?\xc2\xa0"},
        /* NOLINTNEXTLINE(misc-misleading-bidirectional): what misleads is what is tamed. */
        {"\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xae\xe2\x81\xa6\xe2\x81\xa9", "?????"},
        {"\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xa5\xe2\x81\xaa",
         "\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xa5\xe2\x81\xaa"},
        {"a\xe2\x80", "a\xe2\x80"},
        {"a\xc2", "a\xc2"},
    };
    char text[64], zero[] = "a\0b";

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        snprintf(text, sizeof text, "%s", rows[i].text);
        assert_int_equal(utf8_tame(text, strlen(text), '?'), strlen(rows[i].tame));
        assert_string_equal(text, rows[i].tame);
    }
    assert_int_equal(utf8_tame(zero, 3, ' '), 3);
    assert_string_equal(zero, "a b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_characters_are_valid),
        cmocka_unit_test(other_bytes_are_not),
        cmocka_unit_test(a_cut_keeps_characters_whole),
        cmocka_unit_test(a_tail_is_counted_in_characters),
        cmocka_unit_test(characters_are_counted),
        cmocka_unit_test(control_characters_are_tamed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
