/* How far a source lags behind is counted from the end of the last window without a gap before it.
 */
#include "batch/freshness.h"

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/selection.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/instant.h"
#include "core/problem.h"
#include "core/table.h"
#include "tests/batch/tiny.h"
#include "tests/support/check.h"
#include "tests/support/little.h"
#include "tests/support/scratch.h"

#define SLIP "<PHIEU><SO>A</SO><TIEN>1</TIEN></PHIEU>"

/* The source of tiny, to be given limits: the deployment is the test's own. */
static struct source_config *source_of(struct tiny *tiny, const char *name)
{
    return (struct source_config *)(uintptr_t)deployment_source(tiny->deployment, name);
}

static void load_day(struct tiny *tiny, const char *day, const char *now)
{
    const struct attempt attempt = {"ngay", day, 1};

    tiny_fetch(tiny, &attempt, now, SLIP);
}

/* "window good_until lag state" of the source at this time. */
static const char *standing(struct tiny *tiny, const char *source, const char *now)
{
    struct freshness freshness;
    char time[INSTANT_TEXT_SIZE] = "never";

    clock_fix(tiny_time(now));
    CHECK_DONE(
        freshness_find(source_of(tiny, source), tiny->ledger, tiny->arena, &freshness, &tiny->err),
        &tiny->err);
    if (freshness.good_until != 0)
        instant_format(freshness.good_until, VIETNAM_OFFSET_SECONDS, time);
    return arena_print(
        tiny->arena, "%s %s %s %s", freshness.window == NULL ? "-" : freshness.window, time,
        duration_print(freshness.lag_seconds, tiny->arena), freshness_names[freshness.state]);
}

static void a_source_without_a_loaded_window_lags_from_its_start(void **state)
{
    struct tiny tiny;

    (void)state;
    tiny_open(&tiny);
    assert_string_equal(standing(&tiny, "ngay", "2022-03-04T06:00:00"),
                        "- 2022-03-01T00:00:00 3d 6h fresh");
    assert_string_equal(standing(&tiny, "ngay", "2022-02-01"), "- 2022-03-01T00:00:00 0s fresh");
    tiny_close(&tiny);
}

static void a_gap_holds_a_source_back(void **state)
{
    struct tiny tiny;

    (void)state;
    tiny_open(&tiny);
    load_day(&tiny, "2022-03-01", "2022-03-02T06:00:00");
    load_day(&tiny, "2022-03-03", "2022-03-04T06:00:00");
    assert_string_equal(standing(&tiny, "ngay", "2022-03-04T06:00:00"),
                        "2022-03-01 2022-03-02T00:00:00 2d 6h fresh");
    load_day(&tiny, "2022-03-02", "2022-03-04T06:00:00");
    assert_string_equal(standing(&tiny, "ngay", "2022-03-04T06:30:00"),
                        "2022-03-03 2022-03-04T00:00:00 6h 30m fresh");
    tiny_close(&tiny);
}

static void an_abandoned_window_is_no_gap(void **state)
{
    struct tiny tiny;
    struct batch batch = {
        .id = "ngay@2022-03-02", .source = "ngay", .window = {.id = "2022-03-02"}};

    (void)state;
    tiny_open(&tiny);
    batch.window.since = tiny_time("2022-03-02");
    batch.window.until = tiny_time("2022-03-03");
    load_day(&tiny, "2022-03-01", "2022-03-04T06:00:00");
    load_day(&tiny, "2022-03-03", "2022-03-04T06:00:00");
    CHECK_DONE(ledger_abandon(tiny.ledger, &batch, &tiny.err), &tiny.err);
    assert_string_equal(standing(&tiny, "ngay", "2022-03-04T06:00:00"),
                        "2022-03-03 2022-03-04T00:00:00 6h fresh");
    tiny_close(&tiny);
}

static void what_was_loaded_stays_good_while_it_is_done_again_and_not_when_it_is_lost(void **state)
{
    static const struct attempt again = {"ngay", "2022-03-01", 2};
    const struct batch first = {.id = "ngay@2022-03-01", .source = "ngay", .attempt = 1};
    struct tiny tiny;

    (void)state;
    tiny_open(&tiny);
    load_day(&tiny, "2022-03-01", "2022-03-02T06:00:00");
    CHECK_DONE(ledger_unload(tiny.ledger, &first, &tiny.err), &tiny.err);
    assert_string_equal(standing(&tiny, "ngay", "2022-03-02T06:00:00"),
                        "- 2022-03-01T00:00:00 1d 6h fresh");
    tiny_fail(&tiny, &again, 9);
    assert_string_equal(standing(&tiny, "ngay", "2022-03-02T06:00:00"),
                        "2022-03-01 2022-03-02T00:00:00 6h fresh");
    tiny_close(&tiny);
}

