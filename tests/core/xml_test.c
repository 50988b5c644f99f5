/* XML is read in any pieces it comes in; what is not plain, whole and within the limits is refused.
 */

#include "core/arena.h"
#include "core/buffer.h"
#include "core/format.h"
#include "core/reader.h"
#include "tests/support/check.h"
#include "tests/support/events.h"

struct row {
    const char *text, *wanted;
};

static void documents_become_events(void **state)
{
    static const struct row rows[] = {
        {"<a/>", "a()"},
        {"<a>x</a>", "a(\"x\")"},
        {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>Đất</a>\n", "a(\"Đất\")"},
        {"\xef\xbb\xbf<a>Đất</a>", "a(\"Đất\")"},
        {"<a><b/>x<b>y</b></a>", "a(b()\"x\"b(\"y\"))"},
        {"<a>x &amp; &lt;y&gt; &#65;&quot;&apos;</a>", "a(\"x & <y> A\"'\")"},
        {"<a>x<![CDATA[<b> & ]]>y</a>", "a(\"x<b> & y\")"},
        {"<a>x<!-- no -->y<?pi no?>z</a>", "a(\"xyz\")"},
        {"<a id=\"1\" b='x'><c/></a>", "a(@id(\"1\")@b(\"x\")c())"},
        {"<a b=\"\"/>", "a(@b())"},
        {"<a b=\"x &amp; y &#38; z &amp;#38; &lt;\"/>", "a(@b(\"x & y & z &#38; <\"))"},
        {"<a xmlns='u:x'><b xmlns=''/></a>", "{u:x}a(b())"},
        {"<p:a xmlns:p='u:x' p:b='1'/>", "{u:x}a({u:x}@b(\"1\"))"},
        {"<a xmlns='u:x' xmlns:p='u:x'><p:b/><b/></a>", "{u:x}a({u:x}b(){u:x}b())"},
        {"<a>\r\nx\r</a>", "a(\"\nx\n\")"},
    };
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t step = 1; step < 60; step += step < 8 ? 1 : 17) {
            struct buffer events = {0};

            CHECK_DONE(events_of("xml", rows[i].text, strlen(rows[i].text), step, &events, &err),
                       &err);
            assert_string_equal(buffer_string(&events), rows[i].wanted);
            buffer_free(&events);
        }
    }
}

static void utf_16_is_read(void **state)
{
    static const char little[] = "\xff\xfe<\0a\0>\0\x10\x01<\0/\0a\0>\0";
    static const char big[] = "\xfe\xff\0<\0a\0>\x01\x10\0<\0/\0a\0>";
    const char *const texts[] = {little, big};
    struct error err;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct buffer events = {0};

        CHECK_DONE(events_of("xml", texts[i], sizeof little - 1, 5, &events, &err), &err);
        assert_string_equal(buffer_string(&events), "a(\"Đ\")");
        buffer_free(&events);
    }
}

static void malformed_documents_are_refused(void **state)
{
    static const struct row rows[] = {
        {"", "not well-formed: the document is empty"},
        {"   ", "not well-formed: the document ends before its first element does"},
        {"<a", "not well-formed: the document ends before its first element does"},
        {"<abcd e='f'", "not well-formed: the document ends before its first element does"},
        {"<a>x", "not well-formed: the document is cut: it ends inside <a>"},
        {"<a><b>x</b>", "not well-formed: the document is cut: it ends inside <a>"},
        {"<a><b c='", "not well-formed: the document is cut: it ends inside <a>"},
        {"<a></b>", "not well-formed: opening and ending tag mismatch: a line 1 and b"},
        {"<a/><b/>", "not well-formed: something follows the end of the document"},
        {"<a/>x<b/>", "not well-formed: something follows the end of the document"},
        {"1234<a/>", "not well-formed: it does not begin with an element"},
        {"1234<?xml version='1.0'?><a/>", "not well-formed: it does not begin with an element"},
        {" <?xml version='1.0'?><a/>", "not well-formed: bytes stand before the XML declaration"},
        {"<a>\xe1\xba</a>", "not well-formed: a byte or character that the encoding does not have"},
        {"<a>\xe1\xba\xbfok\xff</a>",
         "not well-formed: a byte or character that the encoding does not have"},
        {"<a>&#0;</a>", "not well-formed: a byte or character that the encoding does not have"},
        {"<a>&x;</a>", "not well-formed: an entity that is none of the five"},
        {"<a b='&x;'/>", "not well-formed: an entity that is none of the five"},
        {"<a b='1' b='2'/>", "not well-formed: attribute b redefined"},
        {"<p:a/>", "not well-formed: namespace prefix p on a is not defined"},
        {"<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
         "the encoding 'ISO-8859-1' is not accepted; accepted: UTF-8, UTF-16, US-ASCII"},
        {"<?xml version='1.0' encoding='UTF-16'?><a/>",
         "not well-formed: a byte or character that the encoding does not have"},
        {"<?xml version='1.0' encoding='US-ASCII'?><a>Đ</a>",
         "not well-formed: a byte or character that the encoding does not have"},
        {"<!DOCTYPE a><a/>", "a DOCTYPE is not accepted"},
        {"<!DOCTYPE a SYSTEM 'file:///etc/hostname'><a/>", "a DOCTYPE is not accepted"},
        {"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "a DOCTYPE is not accepted"},
    };
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buffer events = {0};

        CHECK_FAILS(events_of("xml", rows[i].text, strlen(rows[i].text), 1000, &events, &err), &err,
                    ERROR_DOCUMENT, rows[i].wanted);
        buffer_free(&events);
    }
}

