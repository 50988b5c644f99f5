/* People hear of what begins and of what ends, once in a while and not each time, and of no value.
 */
#include "batch/notify.h"

#include <sys/stat.h>

#include "batch/announce.h"
#include "batch/deployment.h"
#include "batch/last_run.h"
#include "batch/ledger.h"
#include "batch/notified.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/database.h"
#include "core/digest.h"
#include "core/instant.h"
#include "core/log.h"
#include "core/problem.h"
#include "core/table.h"
#include "tests/batch/tiny.h"
#include "tests/support/check.h"
#include "tests/support/httpd.h"
#include "tests/support/little.h"
#include "tests/support/scratch.h"

#define SLIP "<PHIEU><SO>A</SO><TIEN>1</TIEN></PHIEU>"
#define KEY "a-key-that-nobody-may-see"
#define FINE                                                                                       \
    {                                                                                              \
        "/hook", 204, NULL, NULL, 0, NULL, NULL                                                    \
    }

static const struct canned always_fine[] = {FINE, FINE, FINE, FINE, FINE, FINE, {0}};

/* A tiny deployment that tells a webhook. */
struct scene {
    struct tiny tiny;
    struct httpd *httpd;
};

/* Begins with these lines under `notify`. */
static void scene_open(struct scene *scene, const struct canned *script, const char *lines)
{
    struct tiny *tiny = &scene->tiny;
    struct problems problems = {.arena = tiny->arena};
    const char *text;

    tiny_open(tiny);
    log_configure(LOG_ERROR, false);
    problems.arena = tiny->arena;
    scene->httpd = httpd_start(script, tiny->arena);
    chmod(scratch_write(tiny->folder, "credentials/hook-key", KEY, strlen(KEY), tiny->arena),
          S_IRUSR);
    text = arena_print(tiny->arena,
                       "state: state\ncredentials: credentials\nnotify:\n  targets:\n"
                       "    - {name: room, webhook: '%s/hook', secret: hook-key}\n%s",
                       httpd_url(scene->httpd), lines);
    scratch_write(tiny->folder, "nhip.yaml", text, strlen(text), tiny->arena);
    tiny->deployment->notify = deployment_read(tiny->folder, tiny->arena, &problems)->notify;
    if (problems.first != NULL)
        fail_msg("%s", problems.first->text);
}

static void scene_close(struct scene *scene)
{
    httpd_stop(scene->httpd);
    tiny_close(&scene->tiny);
    log_configure(LOG_INFO, false);
}

/* What a batch fails with, at this time. */
static void batch_fails(struct scene *scene, const char *day, int attempt, enum error_kind kind)
{
    struct tiny *tiny = &scene->tiny;
    struct batch batch = {.id = arena_print(tiny->arena, "ngay@%s", day),
                          .source = "ngay",
                          .window = {day, tiny_time(day), tiny_time(day)},
                          .attempt = attempt};
    struct error reason;

    batch.window.until += (int64_t)SECONDS_PER_DAY * MICROSECONDS_PER_SECOND;
    error_set(&reason, kind, "the far end says: no such person as Nguyen Thi Canary");
    CHECK_DONE(ledger_start(tiny->ledger, &batch, BATCH_FETCHING, &tiny->err), &tiny->err);
    CHECK_DONE(ledger_failed(tiny->ledger, &batch, &reason, &tiny->err), &tiny->err);
}

static void batch_loads(struct scene *scene, const char *day, int number, const char *now)
{
    const struct attempt attempt = {"ngay", day, number};

    tiny_fetch(&scene->tiny, &attempt, now, SLIP);
}

static struct notify notify_of(struct scene *scene)
{
    return (struct notify){scene->tiny.deployment, scene->tiny.ledger, NULL, scene->tiny.arena};
}

/* The body of what was told at the end of a run at this time, "" when nothing was. */
static const char *told_after_run(struct scene *scene, const char *now)
{
    const size_t before = httpd_count(scene->httpd);
    const struct notify notify = notify_of(scene);

    clock_fix(tiny_time(now));
    notify_after_run(&notify);
    return httpd_count(scene->httpd) == before ? "" : httpd_heard(scene->httpd, before)->body;
}

