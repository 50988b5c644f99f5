/* A store is what its landing makes of it, whatever was done in whatever order; what is not is
 * found and mended. */
#include "batch/rebuild.h"

#include "batch/deployment.h"
#include "core/arena.h"
#include "core/database.h"
#include "core/file.h"
#include "landing/landing.h"
#include "tests/batch/rebuilt.h"
#include "tests/batch/tiny.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

static void a_store_is_what_its_landing_makes_of_it(void **state)
{
    struct tiny tiny;

    (void)state;
    rebuilt_begin(&tiny);
    rebuilt_whole(&tiny);
    assert_string_equal(tiny_ask(&tiny, "SELECT so, tien, batch, xoa_luc FROM phieu ORDER BY so"),
                        "A|3|ngay@2022-03-01|-\nB|2|ngay@2022-03-01|-\nS|1|ca@2022-03-02|-\n"
                        "T|2|ca@2022-03-01|2022-03-02T06:00:00\n");
    tiny_close(&tiny);
}

static void a_landing_that_failed_to_load_is_not_rebuilt(void **state)
{
    struct tiny tiny;

    (void)state;
    rebuilt_begin(&tiny);
    tiny_land(&tiny, &rebuilt_day[2], "2022-03-02T08:00:00",
              SLIP("A", "9") SLIP("D", "x") SLIP("E", "x") SLIP("F", "x"));
    CHECK_HAS(tiny_fail(&tiny, &rebuilt_day[2], 3)->text, "3 records were refused, 2 are allowed");
    rebuilt_whole(&tiny);
    tiny_close(&tiny);
}

static void a_batch_whose_process_ended_before_it_was_noted_is_rebuilt(void **state)
{
    struct tiny tiny;

    (void)state;
    rebuilt_begin(&tiny);
    tiny_ask_ledger(&tiny, "UPDATE attempt SET state = 'loading' WHERE batch = 'ca@2022-03-02'");
    tiny_ask_ledger(&tiny, "UPDATE batch SET state = 'loading', loaded_attempt = NULL"
                           " WHERE batch = 'ca@2022-03-02'");
    rebuilt_whole(&tiny);
    assert_string_equal(tiny_ask_ledger(&tiny, "SELECT state FROM batch"
                                               " WHERE batch = 'ca@2022-03-02'"),
                        "loading\n");
    tiny_close(&tiny);
}

static void an_abandoned_batch_keeps_what_it_had_loaded(void **state)
{
    struct tiny tiny;
    struct rebuilt told;

    (void)state;
    rebuilt_begin(&tiny);
    tiny_ask_ledger(&tiny, "UPDATE batch SET state = 'abandoned' WHERE batch = 'ngay@2022-03-01'");
    rebuilt_whole(&tiny);
    told = rebuilt_of(&tiny, true);
    CHECK_DONE(told.result, &told.err);
    assert_string_equal(tiny_ask(&tiny, "SELECT so FROM phieu ORDER BY so"), "A\nB\nS\nT\n");
    tiny_close(&tiny);
}

static const struct {
    const char *sql, *differences;
    size_t differing;
} changes[] = {
    {"UPDATE phieu SET tien = 4 WHERE so = 'A'", "phieu|A|changed|tien\n", 1},
    {"UPDATE phieu SET tien = 4, batch = 'x' WHERE so IN ('A', 'B')",
     "phieu|A|changed|tien, batch\nphieu|B|changed|tien, batch\n", 1},
    {"UPDATE phieu SET xoa_luc = NULL", "phieu|T|changed|xoa_luc\n", 1},
    {"UPDATE phieu SET thay_lan_cuoi = '2022' WHERE so = 'B'", "phieu|B|changed|thay_lan_cuoi\n",
     1},
    {"DELETE FROM phieu WHERE so = 'B'", "phieu|B|missing in the store|-\n", 1},
    {"DELETE FROM phieu WHERE so = 'A'", "phieu|A|missing in the store|-\n", 1},
    {"INSERT INTO phieu SELECT 'Z', tien, nguon, batch, tai_lieu, vi_tri, phien_ban, nhan_luc,"
     " het_han, thay_lan_cuoi, xoa_luc FROM phieu WHERE so = 'B'",
     "phieu|Z|in the store only|-\n", 1},
    {"UPDATE phieu_dong SET ten = 'x'", "phieu_dong|A 1|changed|ten\n", 1},
    {"INSERT INTO phieu_dong VALUES ('A', 2, 'x'), ('A', 10, 'y')",
     "phieu_dong|A 2|in the store only|-\nphieu_dong|A 10|in the store only|-\n", 1},
    {"DELETE FROM phieu_dong", "phieu_dong|A 1|missing in the store|-\n", 1},
    {"UPDATE nhip_batch SET lan = 7 WHERE batch = 'ca@2022-03-01'",
     "nhip_batch|ca@2022-03-01|changed|lan\n", 1},
    {"DELETE FROM nhip_batch WHERE batch = 'ca@2022-03-01'",
     "nhip_batch|ca@2022-03-01|missing in the store|-\n", 1},
    {"UPDATE nhip_dictionary SET nhan_vi = 'x' WHERE bang = 'phieu' AND cot = 'tien'",
     "nhip_dictionary|phieu tien|changed|nhan_vi\n", 1},
    {"UPDATE nhip_batch SET nap_luc = 'x', inserted = inserted + 1, unchanged = unchanged - 1", "",
     0},
};

