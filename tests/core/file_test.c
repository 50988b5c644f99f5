/* Files are whole or absent, and failures name the path and the system's reason. */
#include "core/file.h"
#include "core/folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

struct place {
    struct arena *arena;
    char *folder;
};

static int set_up(void **state)
{
    static struct place place;

    place.arena = arena_new();
    place.folder = scratch_make(place.arena);
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

static char *below(const struct place *place, const char *name)
{
    return path_join(place->arena, place->folder, name);
}

static void paths_are_joined_and_cut(void **state)
{
    static const struct {
        const char *folder, *name, *joined, *above;
    } rows[] = {
        {"a", "b", "a/b", "a"}, {"a/", "b", "a/b", "a"},   {"/", "b", "/b", "/"},
        {"a", "/b", "/b", "/"}, {"", "b", "b", "."},       {"a/b", "c//", "a/b/c//", "a/b"},
        {".", "x", "./x", "."}, {"a//", "b", "a//b", "a"},
    };
    struct place *place = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *joined = path_join(place->arena, rows[i].folder, rows[i].name);

        assert_string_equal(joined, rows[i].joined);
        assert_string_equal(path_folder(place->arena, joined), rows[i].above);
    }
}

static void names_of_files_have_plain_letters(void **state)
{
    (void)state;
    assert_int_equal(file_name_span("page-0001.json_A"), 16);
    assert_int_equal(file_name_span("a/b"), 1);
    assert_int_equal(file_name_span("x\xC3\xA1"), 1);
    assert_int_equal(file_name_span(" x"), 0);
    assert_int_equal(file_name_span(""), 0);
}