static const char *told_of_staleness(struct scene *scene, const char *now)
{
    const size_t before = httpd_count(scene->httpd);
    const struct notify notify = notify_of(scene);

    clock_fix(tiny_time(now));
    notify_of_staleness(&notify);
    return httpd_count(scene->httpd) == before ? "" : httpd_heard(scene->httpd, before)->body;
}

static void a_failure_is_told_and_not_again_before_its_time(void **state)
{
    struct scene scene;
    const char *body;

    (void)state;
    scene_open(&scene, always_fine, "");
    assert_string_equal(told_after_run(&scene, "2022-03-02T05:00:00"), "");
    batch_fails(&scene, "2022-03-01", 1, ERROR_SOURCE);
    batch_fails(&scene, "2022-03-02", 1, ERROR_SOURCE);
    body = told_after_run(&scene, "2022-03-03T06:00:00");
    CHECK_HAS(body, "\"notices\":[{\"event\":\"failure\",\"source\":\"ngay\",\"what\":\"source\","
                    "\"count\":2,\"batches\":[\"ngay@2022-03-02\",\"ngay@2022-03-01\"],"
                    "\"see\":\"nhip show ngay@2022-03-02\"}]");
    CHECK_HAS(body, "\"version\":1,");
    CHECK_HAS(body, "\"at\":\"2022-03-03T06:00:00+07:00\"");
    CHECK_HAS(body, "\"test\":false");
    assert_string_equal(told_after_run(&scene, "2022-03-03T11:59:59"), "");
    CHECK_HAS(told_after_run(&scene, "2022-03-03T12:00:00"), "\"event\":\"failure\"");
    assert_string_equal(told_after_run(&scene, "2022-03-03T12:00:01"), "");
    /* A clock that was wrong silences nobody. */
    CHECK_HAS(told_after_run(&scene, "2022-03-03T01:00:00"), "\"event\":\"failure\"");
    scene_close(&scene);
}

static void the_time_is_as_configured(void **state)
{
    struct scene scene;

    (void)state;
    scene_open(&scene, always_fine, "  every: 1d\n");
    batch_fails(&scene, "2022-03-01", 1, ERROR_SOURCE);
    CHECK_HAS(told_after_run(&scene, "2022-03-03T06:00:00"), "failure");
    assert_string_equal(told_after_run(&scene, "2022-03-04T05:00:00"), "");
    CHECK_HAS(told_after_run(&scene, "2022-03-04T06:00:00"), "failure");
    scene_close(&scene);
}

static void a_failure_of_another_kind_is_told_at_once(void **state)
{
    struct scene scene;

    (void)state;
    scene_open(&scene, always_fine, "");
    batch_fails(&scene, "2022-03-01", 1, ERROR_SOURCE);
    CHECK_HAS(told_after_run(&scene, "2022-03-03T06:00:00"), "\"what\":\"source\"");
    batch_fails(&scene, "2022-03-01", 2, ERROR_CREDENTIALS);
    CHECK_HAS(told_after_run(&scene, "2022-03-03T07:00:00"), "\"what\":\"credentials\"");
    scene_close(&scene);
}

static void a_recovery_is_told_once_to_who_heard_of_the_failure(void **state)
{
    struct scene scene;
    const char *body;

    (void)state;
    scene_open(&scene, always_fine, "");
    batch_fails(&scene, "2022-03-01", 1, ERROR_SOURCE);
    told_after_run(&scene, "2022-03-03T06:00:00");
    batch_loads(&scene, "2022-03-01", 2, "2022-03-03T07:00:00");
    body = told_after_run(&scene, "2022-03-03T07:00:00");
    CHECK_HAS(body, "\"notices\":[{\"event\":\"recovery\",\"source\":\"ngay\",\"what\":\"failure\","
                    "\"see\":\"nhip status ngay\"}]");
    assert_string_equal(told_after_run(&scene, "2022-03-03T20:00:00"), "");
    scene_close(&scene);
}

