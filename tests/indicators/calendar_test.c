/* Calendars cut time as their files say, across the end of the year too. */
#include "indicators/calendar.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/instant.h"
#include "tests/indicators/reading.h"
#include "tests/support/check.h"

static const char *periods_of(struct reading *reading, const char *path, const char *since,
                              const char *until)
{
    const struct calendar *calendar = calendar_read(path, reading->arena, &reading->problems);
    struct buffer text = {0};
    const struct period *periods;
    const char *kept;
    size_t count, i;

    assert_string_equal(reading_problems(reading), "");
    periods = calendar_periods(calendar, moment(since), moment(until), reading->arena, &count);
    for (i = 0; i < count; i++) {
        char first[INSTANT_TEXT_SIZE], last[INSTANT_TEXT_SIZE];

        instant_format(periods[i].since, VIETNAM_OFFSET_SECONDS, first);
        instant_format(periods[i].until, VIETNAM_OFFSET_SECONDS, last);
        buffer_print(&text, "%s %s %s\n", periods[i].id, first, last);
    }
    kept = arena_text(reading->arena, buffer_string(&text));
    buffer_free(&text);
    return kept;
}

static void the_reporting_year_of_hai_duong_begins_in_december(void **state)
{
    struct reading reading;

    (void)state;
    reading_begin(&reading);
    assert_string_equal(
        periods_of(&reading, "config/calendars/hai-duong.yaml", "2021-12-15", "2022-12-15"),
        "HD-2022-Q1 2021-12-15T00:00:00 2022-03-15T00:00:00\n"
        "HD-2022-6T 2021-12-15T00:00:00 2022-06-15T00:00:00\n"
        "HD-2022-NAM 2021-12-15T00:00:00 2022-12-15T00:00:00\n"
        "HD-2022-Q3 2022-06-15T00:00:00 2022-09-15T00:00:00\n");
    reading_end(&reading);
}

static void a_period_belongs_to_a_stretch_that_it_only_touches(void **state)
{
    struct reading reading;

    (void)state;
    reading_begin(&reading);
    assert_string_equal(periods_of(&reading, "config/calendars/hai-duong.yaml",
                                   "2021-12-14T23:59:59", "2021-12-15T00:00:00"),
                        "HD-2021-NAM 2020-12-15T00:00:00 2021-12-15T00:00:00\n");
    assert_string_equal(periods_of(&reading, "config/calendars/hai-duong.yaml",
                                   "2022-09-14T23:59:59", "2022-09-15T00:00:01"),
                        "HD-2022-NAM 2021-12-15T00:00:00 2022-12-15T00:00:00\n"
                        "HD-2022-Q3 2022-06-15T00:00:00 2022-09-15T00:00:00\n");
    reading_end(&reading);
}

static void the_almanac_has_months_quarters_halves_and_years(void **state)
{
    struct reading reading;

    (void)state;
    reading_begin(&reading);
    assert_string_equal(periods_of(&reading, "config/calendars/duong-lich.yaml", "2022-12-31",
                                   "2023-01-01T00:00:01"),
                        "2022 2022-01-01T00:00:00 2023-01-01T00:00:00\n"
                        "2022-H2 2022-07-01T00:00:00 2023-01-01T00:00:00\n"
                        "2022-Q4 2022-10-01T00:00:00 2023-01-01T00:00:00\n"
                        "2022-12 2022-12-01T00:00:00 2023-01-01T00:00:00\n"
                        "2023-01 2023-01-01T00:00:00 2023-02-01T00:00:00\n"
                        "2023-Q1 2023-01-01T00:00:00 2023-04-01T00:00:00\n"
                        "2023-H1 2023-01-01T00:00:00 2023-07-01T00:00:00\n"
                        "2023 2023-01-01T00:00:00 2024-01-01T00:00:00\n");
    reading_end(&reading);
}

static void mistakes_are_told_all_at_once_with_their_places(void **state)
{
    struct reading reading;

    (void)state;
    reading_begin(&reading);
    calendar_read(
        reading_file(
            &reading,
            "calendar: c\n"
            "periods:\n"
            "  - {id: q, title: t, since: {month: 2, day: 30}, until: {month: 4, day: 1}}\n"
            "  - {id: q, title: t, since: {month: 4, day: 1}, until: {month: 3, day: 1}}\n"),
        reading.arena, &reading.problems);
    assert_string_equal(
        reading_problems(&reading),
        "3:30: month 2 does not have 30 days in every year; accepted: 1..28\n"
        "3:10: the period id 'q' is the same in every year; hint: write {year} where the year is\n"
        "4:10: the period id 'q' is the same in every year; hint: write {year} where the year is\n"
        "4:5: the period 'q' ends before it begins\n"
        "4:5: the period id 'q' is taken\n");
    reading_end(&reading);

    reading_begin(&reading);
    calendar_read(
        reading_file(
            &reading,
            "calendar: c\n"
            "periods:\n"
            "  - {id: '{year}', title: t, since: {month: 4, day: 1}, until: {month: 4, day: 1}}\n"
            "  - {id: '{year}', title: t, since: {month: 13, day: 1}, until: {month: 3, day: "
            "1}}\n"),
        reading.arena, &reading.problems);
    assert_string_equal(reading_problems(&reading),
                        "4:45: 'month' does not accept '13'; accepted: number 1..12\n"
                        "3:5: the period '{year}' ends before it begins\n"
                        "4:5: the period id '{year}' is taken\n");
    reading_end(&reading);
}

static void two_calendars_may_not_share_an_id(void **state)
{
    const struct calendar *calendars[2];
    struct reading reading;

    (void)state;
    reading_begin(&reading);
    calendars[0] =
        calendar_read("config/calendars/duong-lich.yaml", reading.arena, &reading.problems);
    calendars[1] = calendar_read(
        reading_file(&reading, "calendar: c\n"
                               "periods:\n"
                               "  - {id: 'N{year}', title: t, since: {month: 1, day: 1},\n"
                               "     until: {month: 4, day: 1}}\n"
                               "  - {id: '{year}-Q1', title: t, since: {month: 1, day: 1},\n"
                               "     until: {month: 4, day: 1}}\n"),
        reading.arena, &reading.problems);
    calendars_check(calendars, 2, &reading.problems);
    assert_string_equal(reading_problems(&reading),
                        "5:5: the period id '{year}-Q1' is also in the calendar 'duong-lich'\n");
    reading_end(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reporting_year_of_hai_duong_begins_in_december),
        cmocka_unit_test(a_period_belongs_to_a_stretch_that_it_only_touches),
        cmocka_unit_test(the_almanac_has_months_quarters_halves_and_years),
        cmocka_unit_test(mistakes_are_told_all_at_once_with_their_places),
        cmocka_unit_test(two_calendars_may_not_share_an_id),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