static void a_snapshot_is_as_good_as_its_last_load(void **state)
{
    static const struct attempt taken = {"ca", "2022-03-01", 1};
    struct tiny tiny;

    (void)state;
    tiny_open(&tiny);
    assert_string_equal(standing(&tiny, "ca", "2022-03-01"), "- never -1s fresh");
    tiny_fetch(&tiny, &taken, "2022-03-01T06:00:00", SLIP);
    assert_string_equal(standing(&tiny, "ca", "2022-03-02T06:00:00"),
                        "2022-03-01 2022-03-01T06:00:00 1d fresh");
    tiny_close(&tiny);
}

#define MALFORMED "<PHIEU><SO>A</SO>"

static void
a_window_whose_documents_are_all_refused_is_not_good_until_they_are_dropped(void **state)
{
    static const struct attempt again = {"ngay", "2022-03-02", 2};
    static const struct attempt at = {"ngay", "2022-03-02", 1};
    struct tiny tiny;

    (void)state;
    tiny_open(&tiny);
    load_day(&tiny, "2022-03-01", "2022-03-02T06:00:00");
    assert_int_equal(tiny_fetch(&tiny, &at, "2022-03-03T06:00:00", MALFORMED).quarantined, 1);
    assert_string_equal(standing(&tiny, "ngay", "2022-03-03T06:00:00"),
                        "2022-03-01 2022-03-02T00:00:00 1d 6h fresh");
    tiny_ask_ledger(&tiny, "UPDATE quarantine SET dropped_at = 1 RETURNING 1");
    assert_string_equal(standing(&tiny, "ngay", "2022-03-03T06:00:00"),
                        "2022-03-02 2022-03-03T00:00:00 6h fresh");
    assert_int_equal(tiny_fetch(&tiny, &again, "2022-03-03T06:00:00", SLIP).unchanged, 1);
    assert_string_equal(standing(&tiny, "ngay", "2022-03-03T06:00:00"),
                        "2022-03-02 2022-03-03T00:00:00 6h fresh");
    tiny_close(&tiny);
}

static void a_window_that_is_empty_or_whose_records_are_refused_is_good(void **state)
{
    static const struct attempt empty = {"ngay", "2022-03-01", 1};
    static const struct attempt refused = {"ngay", "2022-03-02", 1};
    struct tiny tiny;

    (void)state;
    tiny_open(&tiny);
    assert_int_equal(tiny_fetch(&tiny, &empty, "2022-03-02T06:00:00", "").received, 0);
    assert_int_equal(tiny_fetch(&tiny, &refused, "2022-03-03T06:00:00",
                                "<PHIEU><SO>A</SO><TIEN>x</TIEN></PHIEU>")
                         .quarantined,
                     1);
    assert_string_equal(standing(&tiny, "ngay", "2022-03-03T06:00:00"),
                        "2022-03-02 2022-03-03T00:00:00 6h fresh");
    tiny_close(&tiny);
}

static void a_snapshot_that_is_refused_whole_is_not_good(void **state)
{
    static const struct attempt taken = {"ca", "2022-03-01", 1};
    static const struct attempt malformed = {"ca", "2022-03-02", 1};
    struct tiny tiny;

    (void)state;
    tiny_open(&tiny);
    tiny_fetch(&tiny, &taken, "2022-03-01T06:00:00", SLIP);
    clock_fix(tiny_time("2022-03-02T06:00:00"));
    assert_int_equal(tiny_fetch(&tiny, &malformed, "2022-03-02T06:00:00", MALFORMED).quarantined,
                     1);
    assert_string_equal(standing(&tiny, "ca", "2022-03-02T06:00:00"),
                        "2022-03-01 2022-03-01T06:00:00 1d fresh");
    tiny_close(&tiny);
}

static void a_source_that_has_ended_lags_no_more(void **state)
{
    struct tiny tiny;

    (void)state;
    tiny_open(&tiny);
    source_of(&tiny, "ngay")->until = tiny_time("2022-03-02");
    assert_string_equal(standing(&tiny, "ngay", "2022-03-09"), "- 2022-03-01T00:00:00 8d fresh");
    load_day(&tiny, "2022-03-01", "2022-03-09");
    assert_string_equal(standing(&tiny, "ngay", "2022-03-09"),
                        "2022-03-01 2022-03-02T00:00:00 0s fresh");
    tiny_close(&tiny);
}

static void limits_are_passed_when_the_lag_is_longer(void **state)
{
    struct tiny tiny;
    struct source_config *day, *snapshot;

    (void)state;
    tiny_open(&tiny);
    day = source_of(&tiny, "ngay");
    snapshot = source_of(&tiny, "ca");
    day->freshness.warn.seconds = SECONDS_PER_DAY;
    day->freshness.error.months = 1;
    assert_string_equal(standing(&tiny, "ngay", "2022-03-02"), "- 2022-03-01T00:00:00 1d fresh");
    assert_string_equal(standing(&tiny, "ngay", "2022-03-02T00:00:01"),
                        "- 2022-03-01T00:00:00 1d warn");
    assert_string_equal(standing(&tiny, "ngay", "2022-04-01"), "- 2022-03-01T00:00:00 31d warn");
    assert_string_equal(standing(&tiny, "ngay", "2022-04-01T00:00:01"),
                        "- 2022-03-01T00:00:00 31d stale");
    snapshot->freshness.error.seconds = SECONDS_PER_DAY;
    assert_string_equal(standing(&tiny, "ca", "2022-03-01"), "- never -1s stale");
    tiny_close(&tiny);
}

