/* The SQLite gateway: settings, statements, and what failures are called. */
#include "core/database.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "core/arena.h"
#include "core/file.h"
#include "core/pulse.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

struct place {
    struct arena *arena;
    char *folder, *path;
    struct database *database;
};

static int open_place(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    struct error err;

    assert_non_null(place);
    place->arena = arena_new();
    place->folder = scratch_make(place->arena);
    place->path = path_join(place->arena, place->folder, "a.db");
    place->database = database_open(place->path, false, &err);
    assert_non_null(place->database);
    CHECK_DONE(database_run(place->database,
                            "CREATE TABLE t (k TEXT PRIMARY KEY, n INTEGER CHECK (n < 10)) STRICT;"
                            "CREATE TABLE child (k TEXT REFERENCES t (k)) STRICT",
                            &err),
               &err);
    *state = place;
    return 0;
}

static int close_place(void **state)
{
    struct place *place = *state;

    database_close(place->database);
    scratch_remove(place->folder);
    arena_free(place->arena);
    free(place);
    return 0;
}

static const char *ask(struct place *place, const char *sql)
{
    struct error err;
    struct statement *statement = database_prepare(place->database, sql, &err);
    const char *text;

    assert_non_null(statement);
    assert_int_equal(statement_next(statement, &err), 1);
    text = arena_text(place->arena, statement_text(statement, 0));
    statement_reset(statement);
    return text;
}

static void a_question_has_one_number_for_an_answer_or_none(void **state)
{
    struct place *place = *state;
    struct error err;
    int64_t number = 7;
    struct statement *none = database_prepare(place->database, "SELECT n FROM t", &err);
    struct statement *one = database_prepare(place->database, "SELECT 42", &err);

    assert_int_equal(statement_ask(none, &number, &err), 0);
    assert_int_equal(number, 7);
    assert_int_equal(statement_ask(one, &number, &err), 1);
    assert_int_equal(number, 42);
}

static void it_opens_with_the_settings_that_are_promised(void **state)
{
    struct place *place = *state;
    struct stat status;

    assert_string_equal(ask(place, "PRAGMA journal_mode"), "wal");
    assert_string_equal(ask(place, "PRAGMA synchronous"), "2");
    assert_string_equal(ask(place, "PRAGMA foreign_keys"), "1");
    assert_string_equal(ask(place, "PRAGMA busy_timeout"), "10000");
    assert_int_equal(stat(place->path, &status), 0);
    assert_int_equal(status.st_mode & 07137, 0);
}

static int end_at_once(struct pulse *pulse, struct error *err)
{
    return error_set(err, ERROR_LATER, "%s", (const char *)pulse->context);
}

static void a_long_statement_ends_when_the_pulse_says_so(void **state)
{
    static char reason[] = "taken over";
    struct pulse pulse = {.beat = end_at_once, .context = reason};
    struct place *place = *state;
    struct error err;
    struct statement *statement = database_prepare(
        place->database,
        "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 1000000)"
        " SELECT count(*) FROM n",
        &err);

    database_watch(place->database, &pulse);
    CHECK_FAILS(statement_run(statement, &err), &err, ERROR_LATER,
                arena_print(place->arena, "%s: taken over", place->path));
    database_watch(place->database, NULL);
    CHECK_DONE(statement_run(statement, &err), &err);
}

static void values_go_in_and_come_out(void **state)
{
    struct place *place = *state;
    struct error err;
    struct statement *put =
        database_prepare(place->database, "INSERT INTO t VALUES (?1, ?2)", &err);
    struct statement *get;

    statement_bind_text(put, 1, "khóa thừa", strlen("khóa"));
    statement_bind_integer(put, 2, -7);
    CHECK_DONE(statement_run(put, &err), &err);
    assert_int_equal(database_changes(place->database), 1);
    statement_bind_string(put, 1, "k2");
    statement_bind_string(put, 2, NULL);
    CHECK_DONE(statement_run(put, &err), &err);

    get = database_prepare(place->database, "SELECT k, n AS so FROM t ORDER BY k DESC", &err);
    assert_int_equal(statement_width(get), 2);
    assert_int_equal(statement_next(get, &err), 1);
    assert_string_equal(statement_text(get, 0), "khóa");
    assert_int_equal(statement_integer(get, 1), -7);
    assert_int_equal(statement_next(get, &err), 1);
    assert_null(statement_text(get, 1));
    assert_int_equal(statement_next(get, &err), 0);
}

