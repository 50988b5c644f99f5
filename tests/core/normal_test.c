/* Letters that look alike become alike, and the quick look is never wrong. */
#include "core/normal.h"

#include <stdlib.h>

#include <utf8proc.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "tests/support/check.h"

enum { POINT_MOST = 0x10FFFF, PLAIN_MOST = 2048 };

static size_t encode(utf8proc_int32_t point, char text[4])
{
    return (size_t)utf8proc_encode_char(point, (utf8proc_uint8_t *)text);
}

/* Normal by utf8proc itself, without normal_form between. */
static bool is_normal(const char *text, size_t size)
{
    utf8proc_uint8_t *made = NULL;
    utf8proc_ssize_t length = utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)size,
                                           &made, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    bool is_same = length == (utf8proc_ssize_t)size && memcmp(made, text, size) == 0;

    free(made);
    return is_same;
}

/* All characters that the quick look lets pass. */
static size_t find_plain(utf8proc_int32_t points[PLAIN_MOST])
{
    size_t count = 0;

    for (utf8proc_int32_t point = 1; point <= POINT_MOST; point++) {
        char text[4];
        size_t size;

        if (point >= 0xD800 && point <= 0xDFFF)
            continue;
        size = encode(point, text);
        if (!normal_is_plain(text, size))
            continue;
        assert_true(count < PLAIN_MOST);
        points[count++] = point;
    }
    return count;
}

static void plain_characters_are_normal_alone_and_in_pairs(void **state)
{
    utf8proc_int32_t points[PLAIN_MOST];
    size_t count = find_plain(points);
    struct buffer pairs = {0};

    (void)state;
    assert_true(count > 800);
    for (size_t i = 0; i < count; i++) {
        buffer_clear(&pairs);
        for (size_t j = 0; j < count; j++) {
            char text[4];

            buffer_append(&pairs, text, encode(points[i], text));
            buffer_append(&pairs, text, encode(points[j], text));
        }
        if (!is_normal(pairs.data, pairs.size))
            fail_msg("U+%04X is not left alone", (unsigned)points[i]);
    }
    buffer_free(&pairs);
}

static void vietnamese_needs_no_second_look(void **state)
{
    static const char *const texts[] = {
        "",
        "Hồ sơ",
        "ĂẰẲẴẮẶÂẦẨẪẤẬÊỀỂỄẾỆÔỒỔỖỐỘƠỜỞỠỚỢƯỪỬỮỨỰĐÝỲỶỸỴ",
        "ăằẳẵắặâầẩẫấậêềểễếệôồổỗốộơờởỡớợưừửữứựđýỳỷỹỵ",
        "“Đề nghị” – ‘cấp’…",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_true(normal_is_plain(texts[i], strlen(texts[i])));
}

static void broken_texts_are_not_plain(void **state)
{
    static const char *const texts[] = {"\xc3",     "a\xc3",        "\xc3x",        "\x80",
                                        "\xc0\x80", "\xe1\xba",     "\xe1\xbax",    "\xe1\xba\xc3",
                                        "\xe2\x80", "\xe2\x80\xc3", "\xf0\x9f\x98", "\xff"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_false(normal_is_plain(texts[i], strlen(texts[i])));
}

struct row {
    const char *text, *wanted;
};

static void decomposed_letters_are_composed(void **state)
{
    static const struct row rows[] = {
        {"e\xcc\x82\xcc\x81", "ế"},         /* e, circumflex, acute */
        {"\xc3\xaa\xcc\x81", "ế"},          /* ê, acute */
        {"e\xcc\xa3\xcc\x82", "ệ"},         /* e, dot below, circumflex */
        {"\xc6\xa1\xcc\x80 x", "ờ x"},      /* ơ, grave */
        {"\xc4\x91", "đ"},                  /* has no decomposition */
        {"\xcd\x80", "\xcc\x80"},           /* the old grave tone mark */
        {"\xe2\x84\xab", "Å"},              /* the sign of the unit */
        {"\xe2\x80\x80.", "\xe2\x80\x82."}, /* a quad is a blank */
        {"\xea\xb0\x80", "\xea\xb0\x80"},   /* normal, if not plain */
        {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t size;
        const char *normal = normal_form(rows[i].text, strlen(rows[i].text), &size, arena);

        assert_string_equal(normal, rows[i].wanted);
        assert_int_equal(size, strlen(rows[i].wanted));
    }
    arena_free(arena);
}

static const char *repeat(const char *mark, int count, struct arena *arena)
{
    const char *text = "e";

    while (count-- > 0)
        text = arena_print(arena, "%s%s", text, mark);
    return text;
}

static void a_letter_with_too_many_marks_is_refused(void **state)
{
    static const char *const marks[] = {"\xcc\x81", "\xe0\xbd\xb3"};
    struct arena *arena = arena_new();
    size_t size;

    (void)state;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        const char *most = repeat(marks[i], NORMAL_MARKS_MOST, arena);
        const char *more = repeat(marks[i], NORMAL_MARKS_MOST + 1, arena);

        assert_non_null(normal_form(most, strlen(most), &size, arena));
        assert_null(normal_form(more, strlen(more), &size, arena));
    }
    arena_free(arena);
}

static void letters_lose_their_marks_but_nothing_else(void **state)
{
    static const struct {
        const char *text, *bare;
    } rows[] = {
        {"Mã đơn vị", "Ma don vi"},
        {"ĐỊA CHỈ Ở", "DIA CHI O"},
        {"a\xcc\x81 1-2", "a 1-2"},
        {"你", "你"},
        {"", ""},
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(normal_bare(rows[i].text, strlen(rows[i].text), arena), rows[i].bare);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_characters_are_normal_alone_and_in_pairs),
        cmocka_unit_test(vietnamese_needs_no_second_look),
        cmocka_unit_test(broken_texts_are_not_plain),
        cmocka_unit_test(decomposed_letters_are_composed),
        cmocka_unit_test(a_letter_with_too_many_marks_is_refused),
        cmocka_unit_test(letters_lose_their_marks_but_nothing_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
