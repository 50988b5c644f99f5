/* The ledger remembers batches, attempts and refusals, and never forgets an attempt. */
#include "tests/support/check.h"

#include "batch/ledger.h"
#include "batch/listing.h"
#include "batch/quarantine.h"
#include "batch/refusals.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/database.h"
#include "core/file.h"
#include "core/table.h"
#include "tests/batch/fixture.h"

static struct batch_row row_of(struct fixture *fixture)
{
    struct batch_row row;

    assert_int_equal(ledger_find(fixture->ledger, fixture->batch.id, NULL, &row, &fixture->err), 1);
    return row;
}

static void refuse(struct fixture *fixture, const char *document, const char *reason)
{
    const struct quarantined refused = {
        .mapping = "ho_so", .document = document, .position = 3, .line = 9, .reason = reason};

    CHECK_DONE(refusals_add(fixture->ledger, &fixture->batch, &refused, &fixture->err),
               &fixture->err);
}

static void a_batch_nobody_tried_is_unknown(void **state)
{
    struct fixture *fixture = *state;
    struct batch_row row;

    assert_int_equal(ledger_find(fixture->ledger, "dvcqg@x", NULL, &row, &fixture->err), 0);
}

static void a_batch_goes_its_way_to_loaded(void **state)
{
    struct fixture *fixture = *state;
    struct ledger *ledger = fixture->ledger;
    const struct tally tally = {.received = 3, .inserted = 2, .quarantined = 1};

    CHECK_DONE(ledger_start(ledger, &fixture->batch, BATCH_FETCHING, &fixture->err), &fixture->err);
    assert_int_equal(row_of(fixture).state, BATCH_FETCHING);
    CHECK_DONE(ledger_landed(ledger, &fixture->batch, 2, 99, -1, &fixture->err), &fixture->err);
    assert_int_equal(row_of(fixture).state, BATCH_LANDED);
    CHECK_DONE(ledger_loading(ledger, &fixture->batch, 1, "ho_so=1", &fixture->err), &fixture->err);
    assert_int_equal(row_of(fixture).state, BATCH_LOADING);
    assert_int_equal(row_of(fixture).loaded_at, 0);
    CHECK_DONE(ledger_loaded(ledger, &fixture->batch, &tally, &fixture->err), &fixture->err);
    assert_int_equal(row_of(fixture).state, BATCH_LOADED);
    assert_true(row_of(fixture).loaded_at > 0);
    assert_int_equal(row_of(fixture).until, 2000);
}

static void a_tally_that_does_not_balance_is_not_noted(void **state)
{
    struct fixture *fixture = *state;
    const struct tally tally = {.received = 3, .inserted = 2};

    CHECK_DONE(ledger_start(fixture->ledger, &fixture->batch, BATCH_FETCHING, &fixture->err),
               &fixture->err);
    assert_int_equal(ledger_loaded(fixture->ledger, &fixture->batch, &tally, &fixture->err), -1);
    assert_int_equal(fixture->err.kind, ERROR_BUG);
    CHECK_HAS(fixture->err.text, "conservation");
    assert_int_equal(row_of(fixture).state, BATCH_FETCHING);
}

static void a_failure_keeps_its_reason_and_the_next_attempt_does_not_overwrite_it(void **state)
{
    struct fixture *fixture = *state;
    struct error reason;
    const struct table *attempts;

    error_set(&reason, ERROR_DATA, "the far end declared 3 records but 2 were received");
    CHECK_DONE(ledger_start(fixture->ledger, &fixture->batch, BATCH_FETCHING, &fixture->err),
               &fixture->err);
    CHECK_DONE(ledger_failed(fixture->ledger, &fixture->batch, &reason, &fixture->err),
               &fixture->err);
    assert_int_equal(row_of(fixture).state, BATCH_FAILED);
    assert_true(row_of(fixture).must_refetch);

    fixture->batch.attempt = 2;
    CHECK_DONE(ledger_start(fixture->ledger, &fixture->batch, BATCH_FETCHING, &fixture->err),
               &fixture->err);
    assert_false(row_of(fixture).must_refetch);
    attempts = listing_attempts(fixture->ledger, fixture->batch.id, fixture->arena, &fixture->err);
    assert_int_equal(attempts->row_count, 2);
    assert_string_equal(table_cell(attempts, 0, 1), "failed");
    assert_string_equal(table_cell(attempts, 0, attempts->column_count - 1), reason.text);
    assert_string_equal(table_cell(attempts, 1, 1), "fetching");
}