static void a_source_that_fails_now_and_then_is_not_told_of_each_time(void **state)
{
    struct scene scene;

    (void)state;
    scene_open(&scene, always_fine, "");
    batch_fails(&scene, "2022-03-01", 1, ERROR_SOURCE);
    told_after_run(&scene, "2022-03-03T06:00:00");
    batch_loads(&scene, "2022-03-01", 2, "2022-03-03T07:00:00");
    CHECK_HAS(told_after_run(&scene, "2022-03-03T07:00:00"), "recovery");
    batch_fails(&scene, "2022-03-02", 1, ERROR_SOURCE);
    assert_string_equal(told_after_run(&scene, "2022-03-03T08:00:00"), "");
    batch_loads(&scene, "2022-03-02", 2, "2022-03-03T09:00:00");
    assert_string_equal(told_after_run(&scene, "2022-03-03T09:00:00"), "");
    scene_close(&scene);
}

static void what_could_not_be_delivered_is_told_by_the_next_run(void **state)
{
    static const struct canned script[] = {
        {"/hook", 500, NULL, "no", 0, NULL, NULL}, FINE, FINE, {0}};
    struct scene scene;

    (void)state;
    scene_open(&scene, script, "");
    batch_fails(&scene, "2022-03-01", 1, ERROR_SOURCE);
    told_after_run(&scene, "2022-03-03T06:00:00");
    assert_string_equal(
        table_lines(notified_table(scene.tiny.ledger, scene.tiny.arena, &scene.tiny.err),
                    scene.tiny.arena),
        "");
    CHECK_HAS(told_after_run(&scene, "2022-03-03T06:01:00"), "\"event\":\"failure\"");
    assert_string_equal(
        table_lines(notified_table(scene.tiny.ledger, scene.tiny.arena, &scene.tiny.err),
                    scene.tiny.arena),
        "room|failure|ngay|source|2022-03-03T06:01:00|no\n");
    scene_close(&scene);
}

static void what_is_only_put_off_is_no_failure(void **state)
{
    const struct beginning since = {0, 0};
    struct scene scene;

    (void)state;
    scene_open(&scene, always_fine, "");
    batch_fails(&scene, "2022-03-01", 1, ERROR_LATER);
    CHECK_DONE(
        last_run_note(scene.tiny.ledger, "ngay", &since, ERROR_LATER, ERROR_LATER, &scene.tiny.err),
        &scene.tiny.err);
    CHECK_DONE(last_run_note(scene.tiny.ledger, "ca", &since, ERROR_DOCUMENT, ERROR_DOCUMENT,
                             &scene.tiny.err),
               &scene.tiny.err);
    assert_string_equal(told_after_run(&scene, "2022-03-03T06:00:00"), "");
    scene_close(&scene);
}

static void a_source_that_could_not_be_run_and_a_run_that_could_not_begin_fail(void **state)
{
    const struct beginning since = {0, 0};
    struct scene scene;
    const char *body;

    (void)state;
    scene_open(&scene, always_fine, "");
    CHECK_DONE(
        last_run_note(scene.tiny.ledger, "ca", &since, ERROR_CONFIG, ERROR_CONFIG, &scene.tiny.err),
        &scene.tiny.err);
    CHECK_DONE(
        last_run_note(scene.tiny.ledger, "", &since, ERROR_IO, ERROR_CONFIG, &scene.tiny.err),
        &scene.tiny.err);
    body = told_after_run(&scene, "2022-03-03T06:00:00");
    CHECK_HAS(body, "{\"event\":\"failure\",\"source\":\"ca\",\"what\":\"config\",\"count\":0,"
                    "\"batches\":[],\"see\":\"nhip status ca\"}");
    CHECK_HAS(body, "{\"event\":\"failure\",\"source\":null,\"what\":\"io\",\"count\":0,"
                    "\"batches\":[],\"see\":\"nhip status\"}");
    scene_close(&scene);
}

static void drift(struct scene *scene, const char *value)
{
    CHECK_DONE(database_run(ledger_database(scene->tiny.ledger),
                            arena_print(scene->tiny.arena,
                                        "INSERT INTO drift (batch, attempt, mapping, kind, name,"
                                        " value, count) SELECT batch, loaded_attempt, 'phieu',"
                                        " 'code', 'loai', '%s', 3 FROM batch",
                                        value),
                            &scene->tiny.err),
               &scene->tiny.err);
}

