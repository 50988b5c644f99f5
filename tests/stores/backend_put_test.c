/* Every backend keeps the newest version of each record, and keeps batches whole. */
#include <stdlib.h>

#include "tests/stores/trial.h"
#include "tests/support/check.h"
#include "tests/support/little.h"

static const struct sample versions[] = {
    {"A", "không có ngày sửa", "1.00", NULL, 9, "0a", 1},
    {"A", "sửa ngày 1", "2.00", "2021-12-01T00:00:00", 8, "0b", 1},
    {"A", "sửa ngày 2", "3.00", "2021-12-02T00:00:00", 1, "0c", 1},
    {"A", "sửa ngày 2", "3.00", "2021-12-02T00:00:00", 2, "0d", 1},
    {"A", "sửa ngày 2, trang sau", "4.00", "2021-12-02T00:00:00", 2, "0d", 7},
};
enum { VERSION_COUNT = 5, ORDER_COUNT = 120 };

/* The n-th order of five things. */
static void choose_order(int number, int order[VERSION_COUNT])
{
    int left[VERSION_COUNT] = {0, 1, 2, 3, 4};
    int i, k, choice;

    for (i = VERSION_COUNT; i > 0; i--) {
        choice = number % i;
        number /= i;
        order[VERSION_COUNT - i] = left[choice];
        for (k = choice; k + 1 < i; k++)
            left[k] = left[k + 1];
    }
}

static const char *dump_of_order(int number)
{
    int order[VERSION_COUNT];
    struct trial trial;
    const char *text;
    char id[16];
    char *copy;
    int i;

    trial_open(&trial);
    choose_order(number, order);
    for (i = 0; i < VERSION_COUNT; i++) {
        struct batch batch;

        snprintf(id, sizeof id, "nguon@%d", order[i]);
        batch = trial_batch(id, versions[order[i]].hour);
        trial_load(trial.store, &batch, &versions[order[i]], 1);
    }
    text = trial_dump(&trial);
    copy = malloc(strlen(text) + 1);
    memcpy(copy, text, strlen(text) + 1);
    trial_close(&trial);
    return copy;
}

static void the_newest_version_wins_in_whatever_order_they_come(void **state)
{
    const char *first = dump_of_order(0);
    const char *other;
    int number;

    (void)state;
    CHECK_HAS(first, "A|sửa ngày 2, trang sau|4.00|7|-|nguon|nguon@4|0d|7|"
                     "2021-12-02T00:00:00------- 2021-12-20T20:33:20------- 0d-------------- "
                     "0000000007|2021-12-20T20:33:20|-|2021-12-21T03:33:20|-");
    for (number = 1; number < ORDER_COUNT; number++) {
        other = dump_of_order(number);
        assert_string_equal(other, first);
        free((void *)(uintptr_t)other);
    }
    free((void *)(uintptr_t)first);
}

static void a_batch_that_is_loaded_twice_changes_nothing_and_counts_as_unchanged(void **state)
{
    const struct batch batch = trial_batch("nguon@1", 1);
    const struct sample samples[] = {{"A", "một", "1.00", NULL, 1, "aa", 1},
                                     {"B", NULL, NULL, NULL, 1, "aa", 2}};
    struct trial trial;
    struct tally tally;
    const char *before;

    (void)state;
    trial_open(&trial);
    tally = trial_load(trial.store, &batch, samples, 2);
    assert_int_equal(tally.inserted, 2);
    before = trial_dump(&trial);
    tally = trial_load(trial.store, &batch, samples, 2);
    assert_int_equal(tally.unchanged, 2);
    assert_string_equal(trial_dump(&trial), before);
    assert_string_equal(
        trial_ask(&trial, "SELECT batch, received, inserted, unchanged FROM nhip_batch"),
        "nguon@1|2|0|2\n");
    trial_close(&trial);
}