static void an_attempt_that_its_process_left_is_closed_by_the_next(void **state)
{
    struct fixture *fixture = *state;
    const struct table *attempts;

    CHECK_DONE(ledger_start(fixture->ledger, &fixture->batch, BATCH_FETCHING, &fixture->err),
               &fixture->err);
    fixture->batch.attempt = 2;
    CHECK_DONE(ledger_start(fixture->ledger, &fixture->batch, BATCH_FETCHING, &fixture->err),
               &fixture->err);
    attempts = listing_attempts(fixture->ledger, fixture->batch.id, fixture->arena, &fixture->err);
    assert_string_equal(table_cell(attempts, 0, attempts->column_count - 2), "interrupted");
}

static void loading_again_starts_its_refusals_and_drift_anew(void **state)
{
    struct fixture *fixture = *state;
    struct ledger *ledger = fixture->ledger;
    const struct drifted drifted = {"code", "trang_thai", "77", 2};
    const struct refusal_filter all = {0};
    const struct table *drift;
    int round;

    CHECK_DONE(ledger_start(ledger, &fixture->batch, BATCH_FETCHING, &fixture->err), &fixture->err);
    for (round = 0; round < 2; round++) {
        CHECK_DONE(refusals_begin(ledger, &fixture->err), &fixture->err);
        refuse(fixture, "page-0001.json", "once");
        CHECK_DONE(refusals_add_drift(ledger, &fixture->batch, "ho_so", &drifted, &fixture->err),
                   &fixture->err);
        CHECK_DONE(refusals_add_drift(ledger, &fixture->batch, "ho_so", &drifted, &fixture->err),
                   &fixture->err);
        CHECK_DONE(refusals_commit(ledger, &fixture->batch, &fixture->err), &fixture->err);
    }
    assert_int_equal(quarantine_list(ledger, &all, fixture->arena, &fixture->err)->row_count, 1);
    drift = listing_drift(ledger, fixture->batch.id, fixture->arena, &fixture->err);
    assert_int_equal(drift->row_count, 1);
    assert_string_equal(table_cell(drift, 0, 4), "4");
}

/* A batch of dvcqg of this window is loaded and has this drift. */
static void load_drifted(struct fixture *fixture, const char *id, int64_t since,
                         const struct drifted *drifted)
{
    const struct tally tally = {0};
    struct batch batch = fixture->batch;

    batch.id = id;
    batch.window.since = since;
    CHECK_DONE(ledger_start(fixture->ledger, &batch, BATCH_FETCHING, &fixture->err), &fixture->err);
    CHECK_DONE(refusals_begin(fixture->ledger, &fixture->err), &fixture->err);
    CHECK_DONE(refusals_add_drift(fixture->ledger, &batch, "ho_so", drifted, &fixture->err),
               &fixture->err);
    CHECK_DONE(refusals_commit(fixture->ledger, &batch, &fixture->err), &fixture->err);
    CHECK_DONE(ledger_loaded(fixture->ledger, &batch, &tally, &fixture->err), &fixture->err);
}

static void check_row(const struct table *table, size_t row, const char *const *wanted)
{
    size_t i;

    for (i = 0; i < table->column_count; i++)
        assert_string_equal(table_cell(table, row, i) != NULL ? table_cell(table, row, i) : "-",
                            wanted[i]);
}

