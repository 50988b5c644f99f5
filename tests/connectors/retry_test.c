/* Failures that may pass are tried again, with the patience that is configured and no more. */
#include "connectors/retry.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "connectors/connector.h"
#include "core/pulse.h"
#include "tests/connectors/fixture.h"
#include "tests/support/check.h"

#define JSON_TYPE "application/json"
#define RULE "success: {content: json, path: error_code, equals: ['00', '0']}\n"
#define QUICK "retry: {times: 2, pause_seconds: 0}\n"

static void failures_that_may_pass_are_tried_again(void **state)
{
    static const char good[] = "{\"error_code\":\"0\"}";
    static const struct canned scripts[][3] = {
        {{NULL, 500, "text/plain", "busy", 0, 0, 0}, {NULL, 200, JSON_TYPE, good, 0, 0, 0}},
        {{NULL, 503, NULL, "", 0, 0, 0}, {NULL, 200, JSON_TYPE, good, 0, 0, 0}},
        {{NULL, 200, JSON_TYPE, good, DELIVER_CUT, 0, 0}, {NULL, 200, JSON_TYPE, good, 0, 0, 0}},
        {{NULL, 200, JSON_TYPE, good, DELIVER_CUT_CHUNK, 0, 0},
         {NULL, 200, JSON_TYPE, good, 0, 0, 0}},
        {{NULL, 200, JSON_TYPE, good, DELIVER_CUT_SQUEEZED, 0, 0},
         {NULL, 200, JSON_TYPE, good, 0, 0, 0}},
        {{NULL, 429, NULL, "", 0, 0, 0}, {NULL, 200, JSON_TYPE, good, 0, 0, 0}},
        {{NULL, 200, JSON_TYPE, "{\"error_code\":\"99\"}", 0, 0, 0},
         {NULL, 200, JSON_TYPE, good, 0, 0, 0}},
        {{NULL, 404, JSON_TYPE, "{\"fault\":{\"code\":101503}}", 0, 0, 0},
         {NULL, 200, JSON_TYPE, good, 0, 0, 0}},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        struct document document;

        fixture_serve(fixture, scripts[i]);
        fixture_open(fixture, "rest", "json",
                     "url: ${URL}/x\n" QUICK
                     "success: {content: json, path: error_code, equals: ['0'], retry: ['99']}\n");
        assert_string_equal(fixture_next(fixture, &document, NULL), good);
        assert_int_equal(httpd_count(fixture->httpd), 2);
        httpd_stop(fixture->httpd);
        fixture->httpd = NULL;
    }
}

/* Tries once after a throttled reply with this Retry-After; returns the seconds it took. */
static double seconds_after(struct fixture *fixture, const char *retry_after)
{
    struct canned script[] = {{NULL, 429, NULL, "", 0, "Retry-After", retry_after},
                              {NULL, 200, JSON_TYPE, "{\"error_code\":\"0\"}", 0, 0, 0},
                              {0}};
    struct timespec before, after;
    struct document document;

    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "json", "url: ${URL}/x\n" RULE QUICK);
    clock_gettime(CLOCK_MONOTONIC, &before);
    fixture_next(fixture, &document, NULL);
    clock_gettime(CLOCK_MONOTONIC, &after);
    httpd_stop(fixture->httpd);
    fixture->httpd = NULL;
    return (double)(after.tv_sec - before.tv_sec) + (double)(after.tv_nsec - before.tv_nsec) / 1e9;
}

static void both_forms_of_retry_after_are_kept(void **state)
{
    struct fixture *fixture = *state;
    time_t soon = time(NULL) + 2;
    struct tm parts;
    char date[64];

    assert_true(seconds_after(fixture, "1") >= 1.0);
    gmtime_r(&soon, &parts);
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    assert_true(seconds_after(fixture, date) >= 0.5);
    /* A time that has passed is no reason to wait, and no reason to fail. */
    assert_true(seconds_after(fixture, "Sun, 06 Nov 1994 08:49:37 GMT") < 1.0);
}

static volatile sig_atomic_t is_stopping;

static void stop(int number)
{
    (void)number;
    is_stopping = 1;
}

/* Asks a far end that a stop after a second interrupts; returns the seconds it took to fail. */
static double seconds_to_stop(struct fixture *fixture, const struct canned *script,
                              struct error *err)
{
    static struct pulse pulse;
    struct timespec before, after;
    struct document document;

    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "json", "url: ${URL}/x\n" RULE QUICK);
    source_close(fixture->source);
    is_stopping = 0;
    /* As if what was under way had had its time already when the signal comes. */
    pulse = (struct pulse){.is_stopping = &is_stopping, .asked_at = 1};
    fixture->source->pulse = &pulse;
    CHECK_DONE(source_open(fixture->source, err), err);
    signal(SIGALRM, stop);
    alarm(1);
    clock_gettime(CLOCK_MONOTONIC, &before);
    assert_int_equal(source_next(fixture->source, &document, err), -1);
    clock_gettime(CLOCK_MONOTONIC, &after);
    assert_int_equal(is_stopping, 1);
    return (double)(after.tv_sec - before.tv_sec) + (double)(after.tv_nsec - before.tv_nsec) / 1e9;
}

static void a_stop_ends_the_waiting(void **state)
{
    static const struct canned script[] = {{NULL, 429, NULL, "", 0, "Retry-After", "50"}, {0}};
    struct fixture *fixture = *state;
    struct error err;

    assert_true(seconds_to_stop(fixture, script, &err) < 3);
    CHECK_HAS(err.text, "the far end throttles us with HTTP 429");
    CHECK_HAS(err.text, "; not tried again: stopped by a signal");
    assert_int_equal(err.kind, ERROR_LATER);
}

static void a_stop_ends_a_transfer_and_what_would_follow(void **state)
{
    static const struct canned script[] = {
        {NULL, 200, JSON_TYPE, "{\"error_code\"", DELIVER_STALLED, 0, 0}, {0}};
    struct fixture *fixture = *state;
    struct document document;
    struct error err;

    assert_true(seconds_to_stop(fixture, script, &err) < 3);
    CHECK_HAS(err.text, "stopped by a signal in the midst of it");
    assert_int_equal(err.kind, ERROR_LATER);
    assert_int_equal(source_next(fixture->source, &document, &err), -1);
    CHECK_HAS(err.text, "GET http");
    CHECK_HAS(err.text, ": stopped by a signal");
    assert_int_equal(err.kind, ERROR_LATER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(failures_that_may_pass_are_tried_again),
        FIXTURE_TEST(both_forms_of_retry_after_are_kept),
        FIXTURE_TEST(a_stop_ends_the_waiting),
        FIXTURE_TEST(a_stop_ends_a_transfer_and_what_would_follow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
