/* Base64 is read as RFC 4648 writes it, and nothing else is. */
#include "core/base64.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/reader.h"
#include "tests/support/check.h"
#include "tests/support/events.h"

/* Decodes text that comes in steps, asking for as many bytes at a time. */
static int decode(const char *text, size_t step, struct buffer *plain, struct error *err)
{
    struct arena *arena = arena_new();
    struct reader *below = reader_from_memory(text, strlen(text), arena);
    struct reader *reader = base64_reader(drip_reader(below, step, arena), arena);
    ssize_t got;

    while ((got = reader_read(reader, buffer_reserve(plain, step), step, err)) > 0)
        plain->size += (size_t)got;
    buffer_byte(plain, '\0');
    reader_close(reader);
    arena_free(arena);
    return (int)got;
}

struct row {
    const char *text, *wanted;
};

static void texts_are_decoded(void **state)
{
    static const struct row rows[] = {
        {"", ""},
        {"  \r\n\t", ""},
        {"Zg==", "f"},
        {"Zm8=", "fo"},
        {"Zm9v", "foo"},
        {"Zm9vYg==", "foob"},
        {"Zm9vYmE=", "fooba"},
        {"Zm9vYmFy", "foobar"},
        {" Zm9v\r\nYmFy \n", "foobar"},
        {"Z m 9 v Y g = = ", "foob"},
        {"xJDGsMahbmc=", "Đương"},
        {"+/+/", "\xfb\xff\xbf"},
    };
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t step = 1; step <= 9; step++) {
            struct buffer plain = {0};

            CHECK_DONE(decode(rows[i].text, step, &plain, &err), &err);
            assert_string_equal(buffer_string(&plain), rows[i].wanted);
            buffer_free(&plain);
        }
    }
}

static void other_texts_are_refused(void **state)
{
    static const struct row rows[] = {
        {"Zm9v*", "not base64: byte 0x2A"},
        {"Zm-_", "not base64: byte 0x2D"},
        {"Zm9\xc3", "not base64: byte 0xC3"},
        {"Zm9vY", "not base64: it ends inside a group of four letters"},
        {"Zm9vYg", "not base64: it ends inside a group of four letters"},
        {"Zm9vYg=", "not base64: it ends inside a group of four letters"},
        {"Zg==Zg==", "not base64: more text behind the padding"},
        {"Zg==\n=", "not base64: more text behind the padding"},
        {"Zm=v", "not base64: more text behind the padding"},
        {"Z===", "not base64: too much padding"},
        {"====", "not base64: too much padding"},
        {"Zh==", "not base64: bits are left over before the padding"},
        {"Zm9=", "not base64: bits are left over before the padding"},
    };
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buffer plain = {0};

        CHECK_FAILS(decode(rows[i].text, 100, &plain, &err), &err, ERROR_DOCUMENT, rows[i].wanted);
        buffer_free(&plain);
    }
}

static void the_end_stays_the_end(void **state)
{
    struct arena *arena = arena_new();
    struct reader *reader = base64_reader(reader_from_memory("Zm9v", 4, arena), arena);
    struct error err;
    char bytes[8];

    (void)state;
    assert_int_equal(reader_read(reader, bytes, sizeof bytes, &err), 3);
    assert_int_equal(reader_read(reader, bytes, sizeof bytes, &err), 0);
    assert_int_equal(reader_read(reader, bytes, sizeof bytes, &err), 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_decoded),
        cmocka_unit_test(other_texts_are_refused),
        cmocka_unit_test(the_end_stays_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
