/* gzip is known by its bytes; what is cut, damaged or followed by rubbish is refused. */
#include "core/gzip.h"

#include <stdlib.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/reader.h"
#include "tests/support/check.h"
#include "tests/support/squeeze.h"

/* Hands out one byte at a time, as a slow source would. */
struct drip {
    struct reader reader;
    struct reader *below;
};

static ssize_t drip_read(struct reader *reader, void *buffer, size_t size, struct error *err)
{
    return reader_read(((struct drip *)reader)->below, buffer, size == 0 ? 0 : 1, err);
}

/* Reads everything in steps of the given size. */
static int drain(struct reader *reader, size_t step, struct buffer *plain, struct error *err)
{
    ssize_t got;

    while ((got = reader_read(reader, buffer_reserve(plain, step), step, err)) > 0)
        plain->size += (size_t)got;
    return (int)got;
}

static int expand(const struct buffer *bytes, struct buffer *plain, struct error *err)
{
    struct arena *arena = arena_new();
    struct reader *reader = gzip_reader(reader_from_memory(bytes->data, bytes->size, arena), arena);
    int status = drain(reader, 1000, plain, err);

    reader_close(reader);
    arena_free(arena);
    return status;
}

static void plain_bytes_pass_through(void **state)
{
    static const char *const texts[] = {"", "a", "\x1f", "\x1fx", "<a/>", "{\"a\": 1}"};
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct buffer bytes = {0}, plain = {0};

        buffer_text(&bytes, texts[i]);
        CHECK_DONE(expand(&bytes, &plain, &err), &err);
        assert_int_equal(plain.size, strlen(texts[i]));
        assert_memory_equal(plain.data, texts[i], plain.size);
        buffer_free(&bytes);
        buffer_free(&plain);
    }
}

static void members_in_a_row_are_inflated(void **state)
{
    struct buffer bytes = {0}, plain = {0};
    struct error err;

    (void)state;
    squeeze("một ", 6, &bytes);
    squeeze("", 0, &bytes);
    squeeze("hai", 3, &bytes);
    CHECK_DONE(expand(&bytes, &plain, &err), &err);
    assert_int_equal(plain.size, 9);
    assert_memory_equal(plain.data, "một hai", 9);
    buffer_free(&bytes);
    buffer_free(&plain);
}

static void long_documents_come_through_a_slow_reader(void **state)
{
    struct arena *arena = arena_new();
    struct buffer text = {0}, bytes = {0}, plain = {0};
    struct drip drip = {.reader = {.read = drip_read}};
    struct reader *reader;
    struct error err;

    (void)state;
    for (unsigned i = 0, mixed = 7; i < 100000; i++) {
        mixed = mixed * 1664525 + 1013904223;
        buffer_byte(&text, (char)((mixed >> 24) % 64 + ' '));
    }
    squeeze(text.data, text.size, &bytes);
    drip.below = reader_from_memory(bytes.data, bytes.size, arena);
    reader = gzip_reader(&drip.reader, arena);
    CHECK_DONE(drain(reader, 777, &plain, &err), &err);
    reader_close(reader);
    assert_int_equal(plain.size, text.size);
    assert_memory_equal(plain.data, text.data, text.size);
    arena_free(arena);
    buffer_free(&text);
    buffer_free(&bytes);
    buffer_free(&plain);
}

static void a_cut_stream_is_refused_wherever_it_is_cut(void **state)
{
    struct buffer whole = {0};
    struct error err;

    (void)state;
    squeeze("một hai ba bốn năm", strlen("một hai ba bốn năm"), &whole);
    for (size_t size = 2; size < whole.size; size++) {
        struct buffer cut = {0}, plain = {0};

        buffer_append(&cut, whole.data, size);
        CHECK_FAILS(expand(&cut, &plain, &err), &err, ERROR_DOCUMENT,
                    "damaged gzip: it is cut short");
        buffer_free(&cut);
        buffer_free(&plain);
    }
    buffer_free(&whole);
}

static void a_wrong_checksum_is_refused(void **state)
{
    struct buffer bytes = {0}, plain = {0};
    struct error err;

    (void)state;
    squeeze("một", 5, &bytes);
    bytes.data[bytes.size - 8] = (char)(bytes.data[bytes.size - 8] ^ 1);
    CHECK_FAILS(expand(&bytes, &plain, &err), &err, ERROR_DOCUMENT,
                "damaged gzip: incorrect data check");
    /* What stands before the mistake has been given. */
    assert_int_equal(plain.size, 5);
    assert_memory_equal(plain.data, "một", 5);
    buffer_free(&bytes);
    buffer_free(&plain);
}

static void bytes_behind_the_last_member_are_refused(void **state)
{
    static const char *const tails[] = {"x", "rubbish", "\x1f"};
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        struct buffer bytes = {0}, plain = {0};

        squeeze("một", 5, &bytes);
        buffer_text(&bytes, tails[i]);
        CHECK_FAILS(expand(&bytes, &plain, &err), &err, ERROR_DOCUMENT,
                    "damaged gzip: bytes follow its end");
        buffer_free(&bytes);
        buffer_free(&plain);
    }
}

/* Eight members of 16 MiB of zeros each, which take 16 KiB each. */
static void make_bomb(struct buffer *bomb)
{
    const size_t size = 16 << 20;
    char *zeros = calloc(1, size);
    struct buffer member = {0};

    assert_non_null(zeros);
    squeeze(zeros, size, &member);
    for (int i = 0; i < 8; i++)
        buffer_append(bomb, member.data, member.size);
    buffer_free(&member);
    free(zeros);
}

static int count_bytes(void *context, const char *bytes, size_t size, struct error *err)
{
    (void)bytes, (void)err;
    *(size_t *)context += size;
    return 0;
}

static void what_grows_without_measure_is_refused(void **state)
{
    static const char words[] = "gzip that becomes more than 200 times longer";
    struct arena *arena = arena_new();
    struct buffer bomb = {0}, plain = {0};
    struct gunzip *gunzip;
    struct error err;
    size_t count = 0;

    (void)state;
    make_bomb(&bomb);
    CHECK_FAILS(expand(&bomb, &plain, &err), &err, ERROR_DOCUMENT, words);
    assert_in_range(plain.size, 60 << 20, 65 << 20);
    gunzip = gunzip_open(count_bytes, &count, arena);
    CHECK_FAILS(gunzip_feed(gunzip, bomb.data, bomb.size, &err), &err, ERROR_DOCUMENT, words);
    assert_in_range(count, 60 << 20, 65 << 20);
    gunzip_close(gunzip);
    buffer_free(&bomb);
    buffer_free(&plain);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_bytes_pass_through),
        cmocka_unit_test(members_in_a_row_are_inflated),
        cmocka_unit_test(long_documents_come_through_a_slow_reader),
        cmocka_unit_test(a_cut_stream_is_refused_wherever_it_is_cut),
        cmocka_unit_test(a_wrong_checksum_is_refused),
        cmocka_unit_test(what_grows_without_measure_is_refused),
        cmocka_unit_test(bytes_behind_the_last_member_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