static void what_becomes_of_a_record_is_told(void **state)
{
    static const struct {
        struct sample sample;
        enum outcome outcome;
    } rows[] = {
        {{"A", "một", "1.00", "2021-12-02", 2, "aa", 1}, OUTCOME_INSERTED},
        {{"A", "hai", "1.00", "2021-12-03", 2, "ab", 1}, OUTCOME_UPDATED},
        {{"A", "hai", "1.00", "2021-12-04", 2, "ac", 1}, OUTCOME_UNCHANGED},
        {{"A", "ba", "1.00", "2021-12-03", 9, "ad", 1}, OUTCOME_STALE},
        {{"A", "hai", "1.00", "2021-12-03", 9, "ad", 1}, OUTCOME_STALE},
        {{"A", "hai", NULL, "2021-12-05", 2, "ae", 1}, OUTCOME_UPDATED},
        {{"A", "hai", NULL, "2021-12-05", 2, "ae", 1}, OUTCOME_UNCHANGED},
        {{"A", "hai", "0.00", "2021-12-06", 2, "af", 1}, OUTCOME_UPDATED},
    };
    const struct batch batch = trial_batch("nguon@1", 1);
    struct trial trial;
    struct error err;
    size_t i;

    (void)state;
    trial_open(&trial);
    CHECK_DONE(store_begin(trial.store, &batch, &err), &err);
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(trial_put(trial.store, "nguon@1", &rows[i].sample), rows[i].outcome);
    trial_close(&trial);
}

static void a_stale_record_only_says_that_the_key_was_seen(void **state)
{
    const struct batch first = trial_batch("nguon@1", 1);
    const struct batch second = trial_batch("nguon@2", 5);
    const struct sample newer = {"A", "mới", "1.00", "2021-12-09", 1, "aa", 1};
    const struct sample older = {"A", "cũ", "2.00", "2021-12-01", 5, "bb", 1};
    struct trial trial;

    (void)state;
    trial_open(&trial);
    trial_load(trial.store, &first, &newer, 1);
    trial_load(trial.store, &second, &older, 1);
    assert_string_equal(
        trial_ask(&trial, "SELECT ten, so_tien, batch, nhan_luc, thay_lan_cuoi FROM luot"),
        "mới|1.00|nguon@1|2021-12-20T19:33:20|2021-12-20T23:33:20\n");
    trial_close(&trial);
}

static void equal_content_moves_to_the_newer_document(void **state)
{
    const struct batch first = trial_batch("nguon@1", 1);
    const struct batch second = trial_batch("nguon@2", 5);
    const struct sample one = {"A", "một", "1.00", NULL, 1, "aa", 1};
    const struct sample again = {"A", "một", "1.00", NULL, 5, "bb", 3};
    struct trial trial;

    (void)state;
    trial_open(&trial);
    trial_load(trial.store, &first, &one, 1);
    assert_int_equal(trial_load(trial.store, &second, &again, 1).unchanged, 1);
    assert_string_equal(trial_ask(&trial, "SELECT batch, tai_lieu, vi_tri FROM luot"),
                        "nguon@2|bb|3\n");
    trial_close(&trial);
}

static void of_copies_of_one_document_it_does_not_matter_which_is_loaded_first(void **state)
{
    const struct batch batches[] = {trial_batch("nguon@1", 1), trial_batch("nguon@2", 1)};
    const struct sample copy = {"A", "một", "1.00", NULL, 1, "aa", 1};
    struct trial trial;
    int first;

    (void)state;
    for (first = 0; first < 2; first++) {
        trial_open(&trial);
        trial_load(trial.store, &batches[first], &copy, 1);
        assert_int_equal(trial_load(trial.store, &batches[1 - first], &copy, 1).inserted, 0);
        assert_string_equal(trial_ask(&trial, "SELECT batch FROM luot"), "nguon@2\n");
        trial_close(&trial);
    }
}

