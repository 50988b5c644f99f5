/* Bytes that are read ahead are those that are there, to the end or to the failure. */
#include "core/ahead.h"

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/reader.h"
#include "tests/support/check.h"

/* Gives so many bytes, each its place modulo 251, in pieces of odd sizes; then ends or fails. */
struct source {
    struct reader reader;
    size_t given, size;
    bool fails, *is_closed;
};

static ssize_t source_read(struct reader *reader, void *buffer, size_t size, struct error *err)
{
    struct source *source = (struct source *)reader;
    size_t left = source->size - source->given, i;
    size_t count = size < 1 + source->given % 7001 ? size : 1 + source->given % 7001;

    if (left == 0 && source->fails)
        return error_set(err, ERROR_IO, "the disk is gone");
    count = count < left ? count : left;
    for (i = 0; i < count; i++)
        ((unsigned char *)buffer)[i] = (unsigned char)((source->given + i) % 251);
    source->given += count;
    return (ssize_t)count;
}

static void source_close(struct reader *reader)
{
    *((struct source *)reader)->is_closed = true;
}

static struct reader *source_open(struct source *source, size_t size, bool fails, bool *is_closed,
                                  struct arena *arena)
{
    *source = (struct source){
        .reader = {.read = source_read, .close = source_close, .is_prompt = true},
        .size = size,
        .fails = fails,
        .is_closed = is_closed,
    };
    *is_closed = false;
    return ahead_reader(&source->reader, arena);
}

/* Reads to the end and returns how much there was; -1 when it failed. */
static long read_all(struct reader *reader, size_t step, struct error *err)
{
    unsigned char *bytes = malloc(step);
    size_t count = 0;
    ssize_t got, i;

    assert_non_null(bytes);
    while ((got = reader_read(reader, bytes, step, err)) > 0)
        for (i = 0; i < got; i++)
            assert_int_equal(bytes[i], count++ % 251);
    free(bytes);
    return got < 0 ? -1 : (long)count;
}

static void all_bytes_come_in_their_order(void **state)
{
    static const size_t sizes[] = {0, 1, 262143, 262144, 262145, 3000000};
    static const size_t steps[] = {1000, 16384, 1000000};
    struct source source;
    struct error err;
    bool is_closed;

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (size_t j = 0; j < sizeof steps / sizeof steps[0]; j++) {
            struct arena *arena = arena_new();
            struct reader *reader = source_open(&source, sizes[i], false, &is_closed, arena);

            assert_int_equal(read_all(reader, steps[j], &err), sizes[i]);
            assert_int_equal(reader_read(reader, &err, 0, &err), 0);
            reader_close(reader);
            assert_true(is_closed);
            arena_free(arena);
        }
}

static void bytes_are_looked_at_where_they_lie(void **state)
{
    struct arena *arena = arena_new();
    struct source source;
    struct error err;
    bool is_closed;
    struct reader *reader = source_open(&source, 3000000, false, &is_closed, arena);
    unsigned char buffer[1000];
    const char *bytes;
    size_t count = 0, elsewhere = 0;
    ssize_t got;

    (void)state;
    while ((got = reader_view(reader, buffer, sizeof buffer, &bytes, &err)) > 0) {
        assert_in_range(got, 1, sizeof buffer);
        for (ssize_t i = 0; i < got; i++)
            assert_int_equal((unsigned char)bytes[i], count++ % 251);
        elsewhere += bytes != (const char *)buffer ? (size_t)got : 0;
    }
    assert_int_equal(got, 0);
    assert_int_equal(count, 3000000);
    assert_in_range(elsewhere, 2700000, 3000000);
    reader_close(reader);
    arena_free(arena);
}

static void a_failure_comes_behind_the_bytes_before_it(void **state)
{
    struct arena *arena = arena_new();
    struct source source;
    struct error err;
    bool is_closed;
    struct reader *reader = source_open(&source, 2000000, true, &is_closed, arena);
    static char bytes[2000000];
    size_t count = 0;
    ssize_t got;

    (void)state;
    while ((got = reader_read(reader, bytes, sizeof bytes, &err)) > 0)
        count += (size_t)got;
    assert_int_equal(count, 2000000);
    assert_int_equal(got, -1);
    assert_int_equal(err.kind, ERROR_IO);
    assert_string_equal(err.text, "the disk is gone");
    reader_close(reader);
    arena_free(arena);
}

static void closing_in_the_middle_waits_for_the_thread(void **state)
{
    struct source source;
    struct error err;
    bool is_closed;
    static char bytes[1000];

    (void)state;
    for (int round = 0; round < 50; round++) {
        struct arena *arena = arena_new();
        struct reader *reader = source_open(&source, 3000000, false, &is_closed, arena);

        for (int i = 0; i < 300 + round * 20; i++)
            assert_true(reader_read(reader, bytes, sizeof bytes, &err) > 0);
        reader_close(reader);
        assert_true(is_closed);
        arena_free(arena);
    }
}

/* Reads ahead of a pipe whose other end stays open and gives nothing more. */
static void closing_does_not_wait_for_a_pipe_that_gives_nothing(void **state)
{
    struct arena *arena = arena_new();
    struct reader *reader;
    struct error err;
    static char bytes[50000];
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    reader = ahead_reader(reader_from_descriptor(ends[0], "pipe", arena), arena);
    for (int i = 0; i < 6; i++) {
        assert_int_equal(write(ends[1], bytes, sizeof bytes), sizeof bytes);
        assert_int_equal(reader_read(reader, bytes, sizeof bytes, &err), sizeof bytes);
    }
    assert_int_equal(write(ends[1], bytes, 1), 1);
    assert_int_equal(reader_read(reader, bytes, sizeof bytes, &err), 1);
    reader_close(reader);
    close(ends[1]);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_bytes_come_in_their_order),
        cmocka_unit_test(bytes_are_looked_at_where_they_lie),
        cmocka_unit_test(a_failure_comes_behind_the_bytes_before_it),
        cmocka_unit_test(closing_does_not_wait_for_a_pipe_that_gives_nothing),
        cmocka_unit_test(closing_in_the_middle_waits_for_the_thread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
