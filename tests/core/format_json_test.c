/* JSON documents give the same events as other syntaxes, told while their bytes come. */
#include <stdbool.h>
#include <sys/resource.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/format.h"
#include "core/reader.h"
#include "core/utf8.h"
#include "tests/core/json_pieces.h"
#include "tests/support/check.h"
#include "tests/support/events.h"

struct row {
    const char *text, *wanted;
};

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

/* A sink that counts and keeps nothing, and skips what is called "s". */
struct counting {
    struct sink sink;
    long opened, closed, bytes;
    bool is_torn; /* a piece ended inside a character, or was empty */
};

static int count_open(struct sink *sink, const char *name, const char *name_space,
                      struct error *err)
{
    struct counting *counting = (struct counting *)sink;

    (void)name_space, (void)err;
    counting->opened++;
    if (strcmp(name, "s") == 0)
        sink->skip = 1;
    return 0;
}

static int count_text(struct sink *sink, const char *text, size_t size, struct error *err)
{
    struct counting *counting = (struct counting *)sink;

    (void)err;
    counting->bytes += (long)size;
    counting->is_torn = counting->is_torn || !utf8_is_valid(text, size) || size == 0;
    return 0;
}

static int count_close(struct sink *sink, struct error *err)
{
    (void)err;
    ((struct counting *)sink)->closed++;
    return 0;
}

static int count_damage(struct sink *sink, struct error *err)
{
    (void)sink, (void)err;
    fail_msg("nothing here is damaged");
    return 0;
}

static const struct counting counting_new = {
    {count_open, count_text, count_close, count_damage, NULL, NULL, 0}, 0, 0, 0, false};

