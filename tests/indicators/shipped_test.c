/* The definitions in config/, each over a few dossiers that were made for its rules. */
#include "core/arena.h"
#include "core/buffer.h"
#include "core/option.h"
#include "core/table.h"
#include "indicators/calendar.h"
#include "indicators/indicator.h"
#include "indicators/target.h"
#include "tests/indicators/reading.h"
#include "tests/support/check.h"
#include "tests/support/little.h"

static const char tables[] =
    "CREATE TABLE ho_so (ma_ho_so TEXT PRIMARY KEY, ma_don_vi TEXT DEFAULT 'D', ma_tthc TEXT,"
    " kenh_thuc_hien TEXT DEFAULT '1', ngay_tiep_nhan TEXT, ngay_hen_tra TEXT,"
    " ngay_ket_thuc_xu_ly TEXT, ngay_tra TEXT, ngay_tu_choi TEXT, trang_thai_quoc_gia TEXT,"
    " thanh_toan_truc_tuyen TEXT DEFAULT '0', so_giay_to INTEGER, so_giay_to_so_hoa INTEGER,"
    " so_giay_to_tai_su_dung INTEGER, tai_su_dung_so_hoa INTEGER, so_dong_phi INTEGER DEFAULT 0,"
    " tong_phi INTEGER, so_lan_bo_sung INTEGER DEFAULT 0, ngay_bo_sung TEXT,"
    " ngay_tiep_nhan_bo_sung TEXT, ngay_hen_tra_moi TEXT, so_ket_qua INTEGER DEFAULT 0,"
    " so_ket_qua_dien_tu INTEGER DEFAULT 0, xoa_luc TEXT) STRICT;"
    "CREATE TABLE thu_tuc (ma_tthc TEXT PRIMARY KEY, ten_tthc TEXT, ma_don_vi TEXT DEFAULT 'D',"
    " phi_cao_nhat INTEGER, so_ket_qua INTEGER, thoi_han_ngay INTEGER, xoa_luc TEXT) STRICT;"
    "CREATE TABLE hai_long (ma_ho_so TEXT, thoi_gian_danh_gia TEXT, loai_danh_gia TEXT,"
    " ma_don_vi TEXT DEFAULT 'D', muc_do TEXT, xoa_luc TEXT) STRICT;"
    /* P has a fee and a paper result, F is free and has none; 5 and 1 working days. */
    "INSERT INTO thu_tuc (ma_tthc, ten_tthc, phi_cao_nhat, so_ket_qua, thoi_han_ngay) VALUES"
    " ('P', 'có phí', 50000, 1, 5), ('F', 'không phí', 0, 0, 1), ('N', 'không rõ', NULL, 0, NULL)";

/* The almanac, and figures known until noon of 12 May 2022. */
static const char known_until[] = "2022-05-12T12:00:00";

struct place {
    struct reading reading;
    struct little *little;
    struct indicator *indicator;
};

static void open_place(struct place *place, const char *name)
{
    const struct calendar *calendars[1];
    const struct indicator_set set = {.calendars = calendars, .calendar_count = 1};
    struct reading *reading = &place->reading;

    reading_begin(reading);
    place->little = little_open(reading->folder, reading->arena);
    little_run(place->little, tables);
    little_tell(place->little, "ho_so");
    little_tell(place->little, "thu_tuc");
    little_tell(place->little, "hai_long");
    calendars[0] =
        calendar_read("config/calendars/duong-lich.yaml", reading->arena, &reading->problems);
    place->indicator =
        indicator_read(arena_print(reading->arena, "config/indicators/%s.yaml", name),
                       reading->arena, &reading->problems);
    assert_string_equal(reading_problems(reading), "");
    little_replace(place->little,
                   period_table(&set, moment("2022-01-01"), moment(known_until), reading->arena));
}

static void close_place(struct place *place)
{
    little_close(place->little);
    reading_end(&place->reading);
}