static void a_run_that_was_lost_is_told_for_it_until_one_goes_well(void **state)
{
    struct scene scene;
    struct tiny *tiny = &scene.tiny;
    struct beginning since;

    (void)state;
    scene_open(&scene, always_fine, "");
    clock_fix(tiny_time("2022-03-03T06:00:00"));
    CHECK_DONE(announce_loss(tiny->deployment, tiny->ledger, "ngay", ERROR_BUG, &tiny->err),
               &tiny->err);
    assert_int_equal(httpd_count(scene.httpd), 1);
    CHECK_HAS(httpd_heard(scene.httpd, 0)->body, "\"event\":\"failure\",\"source\":\"ngay\",");
    CHECK_HAS(httpd_heard(scene.httpd, 0)->body, "\"what\":\"bug\"");
    clock_fix(tiny_time("2022-03-03T07:00:00"));
    since = beginning_now();
    CHECK_DONE(last_run_note(tiny->ledger, "ngay", &since, ERROR_NONE, ERROR_NONE, &tiny->err),
               &tiny->err);
    CHECK_HAS(told_after_run(&scene, "2022-03-03T07:00:00"), "\"event\":\"recovery\"");
    scene_close(&scene);
}

static void drift_is_told_when_it_is_new(void **state)
{
    struct scene scene;

    (void)state;
    scene_open(&scene, always_fine, "");
    batch_loads(&scene, "2022-03-01", 1, "2022-03-02T06:00:00");
    drift(&scene, "Nguyen Van Canary");
    drift(&scene, "77");
    CHECK_HAS(told_after_run(&scene, "2022-03-02T06:00:01"),
              "\"notices\":[{\"event\":\"drift\",\"source\":\"ngay\",\"what\":\"code\",\"count\":2,"
              "\"see\":\"nhip status ngay --drift\"}]");
    /* The same again, and then something else. */
    batch_loads(&scene, "2022-03-01", 2, "2022-03-03T06:00:00");
    drift(&scene, "77");
    assert_string_equal(told_after_run(&scene, "2022-03-03T06:00:01"), "");
    batch_loads(&scene, "2022-03-01", 3, "2022-03-03T07:00:00");
    drift(&scene, "78");
    CHECK_HAS(told_after_run(&scene, "2022-03-03T07:00:01"), "\"count\":1");
    scene_close(&scene);
}

static void staleness_is_told_and_its_end(void **state)
{
    struct scene scene;
    struct source_config *day;
    const char *body;

    (void)state;
    scene_open(&scene, always_fine, "");
    day = (struct source_config *)(uintptr_t)deployment_source(scene.tiny.deployment, "ngay");
    day->freshness.warn.seconds = SECONDS_PER_DAY;
    day->freshness.error.seconds = 2 * SECONDS_PER_DAY;
    assert_string_equal(told_of_staleness(&scene, "2022-03-02"), "");
    body = told_of_staleness(&scene, "2022-03-02T00:00:01");
    CHECK_HAS(body, "\"notices\":[{\"event\":\"staleness\",\"source\":\"ngay\",\"what\":\"warn\","
                    "\"good_until\":\"2022-03-01T00:00:00+07:00\",\"lag_seconds\":86401,"
                    "\"limit_seconds\":86400,\"see\":\"nhip status ngay\"}]");
    CHECK_HAS(told_of_staleness(&scene, "2022-03-03T00:00:01"), "\"what\":\"stale\"");
    assert_string_equal(told_of_staleness(&scene, "2022-03-03T01:00:00"), "");
    /* Runs tell of what they see themselves. */
    assert_string_equal(told_after_run(&scene, "2022-03-03T20:00:00"), "");
    batch_loads(&scene, "2022-03-01", 1, "2022-03-03T22:00:00");
    batch_loads(&scene, "2022-03-02", 1, "2022-03-03T22:00:00");
    CHECK_HAS(told_of_staleness(&scene, "2022-03-03T23:00:00"),
              "\"event\":\"recovery\",\"source\":\"ngay\",\"what\":\"staleness\"");
    assert_string_equal(told_of_staleness(&scene, "2022-03-03T23:00:00"), "");
    scene_close(&scene);
}

