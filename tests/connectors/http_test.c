/* What a far end or the disk does wrong below HTTP ends in time and by its name. */
#include "connectors/http.h"

#include <stdlib.h>

#include "connectors/connector.h"
#include "core/arena.h"
#include "tests/connectors/fixture.h"
#include "tests/support/check.h"

#define JSON_TYPE "application/json"
#define RULE "success: {content: json, path: error_code, equals: ['00', '0']}\n"
#define QUICK "retry: {times: 2, pause_seconds: 0}\n"

static void a_far_end_that_stalls_is_given_up(void **state)
{
    static const struct canned script[] = {
        {NULL, 200, JSON_TYPE, "{\"error", DELIVER_STALLED, 0, 0}, {0}};
    struct fixture *fixture = *state;

    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "json",
                 "url: ${URL}/x\nretry: {times: 0}\nlimits: {stall_seconds: 1}\n" RULE);
    fixture_check_failure(fixture, ERROR_SOURCE, "the far end is too slow");
}

static void a_far_end_that_is_down_is_named(void **state)
{
    struct fixture *fixture = *state;

    fixture_open(fixture, "rest", "json", "url: ${URL}/x\n" RULE QUICK);
    fixture_check_failure(
        fixture, ERROR_SOURCE,
        "GET http://127.0.0.1:1/x: the far end does not take connections (after 3 tries)");
}

static void a_far_end_without_tls_is_not_talked_to_over_https(void **state)
{
    static const struct canned script[] = {{0}};
    struct fixture *fixture = *state;

    fixture_serve(fixture, script);
    setenv("URL",
           arena_print(fixture->arena, "https%s", httpd_url(fixture->httpd) + strlen("http")), 1);
    fixture_open(fixture, "rest", "json", "url: ${URL}/x\n" RULE QUICK);
    fixture_check_failure(fixture, ERROR_SOURCE, "no safe connection: ");
    assert_int_equal(httpd_count(fixture->httpd), 0);
}

static void proxies_of_the_environment_are_not_used(void **state)
{
    static const struct canned script[] = {
        {"/x", 200, JSON_TYPE, "{\"error_code\":\"0\"}", 0, 0, 0}, {0}};
    struct fixture *fixture = *state;
    struct error err = {0};

    setenv("http_proxy", "http://127.0.0.1:1", 1);
    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "json", "url: ${URL}/x\n" RULE QUICK);
    assert_int_equal(fixture_take_all(fixture, &err), 1);
    unsetenv("http_proxy");
}

static void a_configured_proxy_is_used(void **state)
{
    static const struct canned script[] = {
        {NULL, 200, JSON_TYPE, "{\"error_code\":\"0\"}", 0, 0, 0}, {0}};
    struct fixture *fixture = *state;
    struct error err = {0};

    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "json", "url: http://127.0.0.1:1/x\nproxy: ${URL}\n" RULE QUICK);
    assert_int_equal(fixture_take_all(fixture, &err), 1);
    assert_int_equal(httpd_count(fixture->httpd), 1);
}

static void a_reply_over_the_limit_is_refused(void **state)
{
    static char body[(1 << 20) + 2];
    const struct canned script[] = {{NULL, 200, JSON_TYPE, body, 0, 0, 0}, {0}};
    struct fixture *fixture = *state;

    memset(body, ' ', sizeof body - 1);
    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "json", "url: ${URL}/x\nlimits: {body_mebibytes: 1}\n" RULE);
    fixture_check_failure(fixture, ERROR_PROTOCOL, "the reply is longer than 1 MiB");
}

static void headers_over_the_limit_are_refused(void **state)
{
    static char value[70000];
    const struct canned script[] = {{NULL, 200, JSON_TYPE, "{}", 0, "X-Long", value}, {0}};
    struct fixture *fixture = *state;

    memset(value, 'x', sizeof value - 1);
    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "json", "url: ${URL}/x\nretry: {times: 0}\n" RULE);
    fixture_check_failure(fixture, ERROR_PROTOCOL,
                          "the reply's headers are longer than 65536 bytes");
}

static void an_unwritable_spool_is_the_disks_fault(void **state)
{
    struct fixture *fixture = *state;
    struct window window = {.id = "w"};
    struct source *configured = fixture_configure(fixture, "rest", "json", "url: ${URL}/x\n" RULE);
    struct document document;
    struct error err;

    fixture->source = source_for_batch(configured, &window, "/dev/null/spool", fixture->arena);
    CHECK_DONE(source_open(fixture->source, &err), &err);
    assert_int_equal(source_next(fixture->source, &document, &err), -1);
    CHECK_HAS(err.text, "cannot create a temporary file in /dev/null/spool: Not a directory");
    assert_int_equal(err.kind, ERROR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_far_end_that_stalls_is_given_up),
        FIXTURE_TEST(a_far_end_that_is_down_is_named),
        FIXTURE_TEST(a_far_end_without_tls_is_not_talked_to_over_https),
        FIXTURE_TEST(proxies_of_the_environment_are_not_used),
        FIXTURE_TEST(a_configured_proxy_is_used),
        FIXTURE_TEST(a_reply_over_the_limit_is_refused),
        FIXTURE_TEST(headers_over_the_limit_are_refused),
        FIXTURE_TEST(an_unwritable_spool_is_the_disks_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