static void the_same_text_is_prepared_once_and_forgets_its_values(void **state)
{
    static const char sql[] = "SELECT ?1 IS NULL";
    struct place *place = *state;
    struct error err;
    struct statement *statement = database_prepare(place->database, sql, &err);

    assert_int_equal(statement_parameters(statement), 1);
    statement_bind_string(statement, 1, "x");
    assert_int_equal(statement_next(statement, &err), 1);
    assert_int_equal(statement_integer(statement, 0), 0);
    assert_ptr_equal(database_prepare(place->database, sql, &err), statement);
    assert_int_equal(statement_next(statement, &err), 1);
    assert_int_equal(statement_integer(statement, 0), 1);
    statement_drop(statement);
    assert_non_null(database_prepare(place->database, sql, &err));
}

static void questions_are_told_from_orders(void **state)
{
    static const struct {
        const char *sql;
        bool is_question;
    } rows[] = {
        {"SELECT 1", true},       {"WITH a AS (SELECT 1) SELECT * FROM a", true},
        {"DELETE FROM t", false}, {"DELETE FROM t RETURNING k", false},
        {"BEGIN", false},         {"CREATE TABLE u (a)", false},
    };
    struct place *place = *state;
    struct error err;
    size_t i;

    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct statement *statement = database_prepare(place->database, rows[i].sql, &err);

        assert_non_null(statement);
        assert_int_equal(statement_is_question(statement), rows[i].is_question);
    }
}

/* Begins a transaction with one more row of t. */
static void begin_with(struct place *place, const char *key)
{
    struct error err;
    struct statement *put;

    CHECK_DONE(database_begin(place->database, &err), &err);
    put = database_prepare(place->database, "INSERT INTO t VALUES (?1, 1)", &err);
    assert_non_null(put);
    statement_bind_string(put, 1, key);
    CHECK_DONE(statement_run(put, &err), &err);
}

static void a_transaction_stays_or_leaves_nothing(void **state)
{
    struct place *place = *state;
    struct error err;

    begin_with(place, "a");
    database_rollback(place->database);
    assert_string_equal(ask(place, "SELECT count(*) FROM t"), "0");
    begin_with(place, "b");
    CHECK_DONE(database_commit(place->database, &err), &err);
    database_rollback(place->database);
    assert_string_equal(ask(place, "SELECT k FROM t"), "b");
}

static void a_transaction_ends_as_its_result_says(void **state)
{
    struct place *place = *state;
    struct error err = {0};

    begin_with(place, "a");
    CHECK_DONE(database_end(place->database, 0, &err), &err);
    begin_with(place, "b");
    error_set(&err, ERROR_BUG, "the first reason");
    assert_int_equal(database_end(place->database, -1, &err), -1);
    assert_string_equal(err.text, "the first reason");
    assert_string_equal(ask(place, "SELECT group_concat(k) FROM t"), "a");
    CHECK_DONE(database_begin(place->database, &err), &err);
    database_rollback(place->database);
}

static void a_commit_that_is_refused_leaves_nothing(void **state)
{
    struct place *place = *state;
    struct error err;

    CHECK_DONE(database_run(place->database,
                            "CREATE TABLE u (k REFERENCES t (k) DEFERRABLE INITIALLY DEFERRED)",
                            &err),
               &err);
    CHECK_DONE(database_begin(place->database, &err), &err);
    CHECK_DONE(database_run(place->database, "INSERT INTO u VALUES ('nobody')", &err), &err);
    assert_int_equal(database_end(place->database, 0, &err), -1);
    assert_int_equal(err.kind, ERROR_BUG);
    CHECK_HAS(err.text, "FOREIGN KEY constraint failed");
    assert_string_equal(ask(place, "SELECT count(*) FROM u"), "0");
}

