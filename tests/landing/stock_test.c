/* What lies in the landing is listed whole, sealed or not, and goes manifest first. */
#include "landing/stock.h"

#include "core/arena.h"
#include "core/file.h"
#include "tests/landing/place.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

/* A sealed attempt 1, an attempt 10 that is not sealed, one of another window, and what is none. */
static void land_some(struct place *place)
{
    struct landing *landing;
    struct error err;

    place_land_two(place);
    place->batch.attempt = 10;
    landing = place_open(place);
    CHECK_DONE(place_put(place, landing, "page-0001.json", "abcd", &err), &err);
    scratch_write(place->root, "dvcqg/2021-12-15/10/.page-0002.json.part", "x", 1, place->arena);
    place->batch.attempt = 2;
    place->batch.window.id = "2021-12-16";
    CHECK_DONE(landing_seal(place_open(place), -1, &err), &err);
    scratch_write(place->root, "dvcqg/2021-12-15/notes/read.me", "x", 1, place->arena);
    scratch_write(place->root, "bhyt/2021-12-15/1/manifest.json", "{}", 2, place->arena);
}

static void list(struct place *place, struct stocked **stocked, size_t *count)
{
    struct error err;

    CHECK_DONE(stock_list(&place->landing, "dvcqg", stocked, count, place->arena, &err), &err);
}

static void attempts_are_listed_by_window_and_number(void **state)
{
    struct place *place = *state;
    struct stocked *stocked;
    size_t count = 7;

    list(place, &stocked, &count);
    assert_int_equal(count, 0);
    land_some(place);
    list(place, &stocked, &count);
    assert_int_equal(count, 3);
    assert_string_equal(stocked[0].window, "2021-12-15");
    assert_int_equal(stocked[0].attempt, 1);
    assert_true(stocked[0].is_sealed);
    assert_true(stocked[0].bytes > 3);
    assert_int_equal(stocked[1].attempt, 10);
    assert_false(stocked[1].is_sealed);
    assert_int_equal(stocked[1].bytes, 5);
    assert_string_equal(stocked[2].window, "2021-12-16");
    assert_int_equal(stocked[2].attempt, 2);
    assert_true(stocked[2].is_sealed);
}

static bool has(struct place *place, const char *name)
{
    return file_is_present(path_join(place->arena, place->root, name));
}

static void an_attempt_goes_and_empty_folders_above_it(void **state)
{
    struct place *place = *state;
    struct stocked *stocked;
    struct error err;
    size_t count;

    land_some(place);
    list(place, &stocked, &count);
    CHECK_DONE(stock_remove(&place->landing, "dvcqg", &stocked[0], &err), &err);
    CHECK_DONE(stock_remove(&place->landing, "dvcqg", &stocked[0], &err), &err);
    assert_false(has(place, "dvcqg/2021-12-15/1"));
    assert_true(has(place, "dvcqg/2021-12-15/10"));
    CHECK_DONE(stock_remove(&place->landing, "dvcqg", &stocked[1], &err), &err);
    assert_true(has(place, "dvcqg/2021-12-15/notes"));
    CHECK_DONE(stock_remove(&place->landing, "dvcqg", &stocked[2], &err), &err);
    assert_false(has(place, "dvcqg/2021-12-16"));
    assert_true(has(place, "dvcqg"));
    assert_true(has(place, "bhyt/2021-12-15/1/manifest.json"));
}

static void what_is_in_the_way_leaves_an_attempt_that_is_not_sealed(void **state)
{
    struct place *place = *state;
    struct stocked *stocked;
    struct error err = {0};
    size_t count;

    land_some(place);
    scratch_write(place->root, "dvcqg/2021-12-15/1/folder/file", "x", 1, place->arena);
    list(place, &stocked, &count);
    assert_int_equal(stock_remove(&place->landing, "dvcqg", &stocked[0], &err), -1);
    CHECK_HAS(err.text, "purging dvcqg/2021-12-15/1: cannot remove ");
    assert_int_equal(err.kind, ERROR_IO);
    list(place, &stocked, &count);
    assert_int_equal(count, 3);
    assert_false(stocked[0].is_sealed);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(attempts_are_listed_by_window_and_number),
        TEST(an_attempt_goes_and_empty_folders_above_it),
        TEST(what_is_in_the_way_leaves_an_attempt_that_is_not_sealed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
