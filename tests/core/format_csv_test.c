/* CSV is RFC 4180 with a header line; a line of another length is damaged, not guessed. */

#include "core/arena.h"
#include "core/buffer.h"
#include "core/format.h"
#include "core/reader.h"
#include "tests/support/check.h"
#include "tests/support/events.h"

struct row {
    const char *text, *wanted;
};

static void lines_become_rows(void **state)
{
    static const struct row rows[] = {
        {"a,b\n", ""},
        {"a,b", ""},
        {"a,b\n1,2\n", "row(a(\"1\")b(\"2\"))"},
        {"a,b\r\n1,2\r\n", "row(a(\"1\")b(\"2\"))"},
        {"a,b\n1,2", "row(a(\"1\")b(\"2\"))"},
        {"\xef\xbb\xbf"
         "a,b\n1,2",
         "row(a(\"1\")b(\"2\"))"},
        {"\xef\xbb\xbf\xef\xbb\xbf"
         "a,b\n1,2",
         "row(\xef\xbb\xbf"
         "a(\"1\")b(\"2\"))"},
        {"a,b\n,\n", "row(a()b())"},
        {"a,b\n\n1,2\n\r\n", "row(a(\"1\")b(\"2\"))"},
        {"a\n1\n2\n", "row(a(\"1\"))row(a(\"2\"))"},
        {"a,b\n\"x, y\",\"say \"\"hi\"\"\"\n", "row(a(\"x, y\")b(\"say \"hi\"\"))"},
        {"a,b\n\"two\nlines\",2\n", "row(a(\"two\nlines\")b(\"2\"))"},
        {"a,b\n\"\",\"\"\n", "row(a()b())"},
        {" a , Mã đơn vị \n1,2\n", "row(a(\"1\")Mã đơn vị(\"2\"))"},
        {"a,, \n1,2,3\n", "row(a(\"1\")column 2(\"2\")column 3(\"3\"))"},
        {"a,,\n1,,\n2,,3\n", "row(a(\"1\"))row(a(\"2\")column 3(\"3\"))"},
        {"a,b;c\n1,2\n", "row(a(\"1\")b;c(\"2\"))"},
        {"\"a;b\"\n1;2\n", "row(a;b(\"1;2\"))"},
        {"sep=;\r\na;b\r\n1,5;2\r\n", "row(a(\"1,5\")b(\"2\"))"},
        {"\xef\xbb\xbfsep=\t\na\tb\n1\t2\n", "row(a(\"1\")b(\"2\"))"},
        {"sep=,\na,b\n1,2\n", "row(a(\"1\")b(\"2\"))"},
        {"a,b\nsep=;,1\n", "row(a(\"sep=;\")b(\"1\"))"},
        {"a\nsep=;\n", "row(a(\"sep=;\"))"},
        {"a,b\n1\n3,4\n",
         "row(!the line has 1 cells, the header has 2!a(\"1\"))row(a(\"3\")b(\"4\"))"},
        {"a,b\n1,2,3\n", "row(!the line has 3 cells, the header has 2!a(\"1\")b(\"2\"))"},
    };
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t step = 1; step <= 4; step++) {
            struct buffer events = {0};

            CHECK_DONE(events_of("csv", rows[i].text, strlen(rows[i].text), step, &events, &err),
                       &err);
            assert_string_equal(buffer_string(&events), rows[i].wanted);
            buffer_free(&events);
        }
    }
}

struct refused {
    const char *text, *words;
    long line;
};

static void malformed_documents_are_refused_with_their_line(void **state)
{
    static const struct refused rows[] = {
        {"", "the document is empty: not even a header line", 0},
        {"\n\n", "the document is empty: not even a header line", 0},
        {"\xef\xbb\xbf"
         "a;b\r\n1;2\r\n",
         "the header is one cell with semicolons in it, expected commas between the cells; "
         "hint: a mapping with 'separator: \";\"' reads it",
         1},
        {"a\tb\n1\t2\n",
         "the header is one cell with tabs in it, expected commas between the cells; "
         "hint: a mapping with 'separator: \"tab\"' reads it",
         1},
        {"sep=#\na#b\n", "'sep=' has another sign behind it than a comma, a semicolon, a tab or |",
         1},
        {"\xff\xfe"
         "a,b\n",
         "the document is in UTF-16, expected UTF-8; hint: table programs call it 'CSV UTF-8'", 1},
        {"a,\nb\"\n", "a quote inside a cell without quotes", 2},
        {"e\xcc\x82,\xc3\xaa\n", "two columns are called '\xc3\xaa'", 1},
        {"column 2,\n", "two columns are called 'column 2'", 1},
        {"a,b,a\n", "two columns are called 'a'", 1},
        {"a,b\n1,2\n\"x,3\n\n", "a quote is opened and never closed", 3},
        {"a,b\n1,\"x\"y\n", "more text behind a closing quote", 2},
        {"a,b\n1,x\"y\n", "a quote inside a cell without quotes", 2},
        {"a,b\n1,\xe1\n", "a cell is not valid UTF-8", 2},
        {"a,b\n1,2\rx\n", "a carriage return inside a line", 2},
        {"\xef\xbb"
         "a\n",
         "a cell is not valid UTF-8", 1},
    };
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buffer events = {0};

        CHECK_FAILS(events_of("csv", rows[i].text, strlen(rows[i].text), 3, &events, &err), &err,
                    ERROR_DOCUMENT, rows[i].words);
        assert_int_equal(err.line, rows[i].line);
        buffer_free(&events);
    }
}