/* The keys of the records of one part in a period, in a row. */
static const char *keys(struct place *place, const char *period, enum explain_part part)
{
    struct arena *arena = place->reading.arena;
    struct buffer text = {0};
    const struct inquiry inquiry = {period, NULL, part};
    const struct table *table;
    struct error err;
    const char *kept;
    size_t row;

    table = indicator_explain(place->indicator, &inquiry, &place->little->query, arena, &err);
    assert_non_null(table);
    for (row = 0; row < table->row_count; row++)
        buffer_print(&text, "%s%s", row == 0 ? "" : " ", table_cell(table, row, 0));
    kept = arena_text(arena, buffer_string(&text));
    buffer_free(&text);
    return kept;
}

static size_t count_words(const char *text)
{
    size_t count = text[0] != '\0';

    for (; *text != '\0'; text++)
        count += *text == ' ';
    return count;
}

/* The published figure must have counted what explain lists. */
static void check_figure(struct place *place, const char *period, size_t numerator,
                         size_t denominator)
{
    static const struct texts none = {NULL, 0};
    struct arena *arena = place->reading.arena;
    const struct indicator *indicators[] = {place->indicator};
    const struct indicator_set set = {indicators, 1, NULL, 0, targets_new(&none, arena)};
    const struct table *values;
    struct figures figures;
    struct error err;
    size_t row;

    CHECK_DONE(indicator_compute(&set, &place->little->query, arena, &figures, &err), &err);
    values = figures.values;
    for (row = 0; row < values->row_count; row++)
        if (strcmp(table_cell(values, row, 3), period) == 0)
            break;
    assert_true(row < values->row_count);
    assert_string_equal(table_cell(values, row, 7), "");
    assert_string_equal(table_cell(values, row, 9), arena_print(arena, "%zu", numerator));
    assert_string_equal(table_cell(values, row, 10), arena_print(arena, "%zu", denominator));
}

static void check(struct place *place, const char *period, const char *denominator,
                  const char *numerator)
{
    assert_string_equal(keys(place, period, EXPLAIN_DENOMINATOR), denominator);
    assert_string_equal(keys(place, period, EXPLAIN_NUMERATOR), numerator);
    check_figure(place, period, count_words(numerator), count_words(denominator));
}

static void paid_online_leaves_out_dossiers_without_anything_to_pay(void **state)
{
    struct place place;

    (void)state;
    open_place(&place, "thanh-toan-truc-tuyen");
    little_run(place.little,
               "INSERT INTO ho_so (ma_ho_so, ma_tthc, ngay_tiep_nhan, thanh_toan_truc_tuyen,"
               " so_dong_phi, tong_phi) VALUES"
               " ('a', 'P', '2022-01-03T08:00:00', '1', 1, 50000),"
               " ('b', 'P', '2022-01-03T08:00:00', '2', 2, 75000),"
               " ('c', 'P', '2022-01-03T08:00:00', '3', 1, 50000),"
               " ('d', 'P', '2022-01-03T08:00:00', '0', 1, 50000),"
               " ('e-all-fees-0', 'P', '2022-01-03T08:00:00', '1', 2, 0),"
               " ('f-no-fee-row', 'P', '2022-01-03T08:00:00', '0', 0, NULL),"
               " ('g-free', 'F', '2022-01-03T08:00:00', '1', 0, NULL),"
               " ('h-unknown', 'X', '2022-01-03T08:00:00', '1', 1, 1000),"
               " ('i-february', 'P', '2022-02-01T00:00:00', '1', 1, 50000),"
               " ('j-not-received', 'P', NULL, '1', 1, 50000),"
               " ('k-unknown-code', 'P', '2022-01-03T08:00:00', NULL, 1, 50000)");
    check(&place, "2022-01", "a b c d f-no-fee-row k-unknown-code", "a b");
    check(&place, "2022-Q1", "a b c d f-no-fee-row i-february k-unknown-code", "a b i-february");
    close_place(&place);
}

