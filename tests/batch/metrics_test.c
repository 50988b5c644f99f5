/* Metrics say how sources stand by what is committed, in the letters that Prometheus reads. */
#include "batch/metrics.h"

#include <sys/stat.h>

#include "batch/deployment.h"
#include "batch/last_run.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/file.h"
#include "core/folder.h"
#include "core/instant.h"
#include "landing/landing.h"
#include "tests/batch/tiny.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

#define SLIP(number, amount) "<PHIEU><SO>" number "</SO><TIEN>" amount "</TIEN></PHIEU>"

static const char *metrics_of(struct tiny *tiny)
{
    struct buffer text = {0};
    const char *copy;

    CHECK_DONE(metrics_format(tiny->deployment, tiny->ledger, tiny->arena, &text, &tiny->err),
               &tiny->err);
    copy = arena_text(tiny->arena, buffer_string(&text));
    buffer_free(&text);
    return copy;
}

static void what_is_committed_is_counted_and_never_taken_back(void **state)
{
    static const struct attempt days[] = {
        {"ngay", "2022-03-01", 1}, {"ngay", "2022-03-01", 2}, {"ngay", "2022-03-01", 3}};
    struct tiny tiny;
    const char *text;

    (void)state;
    tiny_open(&tiny);
    CHECK_HAS(metrics_of(&tiny), "\nnhip_source_records_received_total{source=\"ngay\"} 0\n");
    tiny_fetch(&tiny, &days[0], "2022-03-02T06:00:00", SLIP("A", "1") SLIP("B", "x"));
    tiny_fetch(&tiny, &days[1], "2022-03-02T07:00:00", SLIP("A", "2") SLIP("B", "x"));
    tiny_fail(&tiny, &days[2], 9);
    text = metrics_of(&tiny);
    CHECK_HAS(text, "\nnhip_source_records_received_total{source=\"ngay\"} 4\n");
    CHECK_HAS(text, "\nnhip_source_records_total{source=\"ngay\",outcome=\"inserted\"} 1\n");
    CHECK_HAS(text, "\nnhip_source_records_total{source=\"ngay\",outcome=\"updated\"} 1\n");
    CHECK_HAS(text, "\nnhip_source_records_total{source=\"ngay\",outcome=\"quarantined\"} 2\n");
    CHECK_HAS(text, "\nnhip_source_batches{source=\"ngay\",state=\"failed\"} 1\n");
    CHECK_HAS(text, "\nnhip_source_batches{source=\"ngay\",state=\"loaded\"} 0\n");
    tiny_close(&tiny);
}

static void what_lies_in_quarantine_is_told_with_the_time_of_the_first(void **state)
{
    static const struct attempt days[] = {{"ngay", "2022-03-01", 1}, {"ngay", "2022-03-02", 1}};
    struct tiny tiny;
    const char *text;

    (void)state;
    tiny_open(&tiny);
    CHECK_HAS_NOT(metrics_of(&tiny), "quarantine_oldest_timestamp_seconds{");
    tiny_fetch(&tiny, &days[0], "2022-03-02T06:00:00", SLIP("A", "x"));
    tiny_fetch(&tiny, &days[1], "2022-03-03T06:00:00", SLIP("B", "x") SLIP("C", "x"));
    text = metrics_of(&tiny);
    CHECK_HAS(text, "\nnhip_source_quarantine_records{source=\"ngay\"} 3\n");
    CHECK_HAS(text, "\nnhip_source_quarantine_oldest_timestamp_seconds{source=\"ngay\"}"
                    " 1646175600.000000\n");
    tiny_close(&tiny);
}

static void times_and_the_landing_are_told(void **state)
{
    static const struct attempt day = {"ngay", "2022-03-01", 1};
    struct tiny tiny;
    const char *text;

    (void)state;
    tiny_open(&tiny);
    tiny_fetch(&tiny, &day, "2022-03-02T06:00:00", SLIP("A", "1"));
    clock_fix(tiny_time("2022-03-03T07:00:00"));
    text = metrics_of(&tiny);
    CHECK_HAS(text, "\nnhip_source_last_success_timestamp_seconds{source=\"ngay\"}"
                    " 1646175600.000000\n");
    CHECK_HAS(text, "\nnhip_source_good_until_timestamp_seconds{source=\"ngay\"}"
                    " 1646154000.000000\n");
    CHECK_HAS(text, "\nnhip_source_lag_seconds{source=\"ngay\"} 111600\n");
    CHECK_HAS(text, "\nnhip_source_due_batches{source=\"ngay\"} 1\n");
    CHECK_HAS(text, arena_print(tiny.arena, "\nnhip_source_landing_bytes{source=\"ngay\"} %lld\n",
                                (long long)folder_bytes(path_join(
                                    tiny.arena, tiny.deployment->landing->folder, "ngay"))));
    tiny_close(&tiny);
}