static void drift_is_summed_and_names_the_batch_of_the_first_window(void **state)
{
    struct fixture *fixture = *state;
    const struct drifted code = {"code", "trang_thai", "77", 2}, check = {"check", "phi", NULL, 3};
    static const char *const wanted[][7] = {
        {"dvcqg", "ho_so", "check", "phi", "-", "3", "dvcqg@2022-03-03"},
        {"dvcqg", "ho_so", "code", "trang_thai", "77", "4", "dvcqg@2022-03-01"},
    };
    const struct table *drift;

    load_drifted(fixture, "dvcqg@2022-03-02", 2000, &code);
    load_drifted(fixture, "dvcqg@2022-03-01", 1000, &code);
    load_drifted(fixture, "dvcqg@2022-03-03", 3000, &check);
    drift = listing_all_drift(fixture->ledger, "dvcqg", fixture->arena, &fixture->err);
    assert_int_equal(drift->row_count, 2);
    check_row(drift, 0, wanted[0]);
    check_row(drift, 1, wanted[1]);
    drift = listing_all_drift(fixture->ledger, "bhyt", fixture->arena, &fixture->err);
    assert_int_equal(drift->row_count, 0);
}

/* A ledger as the first programs made it, with one loaded batch and its drift. */
static const char old_ledger[] =
    "CREATE TABLE batch (batch TEXT PRIMARY KEY, source TEXT NOT NULL, window TEXT NOT NULL,"
    " since INTEGER NOT NULL, until INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN"
    " ('planned', 'fetching', 'landed', 'loading', 'loaded', 'failed')),"
    " attempt INTEGER NOT NULL, loaded_attempt INTEGER, loaded_at INTEGER) STRICT;"
    "CREATE TABLE attempt (batch TEXT NOT NULL REFERENCES batch (batch), number INTEGER NOT NULL,"
    " state TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER, host TEXT NOT NULL,"
    " process INTEGER NOT NULL, documents INTEGER, bytes INTEGER, declared INTEGER, landed INTEGER,"
    " received INTEGER NOT NULL DEFAULT 0, inserted INTEGER NOT NULL DEFAULT 0,"
    " updated INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0,"
    " stale INTEGER NOT NULL DEFAULT 0, filtered INTEGER NOT NULL DEFAULT 0,"
    " quarantined INTEGER NOT NULL DEFAULT 0, error_kind TEXT, error TEXT,"
    " PRIMARY KEY (batch, number)) STRICT;"
    "CREATE TABLE drift (batch TEXT NOT NULL, attempt INTEGER NOT NULL, mapping TEXT NOT NULL,"
    " field TEXT NOT NULL, value TEXT NOT NULL, count INTEGER NOT NULL,"
    " PRIMARY KEY (batch, attempt, mapping, field, value)) STRICT;"
    "INSERT INTO batch VALUES ('dvcqg@2022-03-01', 'dvcqg', '2022-03-01', 1000, 2000, 'loaded', 1,"
    " 1, 5);"
    "INSERT INTO attempt (batch, number, state, started_at, host, process)"
    " VALUES ('dvcqg@2022-03-01', 1, 'loaded', 3, 'h', 4);"
    "INSERT INTO drift VALUES ('dvcqg@2022-03-01', 1, 'ho_so', 'trang_thai', '77', 2);";

/* Puts an old ledger in the place of the fixture's and opens it. */
static void open_old(struct fixture *fixture, bool is_read_only)
{
    const char *path = path_join(fixture->arena, fixture->folder, "old.db");
    struct database *database = database_open(path, false, &fixture->err);

    CHECK_DONE(database_run(database, old_ledger, &fixture->err), &fixture->err);
    database_close(database);
    ledger_close(fixture->ledger);
    fixture->ledger = ledger_open(path, is_read_only, fixture->arena, &fixture->err);
    assert_non_null(fixture->ledger);
}