static void procedures_with_online_payment_are_counted_by_period(void **state)
{
    struct place place;

    (void)state;
    open_place(&place, "thu-tuc-thanh-toan");
    little_run(place.little,
               "INSERT INTO thu_tuc (ma_tthc, phi_cao_nhat) VALUES ('Q', 1000), ('R', 1000);"
               "INSERT INTO thu_tuc (ma_tthc, phi_cao_nhat, xoa_luc) VALUES ('S', 1000, '2022');"
               "INSERT INTO ho_so (ma_ho_so, ma_tthc, ngay_tiep_nhan, thanh_toan_truc_tuyen) VALUES"
               " ('a', 'P', '2022-01-31T23:59:59', '1'),"
               " ('b', 'Q', '2022-02-01T00:00:00', '2'),"
               " ('c', 'R', '2022-02-01T00:00:00', '3'),"
               " ('d', 'F', '2022-02-01T00:00:00', '1')");
    check(&place, "2022-01", "P Q R", "P");
    check(&place, "2022-02", "P Q R", "Q");
    check(&place, "2022-Q1", "P Q R", "P Q");
    check(&place, "2022-03", "P Q R", "");
    close_place(&place);
}

static void a_result_is_digitised_when_it_has_a_file(void **state)
{
    struct place place;

    (void)state;
    open_place(&place, "ket-qua-so-hoa");
    little_run(place.little,
               "INSERT INTO ho_so (ma_ho_so, ma_tthc, ngay_ket_thuc_xu_ly, trang_thai_quoc_gia,"
               " so_ket_qua, so_ket_qua_dien_tu) VALUES"
               " ('a', 'P', '2022-01-03T08:00:00', '9', 1, 1),"
               " ('b', 'P', '2022-01-03T08:00:00', '10', 1, 0),"
               " ('c-withdrawn', 'P', '2022-01-03T08:00:00', '7', 0, 0),"
               " ('d-no-paper', 'F', '2022-01-03T08:00:00', '9', 1, 1),"
               " ('e-unfinished', 'P', NULL, '4', 0, 0)");
    check(&place, "2022-01", "a b", "a");
    close_place(&place);
}

static void filed_online_wants_a_result_online_where_there_is_one(void **state)
{
    struct place place;

    (void)state;
    open_place(&place, "nop-truc-tuyen");
    little_run(place.little, "INSERT INTO ho_so (ma_ho_so, ma_tthc, ngay_tiep_nhan, kenh_thuc_hien,"
                             " so_ket_qua_dien_tu) VALUES"
                             " ('a', 'P', '2022-01-03T08:00:00', '2', 1),"
                             " ('b-no-file', 'P', '2022-01-03T08:00:00', '2', 0),"
                             " ('c-no-paper', 'F', '2022-01-03T08:00:00', '2', 0),"
                             " ('d-counter', 'P', '2022-01-03T08:00:00', '1', 1),"
                             " ('e-post', 'P', '2022-01-03T08:00:00', '3', 1),"
                             " ('f-unknown', 'X', '2022-01-03T08:00:00', '2', 0)");
    check(&place, "2022-01", "a b-no-file c-no-paper d-counter e-post f-unknown",
          "a c-no-paper f-unknown");
    close_place(&place);
}

static void wholly_online_is_filed_paid_and_answered_online(void **state)
{
    struct place place;

    (void)state;
    open_place(&place, "toan-trinh");
    little_run(place.little,
               "INSERT INTO ho_so (ma_ho_so, ma_tthc, ngay_ket_thuc_xu_ly, trang_thai_quoc_gia,"
               " kenh_thuc_hien, tong_phi, thanh_toan_truc_tuyen, so_ket_qua_dien_tu) VALUES"
               " ('a', 'P', '2022-01-03T08:00:00', '9', '2', 50000, '1', 1),"
               " ('b-paid-at-counter', 'P', '2022-01-03T08:00:00', '9', '2', 50000, '0', 1),"
               " ('c-exempt', 'P', '2022-01-03T08:00:00', '10', '2', 0, '0', 1),"
               " ('d-paper', 'P', '2022-01-03T08:00:00', '10', '2', 50000, '2', 0),"
               " ('e-filed-at-counter', 'P', '2022-01-03T08:00:00', '9', '1', 50000, '1', 1),"
               " ('f-free', 'F', '2022-01-03T08:00:00', '9', '2', NULL, '0', 0),"
               " ('g-stopped', 'F', '2022-01-03T08:00:00', '8', '2', NULL, '0', 0)");
    check(&place, "2022-01", "a b-paid-at-counter c-exempt d-paper e-filed-at-counter f-free",
          "a c-exempt f-free");
    close_place(&place);
}