static void another_term_is_what_counts_from_the_next_load_on(void **state)
{
    const struct batch batch = trial_batch("nguon@1", 1);
    struct origin origin = {.source = "nguon",
                            .batch = "nguon@1",
                            .document = "d",
                            .document_hash = "aa",
                            .expires_at = TRIAL_START};
    struct value values[COLUMN_COUNT] = {{"A", 1}};
    const struct record record = {
        .schema = &visits, .origin = &origin, .values = values, .position = 1};
    const struct tally tally = {.received = 2, .inserted = 1, .unchanged = 1};
    enum outcome outcome;
    struct trial trial;
    struct error err;

    (void)state;
    trial_open(&trial);
    CHECK_DONE(store_begin(trial.store, &batch, &err), &err);
    CHECK_DONE(store_put(trial.store, &record, &outcome, &err), &err);
    origin.expires_at += TRIAL_HOUR;
    CHECK_DONE(store_put(trial.store, &record, &outcome, &err), &err);
    assert_int_equal(outcome, OUTCOME_UNCHANGED);
    CHECK_DONE(store_commit(trial.store, &tally, &err), &err);
    assert_string_equal(trial_ask(&trial, "SELECT het_han FROM luot"), "2021-12-20T19:33:20\n");
    trial_close(&trial);
}

static void a_batch_without_an_id_carries_rows_over_with_their_own_versions(void **state)
{
    const struct batch batch = trial_batch("nguon@1", 1), carrier = {.id = NULL};
    const struct sample sample = {"A", "cũ", "1.00", NULL, 1, "aa", 1};
    struct value values[COLUMN_COUNT] = {{"A", 1}};
    struct origin origin = {.source = "nguon", .batch = "nguon@0", .document = "d"};
    struct record record = {.schema = &visits, .origin = &origin, .values = values, .version = ""};
    const struct tally nothing = {0};
    enum outcome outcomes[2];
    struct trial trial;
    struct error err;

    (void)state;
    trial_open(&trial);
    trial_load(trial.store, &batch, &sample, 1);
    CHECK_DONE(store_begin(trial.store, &carrier, &err), &err);
    CHECK_DONE(store_put(trial.store, &record, &outcomes[0], &err), &err);
    record.version = "z";
    CHECK_DONE(store_put(trial.store, &record, &outcomes[1], &err), &err);
    CHECK_DONE(store_commit(trial.store, &nothing, &err), &err);
    assert_int_equal(outcomes[0], OUTCOME_STALE);
    assert_int_equal(outcomes[1], OUTCOME_UPDATED);
    assert_string_equal(trial_ask(&trial, "SELECT ma, batch, phien_ban FROM luot"),
                        "A|nguon@0|z\n");
    assert_string_equal(trial_ask(&trial, "SELECT batch FROM nhip_batch"), "nguon@1\n");
    trial_close(&trial);
}

static void values_come_back_as_they_were_put(void **state)
{
    const struct batch batch = trial_batch("nguon@1", 1);
    const struct sample samples[] = {{"000.00.01", "Ủy ban \"nhân dân\" 'xã'; DROP TABLE luot; --",
                                      "9999999999999.99", NULL, 1, "aa", 1},
                                     {"đ", "", "0.10", NULL, 1, "aa", 2},
                                     {"e", NULL, NULL, NULL, 1, "aa", 3}};
    struct trial trial;

    (void)state;
    trial_open(&trial);
    trial_load(trial.store, &batch, samples, 3);
    assert_string_equal(
        trial_ask(&trial, "SELECT ma, ten, so_tien, so_lan FROM luot ORDER BY vi_tri"),
        "000.00.01|Ủy ban \"nhân dân\" 'xã'; DROP TABLE luot; --|"
        "9999999999999.99|7\nđ||0.10|7\ne|-|-|7\n");
    trial_close(&trial);
}

