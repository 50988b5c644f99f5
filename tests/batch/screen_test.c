/* The screen has what an operator asks in the morning, and each window as one letter. */
#include "batch/screen.h"

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/database.h"
#include "core/instant.h"
#include "core/table.h"
#include "tests/batch/tiny.h"
#include "tests/support/check.h"
#include "tests/support/little.h"

#define SLIP(number, amount) "<PHIEU><SO>" number "</SO><TIEN>" amount "</TIEN></PHIEU>"

static struct source_config *source_of(struct tiny *tiny, const char *name)
{
    return (struct source_config *)(uintptr_t)deployment_source(tiny->deployment, name);
}

static struct screen screen_at(struct tiny *tiny, const char *now)
{
    struct screen screen;

    clock_fix(tiny_time(now));
    CHECK_DONE(screen_read(tiny->deployment, tiny->ledger, tiny->arena, &screen, &tiny->err),
               &tiny->err);
    return screen;
}

/* The strip of the source at this time, without its blanks at the left. */
static const char *strip_at(struct tiny *tiny, const char *source, const char *now)
{
    char *strip = arena_alloc(tiny->arena, STRIP_SIZE);

    clock_fix(tiny_time(now));
    CHECK_DONE(strip_find(source_of(tiny, source), tiny->ledger, tiny->arena, strip, &tiny->err),
               &tiny->err);
    assert_int_equal(strlen(strip), STRIP_WINDOWS);
    return strip + strspn(strip, " ");
}

static struct batch day_of(struct tiny *tiny, const char *day)
{
    struct batch batch = {.id = arena_print(tiny->arena, "ngay@%s", day),
                          .source = "ngay",
                          .window = {day, tiny_time(day), tiny_time(day)},
                          .attempt = 1};

    batch.window.until += (int64_t)SECONDS_PER_DAY * MICROSECONDS_PER_SECOND;
    return batch;
}

/* One day loaded, one failed, one given up, one begun, and one not. */
static void fill(struct tiny *tiny)
{
    static const struct attempt loaded = {"ngay", "2022-03-01", 1},
                                failed = {"ngay", "2022-03-02", 1};
    const struct batch abandoned = day_of(tiny, "2022-03-03"), begun = day_of(tiny, "2022-03-04");

    tiny_fetch(tiny, &loaded, "2022-03-02T06:00:00", SLIP("A", "1") SLIP("B", "x"));
    tiny_fail(tiny, &failed, 9);
    CHECK_DONE(ledger_abandon(tiny->ledger, &abandoned, &tiny->err), &tiny->err);
    CHECK_DONE(ledger_start(tiny->ledger, &begun, BATCH_FETCHING, &tiny->err), &tiny->err);
}

static void each_window_is_a_letter_and_the_newest_stands_right(void **state)
{
    struct tiny tiny;

    (void)state;
    tiny_open(&tiny);
    fill(&tiny);
    assert_string_equal(strip_at(&tiny, "ngay", "2022-03-06"), "#x->.");
    assert_string_equal(strip_at(&tiny, "ngay", "2022-03-02"), "#");
    assert_string_equal(strip_at(&tiny, "ngay", "2022-03-31T06:00"),
                        "#x->..........................");
    assert_string_equal(strip_at(&tiny, "ngay", "2022-04-01T06:00"),
                        "x->...........................");
    tiny_close(&tiny);
}

static void what_other_mappings_have_loaded_is_outdated(void **state)
{
    struct tiny tiny;
    struct screen screen;

    (void)state;
    tiny_open(&tiny);
    fill(&tiny);
    source_of(&tiny, "ngay")->loaded_by = "phieu=2";
    assert_string_equal(strip_at(&tiny, "ngay", "2022-03-06"), "~x->.");
    screen = screen_at(&tiny, "2022-03-06");
    assert_int_equal(screen.standings[1].outdated, 1);
    assert_int_equal(screen.standings[1].loaded, 0);
    tiny_close(&tiny);
}

static void a_snapshot_that_was_not_taken_is_a_blank_until_today(void **state)
{
    static const struct attempt taken[] = {{"ca", "2022-03-01", 1}, {"ca", "2022-03-04", 1}};
    struct tiny tiny;

    (void)state;
    tiny_open(&tiny);
    tiny_fetch(&tiny, &taken[0], "2022-03-01T06:00:00", SLIP("A", "1"));
    tiny_fetch(&tiny, &taken[1], "2022-03-04T06:00:00", SLIP("A", "1"));
    assert_string_equal(strip_at(&tiny, "ca", "2022-03-06T06:00"), "#  # .");
    tiny_close(&tiny);
}