static void what_nobody_knows_is_left_out(void **state)
{
    struct tiny tiny;
    const char *text;

    (void)state;
    tiny_open(&tiny);
    text = metrics_of(&tiny);
    CHECK_HAS(text,
              "# TYPE nhip_source_lag_seconds gauge\nnhip_source_lag_seconds{source=\"ngay\"}");
    CHECK_HAS_NOT(text, "nhip_source_lag_seconds{source=\"ca\"}");
    CHECK_HAS_NOT(text, "nhip_source_last_run_timestamp_seconds{");
    CHECK_HAS_NOT(text, "nhip_last_run");
    CHECK_HAS_NOT(text, "-1");
    tiny_close(&tiny);
}

static void the_last_run_is_told_of_each_source_and_of_the_whole(void **state)
{
    const struct beginning since = {0, clock_steady()};
    struct tiny tiny;
    const char *text;

    (void)state;
    tiny_open(&tiny);
    clock_fix(tiny_time("2022-03-03T07:00:00"));
    CHECK_DONE(last_run_note(tiny.ledger, "ca", &since, ERROR_SOURCE, ERROR_SOURCE, &tiny.err),
               &tiny.err);
    CHECK_DONE(last_run_note(tiny.ledger, "ca", &since, ERROR_NONE, ERROR_NONE, &tiny.err),
               &tiny.err);
    CHECK_DONE(last_run_note(tiny.ledger, "", &since, ERROR_NONE, ERROR_SOURCE, &tiny.err),
               &tiny.err);
    text = metrics_of(&tiny);
    CHECK_HAS(text, "\nnhip_last_run_exit_status 69\n");
    CHECK_HAS(text, "\nnhip_last_run_timestamp_seconds 1646265600.000000\n");
    CHECK_HAS(text, "\nnhip_source_last_run_exit_status{source=\"ca\"} 0\n");
    CHECK_HAS(text, "\nnhip_source_last_run_duration_seconds{source=\"ca\"} ");
    tiny_close(&tiny);
}

static void labels_are_escaped(void **state)
{
    struct tiny tiny;

    (void)state;
    tiny_open(&tiny);
    ((struct source_config *)(uintptr_t)tiny.deployment->sources)->name = "a\"b\\c\nd";
    CHECK_HAS(metrics_of(&tiny), "\nnhip_source_due_batches{source=\"a\\\"b\\\\c\\nd\"} 1\n");
    tiny_close(&tiny);
}

static void the_file_is_replaced_in_a_folder_that_is_made(void **state)
{
    struct tiny tiny;
    struct stat status;

    (void)state;
    tiny_open(&tiny);
    CHECK_DONE(metrics_write(tiny.deployment, tiny.ledger, tiny.arena, &tiny.err), &tiny.err);
    CHECK_DONE(metrics_write(tiny.deployment, tiny.ledger, tiny.arena, &tiny.err), &tiny.err);
    assert_string_equal(scratch_read(tiny.deployment->state, "metrics/nhip.prom", tiny.arena),
                        metrics_of(&tiny));
    assert_int_equal(stat(tiny.deployment->metrics, &status), 0);
    assert_int_equal(status.st_mode & S_IRUSR, S_IRUSR);
    tiny_close(&tiny);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_committed_is_counted_and_never_taken_back),
        cmocka_unit_test(what_lies_in_quarantine_is_told_with_the_time_of_the_first),
        cmocka_unit_test(times_and_the_landing_are_told),
        cmocka_unit_test(what_nobody_knows_is_left_out),
        cmocka_unit_test(the_last_run_is_told_of_each_source_and_of_the_whole),
        cmocka_unit_test(labels_are_escaped),
        cmocka_unit_test(the_file_is_replaced_in_a_folder_that_is_made),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
