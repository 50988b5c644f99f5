/* Every backend marks what the snapshots of a source no longer have. */
#include "tests/stores/trial.h"
#include "tests/support/check.h"

/* Three snapshots: B is missing from the second and back in the third, C is gone after the first,
 * D is new in the last. */
static const struct sample snapshots[3][3] = {
    {{"A", "a", NULL, NULL, 1, "01", 1},
     {"B", "b", NULL, NULL, 1, "01", 2},
     {"C", "c", NULL, NULL, 1, "01", 3}},
    {{"A", "a", NULL, NULL, 5, "02", 1}},
    {{"A", "a", NULL, NULL, 9, "03", 1},
     {"B", "b", NULL, NULL, 9, "03", 2},
     {"D", "d", NULL, NULL, 9, "03", 3}},
};
static const size_t snapshot_sizes[3] = {3, 1, 3};
static const int snapshot_hours[3] = {1, 5, 9};

static void load_snapshot(struct store *store, int number, long quarantined)
{
    static const char *const ids[] = {"nguon@s0", "nguon@s1", "nguon@s2"};
    struct batch batch = trial_batch(ids[number], snapshot_hours[number]);
    struct tally tally = {.received = quarantined, .quarantined = quarantined};
    struct error err;
    size_t i;

    batch.is_snapshot = true;
    CHECK_DONE(store_begin(store, &batch, &err), &err);
    for (i = 0; i < snapshot_sizes[number]; i++) {
        tally.received++;
        tally_count(&tally, trial_put(store, batch.id, &snapshots[number][i]));
    }
    CHECK_DONE(store_commit(store, &tally, &err), &err);
}

static void what_snapshots_no_longer_have_is_deleted_in_whatever_order_they_come(void **state)
{
    static const int orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                    {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    struct trial trial;
    size_t i, k;

    (void)state;
    for (i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        trial_open(&trial);
        for (k = 0; k < 3; k++)
            load_snapshot(trial.store, orders[i][k], 0);
        assert_string_equal(
            trial_ask(&trial, "SELECT ma, thay_lan_cuoi, xoa_luc FROM luot ORDER BY ma"),
            "A|2021-12-21T03:33:20|-\nB|2021-12-21T03:33:20|-\n"
            "C|2021-12-20T19:33:20|2021-12-20T23:33:20\n"
            "D|2021-12-21T03:33:20|-\n");
        trial_close(&trial);
    }
}

static void a_row_is_deleted_until_it_comes_back(void **state)
{
    struct trial trial;

    (void)state;
    trial_open(&trial);
    load_snapshot(trial.store, 0, 0);
    load_snapshot(trial.store, 1, 0);
    assert_string_equal(trial_ask(&trial, "SELECT ma, xoa_luc FROM luot ORDER BY ma"),
                        "A|-\nB|2021-12-20T23:33:20\nC|2021-12-20T23:33:20\n");
    load_snapshot(trial.store, 2, 0);
    assert_string_equal(trial_ask(&trial, "SELECT ma FROM luot WHERE xoa_luc IS NOT NULL"), "C\n");
    trial_close(&trial);
}

static void a_snapshot_with_refused_records_deletes_nothing(void **state)
{
    struct trial trial;

    (void)state;
    trial_open(&trial);
    load_snapshot(trial.store, 0, 0);
    load_snapshot(trial.store, 1, 1);
    assert_string_equal(trial_ask(&trial, "SELECT count(*) FROM luot WHERE xoa_luc IS NOT NULL"),
                        "0\n");
    trial_close(&trial);
}

static void a_snapshot_deletes_nothing_of_other_sources(void **state)
{
    struct batch batch = trial_batch("khac@1", 7);
    struct trial trial;

    (void)state;
    trial_open(&trial);
    load_snapshot(trial.store, 0, 0);
    batch.source = "khac";
    batch.is_snapshot = true;
    trial_load(trial.store, &batch, NULL, 0);
    assert_string_equal(trial_ask(&trial, "SELECT count(*) FROM luot WHERE xoa_luc IS NOT NULL"),
                        "0\n");
    trial_close(&trial);
}

static void a_row_that_was_in_a_page_fetched_early_is_in_its_snapshot(void **state)
{
    struct batch batch = trial_batch("nguon@s", 5);
    const struct sample early = {"A", "a", NULL, NULL, 4, "01", 1};
    struct trial trial;

    (void)state;
    trial_open(&trial);
    batch.is_snapshot = true;
    trial_load(trial.store, &batch, &early, 1);
    assert_string_equal(trial_ask(&trial, "SELECT thay_lan_cuoi, xoa_luc FROM luot"),
                        "2021-12-20T23:33:20|-\n");
    trial_close(&trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_snapshots_no_longer_have_is_deleted_in_whatever_order_they_come),
        cmocka_unit_test(a_row_is_deleted_until_it_comes_back),
        cmocka_unit_test(a_snapshot_with_refused_records_deletes_nothing),
        cmocka_unit_test(a_snapshot_deletes_nothing_of_other_sources),
        cmocka_unit_test(a_row_that_was_in_a_page_fetched_early_is_in_its_snapshot),
    };

    return trial_run(tests, sizeof tests / sizeof tests[0]);
}
