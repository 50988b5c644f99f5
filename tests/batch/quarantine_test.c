/* What is refused stands on an open list, as old as it is, until it is mended or dropped. */
#include "tests/support/check.h"

#include "batch/ledger.h"
#include "batch/quarantine.h"
#include "batch/refusals.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/file.h"
#include "core/instant.h"
#include "core/record.h"
#include "core/table.h"
#include "tests/batch/fixture.h"

enum { NUMBER, DOCUMENT = 3, SINCE = 9, DROPPED };

static void refuse_by(struct fixture *fixture, const char *document, const char *rule,
                      const char *reason)
{
    const struct quarantined refused = {.mapping = "ho_so",
                                        .document = document,
                                        .hash = document,
                                        .position = 3,
                                        .line = 9,
                                        .rule = rule,
                                        .reason = reason};

    CHECK_DONE(refusals_add(fixture->ledger, &fixture->batch, &refused, &fixture->err),
               &fixture->err);
}

static void refuse(struct fixture *fixture, const char *document, const char *reason)
{
    refuse_by(fixture, document, "date", reason);
}

/* The open refusals of a source; NULL: of all. */
static const struct table *listed(struct fixture *fixture, const char *source)
{
    const struct refusal_filter filter = {.source = source};
    const struct table *table =
        quarantine_list(fixture->ledger, &filter, fixture->arena, &fixture->err);

    assert_non_null(table);
    return table;
}

/* A new attempt at the batch begins at this second, refusing nothing yet. */
static void begin_attempt(struct fixture *fixture, int attempt, int second)
{
    clock_fix((int64_t)second * MICROSECONDS_PER_SECOND);
    fixture->batch.attempt = attempt;
    CHECK_DONE(ledger_start(fixture->ledger, &fixture->batch, BATCH_LANDED, &fixture->err),
               &fixture->err);
    CHECK_DONE(refusals_begin(fixture->ledger, &fixture->err), &fixture->err);
}

static void end_attempt(struct fixture *fixture)
{
    const struct tally tally = {0};

    CHECK_DONE(refusals_commit(fixture->ledger, &fixture->batch, &fixture->err), &fixture->err);
    CHECK_DONE(ledger_loaded(fixture->ledger, &fixture->batch, &tally, &fixture->err),
               &fixture->err);
}

static void refusals_are_on_record_only_with_their_commit(void **state)
{
    struct fixture *fixture = *state;
    struct ledger *ledger = fixture->ledger;
    const struct table *refusals;

    CHECK_DONE(ledger_start(ledger, &fixture->batch, BATCH_FETCHING, &fixture->err), &fixture->err);
    CHECK_DONE(refusals_begin(ledger, &fixture->err), &fixture->err);
    refuse(fixture, "page-0001.json", "lost");
    CHECK_DONE(refusals_begin(ledger, &fixture->err), &fixture->err);
    refuse(fixture, "page-0001.json", "forgotten");
    refuse(fixture, "page-0002.json", "kept");
    CHECK_DONE(refusals_forget(ledger, &fixture->batch, "page-0001.json", &fixture->err),
               &fixture->err);
    CHECK_DONE(refusals_commit(ledger, &fixture->batch, &fixture->err), &fixture->err);

    refusals = listed(fixture, "dvcqg");
    assert_int_equal(refusals->row_count, 1);
    assert_string_equal(table_cell(refusals, 0, refusals->column_count - 1), "kept");
    assert_int_equal(listed(fixture, "bhyt")->row_count, 0);
    assert_int_equal(
        quarantine_find(ledger, table_cell(refusals, 0, 0), fixture->arena, &fixture->err)
            ->row_count,
        1);
}

static void collecting_refusals_keeps_nobody_from_writing(void **state)
{
    struct fixture *fixture = *state;
    struct ledger *second = ledger_open(path_join(fixture->arena, fixture->folder, "ledger.db"),
                                        false, fixture->arena, &fixture->err);
    struct batch other = fixture->batch;

    other.id = "bhyt@2022-03-01";
    CHECK_DONE(ledger_start(fixture->ledger, &fixture->batch, BATCH_FETCHING, &fixture->err),
               &fixture->err);
    CHECK_DONE(refusals_begin(fixture->ledger, &fixture->err), &fixture->err);
    refuse(fixture, "page-0001.json", "kept");
    CHECK_DONE(ledger_start(second, &other, BATCH_FETCHING, &fixture->err), &fixture->err);
    refuse(fixture, "page-0001.json", "kept too");
    CHECK_DONE(refusals_commit(fixture->ledger, &fixture->batch, &fixture->err), &fixture->err);
    assert_int_equal(listed(fixture, NULL)->row_count, 2);
    ledger_close(second);
}

