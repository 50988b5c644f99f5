/* Figures add up from records to units, levels and the whole, and explain lists what was counted.
 */
#include "core/arena.h"
#include "core/buffer.h"
#include "core/instant.h"
#include "core/option.h"
#include "core/table.h"
#include "indicators/calendar.h"
#include "indicators/indicator.h"
#include "indicators/target.h"
#include "tests/indicators/reading.h"
#include "tests/support/check.h"
#include "tests/support/little.h"

static const char quarters[] =
    "calendar: quy\n"
    "periods:\n"
    "  - {id: '{year}-Q1', title: 'Q1', since: {month: 1, day: 1}, until: {month: 4, day: 1}}\n"
    "  - {id: '{year}-Q2', title: 'Q2', since: {month: 4, day: 1}, until: {month: 7, day: 1}}\n";

static const char share[] = "indicator: ty-le\n"
                            "version: 1\n"
                            "title: {vi: Tỷ lệ}\n"
                            "basis: văn bản\n"
                            "from: viec\n"
                            "date: [ngay]\n"
                            "numerator: tot = 1\n"
                            "denominator: tinh = 1\n"
                            "key: [ma]\n"
                            "show: [ma_don_vi, tot]\n";

static const char plan[] =
    "document: KH\n"
    "title: T\n"
    "targets:\n"
    "  - {indicator: ty-le, value: 50, since: 2022-01-01, until: 2023-01-01}\n"
    "  - {indicator: ty-le, level: xa, value: 70, since: 2022-01-01, until: 2023-01-01}\n";

struct place {
    struct reading reading;
    struct little *little;
    const struct calendar *calendar;
    const struct indicator *indicator;
    struct targets *targets;
};

static void read_definitions(struct place *place, const char *definition)
{
    static const char *names[] = {"KH"};
    static const struct texts plans = {names, 1};
    struct reading *reading = &place->reading;

    place->calendar =
        calendar_read(reading_file(reading, quarters), reading->arena, &reading->problems);
    place->indicator =
        indicator_read(reading_file(reading, definition), reading->arena, &reading->problems);
    place->targets = targets_new(&plans, reading->arena);
    targets_read(place->targets, reading_file(reading, plan), &reading->problems);
    assert_string_equal(reading_problems(reading), "");
}

static struct indicator_set set_of(const struct place *place)
{
    struct indicator_set set = {&place->indicator, 1, &place->calendar, 1, place->targets};

    return set;
}

static void open_place(struct place *place, const char *definition)
{
    struct indicator_set set;

    reading_begin(&place->reading);
    place->little = little_open(place->reading.folder, place->reading.arena);
    little_run(
        place->little,
        "CREATE TABLE viec (ma TEXT, ma_don_vi TEXT, ngay TEXT, ngay_xong TEXT,"
        " tinh INTEGER, tot INTEGER, xoa_luc TEXT) STRICT;"
        "CREATE TABLE don_vi (ma_don_vi TEXT, ten_don_vi TEXT, cap TEXT, xoa_luc TEXT) STRICT;"
        "INSERT INTO don_vi VALUES ('T1', 'Sở Một', 'tinh', NULL),"
        " ('X1', 'Xã Một', 'xa', NULL), ('X2', 'Xã Hai', 'xa', '2022-03-01T00:00:00')");
    little_tell(place->little, "viec");
    little_tell(place->little, "don_vi");
    read_definitions(place, definition);
    set = set_of(place);
    little_replace(place->little, period_table(&set, moment("2022-01-01"), moment("2022-07-01"),
                                               place->reading.arena));
}

static void close_place(struct place *place)
{
    little_close(place->little);
    reading_end(&place->reading);
}

static void records(struct place *place, const char *values)
{
    struct buffer sql = {0};

    buffer_print(&sql, "INSERT INTO viec VALUES %s", values);
    little_run(place->little, buffer_string(&sql));
    buffer_free(&sql);
}

