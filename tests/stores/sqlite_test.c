/* What is SQLite's own in the SQLite backend: its file, its types, and its CHECK. */
#include <string.h>
#include <sys/stat.h>

#include "core/arena.h"
#include "core/database.h"
#include "core/file.h"
#include "core/problem.h"
#include "core/table.h"
#include "core/yaml.h"
#include "tests/stores/trial.h"
#include "tests/support/scratch.h"

static struct store *configure(const char *options, struct trial *trial, struct problems *problems)
{
    const char *path =
        scratch_write(trial->folder, "options.yaml", options, strlen(options), trial->arena);

    return store_new(backend_find("sqlite"), yaml_read(path, trial->arena, problems), trial->folder,
                     trial->arena, problems);
}

static void the_file_is_where_the_options_say(void **state)
{
    struct trial trial = {.arena = arena_new()};
    struct problems problems = {.arena = trial.arena};
    struct stat status;
    struct error err;

    (void)state;
    trial.folder = scratch_make(trial.arena);
    trial.store = configure("path: kho/bao-cao.db\n", &trial, &problems);
    assert_int_equal(problems.errors, 0);
    CHECK_DONE(store_open(trial.store, &err), &err);
    assert_int_equal(stat(path_join(trial.arena, trial.folder, "kho/bao-cao.db"), &status), 0);
    assert_int_equal(status.st_mode & 07, 0);
    trial_close(&trial);
}

static void a_wrong_option_is_a_problem(void **state)
{
    struct trial trial = {.arena = arena_new()};
    struct problems problems = {.arena = trial.arena};

    (void)state;
    trial.folder = scratch_make(trial.arena);
    trial.store = configure("file: x.db\n", &trial, &problems);
    assert_int_equal(problems.errors, 1);
    assert_string_equal(problems.first->text, "unknown key 'file'; accepted: path");
    trial_close(&trial);
}

static void asking_a_store_that_is_not_there_says_what_to_do(void **state)
{
    struct trial trial = {.arena = arena_new()};
    struct problems problems = {.arena = trial.arena};
    struct error err;
    char text[512];

    (void)state;
    trial.folder = scratch_make(trial.arena);
    trial.store = store_new(backend_find("sqlite"), NULL, trial.folder, trial.arena, &problems);
    trial.store->is_read_only = true;
    snprintf(text, sizeof text, "there is no store yet at %s/store.db; hint: run 'nhip run' first",
             trial.folder);
    CHECK_FAILS(store_open(trial.store, &err), &err, ERROR_DATA, text);
    assert_false(file_is_present(path_join(trial.arena, trial.folder, "store.db")));
    trial_close(&trial);
}

static void a_file_that_is_no_database_is_told(void **state)
{
    static const char junk[] =
        "this is a text that is long enough not to be taken for an empty file";
    struct trial trial = {.arena = arena_new()};
    struct problems problems = {.arena = trial.arena};
    struct error err;

    (void)state;
    trial.folder = scratch_make(trial.arena);
    scratch_write(trial.folder, "store.db", junk, sizeof junk, trial.arena);
    trial.store = store_new(backend_find("sqlite"), NULL, trial.folder, trial.arena, &problems);
    assert_int_equal(store_open(trial.store, &err), -1);
    assert_int_equal(err.kind, ERROR_IO);
    CHECK_HAS(err.text, "store.db: file is not a database; hint: docs/administration.md, ");
    trial_close(&trial);
}

static void types_are_storage_classes_of_strict_tables(void **state)
{
    struct trial trial;

    (void)state;
    backend_under_test = backend_find("sqlite");
    trial_open(&trial);
    assert_string_equal(trial_ask(&trial, "SELECT group_concat(name || ' ' || type, ', ') FROM"
                                          " pragma_table_info('luot') WHERE cid < 5"),
                        "ma TEXT, ten TEXT, so_tien TEXT, so_lan INTEGER, ngay TEXT\n");
    assert_string_equal(trial_ask(&trial, "SELECT name FROM pragma_table_list WHERE strict = 0"
                                          " AND schema = 'main' AND name NOT LIKE 'sqlite_%'"),
                        "");
    trial_close(&trial);
}

static void an_amount_that_no_integer_holds_is_refused(void **state)
{
    static const struct column columns[] = {{"ma", TYPE_TEXT, 0, true, true, "", "", "", ""},
                                            {"so", TYPE_DECIMAL, 0, false, false, "", "", "", ""}};
    static const struct schema schema = {"so_lon", "", "", columns, 2, NULL, NULL, 0};
    const struct origin origin = {
        .source = "nguon", .batch = "b", .document = "d", .document_hash = "aa"};
    struct value values[] = {{"A", 1}, {"99999999999999999999", 20}};
    const struct record record = {
        .schema = &schema, .origin = &origin, .values = values, .position = 4};
    const struct batch batch = trial_batch("nguon@1", 1);
    struct trial trial;
    enum outcome outcome;
    struct error err;

    (void)state;
    backend_under_test = backend_find("sqlite");
    trial_open(&trial);
    CHECK_DONE(store_prepare(trial.store, &schema, &err), &err);
    CHECK_DONE(store_begin(trial.store, &batch, &err), &err);
    assert_int_equal(store_put(trial.store, &record, &outcome, &err), -1);
    assert_int_equal(err.kind, ERROR_DATA);
    CHECK_HAS(err.text, "record 4: ");
    CHECK_HAS(err.text, "cannot store REAL value in INTEGER column so_lon.so");
    trial_close(&trial);
}

