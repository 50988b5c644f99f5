/* What was purged is carried over as the store has it, and what has landed counts before it. */
#include "batch/carry.h"

#include "core/arena.h"
#include "core/error.h"
#include "tests/batch/rebuilt.h"
#include "tests/batch/tiny.h"
#include "tests/support/check.h"

#define BATCHES                                                                                    \
    "SELECT batch, lan, tu, den, nhan_luc, la_anh_chup, la_day_du, received FROM nhip_batch"       \
    " ORDER BY batch"
#define EVERYTHING                                                                                 \
    "SELECT p.*, d.* FROM phieu p LEFT JOIN phieu_dong d USING (so) ORDER BY so, thu_tu"

/* A swap leaves all as it was, and so does the next. */
static void swap_unchanged(struct tiny *tiny, const char *carried)
{
    const char *before = tiny_ask(tiny, EVERYTHING);
    const char *batches = tiny_ask(tiny, BATCHES);
    struct rebuilt told;
    int i;

    for (i = 0; i < 2; i++) {
        assert_string_equal(rebuilt_whole(tiny), carried);
        told = rebuilt_of(tiny, true);
        CHECK_DONE(told.result, &told.err);
        assert_string_equal(tiny_ask(tiny, EVERYTHING), before);
        assert_string_equal(tiny_ask(tiny, BATCHES), batches);
    }
}

static void what_was_purged_is_carried_over_from_the_store(void **state)
{
    struct tiny tiny;

    (void)state;
    rebuilt_begin(&tiny);
    tiny_purge(&tiny, &rebuilt_day[0]);
    swap_unchanged(&tiny, "ngay|1|1\n");
    tiny_purge(&tiny, &rebuilt_day[1]);
    swap_unchanged(&tiny, "ngay|1|2\n");
    assert_string_equal(tiny_ask(&tiny, "SELECT * FROM phieu_dong"), "A|1|a3\n");
    tiny_close(&tiny);
}

static void snapshots_that_were_purged_still_say_what_is_deleted(void **state)
{
    struct tiny tiny;

    (void)state;
    rebuilt_begin(&tiny);
    tiny_purge(&tiny, &rebuilt_snapshots[0]);
    swap_unchanged(&tiny, "ca|1|1\n");
    tiny_purge(&tiny, &rebuilt_snapshots[1]);
    swap_unchanged(&tiny, "ca|2|2\n");
    assert_string_equal(tiny_ask(&tiny, "SELECT so, xoa_luc FROM phieu WHERE nguon = 'ca'"),
                        "S|-\nT|2022-03-02T06:00:00\n");
    tiny_close(&tiny);
}

static void what_has_landed_counts_before_what_is_carried_over(void **state)
{
    static const struct attempt other = {"ngay", "2022-03-02", 1};
    struct tiny tiny;
    struct rebuilt told;

    (void)state;
    rebuilt_begin(&tiny);
    tiny_fetch(&tiny, &other, "2022-03-03T06:00:00", SLIP("B", "5"));
    tiny_purge(&tiny, &rebuilt_day[0]);
    swap_unchanged(&tiny, "ngay|1|0\n");
    tiny_tamper(&tiny, "UPDATE phieu SET tien = 4;"
                       " UPDATE nhip_batch SET den = '2022-03-09T00:00:00' WHERE nguon = 'ngay'");
    told = rebuilt_of(&tiny, true);
    CHECK_DONE(told.result, &told.err);
    assert_string_equal(
        told.differences,
        "nhip_batch|ngay@2022-03-01|changed|den\nnhip_batch|ngay@2022-03-02|changed|den\n"
        "phieu|A|changed|tien\nphieu|B|changed|tien\n"
        "phieu|S|changed|tien\nphieu|T|changed|tien\n");
    assert_string_equal(tiny_ask(&tiny, "SELECT so, tien FROM phieu ORDER BY so"),
                        "A|3\nB|5\nS|1\nT|2\n");
    tiny_close(&tiny);
}

static void only_rows_of_what_was_purged_are_carried_over(void **state)
{
    struct tiny tiny;
    struct rebuilt told;

    (void)state;
    rebuilt_begin(&tiny);
    tiny_purge(&tiny, &rebuilt_day[0]);
    tiny_tamper(&tiny,
                "INSERT INTO phieu SELECT 'Z', tien, nguon, 'ca@2022-03-01', tai_lieu, vi_tri,"
                " phien_ban, nhan_luc, het_han, thay_lan_cuoi, xoa_luc FROM phieu"
                " WHERE so = 'B'; UPDATE phieu SET tien = 9 WHERE so = 'B'");
    told = rebuilt_of(&tiny, true);
    CHECK_DONE(told.result, &told.err);
    assert_string_equal(told.differences, "phieu|Z|in the store only|-\n");
    assert_string_equal(tiny_ask(&tiny, "SELECT so, tien FROM phieu ORDER BY so"),
                        "A|3\nB|9\nS|1\nT|2\n");
    tiny_close(&tiny);
}

