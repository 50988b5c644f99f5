/* drop: each file is a window, a changed file is due again, and nothing outside is read. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "connectors/connector.h"
#include "core/arena.h"
#include "core/file.h"
#include "core/record.h"
#include "core/table.h"
#include "tests/connectors/fixture.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

enum { MICROSECONDS = 1000000, CHANGED = 1640000000 };

static const struct column columns[] = {{.name = "id"}, {.name = "time"}};

/* Puts a file into the drop folder, changed so many seconds after CHANGED. */
static char *put(struct fixture *fixture, const char *name, const char *text, int later)
{
    char *path = scratch_write(fixture->folder, arena_print(fixture->arena, "in/%s", name), text,
                               strlen(text), fixture->arena);
    const struct timespec times[2] = {{CHANGED + later, 0}, {CHANGED + later, 0}};

    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    return path;
}

/* What is said of a source that is configured so, as long as it is not wrong. */
static const char *warning(struct fixture *fixture, const char *yaml)
{
    fixture->problems.first = fixture->problems.last = NULL;
    fixture_configure(fixture, "drop", "csv", yaml);
    assert_int_equal(fixture->problems.errors, 0);
    return fixture->problems.first == NULL ? "" : fixture->problems.first->text;
}

static void a_folder_that_files_cannot_be_taken_from_is_warned_of(void **state)
{
    struct fixture *fixture = *state;
    const char *in = path_join(fixture->arena, fixture->folder, "in");

    assert_string_equal(warning(fixture, "{folder: in}\n"),
                        arena_print(fixture->arena, "the drop folder %s does not exist", in));
    put(fixture, "a.csv", "1", 0);
    assert_string_equal(warning(fixture, "{folder: in}\n"), "");
    assert_string_equal(warning(fixture, "{folder: in/a.csv}\n"),
                        arena_print(fixture->arena, "the drop folder %s/a.csv is no folder", in));
    if (geteuid() == 0)
        return; /* who may everything */
    assert_int_equal(chmod(in, S_IRUSR | S_IXUSR), 0);
    assert_string_equal(warning(fixture, "{folder: in}\n"), "");
    CHECK_HAS(warning(fixture, "{folder: in, settle: move}\n"), "cannot be written by this user");
    assert_int_equal(chmod(in, S_IXUSR), 0);
    CHECK_HAS(warning(fixture, "{folder: in}\n"), "cannot be read by this user");
    assert_int_equal(chmod(in, S_IRWXU), 0);
}

static struct source *configure(struct fixture *fixture, const char *yaml)
{
    struct source *source = fixture_configure(fixture, "drop", "csv", yaml);

    if (fixture->problems.errors != 0)
        fail_msg("%s", fixture_problems(fixture));
    return source;
}

static struct window window_of(const char *id, int later)
{
    struct window window = {.id = id, .since = (int64_t)(CHANGED + later) * MICROSECONDS};

    window.until = window.since;
    return window;
}

/* The ids of all windows, each followed by a blank. */
static const char *list(struct fixture *fixture, struct source *source)
{
    struct table *windows = table_new("windows", columns, 2, fixture->arena);
    const char *ids = "";
    struct error err;

    CHECK_DONE(source_list(source, windows, &err), &err);
    for (size_t i = 0; i < windows->row_count; i++)
        ids = arena_print(fixture->arena, "%s%s ", ids, table_cell(windows, i, 0));
    return ids;
}

static void every_wanted_file_is_a_window(void **state)
{
    struct fixture *fixture = *state;
    struct source *source = configure(fixture, "{folder: in, pattern: '*.csv'}\n");
    struct table *windows = table_new("windows", columns, 2, fixture->arena);
    struct error err;

    put(fixture, "b.csv", "b", 1);
    put(fixture, "a.csv", "a", 2);
    put(fixture, "a.txt", "", 0);
    put(fixture, ".c.csv", "", 0);
    put(fixture, "d.csv.part", "", 0);
    put(fixture, "done/e.csv", "", 0);
    CHECK_DONE(source_list(source, windows, &err), &err);
    assert_int_equal(windows->row_count, 2);
    assert_string_equal(table_cell(windows, 0, 0), "a.csv");
    assert_string_equal(table_cell(windows, 0, 1), "1640000002000000");
    assert_string_equal(table_cell(windows, 1, 0), "b.csv");
}

