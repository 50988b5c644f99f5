/* Windows are cut at local time, and due for a reason that the ledger gives. */
#include "landing/landing.h"
#include "tests/support/check.h"

#include <stdlib.h>

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/plan.h"
#include "connectors/connector.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/file.h"
#include "core/instant.h"
#include "tests/support/scratch.h"

struct fixture {
    struct arena *arena;
    char *folder;
    struct ledger *ledger;
    struct landing_root landing;
    struct deployment deployment;
    struct source_config config;
    struct source source;
    struct connector connector;
    struct selection selection;
    struct error err;
};

static int64_t at(const char *text)
{
    struct error err;
    int64_t instant = 0;

    CHECK_DONE(instant_parse(text, VIETNAM_OFFSET_SECONDS, &instant, &err), &err);
    return instant;
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    fixture->arena = arena_new();
    fixture->folder = scratch_make(fixture->arena);
    fixture->ledger = ledger_open(path_join(fixture->arena, fixture->folder, "ledger.db"), false,
                                  fixture->arena, &fixture->err);
    assert_non_null(fixture->ledger);
    fixture->connector.name = "test";
    fixture->source.connector = &fixture->connector;
    fixture->config.name = "dvcqg";
    fixture->config.source = &fixture->source;
    fixture->config.offset_seconds = VIETNAM_OFFSET_SECONDS;
    fixture->config.loaded_by = "ho_so=1";
    fixture->config.start = at("2022-03-01");
    fixture->config.every.seconds = SECONDS_PER_DAY;
    fixture->landing.folder = path_join(fixture->arena, fixture->folder, "landing");
    fixture->deployment.landing = &fixture->landing;
    fixture->deployment.sources = &fixture->config;
    fixture->deployment.source_count = 1;
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

/* The plan as "batch why, batch why". */
static const char *planned(struct fixture *fixture, const char *now)
{
    const char *text = "";
    struct due *due;

    clock_fix(at(now));
    CHECK_DONE(plan_make(&fixture->deployment, fixture->ledger, &fixture->selection, fixture->arena,
                         &due, &fixture->err),
               &fixture->err);
    for (; due != NULL; due = due->next)
        text = arena_print(fixture->arena, "%s%s%s %s", text, *text != '\0' ? ", " : "", due->batch,
                           due->reason);
    return text;
}

static void load(struct fixture *fixture, const char *window, const char *since, const char *until)
{
    const struct tally tally = {0};
    const struct batch batch = {.id = arena_print(fixture->arena, "dvcqg@%s", window),
                                .source = "dvcqg",
                                .window = {window, at(since), at(until)},
                                .attempt = 1};

    CHECK_DONE(ledger_start(fixture->ledger, &batch, BATCH_FETCHING, &fixture->err), &fixture->err);
    CHECK_DONE(ledger_loading(fixture->ledger, &batch, 1, "ho_so=1", &fixture->err), &fixture->err);
    CHECK_DONE(ledger_loaded(fixture->ledger, &batch, &tally, &fixture->err), &fixture->err);
}

static void only_windows_that_have_passed_are_due(void **state)
{
    struct fixture *fixture = *state;

    assert_string_equal(planned(fixture, "2022-03-01T23:59:59"), "");
    assert_string_equal(planned(fixture, "2022-03-02"), "dvcqg@2022-03-01 never loaded");
    assert_string_equal(planned(fixture, "2022-03-03T12:00"),
                        "dvcqg@2022-03-01 never loaded, dvcqg@2022-03-02 never loaded");
}

static void a_window_ripens_before_it_is_due(void **state)
{
    struct fixture *fixture = *state;

    fixture->config.not_before.seconds = 2 * 3600;
    assert_string_equal(planned(fixture, "2022-03-02T01:59"), "");
    assert_string_equal(planned(fixture, "2022-03-02T02:00"), "dvcqg@2022-03-01 never loaded");
}

static void a_source_that_ends_has_no_later_window(void **state)
{
    struct fixture *fixture = *state;

    fixture->config.until = at("2022-03-02");
    assert_string_equal(planned(fixture, "2022-03-09"), "dvcqg@2022-03-01 never loaded");
}

static void a_gap_in_the_middle_is_seen(void **state)
{
    struct fixture *fixture = *state;

    clock_fix(at("2022-03-04"));
    load(fixture, "2022-03-01", "2022-03-01", "2022-03-02");
    load(fixture, "2022-03-03", "2022-03-03", "2022-03-04");
    assert_string_equal(planned(fixture, "2022-03-04"), "dvcqg@2022-03-02 never loaded");
}

static void the_last_windows_are_looked_back_at_once_after_each_new_one(void **state)
{
    struct fixture *fixture = *state;

    fixture->config.lookback = 1;
    clock_fix(at("2022-03-02T06:00"));
    load(fixture, "2022-03-01", "2022-03-01", "2022-03-02");
    assert_string_equal(planned(fixture, "2022-03-02T07:00"), "");
    assert_string_equal(planned(fixture, "2022-03-03T06:00"),
                        "dvcqg@2022-03-01 lookback, dvcqg@2022-03-02 never loaded");
    clock_fix(at("2022-03-03T06:00"));
    load(fixture, "2022-03-02", "2022-03-02", "2022-03-03");
    assert_string_equal(planned(fixture, "2022-03-04T06:00"),
                        "dvcqg@2022-03-02 lookback, dvcqg@2022-03-03 never loaded");
}

static void bounds_choose_windows_loaded_or_not(void **state)
{
    struct fixture *fixture = *state;

    clock_fix(at("2022-03-05"));
    load(fixture, "2022-03-02", "2022-03-02", "2022-03-03");
    fixture->selection.take = TAKE_DUE | TAKE_LOADED;
    fixture->selection.from = at("2022-03-02");
    fixture->selection.to = at("2022-03-03");
    assert_string_equal(planned(fixture, "2022-03-05"), "dvcqg@2022-03-02 forced");
    fixture->selection.from = at("2022-03-03T12:00");
    fixture->selection.to = 0;
    assert_string_equal(planned(fixture, "2022-03-05"),
                        "dvcqg@2022-03-03 never loaded, dvcqg@2022-03-04 never loaded");
}

static void a_failed_window_is_due_and_says_so(void **state)
{
    struct fixture *fixture = *state;
    const struct batch batch = {.id = "dvcqg@2022-03-01",
                                .source = "dvcqg",
                                .window = {"2022-03-01", at("2022-03-01"), at("2022-03-02")},
                                .attempt = 1};
    struct error reason;

    error_set(&reason, ERROR_SOURCE, "down");
    CHECK_DONE(ledger_start(fixture->ledger, &batch, BATCH_FETCHING, &fixture->err), &fixture->err);
    assert_string_equal(planned(fixture, "2022-03-02"), "dvcqg@2022-03-01 interrupted");
    CHECK_DONE(ledger_failed(fixture->ledger, &batch, &reason, &fixture->err), &fixture->err);
    assert_string_equal(planned(fixture, "2022-03-02"), "dvcqg@2022-03-01 failed");
}

/* Whether the first batch that is due is loaded from the landing. */
static bool is_first_landed(struct fixture *fixture, const char *now)
{
    struct due *due;

    clock_fix(at(now));
    CHECK_DONE(plan_make(&fixture->deployment, fixture->ledger, &fixture->selection, fixture->arena,
                         &due, &fixture->err),
               &fixture->err);
    assert_non_null(due);
    return due->is_landed;
}

/* Else the window would count as looked back at, with what had landed long before. */
static void what_failed_before_it_landed_is_fetched_though_an_older_landing_is_there(void **state)
{
    struct fixture *fixture = *state;
    struct batch batch = {.id = "dvcqg@2022-03-01",
                          .source = "dvcqg",
                          .window = {"2022-03-01", at("2022-03-01"), at("2022-03-02")},
                          .attempt = 2};
    struct error reason;

    load(fixture, "2022-03-01", "2022-03-01", "2022-03-02");
    scratch_write(fixture->folder, "landing/dvcqg/2022-03-01/1/manifest.json", "", 0,
                  fixture->arena);
    error_set(&reason, ERROR_IO, "full");
    CHECK_DONE(ledger_start(fixture->ledger, &batch, BATCH_FETCHING, &fixture->err), &fixture->err);
    CHECK_DONE(ledger_failed(fixture->ledger, &batch, &reason, &fixture->err), &fixture->err);
    assert_false(is_first_landed(fixture, "2022-03-02"));

    batch.attempt = 3;
    CHECK_DONE(ledger_start(fixture->ledger, &batch, BATCH_LANDED, &fixture->err), &fixture->err);
    CHECK_DONE(ledger_failed(fixture->ledger, &batch, &reason, &fixture->err), &fixture->err);
    assert_true(is_first_landed(fixture, "2022-03-02"));
}

static void windows_of_another_length_are_due_again(void **state)
{
    struct fixture *fixture = *state;

    clock_fix(at("2022-03-02"));
    load(fixture, "2022-03-01", "2022-03-01", "2022-03-02");
    fixture->config.every.seconds = 7 * SECONDS_PER_DAY;
    assert_string_equal(planned(fixture, "2022-03-08"), "dvcqg@2022-03-01 its window has changed");
}

static void ids_are_as_fine_as_the_windows(void **state)
{
    struct fixture *fixture = *state;

    fixture->config.every.seconds = 6 * 3600;
    assert_string_equal(planned(fixture, "2022-03-01T12:00"),
                        "dvcqg@2022-03-01T00 never loaded, dvcqg@2022-03-01T06 never loaded");
    fixture->config.every = (struct span){0, 1};
    assert_string_equal(planned(fixture, "2022-05-01"),
                        "dvcqg@2022-03 never loaded, dvcqg@2022-04 never loaded");
    fixture->config.every.months = 0;
    fixture->config.every.seconds = 900;
    assert_string_equal(planned(fixture, "2022-03-01T00:15"), "dvcqg@2022-03-01T0000 never loaded");
}

static void a_snapshot_is_due_once_in_each_stretch(void **state)
{
    struct fixture *fixture = *state;

    fixture->config.is_snapshot = true;
    fixture->config.start = 0;
    assert_string_equal(planned(fixture, "2022-03-01T06:00"), "dvcqg@2022-03-01 never loaded");
    load(fixture, "2022-03-01", "2022-03-01T06:00", "2022-03-01T06:00");
    assert_string_equal(planned(fixture, "2022-03-01T18:00"), "");
    assert_string_equal(planned(fixture, "2022-03-02T00:00"), "dvcqg@2022-03-02 never loaded");
    fixture->selection.take = TAKE_DUE | TAKE_LOADED;
    fixture->selection.step = STEP_FETCH;
    assert_string_equal(planned(fixture, "2022-03-01T18:00"), "dvcqg@2022-03-01 forced");
}

static void an_unknown_source_is_refused_with_those_there_are(void **state)
{
    struct fixture *fixture = *state;
    const char *const names[] = {"dvcq"};
    struct due *due;

    fixture->selection.sources = names;
    fixture->selection.source_count = 1;
    CHECK_FAILS(plan_make(&fixture->deployment, fixture->ledger, &fixture->selection,
                          fixture->arena, &due, &fixture->err),
                &fixture->err, ERROR_USAGE, "no source 'dvcq'; there are: dvcqg");
}

/* Of four windows: one loaded, one failed, one abandoned, one nobody tried. */
static void make_history(struct fixture *fixture)
{
    struct batch batch = {.id = "dvcqg@2022-03-02",
                          .source = "dvcqg",
                          .window = {"2022-03-02", at("2022-03-02"), at("2022-03-03")},
                          .attempt = 1};
    struct error reason;

    load(fixture, "2022-03-01", "2022-03-01", "2022-03-02");
    CHECK_DONE(ledger_start(fixture->ledger, &batch, BATCH_FETCHING, &fixture->err), &fixture->err);
    error_set(&reason, ERROR_SOURCE, "down");
    CHECK_DONE(ledger_failed(fixture->ledger, &batch, &reason, &fixture->err), &fixture->err);
    batch.id = "dvcqg@2022-03-03";
    batch.window = (struct window){"2022-03-03", at("2022-03-03"), at("2022-03-04")};
    batch.attempt = 0;
    CHECK_DONE(ledger_abandon(fixture->ledger, &batch, &fixture->err), &fixture->err);
}

static void a_selection_takes_batches_by_what_has_become_of_them(void **state)
{
    static const struct {
        unsigned take;
        const char *plan;
    } cases[] = {
        {0, "dvcqg@2022-03-02 failed, dvcqg@2022-03-04 never loaded"},
        {TAKE_MISSING, "dvcqg@2022-03-02 failed, dvcqg@2022-03-04 never loaded"},
        {TAKE_FAILED, "dvcqg@2022-03-02 failed"},
        {TAKE_LOADED, "dvcqg@2022-03-01 forced"},
        {TAKE_OUTDATED, ""},
        {TAKE_REFUSED, ""},
    };
    struct fixture *fixture = *state;
    size_t i;

    make_history(fixture);
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fixture->selection.take = cases[i].take;
        assert_string_equal(planned(fixture, "2022-03-05"), cases[i].plan);
    }
}

