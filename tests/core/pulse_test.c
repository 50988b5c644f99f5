/* Long work and long waits go on until a signal, the time or the beat ends them. */
#include "core/pulse.h"

#include "core/arena.h"
#include "core/instant.h"
#include "core/reader.h"
#include "tests/support/check.h"

static volatile sig_atomic_t is_stopping;

static void nobody_ends_what_has_no_pulse(void **state)
{
    struct pulse pulse = {0};
    struct error err;

    (void)state;
    assert_int_equal(pulse_check(NULL, &err), 0);
    assert_int_equal(pulse_check_amid(NULL, &err), 0);
    assert_int_equal(pulse_wait(NULL, 1, &err), 0);
    assert_int_equal(pulse_check(&pulse, &err), 0);
    assert_int_equal(pulse_check_amid(&pulse, &err), 0);
}

static void a_signal_lets_nothing_begin_and_lets_what_is_under_way_end(void **state)
{
    struct pulse pulse = {.is_stopping = &is_stopping};
    struct error err;

    (void)state;
    is_stopping = 0;
    assert_int_equal(pulse_check(&pulse, &err), 0);
    is_stopping = 1;
    assert_int_equal(pulse_check_amid(&pulse, &err), 0);
    assert_int_equal(pulse_check(&pulse, &err), -1);
    assert_int_equal(err.kind, ERROR_LATER);
    assert_string_equal(err.text, "stopped by a signal");
    assert_int_equal(pulse_wait(&pulse, 60000, &err), -1);
    /* As if the signal had come four seconds ago. */
    pulse.asked_at -= 4 * (int64_t)MICROSECONDS_PER_SECOND;
    assert_int_equal(pulse_check_amid(&pulse, &err), -1);
    assert_int_equal(err.kind, ERROR_LATER);
    is_stopping = 0;
}

static void time_that_is_used_up_lets_nothing_begin(void **state)
{
    struct pulse pulse = {.ends_at = clock_steady() + 60 * (int64_t)MICROSECONDS_PER_SECOND,
                          .ends_why = "the budget is used up"};
    struct error err;

    (void)state;
    assert_int_equal(pulse_check(&pulse, &err), 0);
    pulse.ends_at = clock_steady();
    assert_int_equal(pulse_check_amid(&pulse, &err), 0);
    assert_int_equal(pulse_check(&pulse, &err), -1);
    assert_int_equal(err.kind, ERROR_LATER);
    assert_string_equal(err.text, "the budget is used up");
}

static int beat_twice(struct pulse *pulse, struct error *err)
{
    int *beats = pulse->context;

    return ++*beats > 2 ? error_set(err, ERROR_LATER, "taken over") : 0;
}

static void a_beat_that_fails_ends_it_at_once(void **state)
{
    int beats = 0;
    struct pulse pulse = {.beat = beat_twice, .context = &beats};
    struct error err;

    (void)state;
    assert_int_equal(pulse_check(&pulse, &err), 0);
    assert_int_equal(pulse_check_amid(&pulse, &err), 0);
    assert_int_equal(pulse_check_amid(&pulse, &err), -1);
    assert_string_equal(err.text, "taken over");
}

static void a_wait_is_as_long_as_it_was_asked_for(void **state)
{
    int64_t begin = clock_steady();
    struct pulse pulse = {0};
    struct error err;

    (void)state;
    assert_int_equal(pulse_wait(&pulse, 130, &err), 0);
    assert_true(clock_steady() - begin >= 130000);
}

static void bytes_are_read_until_the_pulse_ends_them(void **state)
{
    int beats = 0;
    struct pulse pulse = {.beat = beat_twice, .context = &beats};
    struct arena *arena = arena_new();
    struct reader *reader = pulse_reader(reader_from_memory("abc", 3, arena), &pulse, arena);
    struct error err;
    const char *bytes;
    char byte;

    (void)state;
    assert_int_equal(reader_read(reader, &byte, 1, &err), 1);
    assert_int_equal(reader_view(reader, &byte, 1, &bytes, &err), 1);
    assert_int_equal(*bytes, 'b');
    assert_int_equal(reader_view(reader, &byte, 1, &bytes, &err), -1);
    assert_string_equal(err.text, "taken over");
    reader_close(reader);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_ends_what_has_no_pulse),
        cmocka_unit_test(a_signal_lets_nothing_begin_and_lets_what_is_under_way_end),
        cmocka_unit_test(time_that_is_used_up_lets_nothing_begin),
        cmocka_unit_test(a_beat_that_fails_ends_it_at_once),
        cmocka_unit_test(a_wait_is_as_long_as_it_was_asked_for),
        cmocka_unit_test(bytes_are_read_until_the_pulse_ends_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