static void unfinished_files_and_folders_are_no_windows(void **state)
{
    struct fixture *fixture = *state;
    struct source *source = configure(fixture, "{folder: in}\n");

    put(fixture, "x.tmp", "", 0);
    put(fixture, "x.part", "", 0);
    put(fixture, "sub/x.csv", "", 0);
    put(fixture, "x.csv", "", 0);
    assert_int_equal(
        mkfifo(path_join(fixture->arena, fixture->folder, "in/pipe"), S_IRUSR | S_IWUSR), 0);
    assert_string_equal(list(fixture, source), "x.csv ");
}

static void names_that_are_no_ids_are_made_safe_and_stay_apart(void **state)
{
    struct fixture *fixture = *state;
    struct source *source = configure(fixture, "{folder: in}\n");
    struct window window = window_of("a_b.csv-19fba835", 0);
    struct document document;
    struct error err;

    put(fixture, "a b.csv", "blank", 0);
    put(fixture, "a_b.csv", "line", 0);
    put(fixture, "a+b.csv", "plus", 0);
    assert_string_equal(list(fixture, source), "a_b.csv-0c591648 a_b.csv-19fba835 a_b.csv ");
    CHECK_DONE(fixture_open_window(fixture, source, &window, &err), &err);
    assert_string_equal(fixture_next(fixture, &document, NULL), "plus");
}

static void a_window_is_its_file_and_nothing_else(void **state)
{
    struct fixture *fixture = *state;
    struct source *source = configure(fixture, "{folder: in}\n");
    struct window window = window_of("a.csv", 5);
    struct document document;
    struct error err;

    put(fixture, "a.csv", "ma,ten\r\n1,Một\r\n", 5);
    put(fixture, "b.csv", "x", 0);
    CHECK_DONE(fixture_open_window(fixture, source, &window, &err), &err);
    assert_string_equal(fixture_next(fixture, &document, NULL), "ma,ten\r\n1,Một\r\n");
    assert_string_equal(document.name, "file.csv");
    assert_string_equal(document.format, "csv");
    assert_string_equal(document.request, "file a.csv");
    assert_int_equal(document.status, 0);
    assert_string_equal(document.content_type, "");
    assert_int_equal(document.declared, -1);
    assert_int_equal(source_next(fixture->source, &document, &err), 0);
    CHECK_DONE(source_settle(fixture->source, &err), &err);
    assert_true(file_is_present(path_join(fixture->arena, fixture->folder, "in/a.csv")));
}

static void a_file_that_changes_is_left_for_later(void **state)
{
    struct fixture *fixture = *state;
    struct source *source = configure(fixture, "{folder: in}\n");
    struct window window = window_of("a.csv", 5);
    struct document document;
    struct error err;
    char byte;

    put(fixture, "a.csv", "1", 6);
    CHECK_FAILS(fixture_open_window(fixture, source, &window, &err), &err, ERROR_LATER,
                "a.csv has changed since it was listed");
    put(fixture, "a.csv", "1", 5);
    CHECK_DONE(fixture_open_window(fixture, source, &window, &err), &err);
    assert_int_equal(source_next(fixture->source, &document, &err), 1);
    assert_int_equal(source_read(fixture->source, &byte, 1, &err), 1);
    put(fixture, "a.csv", "2", 7);
    assert_int_equal(source_read(fixture->source, &byte, 1, &err), -1);
    assert_string_equal(err.text, "a.csv has changed since it was listed");
    assert_int_equal(err.kind, ERROR_LATER);
}