static void a_rewind_takes_back_what_was_put_since_the_mark(void **state)
{
    const struct batch batch = trial_batch("nguon@1", 1);
    const struct sample good = {"A", "tài liệu 1", "1.00", NULL, 1, "aa", 1};
    const struct sample half[] = {{"A", "tài liệu 2", "2.00", NULL, 2, "bb", 1},
                                  {"B", "tài liệu 2", "2.00", NULL, 2, "bb", 2}};
    const struct sample last = {"C", "tài liệu 3", "3.00", NULL, 3, "cc", 1};
    const struct tally tally = {.received = 3, .inserted = 2, .quarantined = 1};
    struct trial trial;
    struct error err;

    (void)state;
    trial_open(&trial);
    CHECK_DONE(store_begin(trial.store, &batch, &err), &err);
    CHECK_DONE(store_mark(trial.store, &err), &err);
    trial_put(trial.store, batch.id, &good);
    CHECK_DONE(store_mark(trial.store, &err), &err);
    trial_put(trial.store, batch.id, &half[0]);
    trial_put(trial.store, batch.id, &half[1]);
    CHECK_DONE(store_rewind(trial.store, &err), &err);
    CHECK_DONE(store_mark(trial.store, &err), &err);
    trial_put(trial.store, batch.id, &last);
    CHECK_DONE(store_commit(trial.store, &tally, &err), &err);
    assert_string_equal(trial_ask(&trial, "SELECT ma, ten FROM luot ORDER BY ma"),
                        "A|tài liệu 1\nC|tài liệu 3\n");
    trial_close(&trial);
}

static void a_rollback_leaves_nothing(void **state)
{
    const struct batch batch = trial_batch("nguon@1", 1);
    const struct sample sample = {"A", "một", "1.00", NULL, 1, "aa", 1};
    struct trial trial;
    struct error err;
    int attempt = -1;

    (void)state;
    trial_open(&trial);
    store_rollback(trial.store);
    CHECK_DONE(store_begin(trial.store, &batch, &err), &err);
    CHECK_DONE(store_mark(trial.store, &err), &err);
    trial_put(trial.store, batch.id, &sample);
    store_rollback(trial.store);
    assert_string_equal(trial_ask(&trial, "SELECT count(*) FROM luot"), "0\n");
    CHECK_DONE(store_loaded(trial.store, batch.id, &attempt, &err), &err);
    assert_int_equal(attempt, 0);
    trial_load(trial.store, &batch, &sample, 1);
    assert_string_equal(trial_ask(&trial, "SELECT count(*) FROM luot"), "1\n");
    trial_close(&trial);
}

static void rows_and_their_batch_become_visible_together(void **state)
{
    static const char question[] =
        "SELECT (SELECT count(*) FROM luot), (SELECT count(*) FROM nhip_batch)";
    const struct batch batch = trial_batch("nguon@1", 1);
    const struct sample sample = {"A", "một", "1.00", NULL, 1, "aa", 1};
    const struct tally tally = {.received = 1, .inserted = 1};
    struct trial trial;
    struct store *onlooker;
    struct error err;
    int attempt = 0;

    (void)state;
    trial_open(&trial);
    onlooker = trial_store(&trial, true);
    CHECK_DONE(store_begin(trial.store, &batch, &err), &err);
    trial_put(trial.store, batch.id, &sample);
    assert_string_equal(little_ask(store_query(onlooker), question, trial.arena), "0|0\n");
    CHECK_DONE(store_commit(trial.store, &tally, &err), &err);
    assert_string_equal(little_ask(store_query(onlooker), question, trial.arena), "1|1\n");
    CHECK_DONE(store_loaded(onlooker, batch.id, &attempt, &err), &err);
    assert_int_equal(attempt, 1);
    store_close(onlooker);
    trial_close(&trial);
}

static void the_batch_row_is_that_of_the_highest_attempt(void **state)
{
    struct batch batch = trial_batch("nguon@1", 1);
    const struct sample sample = {"A", "một", "1.00", NULL, 1, "aa", 1};
    struct trial trial;
    struct error err;
    int attempt = 0;

    (void)state;
    trial_open(&trial);
    batch.attempt = 2;
    trial_load(trial.store, &batch, &sample, 1);
    batch.attempt = 1;
    trial_load(trial.store, &batch, &sample, 1);
    CHECK_DONE(store_loaded(trial.store, batch.id, &attempt, &err), &err);
    assert_int_equal(attempt, 2);
    batch.attempt = 3;
    trial_load(trial.store, &batch, &sample, 1);
    assert_string_equal(trial_ask(&trial, "SELECT batch, lan FROM nhip_batch"), "nguon@1|3\n");
    trial_close(&trial);
}