static void what_is_refused_again_keeps_its_age_under_a_new_number(void **state)
{
    struct fixture *fixture = *state;
    const char *first, *since;

    begin_attempt(fixture, 1, 1000);
    refuse(fixture, "page-1", "old");
    refuse(fixture, "page-2", "mended later");
    end_attempt(fixture);
    first = table_cell(listed(fixture, NULL), 0, NUMBER);
    since = table_cell(listed(fixture, NULL), 0, SINCE);
    begin_attempt(fixture, 2, 2000);
    refuse(fixture, "page-1", "old");
    refuse_by(fixture, "page-1", "code", "by another rule");
    end_attempt(fixture);

    assert_int_equal(listed(fixture, NULL)->row_count, 2);
    assert_string_not_equal(table_cell(listed(fixture, NULL), 0, NUMBER), first);
    assert_string_equal(table_cell(listed(fixture, NULL), 0, SINCE), since);
    assert_string_not_equal(table_cell(listed(fixture, NULL), 1, SINCE), since);
}

static void what_was_dropped_stays_dropped_when_it_is_refused_again(void **state)
{
    struct fixture *fixture = *state;
    const struct refusal_filter all = {.has_dropped = true};
    const struct table *table;
    long count;

    begin_attempt(fixture, 1, 1000);
    refuse(fixture, "page-1", "hopeless");
    refuse(fixture, "page-2", "open");
    end_attempt(fixture);
    ledger_set_command(fixture->ledger, "quarantine drop", "nobody mends it");
    CHECK_DONE(quarantine_drop(fixture->ledger, table_cell(listed(fixture, NULL), 0, NUMBER),
                               &count, &fixture->err),
               &fixture->err);
    assert_int_equal(count, 1);
    assert_int_equal(listed(fixture, NULL)->row_count, 1);
    begin_attempt(fixture, 2, 2000);
    refuse(fixture, "page-1", "hopeless");
    refuse(fixture, "page-2", "open");
    end_attempt(fixture);

    assert_int_equal(listed(fixture, NULL)->row_count, 1);
    assert_string_equal(table_cell(listed(fixture, NULL), 0, DOCUMENT), "page-2");
    table = quarantine_list(fixture->ledger, &all, fixture->arena, &fixture->err);
    assert_int_equal(table->row_count, 2);
    assert_string_equal(table_cell(table, 0, DROPPED), "nobody mends it");
}

static void a_filter_drops_what_fits_and_a_sum_tells_what_there_is(void **state)
{
    struct fixture *fixture = *state;
    const struct refusal_filter all = {0}, dates = {.rule = "date"};
    const struct table *sum;
    long count;

    begin_attempt(fixture, 1, 1000);
    refuse(fixture, "page-1", "a");
    refuse(fixture, "page-2", "b");
    refuse_by(fixture, "page-3", "code", "c");
    end_attempt(fixture);
    sum = quarantine_sum(fixture->ledger, &all, fixture->arena, &fixture->err);
    assert_int_equal(sum->row_count, 2);
    assert_string_equal(table_cell(sum, 0, 3), "date");
    assert_string_equal(table_cell(sum, 0, 4), "2");
    CHECK_DONE(quarantine_drop_all(fixture->ledger, &dates, &count, &fixture->err), &fixture->err);
    assert_int_equal(count, 2);
    assert_int_equal(listed(fixture, NULL)->row_count, 1);
}

static void a_batch_that_was_mended_has_nothing_open(void **state)
{
    struct fixture *fixture = *state;
    struct batch_row row;

    begin_attempt(fixture, 1, 1000);
    refuse(fixture, "page-1", "a");
    end_attempt(fixture);
    assert_int_equal(ledger_find(fixture->ledger, fixture->batch.id, NULL, &row, &fixture->err), 1);
    assert_true(row.has_refusals);
    begin_attempt(fixture, 2, 2000);
    end_attempt(fixture);
    assert_int_equal(ledger_find(fixture->ledger, fixture->batch.id, NULL, &row, &fixture->err), 1);
    assert_false(row.has_refusals);
    assert_int_equal(listed(fixture, NULL)->row_count, 0);
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(refusals_are_on_record_only_with_their_commit),
        WITH_FIXTURE(collecting_refusals_keeps_nobody_from_writing),
        WITH_FIXTURE(what_is_refused_again_keeps_its_age_under_a_new_number),
        WITH_FIXTURE(what_was_dropped_stays_dropped_when_it_is_refused_again),
        WITH_FIXTURE(a_filter_drops_what_fits_and_a_sum_tells_what_there_is),
        WITH_FIXTURE(a_batch_that_was_mended_has_nothing_open),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