static void papers_can_be_reused_only_where_there_are_digitised_ones(void **state)
{
    struct place place;

    (void)state;
    open_place(&place, "tai-su-dung");
    little_run(place.little,
               "INSERT INTO ho_so (ma_ho_so, ngay_tiep_nhan, so_giay_to_so_hoa, tai_su_dung_so_hoa)"
               " VALUES ('a', '2022-01-03T08:00:00', 2, 1), ('b', '2022-01-03T08:00:00', 1, 0),"
               " ('c', '2022-01-03T08:00:00', 0, 1), ('d', NULL, 1, 1),"
               " ('e', '2022-01-03T08:00:00', 1, NULL)");
    check(&place, "2022-01", "a b e", "a");
    close_place(&place);
}

static void answers_are_satisfied_neutral_or_not(void **state)
{
    struct place place;

    (void)state;
    open_place(&place, "hai-long");
    little_run(place.little,
               "INSERT INTO hai_long (ma_ho_so, thoi_gian_danh_gia, muc_do) VALUES"
               " ('a', '2022-01-03T08:00:00', 'Rất hài lòng'), ('b', '2022-01-03T08:00:00', 'Hài"
               " lòng'), ('c', '2022-01-03T08:00:00', 'Bình thường'),"
               " ('d', '2022-01-03T08:00:00', 'Không hài lòng'),"
               " ('e', '2022-01-03T08:00:00', 'Rất không hài lòng'),"
               " ('f', '2022-01-03T08:00:00', NULL), ('g', '2022-02-03T08:00:00', 'Hài lòng')");
    check(&place, "2022-01", "a b c d e", "a b");
    close_place(&place);
}

static void what_is_finished_at_the_second_it_was_due_is_on_time(void **state)
{
    struct place place;

    (void)state;
    open_place(&place, "dung-han");
    little_run(place.little,
               "INSERT INTO ho_so (ma_ho_so, ngay_tiep_nhan, ngay_hen_tra, ngay_ket_thuc_xu_ly,"
               " ngay_tra, ngay_tu_choi) VALUES"
               " ('a-equal', '2022-01-03T08:00:00', '2022-01-10T17:00:00', '2022-01-10T17:00:00',"
               "  NULL, NULL),"
               " ('b-a-second', '2022-01-03T08:00:00', '2022-01-10T17:00:00',"
               "  '2022-01-10T17:00:01', NULL, NULL),"
               " ('c-early', '2022-01-03T08:00:00', '2022-01-10T17:00:00', '2022-01-04T09:00:00',"
               "  '2022-01-20T09:00:00', NULL),"
               " ('d-only-returned', '2022-01-03T08:00:00', '2022-01-10T17:00:00', NULL,"
               "  '2022-01-11T09:00:00', NULL),"
               " ('e-refused', '2022-01-03T08:00:00', '2022-01-10T17:00:00', NULL, NULL,"
               "  '2022-01-05T09:00:00'),"
               " ('f-never-received', NULL, '2022-01-10T17:00:00', NULL, NULL,"
               "  '2022-01-05T09:00:00')");
    check(&place, "2022-01", "a-equal b-a-second c-early d-only-returned e-refused",
          "a-equal c-early e-refused");
    close_place(&place);
}

