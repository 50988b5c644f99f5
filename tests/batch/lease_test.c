/* A lease is whose it is until it is given back, over, or known to be left by a process. */
#include "batch/lease.h"

#include <stdlib.h>

#include "batch/actor.h"
#include "batch/ledger.h"
#include "core/arena.h"
#include "core/database.h"
#include "core/file.h"
#include "core/instant.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

struct fixture {
    struct arena *arena;
    char *folder;
    struct ledger *ledger;
    struct lease lease;
    struct error err;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    fixture->arena = arena_new();
    fixture->folder = scratch_make(fixture->arena);
    fixture->ledger = ledger_open(path_join(fixture->arena, fixture->folder, "ledger.db"), false,
                                  fixture->arena, &fixture->err);
    assert_non_null(fixture->ledger);
    CHECK_DONE(lease_take(&fixture->lease, fixture->ledger, "dvcqg", 60, &fixture->err),
               &fixture->err);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    ledger_close(fixture->ledger);
    scratch_remove(fixture->folder);
    arena_free(fixture->arena);
    free(fixture);
    return 0;
}

static void run_sql(struct fixture *fixture, const char *sql)
{
    CHECK_DONE(database_run(ledger_database(fixture->ledger), sql, &fixture->err), &fixture->err);
}

static int64_t ask(struct fixture *fixture, const char *sql)
{
    struct statement *statement =
        database_prepare(ledger_database(fixture->ledger), sql, &fixture->err);
    int64_t number;

    assert_non_null(statement);
    assert_int_equal(statement_next(statement, &fixture->err), 1);
    number = statement_integer(statement, 0);
    statement_reset(statement);
    return number;
}

/* Another machine has the lease now, until this many seconds from now. */
static void give_away(struct fixture *fixture, int64_t seconds)
{
    int64_t end = clock_real() + seconds * MICROSECONDS_PER_SECOND;

    run_sql(fixture, arena_print(fixture->arena,
                                 "UPDATE lease SET host = 'app2', process = 77, actor = 'user:lan',"
                                 " since = 1000000, expires_at = %lld",
                                 (long long)end));
}

static void a_lease_is_taken_and_given_back(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(ask(fixture, "SELECT expires_at - since FROM lease WHERE source = 'dvcqg'"),
                     60000000);
    assert_int_equal(ask(fixture, "SELECT process FROM lease"),
                     ledger_actor(fixture->ledger)->process);
    lease_drop(&fixture->lease);
    assert_int_equal(ask(fixture, "SELECT count(*) FROM lease"), 0);
    lease_drop(&fixture->lease);
}

static void it_is_renewed_when_a_third_has_passed(void **state)
{
    struct fixture *fixture = *state;

    run_sql(fixture, "UPDATE lease SET beat_at = 0, expires_at = 0");
    CHECK_DONE(lease_beat(&fixture->lease, &fixture->err), &fixture->err);
    assert_int_equal(ask(fixture, "SELECT beat_at FROM lease"), 0);
    fixture->lease.beat_at -= 20 * (int64_t)MICROSECONDS_PER_SECOND;
    CHECK_DONE(lease_beat(&fixture->lease, &fixture->err), &fixture->err);
    assert_true(ask(fixture, "SELECT beat_at FROM lease") >= fixture->lease.since);
    assert_int_equal(ask(fixture, "SELECT expires_at - beat_at FROM lease"), 60000000);
}

static void that_of_another_machine_is_kept_until_it_is_over(void **state)
{
    struct fixture *fixture = *state;
    struct lease second = {0};

    give_away(fixture, 60);
    assert_int_equal(lease_take(&second, fixture->ledger, "dvcqg", 60, &fixture->err), -1);
    assert_int_equal(fixture->err.kind, ERROR_LATER);
    CHECK_HAS(fixture->err.text, "source dvcqg is being run by user:lan (process 77 on app2) since "
                                 "1970-01-01T07:00:01; its lease lasts until 2");
    assert_null(second.ledger);
    assert_int_equal(ask(fixture, "SELECT count(*) FROM event"), 0);
    give_away(fixture, -1);
    CHECK_DONE(lease_take(&second, fixture->ledger, "dvcqg", 60, &fixture->err), &fixture->err);
    assert_int_equal(ask(fixture,
                         "SELECT count(*) FROM event WHERE batch = 'dvcqg'"
                         " AND state = 'taken over' AND note LIKE 'user:lan (process 77%'"),
                     1);
}

static void that_of_a_process_here_is_taken_at_once(void **state)
{
    struct fixture *fixture = *state;
    struct lease second = {0};

    run_sql(fixture, "UPDATE lease SET process = 77");
    CHECK_DONE(lease_take(&second, fixture->ledger, "dvcqg", 60, &fixture->err), &fixture->err);
    assert_int_equal(ask(fixture, "SELECT process <> 77 FROM lease"), 1);
}

static void one_that_was_taken_over_is_lost(void **state)
{
    struct fixture *fixture = *state;

    give_away(fixture, 60);
    CHECK_FAILS(lease_renew(&fixture->lease, &fixture->err), &fixture->err, ERROR_LATER,
                "the lease of source dvcqg is lost: it is being run by user:lan (process 77 on "
                "app2) since 1970-01-01T07:00:01; hint: nothing, what this run has not done is "
                "left to that one");
    fixture->lease.beat_at = 0;
    assert_int_equal(lease_beat(&fixture->lease, &fixture->err), -1);
    lease_drop(&fixture->lease);
    assert_int_equal(ask(fixture, "SELECT count(*) FROM lease"), 1);
}

static void a_ledger_that_is_locked_for_a_while_ends_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct database *other = database_open(path_join(fixture->arena, fixture->folder, "ledger.db"),
                                           false, &fixture->err);

    run_sql(fixture, "PRAGMA busy_timeout = 1");
    CHECK_DONE(database_begin(other, &fixture->err), &fixture->err);
    fixture->lease.beat_at = 0;
    CHECK_DONE(lease_beat(&fixture->lease, &fixture->err), &fixture->err);
    assert_true(fixture->lease.beat_at > clock_steady());
    fixture->lease.beat_at = fixture->lease.expires_at = 0;
    assert_int_equal(lease_beat(&fixture->lease, &fixture->err), -1);
    assert_int_equal(fixture->err.kind, ERROR_LATER);
    database_close(other);
}

static void none_is_never_lost(void **state)
{
    struct fixture *fixture = *state;
    struct lease none = {0};

    CHECK_DONE(lease_beat(&none, &fixture->err), &fixture->err);
    CHECK_DONE(lease_renew(&none, &fixture->err), &fixture->err);
    CHECK_DONE(lease_renew(NULL, &fixture->err), &fixture->err);
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(a_lease_is_taken_and_given_back),
        WITH_FIXTURE(it_is_renewed_when_a_third_has_passed),
        WITH_FIXTURE(that_of_another_machine_is_kept_until_it_is_over),
        WITH_FIXTURE(that_of_a_process_here_is_taken_at_once),
        WITH_FIXTURE(one_that_was_taken_over_is_lost),
        WITH_FIXTURE(a_ledger_that_is_locked_for_a_while_ends_nothing),
        WITH_FIXTURE(none_is_never_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