/* The figures as "ky|cap|don_vi|tu_so|mau_so|gia_tri|muc_tieu|dat" lines. */
static const char *figures(struct place *place)
{
    static const size_t wanted[] = {3, 6, 7, 9, 10, 11, 12, 14};
    const struct indicator_set set = set_of(place);
    struct figures made;
    struct buffer text = {0};
    const char *kept;
    struct error err;
    size_t row, i;

    CHECK_DONE(indicator_compute(&set, &place->little->query, place->reading.arena, &made, &err),
               &err);
    for (row = 0; row < made.values->row_count; row++) {
        for (i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
            const char *cell = table_cell(made.values, row, wanted[i]);

            buffer_print(&text, "%s%s", i == 0 ? "" : "|", cell == NULL ? "-" : cell);
        }
        buffer_text(&text, "\n");
    }
    kept = arena_text(place->reading.arena, buffer_string(&text));
    buffer_free(&text);
    return kept;
}

static const char *explained(struct place *place, const char *period, const char *unit,
                             enum explain_part part)
{
    const struct inquiry inquiry = {period, unit, part};
    struct arena *arena = place->reading.arena;
    struct error err;
    const struct table *table =
        indicator_explain(place->indicator, &inquiry, &place->little->query, arena, &err);

    assert_non_null(table);
    return table_lines(table, arena);
}

static void units_add_up_to_levels_and_levels_to_the_whole(void **state)
{
    struct place place;

    (void)state;
    open_place(&place, share);
    records(&place, "('1', 'T1', '2022-01-01T00:00:00', NULL, 1, 1, NULL),"
                    "('2', 'T1', '2022-03-31T23:59:59', NULL, 1, 0, NULL),"
                    "('3', 'X1', '2022-02-01T00:00:00', NULL, 1, 1, NULL),"
                    "('4', 'X2', '2022-02-01T00:00:00', NULL, 1, 1, NULL),"
                    "('5', 'X2', '2022-02-01T00:00:00', NULL, 1, 0, NULL),"
                    "('6', 'X2', '2022-02-01T00:00:00', NULL, 0, 1, NULL),"
                    "('7', 'LẠ', '2022-02-01T00:00:00', NULL, 1, 1, NULL),"
                    "('8', NULL, '2022-02-01T00:00:00', NULL, 1, 0, NULL),"
                    "('9', 'X1', '2022-04-01T00:00:00', NULL, 1, 0, NULL)");
    assert_string_equal(figures(&place), "2022-Q1|||4|7|57.14|50|1\n"
                                         "2022-Q1|?||1|2|50.00|50|1\n"
                                         "2022-Q1|tinh||1|2|50.00|50|1\n"
                                         "2022-Q1|xa||2|3|66.67|70|0\n"
                                         "2022-Q1|?|?|0|1|0.00|50|0\n"
                                         "2022-Q1|?|LẠ|1|1|100.00|50|1\n"
                                         "2022-Q1|tinh|T1|1|2|50.00|50|1\n"
                                         "2022-Q1|xa|X1|1|1|100.00|70|1\n"
                                         "2022-Q1|xa|X2|1|2|50.00|70|0\n"
                                         "2022-Q2|||0|1|0.00|50|0\n"
                                         "2022-Q2|xa||0|1|0.00|70|0\n"
                                         "2022-Q2|xa|X1|0|1|0.00|70|0\n");
    close_place(&place);
}

static void every_figure_says_where_it_belongs(void **state)
{
    struct place place;
    struct indicator_set set;
    struct figures made;
    struct error err;

    (void)state;
    open_place(&place, share);
    records(&place, "('3', 'X1', '2022-02-01T00:00:00', NULL, 1, 1, NULL)");
    set = set_of(&place);
    CHECK_DONE(indicator_compute(&set, &place.little->query, place.reading.arena, &made, &err),
               &err);
    assert_string_equal(
        table_lines(made.values, place.reading.arena),
        "ty-le|1|quy|2022-Q1|2022-01-01|2022-03-31|||-|1|1|100.00|50|>=|1|KH\n"
        "ty-le|1|quy|2022-Q1|2022-01-01|2022-03-31|xa||-|1|1|100.00|70|>=|1|KH\n"
        "ty-le|1|quy|2022-Q1|2022-01-01|2022-03-31|xa|X1|Xã Một|1|1|100.00|70|>=|1|KH\n");
    assert_string_equal(
        table_lines(made.definitions, place.reading.arena),
        "ty-le|1|Tỷ lệ||văn bản||viec|ngay|viec.ma_don_vi|tot = 1|-|tinh = 1|2|none|"
        "up|percent|-|-|\n");
    assert_int_equal(made.targets->row_count, 2);
    close_place(&place);
}

