/* The lines around a mistake are seen, and nobody in them. */
#include "tests/support/check.h"

#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/reader.h"
#include "transforms/blur.h"

static const char *blurred(const char *document, long line, struct arena *arena)
{
    struct buffer text = {0};
    struct error err;
    const char *lines;

    CHECK_DONE(
        blur_lines(reader_from_memory(document, strlen(document), arena), line, &text, arena, &err),
        &err);
    lines = arena_text(arena, buffer_string(&text));
    buffer_free(&text);
    return lines;
}

static void xml_keeps_its_tags_only(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(
        blurred("<?xml version='1.0'?>\n<DS>\n<HO_TEN id=\"7\">Đỗ Văn A</HO_TEN>\n"
                "<SO>0012</SO\n</DS>\n",
                4, arena),
        "2: <DS>\n3: <HO_TEN xx=\"9\">xx xxx x</HO_TEN>\n4: <SO>9999</SO\n5: </DS>");
    arena_free(arena);
}

static void json_keeps_its_names_only(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(
        blurred("{\"ten\": \"Lê B\", \"so\" : 12, \"x\\\"y\": \"a\", \"ds\": [\"C\", tru", 1,
                arena),
        "1: {\"ten\": \"xx x\", \"so\" : 99, \"x\\\"x\": \"x\", \"ds\": [\"x\", xxx");
    arena_free(arena);
}

static void the_line_may_be_the_first_or_behind_the_last(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(blurred("a1\nb2\nc3", 1, arena), "1: x9\n2: x9");
    assert_string_equal(blurred("a1\nb2\nc3", 4, arena), "2: x9\n3: x9");
    assert_string_equal(blurred("", 1, arena), "");
    arena_free(arena);
}

static void long_lines_are_cut_and_control_characters_are_blanks(void **state)
{
    struct arena *arena = arena_new();
    char line[1001];

    (void)state;
    memset(line, 'a', sizeof line - 1);
    line[1000] = '\0';
    line[0] = '\033';
    assert_int_equal(strlen(blurred(line, 1, arena)), 3 + 240);
    assert_int_equal(blurred(line, 1, arena)[3], ' ');
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xml_keeps_its_tags_only),
        cmocka_unit_test(json_keeps_its_names_only),
        cmocka_unit_test(the_line_may_be_the_first_or_behind_the_last),
        cmocka_unit_test(long_lines_are_cut_and_control_characters_are_blanks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
