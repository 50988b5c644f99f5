/* A lock is had by one at a time, and who waits for it gets it, or ends when it is told to. */
#include "batch/lock.h"

#include "batch/actor.h"
#include "core/arena.h"
#include "core/file.h"
#include "core/pulse.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

static const struct actor actor = {"timer:nhip", "app1", 12};

struct place {
    struct arena *arena;
    char *scratch;
    char *folder; /* of the locks: made by whoever needs it */
};

static int set_up(void **state)
{
    static struct place place;

    place.arena = arena_new();
    place.scratch = scratch_make(place.arena);
    place.folder = path_join(place.arena, place.scratch, "locks");
    *state = &place;
    return 0;
}

static int tear_down(void **state)
{
    struct place *place = *state;

    scratch_remove(place->scratch);
    arena_free(place->arena);
    return 0;
}

static void a_source_is_run_by_one_who_is_named(void **state)
{
    const char *folder = ((struct place *)*state)->folder;
    struct error err;
    int lock = lock_source(folder, "dvcqg", &actor, &err);
    int other = lock_source(folder, "bhyt", &actor, &err);

    assert_true(lock >= 0 && other >= 0);
    assert_int_equal(lock_source(folder, "dvcqg", &actor, &err), -1);
    assert_int_equal(err.kind, ERROR_LATER);
    CHECK_HAS(err.text, "source dvcqg is being run by timer:nhip (process 12 on app1) since 20");
    lock_close(other);
    lock_close(lock);
    lock = lock_source(folder, "dvcqg", &actor, &err);
    assert_true(lock >= 0);
    lock_close(lock);
}

static void who_asks_whether_a_source_is_run_is_told_and_makes_nothing(void **state)
{
    const struct place *place = *state;
    struct error err;
    int lock;

    assert_int_equal(lock_is_held(place->folder, "dvcqg", &err), 0);
    assert_false(file_is_present(place->folder));
    lock = lock_source(place->folder, "dvcqg", &actor, &err);
    assert_int_equal(lock_is_held(place->folder, "dvcqg", &err), 1);
    assert_int_equal(lock_is_held(place->folder, "bhyt", &err), 0);
    lock_close(lock);
    assert_int_equal(lock_is_held(place->folder, "dvcqg", &err), 0);
    lock = lock_source(place->folder, "dvcqg", &actor, &err);
    assert_true(lock >= 0);
    lock_close(lock);
}

/* Gives the lock back at the third beat. */
static int give_back(struct pulse *pulse, struct error *err)
{
    int *left = pulse->context;

    (void)err;
    if (left[0]-- == 0)
        lock_close(left[1]);
    return 0;
}

static void who_waits_for_the_store_gets_it(void **state)
{
    const char *folder = ((struct place *)*state)->folder;
    struct error err;
    int left[] = {2, lock_store_now(folder, &err)};
    struct pulse pulse = {.beat = give_back, .context = left};
    int turn;

    assert_true(left[1] >= 0);
    CHECK_FAILS(lock_store_now(folder, &err), &err, ERROR_LATER,
                "the store is being written by another process");
    turn = lock_store(folder, &pulse, &err);
    assert_true(turn >= 0);
    assert_true(left[0] < 0);
    lock_close(turn);
    turn = lock_store(folder, NULL, &err);
    assert_true(turn >= 0);
    lock_close(turn);
}

static void waiting_ends_when_the_run_must(void **state)
{
    static const volatile sig_atomic_t is_stopping = 1;
    struct pulse pulse = {.is_stopping = &is_stopping};
    const char *folder = ((struct place *)*state)->folder;
    struct error err;
    int turn = lock_store(folder, NULL, &err);

    assert_true(turn >= 0);
    CHECK_FAILS(lock_store(folder, &pulse, &err), &err, ERROR_LATER,
                "waiting for another process: stopped by a signal");
    /* Who has given up stands in nobody's way. */
    lock_close(turn);
    turn = lock_store(folder, NULL, &err);
    assert_true(turn >= 0);
    lock_close(turn);
}

static void a_turn_is_for_one_at_a_time(void **state)
{
    const char *folder = ((struct place *)*state)->folder;
    struct error err;
    int lock = lock_turn(folder, "telling", NULL, &err);
    static const volatile sig_atomic_t is_stopping = 1;
    struct pulse pulse = {.is_stopping = &is_stopping};

    assert_true(lock >= 0);
    assert_int_equal(lock_turn(folder, "telling", &pulse, &err), -1);
    lock_close(lock);
    lock_close(-1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_source_is_run_by_one_who_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_asks_whether_a_source_is_run_is_told_and_makes_nothing,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_waits_for_the_store_gets_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(waiting_ends_when_the_run_must, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_turn_is_for_one_at_a_time, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