static void a_tally_that_does_not_add_up_commits_nothing(void **state)
{
    const struct batch batch = trial_batch("nguon@1", 1);
    const struct sample sample = {"A", "một", "1.00", NULL, 1, "aa", 1};
    const struct tally tally = {.received = 2, .inserted = 1};
    struct trial trial;
    struct error err;

    (void)state;
    trial_open(&trial);
    CHECK_DONE(store_begin(trial.store, &batch, &err), &err);
    trial_put(trial.store, batch.id, &sample);
    CHECK_FAILS(
        store_commit(trial.store, &tally, &err), &err, ERROR_BUG,
        "batch nguon@1: 2 records were received, but what became of them does not add up to "
        "that");
    store_rollback(trial.store);
    assert_string_equal(trial_ask(&trial, "SELECT count(*) FROM luot"), "0\n");
    trial_close(&trial);
}

static void what_was_committed_is_there_when_the_store_is_opened_again(void **state)
{
    const struct batch batch = trial_batch("nguon@1", 1);
    const struct sample sample = {"A", "một", "1.00", NULL, 1, "aa", 1};
    struct trial trial;
    struct error err;

    (void)state;
    trial_open(&trial);
    trial_load(trial.store, &batch, &sample, 1);
    CHECK_DONE(store_begin(trial.store, &batch, &err), &err);
    trial_put(trial.store, batch.id, &(struct sample){"B", "chưa xong", NULL, NULL, 2, "bb", 1});
    store_close(trial.store);
    trial.store = trial_store(&trial, false);
    assert_string_equal(trial_ask(&trial, "SELECT ma, ten FROM luot"), "A|một\n");
    trial_close(&trial);
}

static void a_hundred_thousand_records_are_one_batch(void **state)
{
    const struct batch batch = trial_batch("nguon@1", 1);
    struct tally tally = {0};
    struct trial trial;
    struct error err;
    char key[32];
    long i;

    (void)state;
    trial_open(&trial);
    CHECK_DONE(store_begin(trial.store, &batch, &err), &err);
    for (i = 0; i < 100000; i++) {
        const struct sample sample = {key, "một", "1.00", NULL, 1, "aa", i + 1};

        snprintf(key, sizeof key, "%07ld", i * 7919 % 50000);
        tally.received++;
        tally_count(&tally, trial_put(trial.store, batch.id, &sample));
    }
    CHECK_DONE(store_commit(trial.store, &tally, &err), &err);
    assert_int_equal(tally.inserted, 50000);
    assert_int_equal(tally.unchanged, 50000);
    assert_string_equal(trial_ask(&trial, "SELECT count(*), min(vi_tri), max(vi_tri) FROM luot"),
                        "50000|50001|100000\n");
    trial_close(&trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_version_wins_in_whatever_order_they_come),
        cmocka_unit_test(a_batch_that_is_loaded_twice_changes_nothing_and_counts_as_unchanged),
        cmocka_unit_test(what_becomes_of_a_record_is_told),
        cmocka_unit_test(a_stale_record_only_says_that_the_key_was_seen),
        cmocka_unit_test(equal_content_moves_to_the_newer_document),
        cmocka_unit_test(of_copies_of_one_document_it_does_not_matter_which_is_loaded_first),
        cmocka_unit_test(another_term_is_what_counts_from_the_next_load_on),
        cmocka_unit_test(a_batch_without_an_id_carries_rows_over_with_their_own_versions),
        cmocka_unit_test(values_come_back_as_they_were_put),
        cmocka_unit_test(a_rewind_takes_back_what_was_put_since_the_mark),
        cmocka_unit_test(a_rollback_leaves_nothing),
        cmocka_unit_test(rows_and_their_batch_become_visible_together),
        cmocka_unit_test(the_batch_row_is_that_of_the_highest_attempt),
        cmocka_unit_test(a_tally_that_does_not_add_up_commits_nothing),
        cmocka_unit_test(what_was_committed_is_there_when_the_store_is_opened_again),
        cmocka_unit_test(a_hundred_thousand_records_are_one_batch),
    };

    return trial_run(tests, sizeof tests / sizeof tests[0]);
}
