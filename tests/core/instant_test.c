/* Time: texts, civil dates, spans and windows on both sides of midnight. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/instant.h"

static const char *shown(int64_t instant, int offset_seconds)
{
    static char text[INSTANT_TEXT_SIZE];

    instant_format(instant, offset_seconds, text);
    return text;
}

static int64_t parsed(const char *text)
{
    struct error err;
    int64_t instant = -1;

    assert_int_equal(instant_parse(text, VIETNAM_OFFSET_SECONDS, &instant, &err), 0);
    return instant;
}

static void known_instants_have_known_texts(void **state)
{
    (void)state;
    assert_string_equal(shown(0, 0), "1970-01-01T00:00:00");
    assert_string_equal(shown(0, VIETNAM_OFFSET_SECONDS), "1970-01-01T07:00:00");
    assert_string_equal(shown(951782400LL * 1000000, 0), "2000-02-29T00:00:00");
    assert_string_equal(shown(-1, 0), "1969-12-31T23:59:59.999999");
    assert_string_equal(shown(1648767600000001LL, VIETNAM_OFFSET_SECONDS),
                        "2022-04-01T06:00:00.000001");
    assert_string_equal(shown(-62135596800LL * 1000000, 0), "0001-01-01T00:00:00");
    assert_string_equal(shown(253402300800LL * 1000000, 0), "10000-01-01T00:00:00");
}

static void every_day_of_four_centuries_comes_back(void **state)
{
    int64_t day;

    (void)state;
    for (day = -150000; day < 150000; day += 1) {
        int64_t instant = day * SECONDS_PER_DAY * 1000000;
        struct civil civil = civil_from_instant(instant, 0);

        assert_true(civil_is_valid(&civil));
        assert_true(instant_from_civil(&civil, 0) == instant);
    }
}

static void texts_are_read_in_all_accepted_forms(void **state)
{
    (void)state;
    assert_true(parsed("2022-04-01") == 1648746000LL * 1000000);
    assert_true(parsed("2022-04-01T06:00") == 1648767600LL * 1000000);
    assert_true(parsed("2022-04-01 06:00:00") == 1648767600LL * 1000000);
    assert_true(parsed("2022-03-31T23:00:00Z") == 1648767600LL * 1000000);
    assert_true(parsed("2022-04-01T06:00:00+07:00") == 1648767600LL * 1000000);
    assert_true(parsed("2022-04-01T00:00:00.25+0100") == 1648767600250000LL);
}

static void texts_that_are_no_time_are_refused(void **state)
{
    static const char *const texts[] = {"",           "2022",         "2022-13-01",
                                        "2022-02-30", "2022-04-01T",  "2022-04-01T24:00",
                                        "2022-4-1",   "2022-04-01x",  "2022-04-01T06:00:00.",
                                        "0000-00-00", "2022-04-01T06"};
    struct error err;
    int64_t instant = 42;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_int_equal(instant_parse(texts[i], 0, &instant, &err), -1);
        assert_int_equal(err.kind, ERROR_USAGE);
        assert_non_null(strstr(err.text, "expected 2022-04-01"));
        assert_true(instant == 42);
    }
}

static void forms_are_printed_with_domain_letters(void **state)
{
    struct arena *arena = arena_new();
    int64_t instant = parsed("2022-03-04T05:06:07.089");

    (void)state;
    assert_string_equal(instant_print(arena, "yyyyMMddHHmmss", instant, VIETNAM_OFFSET_SECONDS),
                        "20220304050607");
    assert_string_equal(instant_print(arena, "dd/MM/yyyy HH:mm", instant, VIETNAM_OFFSET_SECONDS),
                        "04/03/2022 05:06");
    assert_string_equal(
        instant_print(arena, "yyyy-MM-ddTHH:mm:ss.fff", instant, VIETNAM_OFFSET_SECONDS),
        "2022-03-04T05:06:07.089");
    assert_string_equal(instant_print(arena, "yyyy-MM-dd", instant, 0), "2022-03-03");
    arena_free(arena);
}

static void months_are_added_in_local_time_and_keep_the_last_day(void **state)
{
    const struct span month = {0, 1};
    int64_t since = parsed("2021-12-15");

    (void)state;
    assert_string_equal(
        shown(instant_add(since, month, 1, VIETNAM_OFFSET_SECONDS), VIETNAM_OFFSET_SECONDS),
        "2022-01-15T00:00:00");
    assert_string_equal(shown(instant_add(parsed("2022-01-31"), month, 1, VIETNAM_OFFSET_SECONDS),
                              VIETNAM_OFFSET_SECONDS),
                        "2022-02-28T00:00:00");
    assert_string_equal(shown(instant_add(parsed("2022-01-01"), month, -1, VIETNAM_OFFSET_SECONDS),
                              VIETNAM_OFFSET_SECONDS),
                        "2021-12-01T00:00:00");
    assert_string_equal(shown(instant_add(parsed("2022-01-31"), month, -11, VIETNAM_OFFSET_SECONDS),
                              VIETNAM_OFFSET_SECONDS),
                        "2021-02-28T00:00:00");
}

/* Nobody means it, but a configuration may say it. */
static void months_reach_back_before_the_year_0(void **state)
{
    const struct span months = {0, 99199};
    int64_t there = instant_add(parsed("2022-01-15"), months, -1, VIETNAM_OFFSET_SECONDS);

    (void)state;
    assert_string_equal(
        shown(instant_add(there, months, 1, VIETNAM_OFFSET_SECONDS), VIETNAM_OFFSET_SECONDS),
        "2022-01-15T00:00:00");
}