static void folders_are_made_with_those_above(void **state)
{
    struct place *place = *state;
    struct error err;
    struct stat status;

    CHECK_DONE(folder_make(below(place, "a/b/c"), 0700, &err), &err);
    CHECK_DONE(folder_make(below(place, "a/b/c/"), 0700, &err), &err);
    assert_int_equal(stat(below(place, "a/b"), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
}

static void a_folder_below_a_file_cannot_be_made(void **state)
{
    struct place *place = *state;
    char *path = below(place, "file/sub");
    struct error err;

    scratch_write(place->folder, "file", "x", 1, place->arena);
    CHECK_FAILS(
        folder_make(path, 0700, &err), &err, ERROR_IO,
        arena_print(place->arena, "cannot make folder %s: File exists", below(place, "file")));
    CHECK_FAILS(file_replace(path, "x", 1, 0600, &err), &err, ERROR_IO,
                arena_print(place->arena, "cannot create %s: Not a directory", path));
    CHECK_FAILS(file_anonymous(below(place, "file"), &err), &err, ERROR_IO,
                arena_print(place->arena,
                            "cannot create a temporary file in %s/file: Not a directory",
                            place->folder));
}

static void names_are_listed_sorted_without_dots(void **state)
{
    static const char *const written[] = {"b.xml", "a.xml", ".hidden", "B.xml", "10"};
    static const char *const listed[] = {"10", "B.xml", "a.xml", "b.xml"};
    struct place *place = *state;
    struct error err;
    char **names;
    size_t count;

    for (size_t i = 0; i < 5; i++)
        scratch_write(place->folder, written[i], "", 0, place->arena);
    CHECK_DONE(folder_list(place->folder, place->arena, &names, &count, &err), &err);
    assert_int_equal(count, 4);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(names[i], listed[i]);
    CHECK_DONE(folder_list(below(place, "absent"), place->arena, &names, &count, &err), &err);
    assert_int_equal(count, 0);
}

static void a_folder_is_cleared_of_its_files(void **state)
{
    struct place *place = *state;
    struct error err;
    char **names;
    size_t count;

    scratch_write(place->folder, "left", "x", 1, place->arena);
    scratch_write(place->folder, "below/kept", "x", 1, place->arena);
    CHECK_DONE(folder_clear(place->folder, &err), &err);
    CHECK_DONE(folder_list(place->folder, place->arena, &names, &count, &err), &err);
    assert_int_equal(count, 1);
    assert_true(file_is_present(below(place, "below/kept")));
    CHECK_DONE(folder_clear(below(place, "absent"), &err), &err);
}

static void a_file_is_read_up_to_its_limit(void **state)
{
    struct place *place = *state;
    char *path = scratch_write(place->folder, "f", "12345", 5, place->arena);
    struct buffer buffer = {0};
    struct error err;

    buffer_text(&buffer, "0");
    CHECK_DONE(file_read(path, 5, &buffer, &err), &err);
    assert_string_equal(buffer_string(&buffer), "012345");
    CHECK_FAILS(file_read(path, 4, &buffer, &err), &err, ERROR_IO,
                arena_print(place->arena, "cannot read %s: it is longer than 4 bytes", path));
    assert_string_equal(buffer_string(&buffer), "012345");
    CHECK_FAILS(
        file_read(below(place, "g"), 4, &buffer, &err), &err, ERROR_IO,
        arena_print(place->arena, "cannot open %s/g: No such file or directory", place->folder));
    buffer_free(&buffer);
}

static void a_draft_is_seen_only_after_commit(void **state)
{
    struct place *place = *state;
    char *path = below(place, "f");
    struct draft draft = {0};
    struct error err;
    struct stat status;

    scratch_write(place->folder, "f", "old", 3, place->arena);
    CHECK_DONE(draft_open(&draft, path, 0400, place->arena, &err), &err);
    CHECK_DONE(draft_write(&draft, "ne", 2, &err), &err);
    CHECK_DONE(draft_write(&draft, "w", 1, &err), &err);
    assert_string_equal(scratch_read(place->folder, "f", place->arena), "old");
    assert_true(file_is_present(below(place, ".f.part")));
    CHECK_DONE(draft_commit(&draft, &err), &err);
    draft_close(&draft);
    assert_string_equal(scratch_read(place->folder, "f", place->arena), "new");
    assert_false(file_is_present(below(place, ".f.part")));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0400);
}

static void a_closed_draft_leaves_nothing_behind(void **state)
{
    struct place *place = *state;
    struct draft draft = {0};
    struct error err;

    draft_close(&draft);
    /* What a killed process left is written over. */
    scratch_write(place->folder, ".f.part", "left", 4, place->arena);
    CHECK_DONE(draft_open(&draft, below(place, "f"), 0600, place->arena, &err), &err);
    draft_close(&draft);
    draft_close(&draft);
    assert_false(file_is_present(below(place, "f")));
    assert_false(file_is_present(below(place, ".f.part")));
}

static void what_is_no_file_is_not_replaced(void **state)
{
    struct place *place = *state;
    char *path = below(place, "pipe");
    struct stat status;
    struct error err;

    assert_int_equal(mkfifo(path, 0600), 0);
    CHECK_FAILS(file_replace(path, "x", 1, 0600, &err), &err, ERROR_IO,
                arena_print(place->arena, "cannot replace %s: it is no regular file", path));
    assert_int_equal(stat(path, &status), 0);
    assert_true(S_ISFIFO(status.st_mode));
}

static void the_free_space_is_that_of_the_path(void **state)
{
    int64_t bytes = -1;
    struct error err;

    (void)state;
    CHECK_DONE(file_free_space(".", &bytes, &err), &err);
    assert_true(bytes >= 0);
    CHECK_FAILS(file_free_space("/nowhere/at/all", &bytes, &err), &err, ERROR_IO,
                "cannot ask for the free space of /nowhere/at/all: No such file or directory");
}

static void a_full_disk_is_named(void **state)
{
    struct draft draft = {0};
    struct error err;

    (void)state;
    draft.descriptor = open("/dev/full", O_WRONLY);
    if (draft.descriptor < 0)
        skip();
    draft.path = (char[]){"target"};
    CHECK_FAILS(draft_write(&draft, "x", 1, &err), &err, ERROR_IO,
                "cannot write target: No space left on device");
    close(draft.descriptor);
}

static void an_anonymous_file_has_no_name(void **state)
{
    struct place *place = *state;
    struct error err;
    struct stat status;
    int descriptor = file_anonymous(place->folder, &err);

    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, "x", 1), 1);
    assert_int_equal(fstat(descriptor, &status), 0);
    assert_int_equal(status.st_nlink, 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    close(descriptor);
}

static void all_files_below_a_folder_are_counted(void **state)
{
    struct place *place = *state;

    assert_int_equal(folder_bytes(below(place, "absent")), 0);
    scratch_write(place->folder, "a", "12345", 5, place->arena);
    scratch_write(place->folder, "b/.part", "123", 3, place->arena);
    scratch_write(place->folder, "b/c/d/e", "12", 2, place->arena);
    assert_int_equal(symlink(place->folder, below(place, "b/round")), 0);
    assert_int_equal(folder_bytes(place->folder), 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(paths_are_joined_and_cut, set_up, tear_down),
        cmocka_unit_test(names_of_files_have_plain_letters),
        cmocka_unit_test_setup_teardown(folders_are_made_with_those_above, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_folder_below_a_file_cannot_be_made, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_are_listed_sorted_without_dots, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_folder_is_cleared_of_its_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_is_read_up_to_its_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_draft_is_seen_only_after_commit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_closed_draft_leaves_nothing_behind, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_file_is_not_replaced, set_up, tear_down),
        cmocka_unit_test(the_free_space_is_that_of_the_path),
        cmocka_unit_test(a_full_disk_is_named),
        cmocka_unit_test_setup_teardown(an_anonymous_file_has_no_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(all_files_below_a_folder_are_counted, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