static void deleted_records_do_not_count(void **state)
{
    struct place place;

    (void)state;
    open_place(&place, share);
    records(&place, "('1', 'T1', '2022-01-01T00:00:00', NULL, 1, 1, '2022-01-02T00:00:00'),"
                    "('2', 'T1', '2022-01-01T00:00:00', NULL, 1, 0, NULL)");
    assert_string_equal(figures(&place), "2022-Q1|||0|1|0.00|50|0\n"
                                         "2022-Q1|tinh||0|1|0.00|50|0\n"
                                         "2022-Q1|tinh|T1|0|1|0.00|50|0\n");
    assert_string_equal(explained(&place, "2022-Q1", NULL, EXPLAIN_DENOMINATOR), "2|T1|0\n");
    close_place(&place);
}

static void children_of_deleted_records_do_not_count(void **state)
{
    static const char fees[] = "indicator: ty-le\n"
                               "version: 1\n"
                               "title: {vi: Tỷ lệ}\n"
                               "basis: văn bản\n"
                               "from: ho_phi JOIN ho USING (ma)\n"
                               "date: [ho.ngay]\n"
                               "unit: ho.ma_don_vi\n"
                               "numerator: gia > 0\n"
                               "denominator: 1\n"
                               "key: [ma]\n";
    struct place place;

    (void)state;
    open_place(&place, share);
    little_run(place.little,
               "CREATE TABLE ho (ma TEXT PRIMARY KEY, ngay TEXT, ma_don_vi TEXT, xoa_luc TEXT);"
               "CREATE TABLE ho_phi (ma TEXT, thu_tu INTEGER, gia INTEGER);"
               "INSERT INTO ho VALUES ('1', '2022-01-05', 'T1', NULL),"
               " ('2', '2022-01-05', 'T1', '2022-03-01T00:00:00');"
               "INSERT INTO ho_phi VALUES ('1', 1, 5), ('1', 2, 0), ('2', 1, 9)");
    little_tell(place.little, "ho");
    little_run(place.little,
               "INSERT INTO nhip_dictionary (bang, cot, kieu, la_khoa, nguon) VALUES"
               " ('ho_phi', '', 'children', 0, 'ho'), ('ho_phi', 'ma', 'text', 1, 'MA'),"
               " ('ho_phi', 'thu_tu', 'integer', 1, ''), ('ho_phi', 'gia', 'integer', 0, 'GIA')");
    read_definitions(&place, fees);
    CHECK_HAS(figures(&place), "2022-Q1|||1|2|50.00|50|1\n");
    close_place(&place);
}

static void a_denominator_of_0_has_the_value_that_the_definition_gives_it(void **state)
{
    static const struct {
        const char *rule, *figures;
    } rows[] = {
        {"zero: none\n", "2022-Q1|||0|0|-|50|-\n"},
        {"zero: zero\n", "2022-Q1|||0|0|0.00|50|0\n"},
        {"zero: full\nround: 1\n", "2022-Q1|||0|0|100.0|50|1\n"},
    };
    struct buffer definition = {0};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct place place;

        buffer_clear(&definition);
        buffer_print(&definition, "%s%s", share, rows[i].rule);
        open_place(&place, buffer_string(&definition));
        records(&place, "('1', 'T1', '2022-01-01T00:00:00', NULL, 0, 1, NULL)");
        assert_string_equal(figures(&place), rows[i].figures);
        close_place(&place);
    }
    buffer_free(&definition);
}