static void unfinished_work_is_judged_at_the_end_of_the_period(void **state)
{
    struct place place;

    (void)state;
    open_place(&place, "dung-han");
    little_run(place.little,
               "INSERT INTO ho_so (ma_ho_so, ngay_tiep_nhan, ngay_hen_tra, ngay_ket_thuc_xu_ly)"
               " VALUES ('a-due-later', '2022-01-20T08:00:00', '2022-02-03T17:00:00', NULL),"
               " ('b-overdue', '2022-01-20T08:00:00', '2022-01-31T17:00:00', NULL),"
               " ('c-late-afterwards', '2022-01-20T08:00:00', '2022-02-03T17:00:00',"
               "  '2022-02-20T09:00:00'),"
               " ('d-due-at-midnight', '2022-01-20T08:00:00', '2022-02-01T00:00:00', NULL)");
    check(&place, "2022-01", "a-due-later b-overdue c-late-afterwards d-due-at-midnight",
          "a-due-later c-late-afterwards d-due-at-midnight");
    check(&place, "2022-02", "c-late-afterwards", "");
    close_place(&place);
}

static void in_a_period_that_is_open_unfinished_work_is_judged_now(void **state)
{
    struct place place;

    (void)state;
    open_place(&place, "dung-han");
    little_run(place.little, "INSERT INTO ho_so (ma_ho_so, ngay_tiep_nhan, ngay_hen_tra) VALUES"
                             " ('a-due-today', '2022-05-03T08:00:00', '2022-05-12T17:00:00'),"
                             " ('b-was-due', '2022-05-03T08:00:00', '2022-05-12T11:59:59'),"
                             " ('c-due-now', '2022-05-03T08:00:00', '2022-05-12T12:00:00')");
    check(&place, "2022-05", "a-due-today b-was-due c-due-now", "a-due-today c-due-now");
    close_place(&place);
}

static void one_supplement_stops_the_clock_and_two_are_late(void **state)
{
    struct place place;

    (void)state;
    open_place(&place, "dung-han");
    little_run(
        place.little,
        "INSERT INTO ho_so (ma_ho_so, ngay_tiep_nhan, ngay_hen_tra, ngay_ket_thuc_xu_ly,"
        " so_lan_bo_sung, ngay_bo_sung, ngay_tiep_nhan_bo_sung, ngay_hen_tra_moi) VALUES"
        " ('a-two-days-waited', '2022-01-03T08:00:00', '2022-01-10T17:00:00',"
        "  '2022-01-12T17:00:00', 1, '2022-01-05T09:00:00', '2022-01-07T09:00:00', NULL),"
        " ('b-a-second-more', '2022-01-03T08:00:00', '2022-01-10T17:00:00',"
        "  '2022-01-12T17:00:01', 1, '2022-01-05T09:00:00', '2022-01-07T09:00:00', NULL),"
        " ('c-promised-anew', '2022-01-03T08:00:00', '2022-01-10T17:00:00',"
        "  '2022-01-13T17:00:00', 1, '2022-01-05T09:00:00', '2022-01-07T09:00:00',"
        "  '2022-01-13T17:00:00'),"
        " ('d-waiting-is-in-the-promise', '2022-01-03T08:00:00', '2022-01-10T17:00:00',"
        "  '2022-01-14T08:00:00', 1, '2022-01-05T09:00:00', '2022-01-07T09:00:00',"
        "  '2022-01-13T17:00:00'),"
        " ('e-twice', '2022-01-03T08:00:00', '2022-01-10T17:00:00', '2022-01-09T17:00:00', 2,"
        "  '2022-01-05T09:00:00', '2022-01-07T09:00:00', NULL),"
        " ('f-still-waiting', '2022-01-03T08:00:00', '2022-01-10T17:00:00', NULL, 1,"
        "  '2022-01-05T09:00:00', NULL, NULL),"
        " ('g-asked-too-late', '2022-01-03T08:00:00', '2022-01-10T17:00:00', NULL, 1,"
        "  '2022-01-11T09:00:00', NULL, NULL)");
    check(&place, "2022-01",
          "a-two-days-waited b-a-second-more c-promised-anew d-waiting-is-in-the-promise e-twice "
          "f-still-waiting g-asked-too-late",
          "a-two-days-waited c-promised-anew f-still-waiting");
    close_place(&place);
}