static void a_named_batch_is_taken_whatever_its_state(void **state)
{
    struct fixture *fixture = *state;
    const char *const names[] = {"dvcqg@2022-03-03", "dvcqg@2022-03-01"};

    make_history(fixture);
    fixture->selection.batches = names;
    fixture->selection.batch_count = 2;
    assert_string_equal(planned(fixture, "2022-03-05"),
                        "dvcqg@2022-03-01 asked for, dvcqg@2022-03-03 abandoned");
    fixture->selection.is_reversed = true;
    assert_string_equal(planned(fixture, "2022-03-05"),
                        "dvcqg@2022-03-03 abandoned, dvcqg@2022-03-01 asked for");
}

static void a_batch_that_there_is_not_is_refused(void **state)
{
    static const struct {
        const char *name, *text;
    } cases[] = {
        {"dvcqg@2022-03-09",
         "no batch 'dvcqg@2022-03-09': it is no window of dvcqg that has ripened, and nothing has "
         "landed of it; hint: nhip status dvcqg lists its batches"},
        {"dvcqg@x",
         "no batch 'dvcqg@x': it is no window of dvcqg that has ripened, and nothing has landed of "
         "it; hint: nhip status dvcqg lists its batches"},
        {"dvc@2022-03-01", "no source 'dvc@2022-03-01'; there are: dvcqg"},
        {"2022-03-01", "'2022-03-01' is no batch; hint: its id is that of its source, '@' and the "
                       "window, as nhip status --batches lists them"},
    };
    struct fixture *fixture = *state;
    struct due *due;
    size_t i;

    clock_fix(at("2022-03-05"));
    fixture->selection.batch_count = 1;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fixture->selection.batches = &cases[i].name;
        CHECK_FAILS(plan_make(&fixture->deployment, fixture->ledger, &fixture->selection,
                              fixture->arena, &due, &fixture->err),
                    &fixture->err, ERROR_USAGE, cases[i].text);
    }
}