static void what_was_changed_by_hand_is_found_named_and_mended(void **state)
{
    struct tiny tiny;
    struct rebuilt told;
    size_t i;

    (void)state;
    rebuilt_begin(&tiny);
    for (i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        tiny_tamper(&tiny, changes[i].sql);
        told = rebuilt_of(&tiny, false);
        assert_string_equal(told.differences, changes[i].differences);
        assert_int_equal(told.differing, changes[i].differing);
        assert_int_equal(told.other_hashes, changes[i].differing);
        assert_int_equal(told.result, changes[i].differing == 0 ? 0 : -1);
        told = rebuilt_of(&tiny, true);
        CHECK_DONE(told.result, &told.err);
        rebuilt_whole(&tiny);
    }
    tiny_close(&tiny);
}

static void a_store_that_differs_is_told_with_what_mends_it(void **state)
{
    struct tiny tiny;
    struct rebuilt told;

    (void)state;
    rebuilt_begin(&tiny);
    tiny_tamper(&tiny, "UPDATE phieu SET tien = 4; UPDATE phieu_dong SET ten = 'x'");
    told = rebuilt_of(&tiny, false);
    assert_int_equal(told.err.kind, ERROR_DATA);
    assert_string_equal(told.err.text,
                        "tables of the store that are not what the landing makes of them: 2; hint: "
                        "'nhip rebuild --swap' puts that in the place of the store");
    assert_string_equal(tiny_ask(&tiny, "SELECT DISTINCT tien FROM phieu"), "4\n");
    tiny_close(&tiny);
}

static void keys_that_look_personal_are_not_shown(void **state)
{
    static const struct attempt attempt = {"ngay", "2022-03-03", 1};
    struct tiny tiny;
    struct rebuilt told;

    (void)state;
    tiny_open(&tiny);
    tiny_fetch(&tiny, &attempt, "2022-03-04T06:00:00", SLIP("030099001234", "1"));
    tiny_tamper(&tiny, "UPDATE phieu SET tien = 4");
    told = rebuilt_of(&tiny, false);
    assert_string_equal(told.differences, "phieu|(hidden)|changed|tien\n");
    tiny_close(&tiny);
}

static void a_store_that_was_lost_comes_back_by_a_swap(void **state)
{
    struct tiny tiny;
    struct rebuilt told;
    const char *before;

    (void)state;
    rebuilt_begin(&tiny);
    before = tiny_ask(&tiny, "SELECT * FROM phieu ORDER BY so");
    CHECK_DONE(tiny_lose_store(&tiny), &tiny.err);
    told = rebuilt_of(&tiny, true);
    CHECK_DONE(told.result, &told.err);
    assert_string_equal(tiny_ask(&tiny, "SELECT * FROM phieu ORDER BY so"), before);
    assert_string_equal(tiny_ask_ledger(&tiny, "SELECT DISTINCT state FROM batch"), "loaded\n");
    tiny_close(&tiny);
}