static void people_see_what_to_do(void **state)
{
    struct tiny tiny;
    struct screen screen;

    (void)state;
    tiny_open(&tiny);
    fill(&tiny);
    source_of(&tiny, "ngay")->freshness.warn.seconds = 2 * SECONDS_PER_DAY;
    source_of(&tiny, "ngay")->freshness.error.seconds = 4 * SECONDS_PER_DAY;
    screen = screen_at(&tiny, "2022-03-06T07:00:00");
    assert_string_equal(table_lines(screen_sources(&screen, tiny.arena), tiny.arena),
                        "ca|-|-|-|fresh|1|0|0|0|0|-|0\n"
                        "ngay|2022-03-01|4d 7h|4d|stale|3|1|0|1|1|4d 1h|0\n");
    assert_int_equal(screen.due, 4);
    assert_int_equal(screen.by_freshness[FRESHNESS_STALE], 1);
    screen = screen_at(&tiny, "2022-03-03T07:00:00");
    assert_string_equal(table_cell(screen_sources(&screen, tiny.arena), 1, 3), "2d");
    tiny_close(&tiny);
}

static void the_newest_failure_is_told(void **state)
{
    static const struct attempt later = {"ngay", "2022-03-05", 1};
    struct tiny tiny;
    struct screen screen;
    const struct table *failures;

    (void)state;
    tiny_open(&tiny);
    fill(&tiny);
    tiny_fail(&tiny, &later, 9);
    screen = screen_at(&tiny, "2022-03-06");
    failures = screen_failures(&screen, tiny.arena);
    assert_int_equal(failures->row_count, 1);
    assert_string_equal(table_cell(failures, 0, 0), "ngay@2022-03-05");
    assert_string_equal(table_cell(failures, 0, 1), "io");
    CHECK_HAS(table_cell(failures, 0, 2), "ngay/2022-03-05/9/manifest.json: No such file");
    tiny_close(&tiny);
}

/* The cell of the source's row in the column of this name. */
static const char *cell(const struct table *table, size_t row, const char *name)
{
    size_t i;

    for (i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return table_cell(table, row, i);
    fail_msg("no column %s", name);
    return NULL;
}

static void machines_read_columns_by_their_names(void **state)
{
    struct tiny tiny;
    struct screen screen;
    const struct table *table;

    (void)state;
    tiny_open(&tiny);
    fill(&tiny);
    screen = screen_at(&tiny, "2022-03-06T07:00:00");
    table = screen_for_machines(&screen, tiny.arena);
    assert_string_equal(cell(table, 1, "source"), "ngay");
    assert_string_equal(cell(table, 1, "state"), "fresh");
    assert_string_equal(cell(table, 1, "window"), "2022-03-01");
    assert_string_equal(cell(table, 1, "good_until"), "2022-03-02T00:00:00");
    assert_string_equal(cell(table, 1, "lag_seconds"), "370800");
    assert_string_equal(cell(table, 1, "due"), "3");
    assert_string_equal(cell(table, 1, "loaded"), "1");
    assert_string_equal(cell(table, 1, "failed"), "1");
    assert_string_equal(cell(table, 1, "unfinished"), "1");
    assert_string_equal(cell(table, 1, "abandoned"), "1");
    assert_string_equal(cell(table, 1, "loaded_at"), "2022-03-02T06:00:00");
    assert_string_equal(cell(table, 1, "quarantined"), "1");
    assert_string_equal(cell(table, 1, "oldest_quarantined"), "2022-03-02T06:00:00");
    assert_string_equal(cell(table, 1, "windows"), "                         #x->.");
    CHECK_HAS(cell(table, 1, "last_error"), "manifest.json: No such file");
    assert_null(cell(table, 0, "good_until"));
    assert_null(cell(table, 0, "last_run"));
    assert_null(cell(table, 0, "last_error"));
    tiny_close(&tiny);
}

static void a_window_whose_documents_are_all_refused_has_a_letter_of_its_own(void **state)
{
    static const struct attempt loaded = {"ngay", "2022-03-01", 1},
                                refused = {"ngay", "2022-03-02", 1};
    struct tiny tiny;

    (void)state;
    tiny_open(&tiny);
    tiny_fetch(&tiny, &loaded, "2022-03-02T06:00:00", SLIP("A", "1"));
    tiny_fetch(&tiny, &refused, "2022-03-03T06:00:00", "<PHIEU>");
    assert_string_equal(strip_at(&tiny, "ngay", "2022-03-03T06:00:00"), "#!");
    tiny_change_mapping(&tiny, "TIEN");
    assert_string_equal(strip_at(&tiny, "ngay", "2022-03-03T06:00:00"), "~!");
    tiny_close(&tiny);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_window_whose_documents_are_all_refused_has_a_letter_of_its_own),
        cmocka_unit_test(each_window_is_a_letter_and_the_newest_stands_right),
        cmocka_unit_test(what_other_mappings_have_loaded_is_outdated),
        cmocka_unit_test(a_snapshot_that_was_not_taken_is_a_blank_until_today),
        cmocka_unit_test(people_see_what_to_do),
        cmocka_unit_test(the_newest_failure_is_told),
        cmocka_unit_test(machines_read_columns_by_their_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
