/* Definitions are read whole, and their mistakes told with line and column. */
#include "indicators/indicator.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/instant.h"
#include "core/table.h"
#include "indicators/calendar.h"
#include "indicators/indicator_inside.h"
#include "tests/indicators/reading.h"
#include "tests/support/check.h"
#include "tests/support/little.h"

static const char least[] = "indicator: ty-le\n"
                            "version: 3\n"
                            "title: {vi: Tỷ lệ}\n"
                            "basis: văn bản\n"
                            "from: ho_so JOIN thu_tuc USING (ma_tthc)\n"
                            "numerator: a = 1\n"
                            "denominator: a = 1 OR a = 2\n"
                            "key: [ma]\n";

static struct indicator *read_text(struct reading *reading, const char *text)
{
    return indicator_read(reading_file(reading, text), reading->arena, &reading->problems);
}

static void what_is_not_said_has_its_fallback(void **state)
{
    struct reading reading;
    struct indicator *indicator;

    (void)state;
    reading_begin(&reading);
    indicator = read_text(&reading, least);
    assert_string_equal(reading_problems(&reading), "");
    assert_string_equal(indicator_id(indicator), "ty-le");
    assert_string_equal(indicator->fact, "ho_so");
    assert_string_equal(indicator->unit, "ho_so.ma_don_vi");
    assert_int_equal(indicator->dates.count, 0);
    assert_int_equal(indicator->round, 2);
    assert_int_equal(indicator->zero, ZERO_NONE);
    reading_end(&reading);
}

static void mistakes_are_told_with_their_places(void **state)
{
    static const struct {
        const char *line, *text;
    } rows[] = {
        {"round: 7\n", "9:8: 'round' does not accept '7'; accepted: number 0..6\n"},
        {"zero: nothing\n", "9:7: 'zero' does not accept 'nothing'; accepted: none|zero|full\n"},
        {"date: [a, 'b c']\n", "9:11: 'b c' is no column; accepted: column or table.column\n"},
        {"show: [a.b.c]\n", "9:8: 'a.b.c' is no column; accepted: column or table.column\n"},
        {"unit: x; DROP TABLE y\n", "9:7: ';' and comments are not accepted in an expression\n"},
        {"unit: x -- y\n", "9:7: ';' and comments are not accepted in an expression\n"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct reading reading;

        reading_begin(&reading);
        read_text(&reading, arena_print(reading.arena, "%s%s", least, rows[i].line));
        assert_string_equal(reading_problems(&reading), rows[i].text);
        reading_end(&reading);
    }
}

static void an_id_and_a_fact_table_are_names(void **state)
{
    struct reading reading;

    (void)state;
    reading_begin(&reading);
    read_text(&reading, "indicator: Tỷ lệ\n"
                        "version: 1\n"
                        "title: {vi: t}\n"
                        "basis: b\n"
                        "from: (SELECT 1)\n"
                        "numerator: a\n"
                        "denominator: a\n"
                        "key: [ma]\n");
    assert_string_equal(
        reading_problems(&reading),
        "1:12: 'Tỷ lệ' is no id; accepted: small letters, digits and '-'\n"
        "5:7: 'from' must begin with the name of the fact table; hint: or name it with "
        "'fact'\n");
    reading_end(&reading);
}

static void the_periods_of_all_calendars_are_one_table(void **state)
{
    const struct calendar *calendars[2];
    const struct indicator_set set = {.calendars = calendars, .calendar_count = 2};
    struct reading reading;

    (void)state;
    reading_begin(&reading);
    calendars[0] =
        calendar_read("config/calendars/hai-duong.yaml", reading.arena, &reading.problems);
    calendars[1] = calendar_read(
        reading_file(&reading,
                     "calendar: nam\n"
                     "periods:\n"
                     "  - {id: '{year}', title: 'Năm {year}', since: {month: 1, day: 1},\n"
                     "     until: {year: 1, month: 1, day: 1}}\n"),
        reading.arena, &reading.problems);
    assert_string_equal(
        table_lines(
            period_table(&set, moment("2022-01-01"), moment("2022-03-31T10:30:00"), reading.arena),
            reading.arena),
        "hai-duong|HD-2022-Q1|2021-12-15|2022-03-15|2022-03-15T00:00:00|Quý I/2022 (15/12–14/3)\n"
        "hai-duong|HD-2022-6T|2021-12-15|2022-06-15|2022-03-31T10:30:00|6 tháng đầu năm 2022 "
        "(15/12–14/6)\n"
        "hai-duong|HD-2022-NAM|2021-12-15|2022-12-15|2022-03-31T10:30:00|Năm 2022 (15/12–14/12)\n"
        "nam|2022|2022-01-01|2023-01-01|2022-03-31T10:30:00|Năm 2022\n");
    reading_end(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_said_has_its_fallback),
        cmocka_unit_test(mistakes_are_told_with_their_places),
        cmocka_unit_test(an_id_and_a_fact_table_are_names),
        cmocka_unit_test(the_periods_of_all_calendars_are_one_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