static void failures_have_the_kind_of_their_reaction(void **state)
{
    static const struct {
        const char *sql;
        enum error_kind kind;
        const char *words;
    } rows[] = {
        {"SELECT a FROM t", ERROR_CONFIG, "no such column: a"},
        {"SELECT sum(9223372036854775807) FROM (SELECT 1 UNION ALL SELECT 2)", ERROR_CONFIG,
         "integer overflow"},
        {"INSERT INTO t VALUES ('a', 'x')", ERROR_DATA,
         "cannot store TEXT value in INTEGER column"},
        {"INSERT INTO t VALUES ('a', 11)", ERROR_BUG, "CHECK constraint failed"},
        {"INSERT INTO child VALUES ('none')", ERROR_BUG, "FOREIGN KEY constraint failed"},
    };
    struct place *place = *state;
    struct error err;
    size_t i;

    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(database_run(place->database, rows[i].sql, &err), -1);
        assert_string_equal(error_kind_name(err.kind), error_kind_name(rows[i].kind));
        CHECK_HAS(err.text, rows[i].words);
        CHECK_HAS(err.text, "/a.db: ");
    }
}

static void exactly_one_statement_is_prepared(void **state)
{
    static const char *const texts[] = {"", "  ;", "SELECT 1; SELECT 2", "-- nothing"};
    struct place *place = *state;
    char words[512];
    struct error err;
    size_t i;

    snprintf(words, sizeof words, "%s: exactly one SQL statement was expected", place->path);
    for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_null(database_prepare(place->database, texts[i], &err));
        assert_int_equal(err.kind, ERROR_CONFIG);
        assert_string_equal(err.text, words);
    }
    assert_non_null(database_prepare(place->database, "SELECT 1 ; \n", &err));
}

static void a_read_only_database_must_be_there_and_stays_as_it_is(void **state)
{
    struct place *place = *state;
    struct database *onlooker;
    struct error err;

    assert_null(database_open(path_join(place->arena, place->folder, "b.db"), true, &err));
    assert_int_equal(err.kind, ERROR_IO);
    CHECK_HAS(err.text, "b.db: unable to open database file");
    onlooker = database_open(place->path, true, &err);
    assert_non_null(onlooker);
    assert_int_equal(database_run(onlooker, "DELETE FROM t", &err), -1);
    assert_int_equal(err.kind, ERROR_IO);
    CHECK_HAS(err.text, "attempt to write a readonly database");
    database_close(onlooker);
}

static void a_folder_that_cannot_be_written_is_told(void **state)
{
    struct place *place = *state;
    char *path = path_join(place->arena, place->folder, "none/b.db");
    char words[512];
    struct error err;

    snprintf(words, sizeof words, "%s: cannot be created: No such file or directory", path);
    assert_null(database_open(path, false, &err));
    assert_int_equal(err.kind, ERROR_IO);
    assert_string_equal(err.text, words);
}

/* A limit on pages stands in for a full disk: SQLite reports both alike. */
static void a_disk_that_is_full_is_told_and_nothing_is_half_written(void **state)
{
    struct place *place = *state;
    struct error err;

    CHECK_DONE(database_run(place->database, "PRAGMA max_page_count = 8", &err), &err);
    CHECK_DONE(database_run(place->database, "BEGIN", &err), &err);
    assert_int_equal(database_run(place->database,
                                  "WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c"
                                  " WHERE i < 5000) INSERT INTO t SELECT hex(zeroblob(100)) || i, 1"
                                  " FROM c",
                                  &err),
                     -1);
    assert_int_equal(err.kind, ERROR_IO);
    CHECK_HAS(err.text, "database or disk is full");
    database_rollback(place->database);
    assert_string_equal(ask(place, "SELECT count(*) FROM t"), "0");
}