static void a_record_with_two_dates_counts_once_in_each_period_that_has_one(void **state)
{
    struct place place;

    (void)state;
    open_place(&place, "indicator: ty-le\n"
                       "version: 1\n"
                       "title: {vi: Tỷ lệ}\n"
                       "basis: văn bản\n"
                       "from: viec\n"
                       "date: [ngay, ngay_xong]\n"
                       "numerator: ngay_xong < ky.until\n"
                       "denominator: 1 = 1\n"
                       "key: [ma]\n");
    records(&place, "('1', 'T1', '2022-01-05', '2022-02-01', 1, 1, NULL),"
                    "('2', 'T1', '2022-03-31', '2022-04-01', 1, 1, NULL),"
                    "('3', 'T1', '2021-12-31', NULL, 1, 1, NULL)");
    assert_string_equal(figures(&place), "2022-Q1|||1|2|50.00|50|1\n"
                                         "2022-Q1|tinh||1|2|50.00|50|1\n"
                                         "2022-Q1|tinh|T1|1|2|50.00|50|1\n"
                                         "2022-Q2|||1|1|100.00|50|1\n"
                                         "2022-Q2|tinh||1|1|100.00|50|1\n"
                                         "2022-Q2|tinh|T1|1|1|100.00|50|1\n");
    close_place(&place);
}

static void those_that_count_in_some_periods_only_are_counted_beside_the_others(void **state)
{
    struct place place;

    (void)state;
    open_place(&place, "indicator: ty-le\n"
                       "version: 1\n"
                       "title: {vi: Tỷ lệ}\n"
                       "basis: văn bản\n"
                       "from: viec\n"
                       "date: [ngay, ngay_xong]\n"
                       "numerator: tot = 1\n"
                       "late_numerator: ngay_xong >= ky.until\n"
                       "denominator: tinh = 1\n"
                       "key: [ma]\n");
    records(&place, "('1', 'T1', '2022-01-05', '2022-04-01', 1, 1, NULL),"
                    "('2', 'T1', '2022-01-05', '2022-04-01', 1, NULL, NULL),"
                    "('3', 'T1', '2022-01-05', '2022-02-01', 1, 0, NULL),"
                    "('4', 'T1', '2022-01-05', '2022-04-01', 0, 0, NULL)");
    assert_string_equal(figures(&place), "2022-Q1|||2|3|66.67|50|1\n"
                                         "2022-Q1|tinh||2|3|66.67|50|1\n"
                                         "2022-Q1|tinh|T1|2|3|66.67|50|1\n"
                                         "2022-Q2|||1|2|50.00|50|1\n"
                                         "2022-Q2|tinh||1|2|50.00|50|1\n"
                                         "2022-Q2|tinh|T1|1|2|50.00|50|1\n");
    close_place(&place);
}

static void a_definition_is_used_for_the_periods_that_begin_while_it_is_valid(void **state)
{
    struct buffer definition = {0};
    struct place place;

    (void)state;
    buffer_print(&definition, "%svalid: {since: 2022-04-01, until: 2022-07-01}\n", share);
    open_place(&place, buffer_string(&definition));
    records(&place, "('1', 'Z', '2022-01-05', NULL, 1, 1, NULL),"
                    "('2', 'Z', '2022-04-05', NULL, 1, 1, NULL)");
    CHECK_HAS(figures(&place), "2022-Q2|||1|1|100.00");
    CHECK_HAS_NOT(figures(&place), "2022-Q1");
    buffer_free(&definition);
    close_place(&place);
}

static void a_store_without_units_has_the_whole(void **state)
{
    struct place place;

    (void)state;
    open_place(&place, share);
    little_run(place.little,
               "DROP TABLE don_vi; DELETE FROM nhip_dictionary WHERE bang = 'don_vi'");
    records(&place, "('1', 'T1', '2022-01-05', NULL, 1, 1, NULL)");
    assert_string_equal(figures(&place), "2022-Q1|||1|1|100.00|50|1\n"
                                         "2022-Q1|?||1|1|100.00|50|1\n"
                                         "2022-Q1|?|T1|1|1|100.00|50|1\n");
    close_place(&place);
}