static void a_table_says_the_worst_of_what_is_selected(void **state)
{
    static const char *const name = "ca";
    struct selection selection = {0};
    enum freshness_state worst;
    const struct table *table;
    struct tiny tiny;

    (void)state;
    tiny_open(&tiny);
    source_of(&tiny, "ngay")->freshness.warn.seconds = SECONDS_PER_DAY;
    clock_fix(tiny_time("2022-03-04T06:00:00"));
    table = freshness_table(tiny.deployment, NULL, &selection, true, tiny.arena, &worst, &tiny.err);
    assert_string_equal(table_lines(table, tiny.arena),
                        "ca|-|-|-|-|-|fresh\n"
                        "ngay|-|2022-03-01T00:00:00|3d 6h|1d|-|warn\n");
    assert_int_equal(worst, FRESHNESS_WARN);
    selection.sources = &name;
    selection.source_count = 1;
    table =
        freshness_table(tiny.deployment, NULL, &selection, false, tiny.arena, &worst, &tiny.err);
    assert_string_equal(table_lines(table, tiny.arena), "ca|-|-|-|-|-|fresh\n");
    assert_int_equal(worst, FRESHNESS_FRESH);
    tiny_close(&tiny);
}

/* What the deployment says of itself when a line is added to a file of it. */
static const char *mistake_with(struct tiny *tiny, const char *file, const char *line)
{
    struct problems problems = {.arena = tiny->arena};
    const char *text =
        arena_print(tiny->arena, "%s%s\n", scratch_read(tiny->folder, file, tiny->arena), line);

    scratch_write(tiny->folder, file, text, strlen(text), tiny->arena);
    tiny->deployment = deployment_read(tiny->folder, tiny->arena, &problems);
    return problems.first == NULL ? "" : problems.first->text;
}

static void a_source_has_the_limits_of_its_file_or_of_the_deployment(void **state)
{
    struct tiny tiny;
    const struct deployment *open;

    (void)state;
    tiny_open(&tiny);
    open = tiny.deployment;
    assert_string_equal(mistake_with(&tiny, "nhip.yaml", "freshness: {warn: 36h, error: 3d}"), "");
    assert_string_equal(mistake_with(&tiny, "sources/ca.yaml", "freshness: {}"), "");
    assert_int_equal(source_of(&tiny, "ngay")->freshness.warn.seconds, 36 * 3600);
    assert_int_equal(source_of(&tiny, "ngay")->freshness.error.seconds, 3 * SECONDS_PER_DAY);
    assert_int_equal(source_of(&tiny, "ca")->freshness.error.seconds, 0);
    assert_string_equal(
        mistake_with(&tiny, "sources/ngay.yaml", "freshness: {warn: 20h}"),
        "its freshness limit 'warn' is shorter than a window with its ripening, so that it is over "
        "the limit before the next window is due");
    tiny.deployment = (struct deployment *)(uintptr_t)open;
    tiny_close(&tiny);
}

static void a_warning_after_the_alarm_is_a_mistake(void **state)
{
    struct tiny tiny;
    const struct deployment *open;

    (void)state;
    tiny_open(&tiny);
    open = tiny.deployment;
    assert_string_equal(mistake_with(&tiny, "sources/ca.yaml", "freshness: {warn: 5d, error: 3d}"),
                        "the freshness limit 'warn' is longer than 'error'");
    tiny.deployment = (struct deployment *)(uintptr_t)open;
    tiny_close(&tiny);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_source_without_a_loaded_window_lags_from_its_start),
        cmocka_unit_test(a_gap_holds_a_source_back),
        cmocka_unit_test(an_abandoned_window_is_no_gap),
        cmocka_unit_test(what_was_loaded_stays_good_while_it_is_done_again_and_not_when_it_is_lost),
        cmocka_unit_test(a_snapshot_is_as_good_as_its_last_load),
        cmocka_unit_test(
            a_window_whose_documents_are_all_refused_is_not_good_until_they_are_dropped),
        cmocka_unit_test(a_window_that_is_empty_or_whose_records_are_refused_is_good),
        cmocka_unit_test(a_snapshot_that_is_refused_whole_is_not_good),
        cmocka_unit_test(a_source_that_has_ended_lags_no_more),
        cmocka_unit_test(limits_are_passed_when_the_lag_is_longer),
        cmocka_unit_test(a_table_says_the_worst_of_what_is_selected),
        cmocka_unit_test(a_source_has_the_limits_of_its_file_or_of_the_deployment),
        cmocka_unit_test(a_warning_after_the_alarm_is_a_mistake),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
