/* Names of members: none twice in one object, all kept in bounded memory. */
#include "core/buffer.h"
#include "core/error.h"
#include "tests/core/json_pieces.h"
#include "tests/support/check.h"
#include "tests/support/events.h"

struct row {
    const char *text, *wanted;
};

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static void a_key_may_come_again_in_another_object_but_not_in_its_own(void **state)
{
    static const struct row fine[] = {
        {"[{\"a\":1},{\"a\":2}]", "item(a(\"1\"))item(a(\"2\"))"},
        {"{\"a\":{\"a\":{\"a\":1}}}", "a(a(a(\"1\")))"},
        {"{\"b\":{\"a\":1},\"a\":2}", "b(a(\"1\"))a(\"2\")"},
        {"{\"a\":[{\"b\":1},{\"b\":2}],\"b\":3}", "a(b(\"1\"))a(b(\"2\"))b(\"3\")"},
    };
    static const char *const twice[] = {
        "{\"a\":1,\"b\":2,\"a\":3}",
        "{\"a\":{\"a\":1},\"a\":2}",
        "{\"a\":1,\"b\":{\"a\":1,\"c\":{\"a\":2}},\"a\":3}",
        "{\"a\":1,\"b\":[{\"a\":1},{\"a\":2}],\"a\":3}",
        "[{\"a\":1,\"b\":2},{\"a\":1,\"a\":2}]",
        "{\"b\":{\"a\":1,\"b\":{},\"b\":{}}}",
        "{\"ab\":1,\"\\u0061b\":2}",
        "{\"\":1,\"\":2}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(fine); i++)
        reads_alike_in_all_pieces(fine[i].text, strlen(fine[i].text), fine[i].wanted);
    for (size_t i = 0; i < COUNT(twice); i++)
        for (size_t step = 1; step < 40; step++) {
            struct buffer events = {0};
            struct error err;

            assert_int_equal(events_of("json", twice[i], strlen(twice[i]), step, &events, &err),
                             -1);
            CHECK_HAS(err.text, "an object has the same key twice");
            buffer_free(&events);
        }
}

/* An object of this many keys, the last of which is that of the number again. */
static void write_keys(struct buffer *text, int count, int again)
{
    buffer_byte(text, '{');
    for (int i = 0; i < count; i++)
        buffer_print(text, "\"k%d\":{\"k%d\":%d},", i, i, i);
    buffer_print(text, "\"k%d\":1}", again);
}

static void a_key_twice_is_found_among_thousands(void **state)
{
    static const int again[] = {0, 2500, 4999};
    struct error err;

    (void)state;
    for (size_t i = 0; i < COUNT(again); i++) {
        struct buffer text = {0}, events = {0};

        write_keys(&text, 5000, again[i]);
        assert_int_equal(events_of("json", text.data, text.size, 4096, &events, &err), -1);
        CHECK_HAS(err.text, "an object has the same key twice");
        buffer_free(&events);
        buffer_clear(&text);
        write_keys(&text, 5000, 5000);
        CHECK_DONE(events_of("json", text.data, text.size, 4096, &events, &err), &err);
        buffer_free(&text);
        buffer_free(&events);
    }
}

static void names_without_end_are_refused(void **state)
{
    struct buffer text = {0}, events = {0};
    struct error err;

    (void)state;
    buffer_text(&text, "{\"a\":0");
    for (int i = 0; i < 200000; i++)
        buffer_print(&text, ",\"ma-ho-so-%d\":\"\"", i);
    CHECK_FAILS(events_of("json", text.data, text.size, 4096, &events, &err), &err, ERROR_DOCUMENT,
                "the names in the document take more than 8388608 bytes");
    buffer_free(&text);
    buffer_free(&events);
}

/* Objects inside one another that all have the same many names. */
static void names_repeated_at_every_depth_are_bounded(void **state)
{
    struct buffer text = {0}, events = {0};
    struct error err;

    (void)state;
    for (int depth = 0; depth < 150; depth++) {
        buffer_byte(&text, '{');
        for (int i = 0; i < 2000; i++)
            buffer_print(&text, "\"k%d\":\"\",", i);
        buffer_text(&text, "\"down\":");
    }
    CHECK_FAILS(events_of("json", text.data, text.size, 4096, &events, &err), &err, ERROR_DOCUMENT,
                "the names in the document take more than 8388608 bytes");
    buffer_free(&text);
    buffer_free(&events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_may_come_again_in_another_object_but_not_in_its_own),
        cmocka_unit_test(a_key_twice_is_found_among_thousands),
        cmocka_unit_test(names_without_end_are_refused),
        cmocka_unit_test(names_repeated_at_every_depth_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