static void zones_are_fixed_offsets(void **state)
{
    int offset = 1;

    (void)state;
    assert_int_equal(zone_parse("Europe/Paris", &offset), -1);
    assert_int_equal(offset, 1);
    assert_int_equal(zone_parse("Asia/Ho_Chi_Minh", &offset), 0);
    assert_int_equal(offset, 25200);
    assert_int_equal(zone_parse("-03:30", &offset), 0);
    assert_int_equal(offset, -12600);
    assert_int_equal(zone_parse("UTC", &offset), 0);
    assert_int_equal(offset, 0);
}

static void the_clock_can_be_fixed_but_not_for_durations_and_agreements(void **state)
{
    int64_t steady = clock_steady();

    int64_t before = clock_now();

    (void)state;
    assert_true(before > parsed("2020-01-01"));
    clock_fix(parsed("2022-04-01"));
    assert_true(clock_now() == parsed("2022-04-01"));
    assert_true(clock_real() > 1000);
    assert_true(clock_steady() >= steady && steady > 0);
}

/* As a ledger may hold that somebody has damaged. */
static void any_instant_can_be_shown(void **state)
{
    char text[INSTANT_TEXT_SIZE];

    (void)state;
    instant_format(INT64_MAX, VIETNAM_OFFSET_SECONDS, text);
    assert_string_equal(text, "294247-01-10T11:00:54.775807");
    instant_format(INT64_MIN, -VIETNAM_OFFSET_SECONDS, text);
    assert_non_null(strchr(text, 'T'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_instants_have_known_texts),
        cmocka_unit_test(every_day_of_four_centuries_comes_back),
        cmocka_unit_test(texts_are_read_in_all_accepted_forms),
        cmocka_unit_test(texts_that_are_no_time_are_refused),
        cmocka_unit_test(forms_are_printed_with_domain_letters),
        cmocka_unit_test(months_are_added_in_local_time_and_keep_the_last_day),
        cmocka_unit_test(months_reach_back_before_the_year_0),
        cmocka_unit_test(zones_are_fixed_offsets),
        cmocka_unit_test(the_clock_can_be_fixed_but_not_for_durations_and_agreements),
        cmocka_unit_test(any_instant_can_be_shown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