static void a_declaration_that_lies_about_utf_16_is_refused(void **state)
{
    static const char ascii[] = "<?xml version='1.0' encoding='UTF-8'?><a/>";
    struct buffer wide = {0}, events = {0};
    struct error err;

    (void)state;
    buffer_text(&wide, "\xff\xfe");
    for (size_t i = 0; i + 1 < sizeof ascii; i++) {
        buffer_byte(&wide, ascii[i]);
        buffer_byte(&wide, '\0');
    }
    for (size_t step = 1; step <= 16; step++)
        CHECK_FAILS(events_of("xml", wide.data, wide.size, step, &events, &err), &err,
                    ERROR_DOCUMENT, "the declaration says UTF-8, but the bytes are UTF-16");
    buffer_free(&wide);
    buffer_free(&events);
}

static void a_mistake_is_told_with_its_line(void **state)
{
    static const char text[] = "<a>\n<b>x</b>\n\n<c>\n</d>\n</a>";
    struct buffer events = {0};
    struct error err;

    (void)state;
    CHECK_FAILS(events_of("xml", text, strlen(text), 1000, &events, &err), &err, ERROR_DOCUMENT,
                "not well-formed: opening and ending tag mismatch: c line 4 and d");
    assert_int_equal(err.line, 5);
    assert_string_equal(buffer_string(&events), "a(\"\n\"b(\"x\")\"\n\n\"c(\"\n");
    buffer_free(&events);
}

/* Notes the lines and the addresses of the names that it is told. */
struct noting {
    struct sink sink;
    struct decoder *decoder;
    long lines[8];
    const char *names[8];
    size_t count;
};

static int note_open(struct sink *sink, const char *name, const char *name_space, struct error *err)
{
    struct noting *noting = (struct noting *)sink;

    (void)name_space, (void)err;
    assert_true(noting->count < 8);
    noting->lines[noting->count] = noting->decoder->line;
    noting->names[noting->count++] = name;
    return 0;
}

static int note_text(struct sink *sink, const char *text, size_t size, struct error *err)
{
    (void)sink, (void)text, (void)size, (void)err;
    return 0;
}

static int note_close(struct sink *sink, struct error *err)
{
    (void)sink, (void)err;
    return 0;
}

/* Opens a decoder and feeds it in pieces of three bytes. */
static void note(struct noting *noting, const char *text, struct arena *arena)
{
    struct error err;
    struct reader *bytes = drip_reader(reader_from_memory(text, strlen(text), arena), 3, arena);

    memset(noting, 0, sizeof *noting);
    noting->sink = (struct sink){note_open, note_text, note_close, NULL, NULL, NULL, 0};
    noting->decoder = decoder_open(format_find("xml"), &noting->sink, NULL, arena, &err);
    assert_int_equal(decoder_run(noting->decoder, bytes, &err), 0);
}

static void events_have_lines(void **state)
{
    struct arena *arena = arena_new();
    struct noting noting;

    (void)state;
    note(&noting, "<a>\n\n<b/>\n<c/></a>", arena);
    assert_int_equal(noting.count, 3);
    assert_int_equal(noting.lines[0], 1);
    assert_int_equal(noting.lines[1], 3);
    assert_int_equal(noting.lines[2], 4);
    decoder_close(noting.decoder);
    arena_free(arena);
}

static void equal_names_have_equal_pointers(void **state)
{
    struct arena *arena = arena_new();
    struct noting noting;

    (void)state;
    note(&noting, "<a><b x='1'/><b x='2'/></a>", arena);
    assert_int_equal(noting.count, 5);
    assert_ptr_equal(noting.names[1], noting.names[3]);
    assert_ptr_equal(noting.names[2], noting.names[4]);
    decoder_close(noting.decoder);
    arena_free(arena);
}

/* Reads a text under limits that are not the default. */
static int read_limited(const char *text, const struct limits *limits, struct error *err)
{
    struct arena *arena = arena_new();
    struct buffer events = {0};
    int status =
        events_read("xml", reader_from_memory(text, strlen(text), arena), limits, &events, err);

    buffer_free(&events);
    arena_free(arena);
    return status;
}

static void limits_on_depth_and_text_are_kept(void **state)
{
    const struct limits depth = {.depth = 2}, text = {.text_bytes = 4};
    struct error err;

    (void)state;
    CHECK_DONE(read_limited("<a><b/><b/></a>", &depth, &err), &err);
    CHECK_FAILS(read_limited("<a><b><c/></b></a>", &depth, &err), &err, ERROR_DOCUMENT,
                "nested deeper than 2 elements");
    CHECK_DONE(read_limited("<a>1234<b>1234</b>1234</a>", &text, &err), &err);
    CHECK_FAILS(read_limited("<a><b>12<!-- -->345</b></a>", &text, &err), &err, ERROR_DOCUMENT,
                "a text is longer than 4 bytes");
}