static void only_what_is_asked_for_is_told(void **state)
{
    struct scene scene;

    (void)state;
    scene_open(&scene, always_fine, "  on: [drift]\n");
    batch_loads(&scene, "2022-03-02", 1, "2022-03-03T05:00:00");
    drift(&scene, "77");
    batch_fails(&scene, "2022-03-01", 1, ERROR_SOURCE);
    CHECK_HAS(told_after_run(&scene, "2022-03-03T06:00:00"), "\"notices\":[{\"event\":\"drift\",");
    scene_close(&scene);
}

static void a_body_is_signed_and_has_neither_values_nor_secrets(void **state)
{
    struct scene scene;
    const struct heard *heard;
    char digits[DIGEST_TEXT_SIZE];

    (void)state;
    scene_open(&scene, always_fine, "");
    batch_loads(&scene, "2022-03-02", 1, "2022-03-03T05:00:00");
    drift(&scene, "Nguyen Van Canary");
    batch_fails(&scene, "2022-03-01", 1, ERROR_SOURCE);
    told_after_run(&scene, "2022-03-03T06:00:00");
    heard = httpd_heard(scene.httpd, 0);
    assert_string_equal(heard->method, "POST");
    assert_string_equal(heard->content_type, "application/json");
    digest_hmac(KEY, strlen(KEY), heard->body, strlen(heard->body), digits);
    assert_string_equal(heard->signature, arena_print(scene.tiny.arena, "sha256=%s", digits));
    CHECK_HAS_NOT(heard->body, "Canary");
    CHECK_HAS_NOT(heard->body, "loai");
    CHECK_HAS_NOT(heard->body, KEY);
    scene_close(&scene);
}

static void a_test_says_what_came_of_it_and_notes_nothing(void **state)
{
    static const struct canned script[] = {
        FINE, {"/hook", 403, "text/plain", KEY, 0, NULL, NULL}, {0}};
    struct scene scene;
    struct table *table;
    int worst;

    (void)state;
    scene_open(&scene, script, "");
    table = notify_test(scene.tiny.deployment, scene.tiny.arena, &worst);
    assert_string_equal(table_lines(table, scene.tiny.arena), "room|told\n");
    assert_int_equal(worst, ERROR_NONE);
    CHECK_HAS(httpd_heard(scene.httpd, 0)->body, "\"test\":true,\"notices\":[],");
    table = notify_test(scene.tiny.deployment, scene.tiny.arena, &worst);
    assert_string_equal(table_lines(table, scene.tiny.arena), "room|it answers with status 403\n");
    assert_int_equal(worst, ERROR_SOURCE);
    assert_int_equal(
        notified_table(scene.tiny.ledger, scene.tiny.arena, &scene.tiny.err)->row_count, 0);
    scene_close(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_is_told_and_not_again_before_its_time),
        cmocka_unit_test(the_time_is_as_configured),
        cmocka_unit_test(a_failure_of_another_kind_is_told_at_once),
        cmocka_unit_test(a_recovery_is_told_once_to_who_heard_of_the_failure),
        cmocka_unit_test(a_source_that_fails_now_and_then_is_not_told_of_each_time),
        cmocka_unit_test(what_could_not_be_delivered_is_told_by_the_next_run),
        cmocka_unit_test(what_is_only_put_off_is_no_failure),
        cmocka_unit_test(a_source_that_could_not_be_run_and_a_run_that_could_not_begin_fail),
        cmocka_unit_test(a_run_that_was_lost_is_told_for_it_until_one_goes_well),
        cmocka_unit_test(drift_is_told_when_it_is_new),
        cmocka_unit_test(staleness_is_told_and_its_end),
        cmocka_unit_test(only_what_is_asked_for_is_told),
        cmocka_unit_test(a_body_is_signed_and_has_neither_values_nor_secrets),
        cmocka_unit_test(a_test_says_what_came_of_it_and_notes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