/* 3 January 2022 is a Monday. */
static void without_a_promise_the_statutory_working_days_count(void **state)
{
    struct place place;

    (void)state;
    open_place(&place, "dung-han");
    little_run(place.little,
               "INSERT INTO ho_so (ma_ho_so, ma_tthc, ngay_tiep_nhan, ngay_ket_thuc_xu_ly) VALUES"
               " ('a-5-from-monday', 'P', '2022-01-03T08:00:00', '2022-01-10T23:59:59'),"
               " ('b-6-from-monday', 'P', '2022-01-03T08:00:00', '2022-01-11T00:00:00'),"
               " ('c-5-from-wednesday', 'P', '2022-01-05T08:00:00', '2022-01-12T16:00:00'),"
               " ('d-6-from-wednesday', 'P', '2022-01-05T08:00:00', '2022-01-13T08:00:00'),"
               " ('e-1-from-friday', 'F', '2022-01-07T08:00:00', '2022-01-10T16:00:00'),"
               " ('f-2-from-friday', 'F', '2022-01-07T08:00:00', '2022-01-11T08:00:00'),"
               " ('g-1-from-saturday', 'F', '2022-01-08T08:00:00', '2022-01-10T16:00:00'),"
               " ('h-2-from-saturday', 'F', '2022-01-08T08:00:00', '2022-01-11T08:00:00'),"
               " ('i-1-from-sunday', 'F', '2022-01-09T08:00:00', '2022-01-10T16:00:00'),"
               " ('j-no-days', 'N', '2022-01-03T08:00:00', '2022-01-03T16:00:00'),"
               " ('k-no-procedure', 'X', '2022-01-03T08:00:00', '2022-01-03T16:00:00')");
    check(&place, "2022-01",
          "a-5-from-monday b-6-from-monday c-5-from-wednesday d-6-from-wednesday e-1-from-friday "
          "f-2-from-friday g-1-from-saturday h-2-from-saturday i-1-from-sunday",
          "a-5-from-monday c-5-from-wednesday e-1-from-friday g-1-from-saturday i-1-from-sunday");
    close_place(&place);
}

static void a_dossier_is_judged_where_it_was_received_and_where_it_ended(void **state)
{
    struct place place;

    (void)state;
    open_place(&place, "dung-han");
    little_run(place.little,
               "INSERT INTO ho_so (ma_ho_so, ngay_tiep_nhan, ngay_hen_tra, ngay_ket_thuc_xu_ly)"
               " VALUES ('a', '2022-01-31T23:59:59', '2022-02-10T17:00:00', '2022-02-01T00:00:00'),"
               " ('b', '2022-01-10T08:00:00', '2022-01-20T17:00:00', '2022-03-01T08:00:00')");
    check(&place, "2022-01", "a b", "a");
    check(&place, "2022-02", "a", "a");
    check(&place, "2022-03", "b", "");
    check(&place, "2022-Q1", "a b", "a");
    close_place(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paid_online_leaves_out_dossiers_without_anything_to_pay),
        cmocka_unit_test(procedures_with_online_payment_are_counted_by_period),
        cmocka_unit_test(a_result_is_digitised_when_it_has_a_file),
        cmocka_unit_test(filed_online_wants_a_result_online_where_there_is_one),
        cmocka_unit_test(wholly_online_is_filed_paid_and_answered_online),
        cmocka_unit_test(papers_can_be_reused_only_where_there_are_digitised_ones),
        cmocka_unit_test(answers_are_satisfied_neutral_or_not),
        cmocka_unit_test(what_is_finished_at_the_second_it_was_due_is_on_time),
        cmocka_unit_test(unfinished_work_is_judged_at_the_end_of_the_period),
        cmocka_unit_test(in_a_period_that_is_open_unfinished_work_is_judged_now),
        cmocka_unit_test(one_supplement_stops_the_clock_and_two_are_late),
        cmocka_unit_test(without_a_promise_the_statutory_working_days_count),
        cmocka_unit_test(a_dossier_is_judged_where_it_was_received_and_where_it_ended),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
