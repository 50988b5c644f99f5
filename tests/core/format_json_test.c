/* JSON documents give the same events as other syntaxes: arrays have no element of their own. */
#include <stdlib.h>

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
        {"{}", ""},
        {"[]", ""},
        {"{\"a\":\"x\"}", "a(\"x\")"},
        {"{\"a\":\"\"}", "a()"},
        {"{\"a\":null}", "a()"},
        {"{\"a\":{}}", "a()"},
        {"{\"a\":[]}", ""},
        {"{\"a\":[\"x\"]}", "a(\"x\")"},
        {"{\"a\":[\"x\",\"y\"]}", "a(\"x\")a(\"y\")"},
        {"{\"a\":[[1,2],[3]]}", "a(a(\"1\")a(\"2\"))a(a(\"3\"))"},
        {"{\"a\":[{\"b\":1},{\"b\":2}],\"c\":3}", "a(b(\"1\"))a(b(\"2\"))c(\"3\")"},
        {"[{\"a\":1},2]", "item(a(\"1\"))item(\"2\")"},
        {"\"x\"", "item(\"x\")"},
        {"null", "item()"},
        {"{\"a\":true,\"b\":false}", "a(\"true\")b(\"false\")"},
        {"{\"a\":12345678901234567,\"b\":-0.50}", "a(\"12345678901234567\")b(\"-0.5\")"},
        {"{\"z\":1,\"a\":2}", "z(\"1\")a(\"2\")"},
        {"{\"a\":\"\\u0110\\n<b>\"}", "a(\"Đ\n<b>\")"},
    };
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buffer events = {0};

        CHECK_DONE(events_of("json", rows[i].text, strlen(rows[i].text), 7, &events, &err), &err);
        assert_string_equal(buffer_string(&events), rows[i].wanted);
        buffer_free(&events);
    }
}

static void malformed_documents_are_refused(void **state)
{
    static const struct row rows[] = {
        {"", "not well-formed JSON: it ends too early at column 1"},
        {"{\"a\":1", "not well-formed JSON: it ends too early at column 6"},
        {"{\"a\":1} x", "not well-formed JSON: something follows the value at column 9"},
        {"{\"a\":1,\"a\":2}",
         "not well-formed JSON: an object has the same key twice at column 10"},
        {"{\"a\":\"\xe1\"}", "not well-formed JSON: it is not valid UTF-8 at column 6"},
    };
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buffer events = {0};

        CHECK_FAILS(events_of("json", rows[i].text, strlen(rows[i].text), 7, &events, &err), &err,
                    ERROR_DOCUMENT, rows[i].wanted);
        assert_int_equal(err.line, 1);
        assert_int_equal(events.size, 0);
        buffer_free(&events);
    }
}

static void a_number_that_would_be_rounded_damages_its_element_only(void **state)
{
    static const char text[] = "{\"a\":0.12345678901234567,\"b\":1}";
    struct buffer events = {0};
    struct error err;

    (void)state;
    CHECK_DONE(events_of("json", text, strlen(text), 7, &events, &err), &err);
    assert_string_equal(buffer_string(&events), "a(!number has more than 15 digits!)b(\"1\")");
    buffer_free(&events);
}

/* Reads a text under limits that are not the default. */
static int read_limited(const char *text, const struct limits *limits, struct error *err)
{
    struct arena *arena = arena_new();
    struct buffer events = {0};
    int status =
        events_read("json", reader_from_memory(text, strlen(text), arena), limits, &events, err);

    buffer_free(&events);
    arena_free(arena);
    return status;
}

static void limits_are_kept(void **state)
{
    const struct limits depth = {.depth = 2}, value = {.value_bytes = 3},
                        all = {.document_bytes = 9};
    struct error err;

    (void)state;
    CHECK_DONE(read_limited("{\"a\":{\"b\":1}}", &depth, &err), &err);
    CHECK_FAILS(read_limited("{\"a\":{\"b\":{\"c\":{}}}}", &depth, &err), &err, ERROR_DOCUMENT,
                "nested deeper than 2 levels");
    CHECK_DONE(read_limited("{\"a\":\"xyz\"}", &value, &err), &err);
    CHECK_FAILS(read_limited("{\"a\":\"wxyz\"}", &value, &err), &err, ERROR_DOCUMENT,
                "a text is longer than 3 bytes");
    CHECK_FAILS(read_limited("{\"a\":\"wxyz\"}", &all, &err), &err, ERROR_DOCUMENT,
                "JSON document is longer than allowed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_become_events),
        cmocka_unit_test(malformed_documents_are_refused),
        cmocka_unit_test(a_number_that_would_be_rounded_damages_its_element_only),
        cmocka_unit_test(limits_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