static void a_ledger_of_an_older_program_is_upgraded_with_all_that_it_knows(void **state)
{
    struct fixture *fixture = *state;
    static const char *const wanted[] = {"ho_so", "code", "trang_thai", "77", "2"};
    const struct table *drift;

    open_old(fixture, false);
    drift = listing_drift(fixture->ledger, fixture->batch.id, fixture->arena, &fixture->err);
    assert_int_equal(drift->row_count, 1);
    check_row(drift, 0, wanted);
    assert_int_equal(row_of(fixture).state, BATCH_LOADED);
    assert_int_equal(row_of(fixture).loaded_at, 5);
    fixture->batch.attempt = 2;
    CHECK_DONE(ledger_start(fixture->ledger, &fixture->batch, BATCH_FETCHING, &fixture->err),
               &fixture->err);
    CHECK_DONE(ledger_abandon(fixture->ledger, &fixture->batch, &fixture->err), &fixture->err);
    assert_int_equal(row_of(fixture).state, BATCH_ABANDONED);
}

static void an_older_ledger_can_be_asked_too(void **state)
{
    struct fixture *fixture = *state;
    const struct table *attempts;

    open_old(fixture, true);
    attempts = listing_attempts(fixture->ledger, fixture->batch.id, fixture->arena, &fixture->err);
    assert_non_null(attempts);
    assert_int_equal(attempts->row_count, 1);
}

static void a_ledger_of_a_newer_program_is_left_alone(void **state)
{
    struct fixture *fixture = *state;
    const char *path = path_join(fixture->arena, fixture->folder, "ledger.db");
    struct database *database;

    ledger_close(fixture->ledger);
    database = database_open(path, false, &fixture->err);
    CHECK_DONE(database_run(database, "PRAGMA user_version = 1000", &fixture->err), &fixture->err);
    database_close(database);
    fixture->ledger = ledger_open(path, false, fixture->arena, &fixture->err);
    assert_null(fixture->ledger);
    assert_int_equal(fixture->err.kind, ERROR_CONFIG);
    CHECK_HAS(fixture->err.text, "it was written by a newer one");
}

/* The batch's events as "state note, state note". */
static const char *events_of(struct fixture *fixture)
{
    const struct table *events =
        listing_events(fixture->ledger, fixture->batch.id, fixture->arena, &fixture->err);
    const char *text = "";
    size_t i;

    for (i = 0; i < events->row_count; i++)
        text = arena_print(fixture->arena, "%s%s%s%s%s", text, i == 0 ? "" : ", ",
                           table_cell(events, i, 2), table_cell(events, i, 4) == NULL ? "" : " ",
                           table_cell(events, i, 4) == NULL ? "" : table_cell(events, i, 4));
    return text;
}

static void each_change_of_state_is_an_event_with_who_and_why(void **state)
{
    struct fixture *fixture = *state;
    struct ledger *ledger = fixture->ledger;
    const struct table *events;
    struct error reason;

    error_set(&reason, ERROR_SOURCE, "the far end is down");
    ledger_set_command(ledger, "run", "asked by the department");
    CHECK_DONE(ledger_start(ledger, &fixture->batch, BATCH_FETCHING, &fixture->err), &fixture->err);
    CHECK_DONE(ledger_failed(ledger, &fixture->batch, &reason, &fixture->err), &fixture->err);
    CHECK_DONE(ledger_abandon(ledger, &fixture->batch, &fixture->err), &fixture->err);
    assert_string_equal(events_of(fixture), "fetching, failed the far end is down, abandoned");
    events = listing_events(ledger, fixture->batch.id, fixture->arena, &fixture->err);
    assert_string_equal(table_cell(events, 1, 3), "source");
    assert_string_equal(table_cell(events, 2, 5), "asked by the department");
    assert_non_null(table_cell(events, 2, 6));
}