static void bytes_before_the_declaration_are_skipped_where_that_is_allowed(void **state)
{
    const struct limits four = {.prolog_bytes = 4}, three = {.prolog_bytes = 3};
    static const char *const refused[] = {"0012<?xml version='1.0'?><a/>",
                                          "\n<?xml version='1.0'?><a/>", "12<a/>", "12"};
    struct error err;

    (void)state;
    CHECK_DONE(read_limited("0012<?xml version='1.0'?><a/>", &four, &err), &err);
    CHECK_DONE(read_limited("\n\n\n\n<?xml version='1.0'?><a/>", &four, &err), &err);
    CHECK_DONE(read_limited("12\xEF\xBB\xBF<?xml version='1.0'?><a/>",
                            &(struct limits){.prolog_bytes = 5}, &err),
               &err);
    CHECK_DONE(read_limited("<?xml version='1.0'?><a/>", &four, &err), &err);
    CHECK_DONE(read_limited("<a/>", &four, &err), &err);
    CHECK_DONE(read_limited("<abcdefghijkl/>", &four, &err), &err);
    CHECK_FAILS(read_limited("12<a/>", &four, &err), &err, ERROR_DOCUMENT,
                "not well-formed: it does not begin with an element");
    CHECK_FAILS(read_limited("0012<?xml version='1.0'?><a/>", &three, &err), &err, ERROR_DOCUMENT,
                "not well-formed: it does not begin with an element");
    CHECK_FAILS(read_limited("0012<?xml version='1.0'?>", &four, &err), &err, ERROR_DOCUMENT,
                "not well-formed: the document ends before its first element does");
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        assert_int_equal(read_limited(refused[i], &(struct limits){0}, &err), -1);
}

/* A document whose part between two texts is a byte repeated. */
static int read_repeated(const char *before, size_t count, const char *after, struct error *err)
{
    struct buffer text = {0};
    struct arena *arena = arena_new();
    struct buffer events = {0};
    int status;

    buffer_text(&text, before);
    memset(buffer_reserve(&text, count), 'x', count);
    text.size += count;
    buffer_text(&text, after);
    status =
        events_read("xml", reader_from_memory(text.data, text.size, arena), NULL, &events, err);
    buffer_free(&text);
    buffer_free(&events);
    arena_free(arena);
    return status;
}

static void texts_may_be_long_but_tags_and_comments_may_not(void **state)
{
    static const char words[] = "a tag, comment or instruction is longer than 1048576 bytes";
    struct error err;

    (void)state;
    CHECK_DONE(read_repeated("<a>", 12 << 20, "</a>", &err), &err);
    CHECK_DONE(read_repeated("<a b='", 1 << 19, "'/>", &err), &err);
    CHECK_FAILS(read_repeated("<a b='", 3 << 20, "'/>", &err), &err, ERROR_DOCUMENT, words);
    CHECK_FAILS(read_repeated("<a><", 3 << 20, "/></a>", &err), &err, ERROR_DOCUMENT, words);
    CHECK_FAILS(read_repeated("<a><!--", 3 << 20, "--></a>", &err), &err, ERROR_DOCUMENT, words);
    CHECK_FAILS(read_repeated("<a><?p ", 3 << 20, "?></a>", &err), &err, ERROR_DOCUMENT, words);
}

static void a_document_of_ever_new_names_is_refused(void **state)
{
    struct buffer text = {0};
    struct arena *arena = arena_new();
    struct buffer events = {0};
    struct error err;

    (void)state;
    buffer_text(&text, "<a>");
    for (int i = 0; i < 400000; i++)
        buffer_print(&text, "<a-name-that-nobody-has-seen-before-%d/>", i);
    buffer_text(&text, "</a>");
    CHECK_FAILS(
        events_read("xml", reader_from_memory(text.data, text.size, arena), NULL, &events, &err),
        &err, ERROR_DOCUMENT, "the names in the document take more than 8388608 bytes");
    buffer_free(&text);
    buffer_free(&events);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_become_events),
        cmocka_unit_test(utf_16_is_read),
        cmocka_unit_test(malformed_documents_are_refused),
        cmocka_unit_test(a_declaration_that_lies_about_utf_16_is_refused),
        cmocka_unit_test(a_mistake_is_told_with_its_line),
        cmocka_unit_test(events_have_lines),
        cmocka_unit_test(equal_names_have_equal_pointers),
        cmocka_unit_test(limits_on_depth_and_text_are_kept),
        cmocka_unit_test(bytes_before_the_declaration_are_skipped_where_that_is_allowed),
        cmocka_unit_test(texts_may_be_long_but_tags_and_comments_may_not),
        cmocka_unit_test(a_document_of_ever_new_names_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