static void a_link_is_seen_and_refused(void **state)
{
    struct fixture *fixture = *state;
    struct source *source = configure(fixture, "{folder: in}\n");
    struct window window = window_of("link.csv", 0);
    struct error err;

    put(fixture, "a.csv", "1", 0);
    assert_int_equal(
        symlink("/etc/hostname", path_join(fixture->arena, fixture->folder, "in/link.csv")), 0);
    assert_string_equal(list(fixture, source), "a.csv link.csv ");
    CHECK_FAILS(fixture_open_window(fixture, source, &window, &err), &err, ERROR_DATA,
                "link.csv is a symbolic link; hint: put the file itself there");
}

static void missing_folders_and_files_are_named(void **state)
{
    struct fixture *fixture = *state;
    struct source *source = configure(fixture, "{folder: in}\n");
    struct table *windows = table_new("windows", columns, 2, fixture->arena);
    struct window window = window_of("a.csv", 0);
    struct error err;

    CHECK_FAILS(
        source_list(source, windows, &err), &err, ERROR_CONFIG,
        arena_print(fixture->arena, "the drop folder %s/in does not exist", fixture->folder));
    put(fixture, "b.csv", "1", 0);
    CHECK_FAILS(fixture_open_window(fixture, source, &window, &err), &err, ERROR_SOURCE,
                arena_print(fixture->arena, "no file for window a.csv in the drop folder %s/in",
                            fixture->folder));
}

static void a_loaded_file_moves_to_done(void **state)
{
    struct fixture *fixture = *state;
    struct source *source = configure(fixture, "{folder: in, settle: move}\n");
    struct window first = window_of("a.csv", 0), second = window_of("a.csv", 60);
    struct error err;

    put(fixture, "a.csv", "first", 0);
    CHECK_DONE(fixture_open_window(fixture, source, &first, &err), &err);
    CHECK_DONE(source_settle(fixture->source, &err), &err);
    assert_string_equal(scratch_read(fixture->folder, "in/done/a.csv", fixture->arena), "first");
    assert_string_equal(list(fixture, source), "");

    put(fixture, "a.csv", "second", 60);
    CHECK_DONE(fixture_open_window(fixture, source, &second, &err), &err);
    source_close(fixture->source);
    CHECK_DONE(source_settle(fixture->source, &err), &err);
    assert_string_equal(scratch_read(fixture->folder, "in/done/a.csv", fixture->arena), "first");
    assert_string_equal(
        scratch_read(fixture->folder, "in/done/a.csv.20211220183420", fixture->arena), "second");
}

static void a_newer_file_of_the_same_name_does_not_move(void **state)
{
    struct fixture *fixture = *state;
    struct source *source = configure(fixture, "{folder: in, settle: move}\n");
    struct window window = window_of("a.csv", 0);
    struct error err;

    put(fixture, "a.csv", "first", 0);
    CHECK_DONE(fixture_open_window(fixture, source, &window, &err), &err);
    put(fixture, "new", "second", 9);
    assert_int_equal(rename(path_join(fixture->arena, fixture->folder, "in/new"),
                            path_join(fixture->arena, fixture->folder, "in/a.csv")),
                     0);
    CHECK_FAILS(source_settle(fixture->source, &err), &err, ERROR_LATER,
                "a.csv has changed since it was listed");
    assert_string_equal(scratch_read(fixture->folder, "in/a.csv", fixture->arena), "second");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_folder_that_files_cannot_be_taken_from_is_warned_of),
        FIXTURE_TEST(every_wanted_file_is_a_window),
        FIXTURE_TEST(unfinished_files_and_folders_are_no_windows),
        FIXTURE_TEST(names_that_are_no_ids_are_made_safe_and_stay_apart),
        FIXTURE_TEST(a_window_is_its_file_and_nothing_else),
        FIXTURE_TEST(a_file_that_changes_is_left_for_later),
        FIXTURE_TEST(a_link_is_seen_and_refused),
        FIXTURE_TEST(missing_folders_and_files_are_named),
        FIXTURE_TEST(a_loaded_file_moves_to_done),
        FIXTURE_TEST(a_newer_file_of_the_same_name_does_not_move),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
