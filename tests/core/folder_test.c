/* Folders are measured and taken away whole, and what is in the way is named. */
#include "core/folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/file.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

struct place {
    struct arena *arena;
    char *folder, *attempt;
};

/* A folder with a file, a hidden one and an empty one, below another. */
static int set_up(void **state)
{
    static struct place place;

    place.arena = arena_new();
    place.folder = scratch_make(place.arena);
    scratch_write(place.folder, "above/attempt/page.xml", "12345", 5, place.arena);
    scratch_write(place.folder, "above/attempt/.page.xml.part", "123", 3, place.arena);
    scratch_write(place.folder, "above/attempt/empty", "", 0, place.arena);
    place.attempt = path_join(place.arena, place.folder, "above/attempt");
    *state = &place;
    return 0;
}

static int tear_down(void **state)
{
    struct place *place = *state;

    scratch_remove(place->folder);
    arena_free(place->arena);
    return 0;
}

static void hidden_files_are_measured_too(void **state)
{
    struct place *place = *state;
    int64_t bytes = -1;
    struct error err;

    CHECK_DONE(folder_measure(place->attempt, &bytes, &err), &err);
    assert_int_equal(bytes, 8);
    CHECK_DONE(folder_measure(path_join(place->arena, place->folder, "none"), &bytes, &err), &err);
    assert_int_equal(bytes, 0);
}

static void a_folder_goes_with_its_files_and_may_be_gone_already(void **state)
{
    struct place *place = *state;
    struct error err;

    CHECK_DONE(folder_remove(place->attempt, &err), &err);
    assert_false(file_is_present(place->attempt));
    CHECK_DONE(folder_remove(place->attempt, &err), &err);
    assert_true(file_is_present(path_join(place->arena, place->folder, "above")));
}

static void a_folder_in_a_folder_is_in_the_way(void **state)
{
    struct place *place = *state;
    char *inside = path_join(place->arena, place->attempt, "inside");
    struct error err = {0};

    assert_int_equal(mkdir(inside, 0700), 0);
    assert_int_equal(folder_remove(place->attempt, &err), -1);
    assert_int_equal(err.kind, ERROR_IO);
    CHECK_HAS(err.text, arena_print(place->arena, "cannot remove %s: ", inside));
    assert_true(file_is_present(inside));
}

static void only_an_empty_folder_goes_as_empty(void **state)
{
    struct place *place = *state;
    char *above = path_join(place->arena, place->folder, "above");
    struct error err;

    folder_remove_empty(above);
    assert_true(file_is_present(above));
    CHECK_DONE(folder_remove(place->attempt, &err), &err);
    folder_remove_empty(above);
    assert_false(file_is_present(above));
    folder_remove_empty(above);
}

static void a_file_goes_and_may_be_gone_already(void **state)
{
    struct place *place = *state;
    char *file = path_join(place->arena, place->attempt, "page.xml");
    struct error err;

    CHECK_DONE(file_remove(file, &err), &err);
    assert_false(file_is_present(file));
    CHECK_DONE(file_remove(file, &err), &err);
    CHECK_FAILS(
        file_remove(arena_print(place->arena, "%s/empty/x", place->attempt), &err), &err, ERROR_IO,
        arena_print(place->arena, "cannot remove %s/empty/x: Not a directory", place->attempt));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(hidden_files_are_measured_too),
        TEST(a_folder_goes_with_its_files_and_may_be_gone_already),
        TEST(a_folder_in_a_folder_is_in_the_way),
        TEST(only_an_empty_folder_goes_as_empty),
        TEST(a_file_goes_and_may_be_gone_already),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