static void a_table_of_children_says_what_it_joins_to(void **state)
{
    static const struct column columns[] = {{"ma", TYPE_TEXT, 0, true, true, "", "", "", ""},
                                            {"so", TYPE_INTEGER, 0, true, true, "", "", "", ""}};
    static const struct column fee[] = {{"gia", TYPE_INTEGER, 0, false, false, "", "", "", ""}};
    static const struct schema child = {"ho_phi", "", "", fee, 1, "phi", NULL, 0};
    static const struct schema parent = {"ho", "", "", columns, 2, NULL, &child, 1};
    struct trial trial;
    struct error err;

    (void)state;
    backend_under_test = backend_find("sqlite");
    trial_open(&trial);
    CHECK_DONE(store_prepare(trial.store, &parent, &err), &err);
    assert_string_equal(
        trial_ask(&trial, "SELECT sql FROM sqlite_master WHERE name = 'ho_phi'"),
        "CREATE TABLE \"ho_phi\" (\"ma\" TEXT NOT NULL, \"so\" INTEGER NOT NULL,"
        " \"thu_tu\" INTEGER NOT NULL, \"gia\" INTEGER, PRIMARY KEY (\"ma\", \"so\","
        " \"thu_tu\"), FOREIGN KEY (ma, so) REFERENCES \"ho\") STRICT, WITHOUT"
        " ROWID\n");
    trial_close(&trial);
}

static const struct column list_columns[] = {
    {"ma", TYPE_CODE, 0, true, true, "Mã", "Code", "", ""},
    {"so", TYPE_INTEGER, 0, false, false, "Số", "Number", "", ""}};

/* Replaces danh_muc by two rows, and says whether SQLite has written or taken any row for that. */
static bool replace_list(struct trial *trial, const char *code, const char *number)
{
    struct table *table = table_new("danh_muc", list_columns, 2, trial->arena);
    const char *before = trial_ask(trial, "SELECT total_changes()");
    const char **row = table_add(table);
    struct error err;

    row[0] = code;
    row[1] = number;
    table_add(table)[0] = "y";
    CHECK_DONE(store_replace(trial->store, table, &err), &err);
    return strcmp(trial_ask(trial, "SELECT total_changes()"), before) != 0;
}

static void a_reference_table_that_is_there_already_is_not_written(void **state)
{
    struct trial trial;

    (void)state;
    trial_open(&trial);
    assert_true(replace_list(&trial, "x", "-12"));
    assert_false(replace_list(&trial, "x", "-12"));
    assert_true(replace_list(&trial, "x", NULL));
    assert_true(replace_list(&trial, "x", "0"));
    assert_true(replace_list(&trial, "z", "0"));
    assert_string_equal(trial_ask(&trial, "SELECT * FROM danh_muc"), "z|0\ny|-\n");
    trial_close(&trial);
}

static void a_row_too_many_or_too_few_is_seen(void **state)
{
    struct trial trial;
    struct error err;

    (void)state;
    trial_open(&trial);
    replace_list(&trial, "x", "1");
    CHECK_DONE(
        store_replace(trial.store, table_new("danh_muc", list_columns, 2, trial.arena), &err),
        &err);
    assert_string_equal(trial_ask(&trial, "SELECT * FROM danh_muc"), "");
    assert_true(replace_list(&trial, "x", "1"));
    assert_string_equal(trial_ask(&trial, "SELECT * FROM danh_muc"), "x|1\ny|-\n");
    trial_close(&trial);
}

static void the_law_of_conservation_is_a_check_of_the_table(void **state)
{
    struct trial trial;
    struct database *database;
    struct error err;

    (void)state;
    backend_under_test = backend_find("sqlite");
    trial_open(&trial);
    database = database_open(path_join(trial.arena, trial.folder, "store.db"), false, &err);
    assert_non_null(database);
    assert_int_equal(
        database_run(database,
                     "INSERT INTO nhip_batch VALUES ('b', 'n', '', '', 1, '', '', 0, 0,"
                     " 3, 1, 1, 0, 0, 0, 0)",
                     &err),
        -1);
    CHECK_HAS(err.text, "CHECK constraint failed: conservation");
    database_close(database);
    trial_close(&trial);
}

static void a_store_that_another_process_keeps_locked_is_tried_later(void **state)
{
    const struct batch batch = trial_batch("nguon@1", 1);
    struct trial trial;
    struct database *database;
    struct error err;

    (void)state;
    backend_under_test = backend_find("sqlite");
    trial_open(&trial);
    CHECK_DONE(store_begin(trial.store, &batch, &err), &err);
    database = database_open(path_join(trial.arena, trial.folder, "store.db"), false, &err);
    assert_non_null(database);
    CHECK_DONE(database_run(database, "PRAGMA busy_timeout = 10", &err), &err);
    assert_int_equal(database_run(database, "BEGIN IMMEDIATE", &err), -1);
    assert_int_equal(err.kind, ERROR_LATER);
    CHECK_HAS(err.text, "database is locked");
    database_close(database);
    trial_close(&trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_is_where_the_options_say),
        cmocka_unit_test(a_wrong_option_is_a_problem),
        cmocka_unit_test(asking_a_store_that_is_not_there_says_what_to_do),
        cmocka_unit_test(a_file_that_is_no_database_is_told),
        cmocka_unit_test(types_are_storage_classes_of_strict_tables),
        cmocka_unit_test(an_amount_that_no_integer_holds_is_refused),
        cmocka_unit_test(a_table_of_children_says_what_it_joins_to),
        cmocka_unit_test(a_reference_table_that_is_there_already_is_not_written),
        cmocka_unit_test(a_row_too_many_or_too_few_is_seen),
        cmocka_unit_test(the_law_of_conservation_is_a_check_of_the_table),
        cmocka_unit_test(a_store_that_another_process_keeps_locked_is_tried_later),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