static void when_what_was_purged_has_seen_a_row_is_carried_over(void **state)
{
    struct tiny tiny;

    (void)state;
    rebuilt_begin(&tiny);
    tiny_tamper(&tiny, "UPDATE phieu SET thay_lan_cuoi = '2022-03-05T00:00:00', xoa_luc = NULL"
                       " WHERE so = 'T'");
    tiny_purge(&tiny, &rebuilt_day[0]);
    swap_unchanged(&tiny, "ngay|1|1\n");
    tiny_close(&tiny);
}

/* A column that is new is empty in what is carried over, until what it is read from lands again. */
static void what_is_carried_over_is_as_the_store_has_it(void **state)
{
    struct tiny tiny;
    struct rebuilt told;

    (void)state;
    rebuilt_begin(&tiny);
    tiny_purge(&tiny, &rebuilt_day[0]);
    tiny_purge(&tiny, &rebuilt_day[1]);
    tiny_tamper(&tiny, "ALTER TABLE phieu DROP COLUMN tien; ALTER TABLE phieu_dong DROP COLUMN ten;"
                       " DELETE FROM nhip_dictionary WHERE cot IN ('tien', 'ten')");
    told = rebuilt_of(&tiny, true);
    CHECK_DONE(told.result, &told.err);
    assert_string_equal(told.carried, "ngay|1|2\n");
    assert_string_equal(tiny_ask(&tiny, "SELECT p.so, tien, thu_tu, ten FROM phieu p LEFT JOIN "
                                        "phieu_dong d USING (so) ORDER BY 1"),
                        "A|-|1|-\nB|-|-|-\nS|1|-|-\nT|2|-|-\n");
    tiny_close(&tiny);
}

static void a_type_or_a_key_that_has_changed_stops_the_swap_of_what_was_purged(void **state)
{
    static const char *const whys[][2] = {
        {"UPDATE nhip_dictionary SET kieu = 'text' WHERE bang = 'phieu' AND cot = 'tien'",
         "column tien of table phieu has another type now\n"},
        {"UPDATE nhip_dictionary SET la_khoa = 0 WHERE bang = 'phieu' AND cot = 'so'",
         "the key of table phieu has changed\n"},
        {"UPDATE nhip_dictionary SET kieu = 'date' WHERE bang = 'phieu_dong' AND cot = 'ten'",
         "column ten of table phieu_dong has another type now\n"}};
    struct rebuilt told;
    struct tiny tiny;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof whys / sizeof whys[0]; i++) {
        rebuilt_begin(&tiny);
        tiny_tamper(&tiny, whys[i][0]);
        tiny_purge(&tiny, &rebuilt_day[0]);
        told = rebuilt_of(&tiny, true);
        assert_string_equal(told.unproven, arena_print(tiny.arena,
                                                       "ngay@2022-03-01|attempt 1: its landing was "
                                                       "purged at 2022-03-02T08:00:00 and %s",
                                                       whys[i][1]));
        assert_string_equal(told.carried, "");
        assert_int_equal(told.result, -1);
        CHECK_HAS(told.err.text, "would be lost, so it is as before");
        tiny_close(&tiny);
    }
}

static void a_batch_that_is_neither_in_the_landing_nor_in_the_store_is_told_as_lost(void **state)
{
    struct tiny tiny;
    struct rebuilt told;

    (void)state;
    rebuilt_begin(&tiny);
    tiny_purge(&tiny, &rebuilt_day[1]);
    CHECK_DONE(tiny_lose_store(&tiny), &tiny.err);
    told = rebuilt_of(&tiny, true);
    assert_string_equal(told.lost, "ngay@2022-03-01|attempt 2: its landing was purged at "
                                   "2022-03-02T08:00:00 and the store does not have it\n");
    assert_string_equal(told.unproven, "");
    assert_int_equal(told.result, -1);
    assert_int_equal(error_exit_status(told.err.kind), 2);
    CHECK_HAS(told.err.text, "that the store has lost: 1");
    assert_string_equal(tiny_ask(&tiny, "SELECT so, tien FROM phieu ORDER BY so"),
                        "A|1\nB|2\nS|1\nT|2\n");
    tiny_close(&tiny);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_purged_is_carried_over_from_the_store),
        cmocka_unit_test(snapshots_that_were_purged_still_say_what_is_deleted),
        cmocka_unit_test(what_has_landed_counts_before_what_is_carried_over),
        cmocka_unit_test(only_rows_of_what_was_purged_are_carried_over),
        cmocka_unit_test(when_what_was_purged_has_seen_a_row_is_carried_over),
        cmocka_unit_test(what_is_carried_over_is_as_the_store_has_it),
        cmocka_unit_test(a_type_or_a_key_that_has_changed_stops_the_swap_of_what_was_purged),
        cmocka_unit_test(a_batch_that_is_neither_in_the_landing_nor_in_the_store_is_told_as_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