static void explain_lists_what_was_counted(void **state)
{
    const struct inquiry inquiry = {"2022-Q1", NULL, EXPLAIN_NUMERATOR};
    struct place place;
    struct table *table;
    struct error err;

    (void)state;
    open_place(&place, share);
    records(&place, "('b', 'T1', '2022-01-01T00:00:00', NULL, 1, 1, NULL),"
                    "('a', 'X1', '2022-01-01T00:00:00', NULL, 1, 0, NULL),"
                    "('c', NULL, '2022-01-01T00:00:00', NULL, 1, 1, NULL),"
                    "('d', 'X1', '2022-01-01T00:00:00', NULL, 0, 1, NULL),"
                    "('e', 'X1', '2022-04-01T00:00:00', NULL, 1, 1, NULL)");
    assert_string_equal(explained(&place, "2022-Q1", NULL, EXPLAIN_DENOMINATOR),
                        "a|X1|0\nb|T1|1\nc|-|1\n");
    assert_string_equal(explained(&place, "2022-Q1", NULL, EXPLAIN_NUMERATOR), "b|T1|1\nc|-|1\n");
    assert_string_equal(explained(&place, "2022-Q1", "X1", EXPLAIN_DENOMINATOR), "a|X1|0\n");
    assert_string_equal(explained(&place, "2022-Q1", "X1", EXPLAIN_NUMERATOR), "");
    assert_string_equal(explained(&place, "2022-Q1", "?", EXPLAIN_NUMERATOR), "c|-|1\n");
    table = indicator_explain(place.indicator, &inquiry, &place.little->query, place.reading.arena,
                              &err);
    assert_non_null(table);
    assert_string_equal(table->columns[2].name, "tot");
    assert_int_equal(table->columns[2].type, TYPE_INTEGER);
    assert_true(table->columns[0].is_key);
    close_place(&place);
}

static void a_period_that_is_not_there_is_told(void **state)
{
    struct place place;
    const struct inquiry inquiry = {"2022-Q9", NULL, EXPLAIN_NUMERATOR};
    struct error err;

    (void)state;
    open_place(&place, share);
    assert_null(indicator_explain(place.indicator, &inquiry, &place.little->query,
                                  place.reading.arena, &err));
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_string_equal(err.text, "no period '2022-Q9' among those that records were loaded for; "
                                  "hint: 'nhip indicators' lists them");
    close_place(&place);
}

static const char *with(struct arena *arena, const char *line)
{
    size_t name = strcspn(line, ":") + 1;
    const char *place = strstr(share, arena_copy(arena, line, name));
    const char *rest = strchr(place, '\n');

    return arena_print(arena, "%.*s%s%s", (int)(place - share), share, line, rest);
}

static void a_part_that_the_engine_refuses_is_named(void **state)
{
    static const struct {
        const char *line, *text;
    } rows[] = {
        {"numerator: khong_co = 1", "indicator ty-le: numerator: "},
        {"numerator: khong_co = 1", "no such column: khong_co; it is: khong_co = 1"},
        {"denominator: tinh = ", "indicator ty-le: denominator: "},
        {"from: khong_co", "indicator ty-le: from: "},
        {"from: khong_co", "no such table: khong_co; it is: khong_co"},
        {"date: [thang]", "indicator ty-le: date: "},
        {"date: [thang]", "no such column: viec.thang; it is: ((viec.thang >= ky.since"},
    };
    struct arena *arena = arena_new();
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct figures made;
        struct indicator_set set;
        struct place place;
        struct error err;

        open_place(&place, with(arena, rows[i].line));
        set = set_of(&place);
        assert_int_equal(
            indicator_compute(&set, &place.little->query, place.reading.arena, &made, &err), -1);
        assert_int_equal(err.kind, ERROR_CONFIG);
        CHECK_HAS(err.text, rows[i].text);
        close_place(&place);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_add_up_to_levels_and_levels_to_the_whole),
        cmocka_unit_test(every_figure_says_where_it_belongs),
        cmocka_unit_test(deleted_records_do_not_count),
        cmocka_unit_test(children_of_deleted_records_do_not_count),
        cmocka_unit_test(a_denominator_of_0_has_the_value_that_the_definition_gives_it),
        cmocka_unit_test(a_record_with_two_dates_counts_once_in_each_period_that_has_one),
        cmocka_unit_test(those_that_count_in_some_periods_only_are_counted_beside_the_others),
        cmocka_unit_test(a_definition_is_used_for_the_periods_that_begin_while_it_is_valid),
        cmocka_unit_test(a_store_without_units_has_the_whole),
        cmocka_unit_test(explain_lists_what_was_counted),
        cmocka_unit_test(a_period_that_is_not_there_is_told),
        cmocka_unit_test(a_part_that_the_engine_refuses_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