static void a_temporary_database_is_private_and_leaves_nothing(void **state)
{
    struct error err;
    struct database *one = database_open_temporary(&err);
    struct database *other = database_open_temporary(&err);

    (void)state;
    assert_non_null(one);
    assert_non_null(other);
    CHECK_DONE(database_run(one, "CREATE TABLE u (a)", &err), &err);
    CHECK_FAILS(database_run(other, "INSERT INTO u VALUES (1)", &err), &err, ERROR_CONFIG,
                "the temporary database: no such table: u");
    database_close(one);
    database_close(other);
}

/* Another database with some thousand pages. */
static struct database *open_other(void)
{
    struct error err;
    struct database *other = database_open_temporary(&err);

    assert_non_null(other);
    CHECK_DONE(database_run(other,
                            "CREATE TABLE u (k); WITH RECURSIVE c (i) AS (SELECT 1"
                            " UNION ALL SELECT i + 1 FROM c WHERE i < 3000) INSERT INTO u SELECT"
                            " zeroblob(3000) FROM c",
                            &err),
               &err);
    return other;
}

static void a_database_becomes_another_while_its_readers_still_see_the_old_one(void **state)
{
    struct place *place = *state;
    struct database *writer = place->database;
    struct database *other = open_other();
    struct error err;

    CHECK_DONE(database_run(writer, "INSERT INTO t VALUES ('a', 1)", &err), &err);
    place->database = database_open(place->path, true, &err);
    assert_non_null(place->database);
    CHECK_DONE(database_run(place->database, "BEGIN", &err), &err);
    assert_string_equal(ask(place, "SELECT k FROM t"), "a");
    CHECK_DONE(database_become(writer, other, &err), &err);
    assert_string_equal(ask(place, "SELECT k FROM t"), "a");
    CHECK_DONE(database_run(place->database, "COMMIT", &err), &err);
    assert_string_equal(ask(place, "SELECT count(*) FROM u"), "3000");
    assert_string_equal(ask(place, "SELECT group_concat(name) FROM sqlite_master"), "u");
    assert_string_equal(ask(place, "PRAGMA journal_mode"), "wal");
    assert_string_equal(ask(place, "PRAGMA integrity_check"), "ok");
    database_close(other);
    database_close(writer);
}

static void a_database_that_is_stopped_on_its_way_stays_what_it_was(void **state)
{
    static char reason[] = "taken over";
    struct pulse pulse = {.beat = end_at_once, .context = reason};
    struct place *place = *state;
    struct database *other = open_other();
    struct error err;

    CHECK_DONE(database_run(place->database, "INSERT INTO t VALUES ('a', 1)", &err), &err);
    database_watch(place->database, &pulse);
    CHECK_FAILS(database_become(place->database, other, &err), &err, ERROR_LATER, reason);
    database_watch(place->database, NULL);
    assert_string_equal(ask(place, "SELECT k FROM t"), "a");
    assert_string_equal(ask(place, "PRAGMA integrity_check"), "ok");
    database_close(other);
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, open_place, close_place)
    const struct CMUnitTest tests[] = {
        PLACED(it_opens_with_the_settings_that_are_promised),
        PLACED(a_long_statement_ends_when_the_pulse_says_so),
        PLACED(a_database_becomes_another_while_its_readers_still_see_the_old_one),
        PLACED(a_database_that_is_stopped_on_its_way_stays_what_it_was),
        PLACED(values_go_in_and_come_out),
        PLACED(the_same_text_is_prepared_once_and_forgets_its_values),
        PLACED(questions_are_told_from_orders),
        PLACED(a_question_has_one_number_for_an_answer_or_none),
        PLACED(a_transaction_stays_or_leaves_nothing),
        PLACED(a_transaction_ends_as_its_result_says),
        PLACED(a_commit_that_is_refused_leaves_nothing),
        PLACED(failures_have_the_kind_of_their_reaction),
        PLACED(exactly_one_statement_is_prepared),
        PLACED(a_read_only_database_must_be_there_and_stays_as_it_is),
        PLACED(a_folder_that_cannot_be_written_is_told),
        cmocka_unit_test(a_temporary_database_is_private_and_leaves_nothing),
        PLACED(a_disk_that_is_full_is_told_and_nothing_is_half_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