static void names_of_columns_are_such_as_a_path_can_have(void **state)
{
    static const struct row rows[] = {
        {"\"Mã\nđơn vị\",b\n1,2\n", "row(Mã đơn vị(\"1\")b(\"2\"))"},
        {"\"Mã \r\n đơn\tvị\r\n\",b\n1,2\n", "row(Mã đơn vị(\"1\")b(\"2\"))"},
        {"Mã\xc2\xa0số,b\n1,2\n", "row(Mã số(\"1\")b(\"2\"))"},
        {"a  b,\xc2\xa0\n1,2\n", "row(a  b(\"1\")column 2(\"2\"))"},
        {"Ma\xcc\x83,b\n1,2\n", "row(M\xc3\xa3(\"1\")b(\"2\"))"},
    };
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buffer events = {0};

        CHECK_DONE(events_of("csv", rows[i].text, strlen(rows[i].text), 2, &events, &err), &err);
        assert_string_equal(buffer_string(&events), rows[i].wanted);
        buffer_free(&events);
    }
}

struct separated {
    char separator;
    const char *text, *wanted;
};

static void cells_have_between_them_what_is_said(void **state)
{
    static const struct separated rows[] = {
        {';', "\xef\xbb\xbf\x61;b\r\n\"1;\r\n\"\"x\"\"\";2,5\r\n",
         "row(a(\"1;\r\n\"x\"\")b(\"2,5\"))"},
        {'\t', "a\tb\n1\t2,5\n", "row(a(\"1\")b(\"2,5\"))"},
        {'|', "a|b\n1|2;5\n", "row(a(\"1\")b(\"2;5\"))"},
        {';', "sep=,\na,b\n1,2\n", "row(a(\"1\")b(\"2\"))"},
        {';', "\"a,b\"\n1\n", "row(a,b(\"1\"))"},
        {'\0', "a;b\n1,5;2\n", "row(a(\"1,5\")b(\"2\"))"},
        {'\0', "\"a;b;c;d\",e\n1,2\n", "row(a;b;c;d(\"1\")e(\"2\"))"},
        {'\0', "a|b\n1|2\n", "row(a(\"1\")b(\"2\"))"},
        {'\0', "a\n1\n", "row(a(\"1\"))"},
        {'\0', "sep=\t\na;b\tc\n1\t2\n", "row(a;b(\"1\")c(\"2\"))"},
    };
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t step = 1; step <= 4; step++) {
            struct buffer events = {0};

            CHECK_DONE(events_separated(rows[i].separator, rows[i].text, strlen(rows[i].text), step,
                                        &events, &err),
                       &err);
            assert_string_equal(buffer_string(&events), rows[i].wanted);
            buffer_free(&events);
        }
    }
}

static void a_header_with_another_separator_than_is_said_is_refused(void **state)
{
    static const struct separated rows[] = {
        {';', "a,b\n1,2\n",
         "the header is one cell with commas in it, expected semicolons between the cells; "
         "hint: a mapping with 'separator: \",\"' reads it"},
        {'\t', "a|b\n1|2\n",
         "the header is one cell with bars in it, expected tabs between the cells; "
         "hint: a mapping with 'separator: \"|\"' reads it"},
        {';', "a;b\n\"1\",2\n", "more text behind a closing quote"},
    };
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buffer events = {0};

        CHECK_FAILS(events_separated(rows[i].separator, rows[i].text, strlen(rows[i].text), 3,
                                     &events, &err),
                    &err, ERROR_DOCUMENT, rows[i].wanted);
        buffer_free(&events);
    }
}

static void a_nul_byte_is_no_text(void **state)
{
    struct buffer events = {0};
    struct error err;

    (void)state;
    CHECK_FAILS(events_of("csv", "a\nx\0y\n", 6, 3, &events, &err), &err, ERROR_DOCUMENT,
                "a NUL byte is not text");
    buffer_free(&events);
}

static void a_line_longer_than_the_limit_is_refused(void **state)
{
    const struct limits limits = {.value_bytes = 4};
    struct arena *arena = arena_new();
    struct buffer events = {0};
    struct error err;

    (void)state;
    CHECK_FAILS(
        events_read("csv", reader_from_memory("a,b\n12,345\n", 11, arena), &limits, &events, &err),
        &err, ERROR_DOCUMENT, "a line is longer than 4 bytes");
    assert_int_equal(err.line, 2);
    buffer_free(&events);
    arena_free(arena);
}

/* Appends a header of so many different names. */
static void write_header(struct buffer *text, int columns)
{
    for (int i = 0; i < columns; i++)
        buffer_print(text, "%sc%d", i > 0 ? "," : "", i);
    buffer_byte(text, '\n');
}

static void a_header_of_too_many_columns_is_refused(void **state)
{
    struct buffer text = {0}, events = {0};
    struct error err;

    (void)state;
    write_header(&text, 4096);
    CHECK_DONE(events_of("csv", text.data, text.size, text.size, &events, &err), &err);
    buffer_clear(&text);
    write_header(&text, 4097);
    CHECK_FAILS(events_of("csv", text.data, text.size, text.size, &events, &err), &err,
                ERROR_DOCUMENT, "the header has more than 4096 columns");
    assert_int_equal(err.line, 1);
    buffer_free(&text);
    buffer_free(&events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_become_rows),
        cmocka_unit_test(malformed_documents_are_refused_with_their_line),
        cmocka_unit_test(names_of_columns_are_such_as_a_path_can_have),
        cmocka_unit_test(cells_have_between_them_what_is_said),
        cmocka_unit_test(a_header_with_another_separator_than_is_said_is_refused),
        cmocka_unit_test(a_nul_byte_is_no_text),
        cmocka_unit_test(a_line_longer_than_the_limit_is_refused),
        cmocka_unit_test(a_header_of_too_many_columns_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
