/* Every backend has trials of a store, and a store may become one of them. */
#include "core/arena.h"
#include "tests/stores/trial.h"
#include "tests/support/check.h"
#include "tests/support/dump.h"
#include "tests/support/little.h"

static const struct sample old_rows[] = {{"A", "cũ", "1.00", NULL, 1, "aa", 1},
                                         {"B", "cũ", "1.00", NULL, 1, "aa", 2}};
static const struct sample new_rows[] = {{"A", "mới", "2.00", NULL, 1, "aa", 1},
                                         {"C", "mới", "2.00", NULL, 1, "aa", 2}};

/* The trial's store with the old rows, closed, so that a trial can be made of it. */
static struct store *open_beside(struct trial *trial)
{
    const struct batch batch = trial_batch("nguon@1", 1);
    struct store *beside;
    struct error err;

    trial_open(trial);
    trial_load(trial->store, &batch, old_rows, 2);
    store_close(trial->store);
    beside = store_trial(trial->store, trial->arena);
    trial->store = trial_store(trial, false);
    CHECK_DONE(store_open(beside, &err), &err);
    CHECK_DONE(store_prepare(beside, &visits, &err), &err);
    return beside;
}

static void a_trial_is_empty_and_leaves_the_store_alone(void **state)
{
    const struct batch batch = trial_batch("nguon@2", 1);
    struct trial trial;
    struct store *beside;
    const char *before;

    (void)state;
    beside = open_beside(&trial);
    before = trial_dump(&trial);
    assert_string_equal(little_ask(store_query(beside), "SELECT count(*) FROM luot", trial.arena),
                        "0\n");
    trial_load(beside, &batch, new_rows, 2);
    assert_string_equal(trial_dump(&trial), before);
    store_close(beside);
    assert_string_equal(trial_dump(&trial), before);
    trial_close(&trial);
}

static void a_store_becomes_its_trial_tables_and_all(void **state)
{
    static const struct column columns[] = {{"ma", TYPE_TEXT, 0, true, true, "", "", "", ""}};
    static const struct schema added = {"them", "", "", columns, 1, NULL, NULL, 0};
    const struct batch batch = trial_batch("nguon@2", 1);
    struct trial trial;
    struct store *beside;
    struct error err;
    int attempt;

    (void)state;
    beside = open_beside(&trial);
    CHECK_DONE(store_prepare(beside, &added, &err), &err);
    trial_load(beside, &batch, new_rows, 2);
    CHECK_DONE(store_become(trial.store, beside, &err), &err);
    store_close(beside);
    assert_string_equal(trial_ask(&trial, "SELECT ma, ten FROM luot ORDER BY ma"),
                        "A|mới\nC|mới\n");
    assert_string_equal(trial_ask(&trial, "SELECT count(*) FROM them"), "0\n");
    CHECK_DONE(store_loaded(trial.store, "nguon@1", &attempt, &err), &err);
    assert_int_equal(attempt, 0);
    CHECK_DONE(store_loaded(trial.store, "nguon@2", &attempt, &err), &err);
    assert_int_equal(attempt, 1);
    trial_close(&trial);
}

static void what_it_has_become_is_kept_and_loaded_into_as_ever(void **state)
{
    const struct batch batch = trial_batch("nguon@2", 1);
    const struct sample later = {"B", "sau", "3.00", NULL, 2, "bb", 1};
    struct trial trial;
    struct store *beside;
    struct error err;

    (void)state;
    beside = open_beside(&trial);
    trial_load(beside, &batch, new_rows, 2);
    CHECK_DONE(store_become(trial.store, beside, &err), &err);
    store_close(beside);
    store_close(trial.store);
    trial.store = trial_store(&trial, false);
    trial_load(trial.store, &batch, &later, 1);
    assert_string_equal(trial_ask(&trial, "SELECT ma, ten FROM luot ORDER BY ma"),
                        "A|mới\nB|sau\nC|mới\n");
    trial_close(&trial);
}

static void onlookers_see_the_store_as_it_was_or_as_it_has_become(void **state)
{
    const struct batch batch = trial_batch("nguon@2", 1);
    struct trial trial;
    struct store *beside, *onlooker;
    struct error err;

    (void)state;
    beside = open_beside(&trial);
    onlooker = trial_store(&trial, true);
    trial_load(beside, &batch, new_rows, 2);
    assert_string_equal(
        little_ask(store_query(onlooker), "SELECT ma FROM luot ORDER BY ma", trial.arena),
        "A\nB\n");
    CHECK_DONE(store_become(trial.store, beside, &err), &err);
    store_close(beside);
    assert_string_equal(
        little_ask(store_query(onlooker), "SELECT ma FROM luot ORDER BY ma", trial.arena),
        "A\nC\n");
    store_close(onlooker);
    trial_close(&trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trial_is_empty_and_leaves_the_store_alone),
        cmocka_unit_test(a_store_becomes_its_trial_tables_and_all),
        cmocka_unit_test(what_it_has_become_is_kept_and_loaded_into_as_ever),
        cmocka_unit_test(onlookers_see_the_store_as_it_was_or_as_it_has_become),
    };

    return trial_run(tests, sizeof tests / sizeof tests[0]);
}