/* The most memory that was resident in this process, in KiB. */
static long resident(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/* Feeds the bytes this many times, cut wherever the slices end. */
static int feed_often(struct decoder *decoder, const struct buffer *bytes, long times,
                      struct error *err)
{
    const size_t slice = 4093;

    for (; times > 0; times--)
        for (size_t i = 0; i < bytes->size; i += slice) {
            size_t left = bytes->size - i;

            if (decoder_feed(decoder, bytes->data + i, left < slice ? left : slice, err) != 0)
                return -1;
        }
    return 0;
}

static void a_text_of_200_megabytes_takes_no_memory(void **state)
{
    const long times = 4000, pieces = 1000;
    struct counting counting = counting_new;
    struct arena *arena = arena_new();
    struct buffer bytes = {0};
    struct error err;
    struct decoder *decoder = decoder_open(format_find("json"), &counting.sink, NULL, arena, &err);
    long before;

    (void)state;
    for (long i = 0; i < pieces; i++)
        buffer_text(&bytes, "VGjhu6cgdOG7pWMgaMOgbmggY2jDrW5o Thủ tục \\u0111\\n");
    before = resident();
    CHECK_DONE(decoder_feed(decoder, "{\"a\":\"", 6, &err), &err);
    CHECK_DONE(feed_often(decoder, &bytes, times, &err), &err);
    CHECK_DONE(decoder_feed(decoder, "\"}", 2, &err), &err);
    CHECK_DONE(decoder_end(decoder, &err), &err);
    /* Eight bytes of escapes are three of text. */
    assert_int_equal(counting.bytes, times * ((long)bytes.size - 5 * pieces));
    assert_false(counting.is_torn);
    assert_true(resident() - before < 8192);
    buffer_free(&bytes);
    decoder_close(decoder);
    arena_free(arena);
}

static void documents_become_events(void **state)
{
    static const struct row rows[] = {
        {"{}", ""},
        {"[]", ""},
        {" \t\r\n{ } \n", ""},
        {"{\"a\":\"x\"}", "a(\"x\")"},
        {"{\"a\":\"\"}", "a()"},
        {"{\"\":1}", "(\"1\")"},
        {"{\"a\":null}", "a()"},
        {"{\"a\":{}}", "a()"},
        {"{\"a\":[]}", ""},
        {"{\"a\":[\"x\"]}", "a(\"x\")"},
        {"{\"a\":[\"x\",\"y\"]}", "a(\"x\")a(\"y\")"},
        {"{\"a\":[[1,2],[3]]}", "a(a(\"1\")a(\"2\"))a(a(\"3\"))"},
        {"{\"a\":[[],{}]}", "a()a()"},
        {"{\"a\":[{\"b\":1},{\"b\":2}],\"c\":3}", "a(b(\"1\"))a(b(\"2\"))c(\"3\")"},
        {"{ \"a\" : [ 1 , null ] , \"b\" : \"x\" }", "a(\"1\")a()b(\"x\")"},
        {"[{\"a\":1},2]", "item(a(\"1\"))item(\"2\")"},
        {"[[1],[[2]]]", "item(item(\"1\"))item(item(item(\"2\")))"},
        {"\"x\"", "item(\"x\")"},
        {"null", "item()"},
        {" true ", "item(\"true\")"},
        {"-12.50", "item(\"-12.50\")"},
        {"1e3", "item(\"1000\")"},
        {"{\"a\":true,\"b\":false}", "a(\"true\")b(\"false\")"},
        {"{\"z\":1,\"a\":2}", "z(\"1\")a(\"2\")"},
        {"\xEF\xBB\xBF{\"a\":1}", "a(\"1\")"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        reads_alike_in_all_pieces(rows[i].text, strlen(rows[i].text), rows[i].wanted);
}

static void texts_are_told_in_whole_characters_without_escapes(void **state)
{
    static const struct row rows[] = {
        {"[\"\\u0110\\n<b>\"]", "item(\"Đ\n<b>\")"},
        {"[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "item(\"\"\\/\b\f\n\r\t\")"},
        {"[\"\\u0041\\u00e9\\u1ebF\\uFFFD\"]", "item(\"Aéế\xEF\xBF\xBD\")"},
        {"[\"\\ud83d\\ude42\"]", "item(\"\xF0\x9F\x99\x82\")"},
        {"[\"\\uD800\\uDC00\\uDBFF\\uDFFF\"]", "item(\"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF\")"},
        {"[\"Đường Nguyễn Huệ, phường Bến Nghé\"]", "item(\"Đường Nguyễn Huệ, phường Bến Nghé\")"},
        {"[\"\xF0\x9F\x99\x82 xin chào \\u0111\xF0\x9F\x99\x82\"]",
         "item(\"\xF0\x9F\x99\x82 xin chào đ\xF0\x9F\x99\x82\")"},
        {"[\"\x7F\"]", "item(\"\x7F\")"},
        {"{\"\\u0061\\\"b\":1,\"Tên\":2}", "a\"b(\"1\")Tên(\"2\")"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        reads_alike_in_all_pieces(rows[i].text, strlen(rows[i].text), rows[i].wanted);
}

static void what_is_skipped_is_not_told_but_still_checked(void **state)
{
    static const char text[] = "{\"s\":{\"a\":[1,\"x\\n\",{\"b\":null}]},\"t\":\"xy\",\"s2\":"
                               "{\"s\":\"text\"},\"u\":{\"s\":1e99}}";
    struct counting counting = counting_new;
    struct arena *arena = arena_new();
    struct decoder *decoder;
    struct error err;

    (void)state;
    decoder = decoder_open(format_find("json"), &counting.sink, NULL, arena, &err);
    CHECK_DONE(decoder_feed(decoder, text, strlen(text), &err), &err);
    CHECK_DONE(decoder_end(decoder, &err), &err);
    assert_int_equal(counting.opened, 6);
    assert_int_equal(counting.closed, 3);
    assert_int_equal(counting.bytes, 2);
    assert_int_equal(counting.sink.skip, 0);
    decoder_close(decoder);
    decoder = decoder_open(format_find("json"), &counting.sink, NULL, arena, &err);
    assert_int_equal(decoder_feed(decoder, "{\"s\":{\"a\":1,\"a\":1}}", 19, &err), -1);
    CHECK_HAS(err.text, "an object has the same key twice");
    decoder_close(decoder);
    arena_free(arena);
}

/* Reads a text under limits that are not the default. */
static int read_limited(const char *text, size_t step, const struct limits *limits,
                        struct error *err)
{
    struct arena *arena = arena_new();
    struct buffer events = {0};
    struct reader *bytes = drip_reader(reader_from_memory(text, strlen(text), arena), step, arena);
    int status = events_read("json", bytes, limits, &events, err);

    buffer_free(&events);
    arena_free(arena);
    return status;
}

static void limits_are_kept(void **state)
{
    static const struct {
        struct limits limits;
        const char *fine, *more, *reason;
    } rows[] = {
        {{.depth = 2},
         "{\"a\":{\"b\":{}}}",
         "{\"a\":{\"b\":{\"c\":{}}}}",
         "nested deeper than 2 levels"},
        {{.depth = 2}, "[[[1]]]", "[[[[1]]]]", "nested deeper than 2 levels"},
        {{.text_bytes = 3},
         "{\"abcd\":\"x\\nz\"}",
         "{\"a\":\"wx\\nz\"}",
         "a text is longer than 3 bytes"},
        {{.value_bytes = 3}, "{\"abc\":\"wxyz\"}", "{\"abcd\":1}", "a name is longer than 3 bytes"},
        {{.value_bytes = 3}, "[-12]", "[-123]", "a number is longer than 3 bytes"},
    };
    struct error err;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        for (size_t step = 1; step < 20; step++) {
            CHECK_DONE(read_limited(rows[i].fine, step, &rows[i].limits, &err), &err);
            CHECK_FAILS(read_limited(rows[i].more, step, &rows[i].limits, &err), &err,
                        ERROR_DOCUMENT, rows[i].reason);
            assert_int_equal(err.line, 1);
        }
}

static void nesting_without_end_is_refused(void **state)
{
    char text[100001];
    struct buffer events = {0};
    struct error err;

    (void)state;
    memset(text, '[', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    CHECK_FAILS(events_of("json", text, sizeof text - 1, 4096, &events, &err), &err, ERROR_DOCUMENT,
                "nested deeper than 200 levels");
    buffer_free(&events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_of_200_megabytes_takes_no_memory),
        cmocka_unit_test(documents_become_events),
        cmocka_unit_test(texts_are_told_in_whole_characters_without_escapes),
        cmocka_unit_test(what_is_skipped_is_not_told_but_still_checked),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(nesting_without_end_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