static void a_changed_mapping_makes_loaded_batches_outdated_which_only_reload_takes(void **state)
{
    struct fixture *fixture = *state;
    struct due *due;

    make_history(fixture);
    fixture->config.loaded_by = "ho_so=2";
    assert_string_equal(planned(fixture, "2022-03-03"), "dvcqg@2022-03-02 failed");
    fixture->selection.take = TAKE_OUTDATED;
    scratch_write(fixture->folder, "landing/dvcqg/2022-03-01/1/manifest.json", "", 0,
                  fixture->arena);
    assert_string_equal(planned(fixture, "2022-03-03"), "dvcqg@2022-03-01 mapping changed");
    CHECK_DONE(plan_make(&fixture->deployment, fixture->ledger, &fixture->selection, fixture->arena,
                         &due, &fixture->err),
               &fixture->err);
    assert_true(due->is_landed && due->is_loaded);
    assert_int_equal(due->landed_attempt, 1);
}

static void a_reload_that_was_interrupted_or_failed_is_taken_up_by_reload(void **state)
{
    struct fixture *fixture = *state;
    struct batch batch = {.id = "dvcqg@2022-03-01",
                          .source = "dvcqg",
                          .window = {"2022-03-01", at("2022-03-01"), at("2022-03-02")},
                          .attempt = 2};
    struct error reason;

    make_history(fixture);
    scratch_write(fixture->folder, "landing/dvcqg/2022-03-01/1/manifest.json", "", 0,
                  fixture->arena);
    fixture->config.loaded_by = "ho_so=2";
    fixture->selection.take = TAKE_OUTDATED;
    fixture->selection.step = STEP_LOAD;
    CHECK_DONE(ledger_start(fixture->ledger, &batch, BATCH_LANDED, &fixture->err), &fixture->err);
    assert_string_equal(planned(fixture, "2022-03-03"), "dvcqg@2022-03-01 mapping changed");
    CHECK_DONE(ledger_loading(fixture->ledger, &batch, 1, "ho_so=2", &fixture->err), &fixture->err);
    assert_string_equal(planned(fixture, "2022-03-03"), "dvcqg@2022-03-01 mapping changed");
    error_set(&reason, ERROR_IO, "full");
    CHECK_DONE(ledger_failed(fixture->ledger, &batch, &reason, &fixture->err), &fixture->err);
    assert_string_equal(planned(fixture, "2022-03-03"), "dvcqg@2022-03-01 mapping changed");
}