static void a_batch_is_outdated_as_long_as_its_mappings_are_others(void **state)
{
    struct fixture *fixture = *state;
    struct ledger *ledger = fixture->ledger;
    const struct tally tally = {0};
    struct batch_row row;
    long count;

    CHECK_DONE(ledger_start(ledger, &fixture->batch, BATCH_LANDED, &fixture->err), &fixture->err);
    CHECK_DONE(ledger_loading(ledger, &fixture->batch, 1, "ho_so=1", &fixture->err), &fixture->err);
    CHECK_DONE(ledger_loaded(ledger, &fixture->batch, &tally, &fixture->err), &fixture->err);
    assert_int_equal(ledger_find(ledger, fixture->batch.id, "ho_so=2", &row, &fixture->err), 1);
    assert_true(row.is_outdated);
    assert_int_equal(row.loaded_landing, 1);

    CHECK_DONE(ledger_outdate(ledger, "dvcqg", "ho_so=1", &count, &fixture->err), &fixture->err);
    assert_int_equal(count, 0);
    CHECK_DONE(ledger_outdate(ledger, "dvcqg", "ho_so=2", &count, &fixture->err), &fixture->err);
    assert_int_equal(count, 1);
    assert_int_equal(row_of(fixture).state, BATCH_OUTDATED);
    CHECK_DONE(ledger_outdate(ledger, "dvcqg", "ho_so=1", &count, &fixture->err), &fixture->err);
    assert_int_equal(row_of(fixture).state, BATCH_LOADED);
    assert_string_equal(events_of(fixture),
                        "landed, loading, loaded, outdated ho_so=2, loaded ho_so=1");
}

static void batches_in_a_state_are_found_one_after_another(void **state)
{
    struct fixture *fixture = *state;
    struct batch_id found = {0};
    struct batch second = fixture->batch;

    second.id = "dvcqg@2022-03-02";
    CHECK_DONE(ledger_start(fixture->ledger, &fixture->batch, BATCH_FETCHING, &fixture->err),
               &fixture->err);
    CHECK_DONE(ledger_start(fixture->ledger, &second, BATCH_FETCHING, &fixture->err),
               &fixture->err);
    CHECK_DONE(ledger_loading(fixture->ledger, &fixture->batch, 1, "ho_so=1", &fixture->err),
               &fixture->err);
    CHECK_DONE(ledger_loading(fixture->ledger, &second, 1, "ho_so=1", &fixture->err),
               &fixture->err);
    assert_int_equal(ledger_next(fixture->ledger, "dvcqg", BATCH_LOADING, &found, &fixture->err),
                     1);
    assert_string_equal(found.batch, "dvcqg@2022-03-01");
    assert_int_equal(ledger_next(fixture->ledger, "dvcqg", BATCH_LOADING, &found, &fixture->err),
                     1);
    assert_string_equal(found.batch, "dvcqg@2022-03-02");
    assert_int_equal(ledger_next(fixture->ledger, "dvcqg", BATCH_LOADING, &found, &fixture->err),
                     0);
}

static void a_ledger_that_is_not_there_cannot_be_asked(void **state)
{
    struct fixture *fixture = *state;

    assert_null(ledger_open("nowhere/ledger.db", true, fixture->arena, &fixture->err));
    assert_int_equal(fixture->err.kind, ERROR_DATA);
    assert_string_equal(fixture->err.text, "there is no ledger yet at nowhere/ledger.db; hint: run "
                                           "'nhip run' first");
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(a_batch_nobody_tried_is_unknown),
        WITH_FIXTURE(a_batch_goes_its_way_to_loaded),
        WITH_FIXTURE(a_tally_that_does_not_balance_is_not_noted),
        WITH_FIXTURE(a_failure_keeps_its_reason_and_the_next_attempt_does_not_overwrite_it),
        WITH_FIXTURE(an_attempt_that_its_process_left_is_closed_by_the_next),
        WITH_FIXTURE(loading_again_starts_its_refusals_and_drift_anew),
        WITH_FIXTURE(drift_is_summed_and_names_the_batch_of_the_first_window),
        WITH_FIXTURE(a_ledger_of_an_older_program_is_upgraded_with_all_that_it_knows),
        WITH_FIXTURE(an_older_ledger_can_be_asked_too),
        WITH_FIXTURE(a_ledger_of_a_newer_program_is_left_alone),
        WITH_FIXTURE(each_change_of_state_is_an_event_with_who_and_why),
        WITH_FIXTURE(a_batch_is_outdated_as_long_as_its_mappings_are_others),
        WITH_FIXTURE(batches_in_a_state_are_found_one_after_another),
        WITH_FIXTURE(a_ledger_that_is_not_there_cannot_be_asked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
