/* What a load leaves depends on what has landed, not on how often and from where it was loaded. */
#include "tests/batch/tiny.h"
#include "tests/support/check.h"

#define SLIP(number, amount) "<PHIEU><SO>" number "</SO><TIEN>" amount "</TIEN></PHIEU>"

static const struct attempt snapshot[] = {
    {"ca", "2022-03-01", 1}, {"ca", "2022-03-01", 2}, {"ca", "2022-03-01", 3}};

static void what_a_snapshot_deleted_stays_deleted_when_it_is_loaded_again(void **state)
{
    static const char question[] = "SELECT so, thay_lan_cuoi, xoa_luc FROM phieu ORDER BY so";
    static const char answer[] = "A|2022-03-01T07:00:00|-\n"
                                 "B|2022-03-01T06:00:00|2022-03-01T07:00:00\n";
    struct tiny tiny;

    (void)state;
    tiny_open(&tiny);
    tiny_fetch(&tiny, &snapshot[0], "2022-03-01T06:00:00", SLIP("A", "1") SLIP("B", "2"));
    tiny_fetch(&tiny, &snapshot[1], "2022-03-01T07:00:00", SLIP("A", "1"));
    assert_string_equal(tiny_ask(&tiny, question), answer);
    tiny_load(&tiny, &snapshot[2], 2);
    assert_string_equal(tiny_ask(&tiny, question), answer);
    tiny_close(&tiny);
}

static void what_was_refused_and_mended_is_not_told_again(void **state)
{
    struct tally tally;
    struct tiny tiny;

    (void)state;
    tiny_open(&tiny);
    tally = tiny_fetch(&tiny, &snapshot[0], "2022-03-01T06:00:00", SLIP("A", "1") SLIP("B", "x"));
    assert_int_equal(tally.quarantined, 1);
    tiny_fetch(&tiny, &snapshot[1], "2022-03-01T07:00:00", SLIP("B", "2"));
    tally = tiny_load(&tiny, &snapshot[2], 2);
    assert_int_equal(tally.received, 1);
    assert_int_equal(tally.quarantined, 0);
    assert_string_equal(
        tiny_ask_ledger(&tiny, "SELECT attempt, count(*) FROM quarantine GROUP BY attempt"),
        "1|1\n");
    assert_string_equal(tiny_ask(&tiny, "SELECT lan, la_day_du, received FROM nhip_batch"),
                        "3|1|1\n");
    assert_string_equal(tiny_ask(&tiny, "SELECT so, xoa_luc FROM phieu ORDER BY so"),
                        "A|2022-03-01T07:00:00\nB|-\n");
    tiny_close(&tiny);
}

static const struct attempt day[] = {
    {"ngay", "2022-03-01", 1}, {"ngay", "2022-03-01", 2}, {"ngay", "2022-03-01", 3}};

static void an_earlier_landing_brings_back_the_rows_that_only_it_has(void **state)
{
    struct tiny tiny;

    (void)state;
    tiny_open(&tiny);
    tiny_fetch(&tiny, &day[0], "2022-03-02T06:00:00", SLIP("A", "1") SLIP("B", "2"));
    tiny_fetch(&tiny, &day[1], "2022-03-02T07:00:00", SLIP("A", "3"));
    CHECK_DONE(tiny_lose_store(&tiny), &tiny.err);
    tiny_load(&tiny, &day[2], 2);
    assert_string_equal(tiny_ask(&tiny, "SELECT so, tien FROM phieu ORDER BY so"), "A|3\nB|2\n");
    tiny_close(&tiny);
}

static void a_fetch_into_a_store_that_was_lost_brings_back_what_landed_before(void **state)
{
    struct tiny tiny;

    (void)state;
    tiny_open(&tiny);
    tiny_fetch(&tiny, &day[0], "2022-03-02T06:00:00", SLIP("A", "1") SLIP("B", "2"));
    tiny_fetch(&tiny, &day[1], "2022-03-02T07:00:00", SLIP("A", "3"));
    CHECK_DONE(tiny_lose_store(&tiny), &tiny.err);
    tiny_fetch(&tiny, &day[2], "2022-03-02T08:00:00", SLIP("C", "4"));
    assert_string_equal(tiny_ask(&tiny, "SELECT so, tien FROM phieu ORDER BY so"),
                        "A|3\nB|2\nC|4\n");
    assert_string_equal(tiny_ask(&tiny, "SELECT received FROM nhip_batch"), "1\n");
    tiny_close(&tiny);
}

static void a_fetch_after_a_change_of_mappings_reads_what_landed_before_by_them(void **state)
{
    struct tiny tiny;

    (void)state;
    tiny_open(&tiny);
    tiny_fetch(&tiny, &day[0], "2022-03-02T06:00:00",
               "<PHIEU><SO>A</SO><TIEN>1</TIEN><PHI>9</PHI></PHIEU>");
    tiny_change_mapping(&tiny, "PHI");
    tiny_fetch(&tiny, &day[1], "2022-03-02T07:00:00", "<PHIEU><SO>B</SO><PHI>8</PHI></PHIEU>");
    assert_string_equal(tiny_ask(&tiny, "SELECT so, tien FROM phieu ORDER BY so"), "A|9\nB|8\n");
    tiny_close(&tiny);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_snapshot_deleted_stays_deleted_when_it_is_loaded_again),
        cmocka_unit_test(what_was_refused_and_mended_is_not_told_again),
        cmocka_unit_test(an_earlier_landing_brings_back_the_rows_that_only_it_has),
        cmocka_unit_test(a_fetch_into_a_store_that_was_lost_brings_back_what_landed_before),
        cmocka_unit_test(a_fetch_after_a_change_of_mappings_reads_what_landed_before_by_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