/* It was to be seen anew, which reload does not do. */
static void what_failed_to_be_fetched_is_not_taken_up_by_reload(void **state)
{
    struct fixture *fixture = *state;
    struct batch batch = {.id = "dvcqg@2022-03-01",
                          .source = "dvcqg",
                          .window = {"2022-03-01", at("2022-03-01"), at("2022-03-02")},
                          .attempt = 2};
    struct error reason;

    make_history(fixture);
    fixture->config.loaded_by = "ho_so=2";
    fixture->selection.take = TAKE_OUTDATED;
    fixture->selection.step = STEP_LOAD;
    CHECK_DONE(ledger_start(fixture->ledger, &batch, BATCH_FETCHING, &fixture->err), &fixture->err);
    error_set(&reason, ERROR_SOURCE, "down");
    CHECK_DONE(ledger_failed(fixture->ledger, &batch, &reason, &fixture->err), &fixture->err);
    assert_string_equal(planned(fixture, "2022-03-03"), "");
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(only_windows_that_have_passed_are_due),
        WITH_FIXTURE(a_window_ripens_before_it_is_due),
        WITH_FIXTURE(a_source_that_ends_has_no_later_window),
        WITH_FIXTURE(a_gap_in_the_middle_is_seen),
        WITH_FIXTURE(the_last_windows_are_looked_back_at_once_after_each_new_one),
        WITH_FIXTURE(bounds_choose_windows_loaded_or_not),
        WITH_FIXTURE(a_failed_window_is_due_and_says_so),
        WITH_FIXTURE(what_failed_before_it_landed_is_fetched_though_an_older_landing_is_there),
        WITH_FIXTURE(windows_of_another_length_are_due_again),
        WITH_FIXTURE(ids_are_as_fine_as_the_windows),
        WITH_FIXTURE(a_snapshot_is_due_once_in_each_stretch),
        WITH_FIXTURE(an_unknown_source_is_refused_with_those_there_are),
        WITH_FIXTURE(a_selection_takes_batches_by_what_has_become_of_them),
        WITH_FIXTURE(a_named_batch_is_taken_whatever_its_state),
        WITH_FIXTURE(a_batch_that_there_is_not_is_refused),
        WITH_FIXTURE(a_changed_mapping_makes_loaded_batches_outdated_which_only_reload_takes),
        WITH_FIXTURE(a_reload_that_was_interrupted_or_failed_is_taken_up_by_reload),
        WITH_FIXTURE(what_failed_to_be_fetched_is_not_taken_up_by_reload),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