static void what_has_landed_and_is_gone_is_said_and_stops_the_swap(void **state)
{
    struct tiny tiny;
    struct rebuilt told;

    (void)state;
    rebuilt_begin(&tiny);
    tiny_lose_landing(&tiny, &rebuilt_day[0]);
    told = rebuilt_of(&tiny, false);
    assert_string_equal(told.unproven,
                        "ngay@2022-03-01|what attempt 1 had landed does not lie in the landing\n");
    assert_string_equal(told.differences, "");
    CHECK_HAS(told.err.text, "batches that cannot be rebuilt: 1");
    told = rebuilt_of(&tiny, true);
    assert_int_equal(told.result, -1);
    CHECK_HAS(told.err.text, "would be lost, so it is as before");
    assert_string_equal(tiny_ask(&tiny, "SELECT count(*) FROM phieu"), "4\n");
    tiny_close(&tiny);
}

static void what_can_be_told_beside_a_landing_that_is_gone_is_told(void **state)
{
    struct tiny tiny;
    struct rebuilt told;

    (void)state;
    rebuilt_begin(&tiny);
    tiny_lose_landing(&tiny, &rebuilt_day[1]);
    tiny_tamper(&tiny, "UPDATE phieu SET tien = 4 WHERE so IN ('B', 'S')");
    told = rebuilt_of(&tiny, false);
    assert_string_equal(told.differences, "phieu|S|changed|tien\n");
    tiny_close(&tiny);
}

static void what_the_ledger_does_not_know_is_said_and_stops_the_swap(void **state)
{
    struct tiny tiny;
    struct rebuilt told;

    (void)state;
    rebuilt_begin(&tiny);
    tiny_ask_ledger(&tiny, "DELETE FROM attempt WHERE batch = 'ca@2022-03-02'");
    tiny_ask_ledger(&tiny, "DELETE FROM batch WHERE batch = 'ca@2022-03-02'");
    told = rebuilt_of(&tiny, true);
    assert_string_equal(told.unproven,
                        "ca@2022-03-02|the ledger does not know that it was loaded\n");
    assert_string_equal(told.differences, "");
    assert_int_equal(told.result, -1);
    tiny_close(&tiny);
}

static void a_batch_that_would_be_refused_today_is_said_and_stops_the_swap(void **state)
{
    static const struct attempt attempt = {"ngay", "2022-03-03", 1};
    struct tiny tiny;
    struct rebuilt told;

    (void)state;
    rebuilt_begin(&tiny);
    tiny_fetch(&tiny, &attempt, "2022-03-04T06:00:00",
               SLIP("M", "1") SLIP("N", "2") SLIP("O", "3"));
    tiny_change_mapping(&tiny, "SO");
    told = rebuilt_of(&tiny, true);
    CHECK_HAS(told.unproven, "ngay@2022-03-03|3 records were refused, 2 are allowed");
    assert_int_equal(told.result, -1);
    tiny_close(&tiny);
}

static void a_source_that_is_being_run_is_waited_for(void **state)
{
    struct tiny tiny;
    struct rebuild one, other;

    (void)state;
    rebuilt_begin(&tiny);
    deployment_close_store(tiny.deployment);
    one = (struct rebuild){.deployment = tiny.deployment, .arena = tiny.arena};
    other = one;
    CHECK_DONE(rebuild_open(&one, &tiny.err), &tiny.err);
    assert_int_equal(rebuild_open(&other, &tiny.err), -1);
    assert_int_equal(tiny.err.kind, ERROR_LATER);
    rebuild_close(&other);
    rebuild_close(&one);
    tiny_close(&tiny);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_store_is_what_its_landing_makes_of_it),
        cmocka_unit_test(a_landing_that_failed_to_load_is_not_rebuilt),
        cmocka_unit_test(a_batch_whose_process_ended_before_it_was_noted_is_rebuilt),
        cmocka_unit_test(an_abandoned_batch_keeps_what_it_had_loaded),
        cmocka_unit_test(what_was_changed_by_hand_is_found_named_and_mended),
        cmocka_unit_test(a_store_that_differs_is_told_with_what_mends_it),
        cmocka_unit_test(keys_that_look_personal_are_not_shown),
        cmocka_unit_test(a_store_that_was_lost_comes_back_by_a_swap),
        cmocka_unit_test(what_has_landed_and_is_gone_is_said_and_stops_the_swap),
        cmocka_unit_test(what_can_be_told_beside_a_landing_that_is_gone_is_told),
        cmocka_unit_test(what_the_ledger_does_not_know_is_said_and_stops_the_swap),
        cmocka_unit_test(a_batch_that_would_be_refused_today_is_said_and_stops_the_swap),
        cmocka_unit_test(a_source_that_is_being_run_is_waited_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
