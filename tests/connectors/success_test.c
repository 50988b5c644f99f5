/* Nothing that is no success passes for one, and each failure has the kind of its reaction. */
#include "connectors/success.h"

#include "connectors/connector.h"
#include "core/arena.h"
#include "tests/connectors/fixture.h"
#include "tests/support/check.h"

#define JSON_TYPE "application/json"
#define QUICK "retry: {times: 2, pause_seconds: 0}\n"

static const struct {
    struct canned canned;
    size_t tries;
    enum error_kind kind;
    const char *words;
} failures[] = {
    {{NULL, 502, "text/html", "<html> Bad\n  Gateway</html>", 0, 0, 0},
     3,
     ERROR_SOURCE,
     "the far end failed with HTTP 502: <html> Bad Gateway</html> (after 3 tries)"},
    {{NULL, 200, JSON_TYPE, "{\"error_code\":\"0\"}", DELIVER_CUT, 0, 0},
     3,
     ERROR_SOURCE,
     "the reply is cut short (after 3 tries)"},
    {{NULL, 200, JSON_TYPE, "{\"error_code\":\"0\"}", DELIVER_CUT_SQUEEZED, 0, 0},
     3,
     ERROR_SOURCE,
     "the reply is broken: damaged gzip: it is cut short"},
    {{NULL, 429, NULL, "", 0, 0, 0},
     3,
     ERROR_LATER,
     "the far end throttles us with HTTP 429 (after 3 tries)"},
    {{NULL, 503, JSON_TYPE, "{\"fault\":{\"code\":900801}}", 0, 0, 0},
     3,
     ERROR_LATER,
     "the gateway throttles us with HTTP 503 and code 900801"},
    {{NULL, 429, NULL, "", 0, "Retry-After", "3600"},
     1,
     ERROR_LATER,
     "the far end throttles us with HTTP 429 (it asks to come back in 3600 seconds)"},
    {{NULL, 401, "application/xml",
      "<ams:fault xmlns:ams=\"http://wso2.org/apimanager/security\"><ams:code>900902</ams:code>"
      "</ams:fault>",
      0, 0, 0},
     1,
     ERROR_CREDENTIALS,
     "the gateway refuses our credentials with HTTP 401 and code 900902"},
    {{NULL, 401, NULL, "no", 0, 0, 0},
     1,
     ERROR_CREDENTIALS,
     "the far end refuses our credentials with HTTP 401: no"},
    {{NULL, 403, NULL, "IP", 0, 0, 0},
     1,
     ERROR_CREDENTIALS,
     "the far end forbids it with HTTP 403: IP"},
    {{NULL, 404, "text/plain", "no such page", 0, 0, 0},
     1,
     ERROR_PROTOCOL,
     "the far end answered HTTP 404: no such page"},
    {{NULL, 302, NULL, "", 0, "Location", "http://127.0.0.1:1/x"},
     1,
     ERROR_PROTOCOL,
     "the far end redirects with HTTP 302; hint: configure the address that it means"},
    {{NULL, 200, "text/html", "<!DOCTYPE html><html>Bảo trì</html>", 0, 0, 0},
     1,
     ERROR_PROTOCOL,
     "the far end answered with an HTML page, not JSON: <!DOCTYPE html><html>Bảo trì</html>"},
    {{NULL, 200, JSON_TYPE, "<html>Bảo trì</html>", 0, 0, 0},
     1,
     ERROR_PROTOCOL,
     "the far end answered with an HTML page, not JSON"},
    {{NULL, 200, JSON_TYPE, "<a/>", 0, 0, 0},
     1,
     ERROR_PROTOCOL,
     "the far end answered with XML, not JSON"},
    {{NULL, 200, JSON_TYPE, "", 0, 0, 0},
     1,
     ERROR_PROTOCOL,
     "the far end answered with nothing, not JSON"},
    {{NULL, 200, JSON_TYPE, "{\"error_code\":\"-1\",\"message\":\"Thiếu tham số\"}", 0, 0, 0},
     1,
     ERROR_PROTOCOL,
     "the far end says error_code '-1': Thiếu tham số"},
    {{NULL, 200, JSON_TYPE,
      "{\"error_code\":\"-1\",\"message\":\"Không có 001099012345, 12345678, 0912345678\"}", 0, 0,
      0},
     1,
     ERROR_PROTOCOL,
     "the far end says error_code '-1': Không có ************, 12345678, **********"},
    {{NULL, 200, JSON_TYPE, "{\"ten\":\"canary person\"}", 0, 0, 0},
     1,
     ERROR_PROTOCOL,
     "the reply has no 'error_code'"},
    {{NULL, 200, JSON_TYPE, "{\"error_code\":\"0\",\"tong\":1,\"loi\":{}}", 0, 0, 0},
     1,
     ERROR_PROTOCOL,
     "the reply has 'loi'"},
    {{NULL, 200, JSON_TYPE, "{\"error_code\":\"0\"}", 0, 0, 0},
     1,
     ERROR_PROTOCOL,
     "the reply has no 'tong'"},
    {{NULL, 200, JSON_TYPE, "{\"error_code\":\"0\",\"tong\":\"x\"}", 0, 0, 0},
     1,
     ERROR_PROTOCOL,
     "'tong' is 'x', a number of records was expected"},
    {{NULL, 200, JSON_TYPE, "{}", 0, "Content-Encoding", "br"},
     1,
     ERROR_PROTOCOL,
     "the reply's encoding is 'br', gzip was asked for"},
    {{NULL, 400, JSON_TYPE, "{\"message\":\"Thiếu tham số\",\"ten\":\"canary\"}", 0, 0, 0},
     1,
     ERROR_PROTOCOL,
     "the far end answered HTTP 400: Thiếu tham số"},
    {{NULL, 405, JSON_TYPE,
      "{\"fault\":{\"code\":900999,\"message\":\"a\",\"description\":\"Not allowed\"}}", 0, 0, 0},
     1,
     ERROR_PROTOCOL,
     "the far end answered HTTP 405: Not allowed"},
    {{NULL, 405, "text/xml", "<fault><message>Not allowed</message></fault>", 0, 0, 0},
     1,
     ERROR_PROTOCOL,
     "the far end answered HTTP 405: Not allowed"},
};

/* Replies whose records are about a person called canary. */
static const struct {
    struct canned canned;
    enum error_kind kind;
    const char *words;
} full_of_records[] = {
    {{NULL, 206, JSON_TYPE, "[{\"ten\":\"canary\"}]", 0, 0, 0},
     ERROR_PROTOCOL,
     "the far end answered HTTP 206"},
    {{NULL, 206, "text/plain", "\xEF\xBB\xBF {\"ten\":\"canary", 0, 0, 0},
     ERROR_PROTOCOL,
     "the far end answered HTTP 206"},
    {{NULL, 404, "application/xml", "<a>canary</a>", 0, 0, 0},
     ERROR_PROTOCOL,
     "the far end answered HTTP 404"},
    {{NULL, 401, "application/xml", "<a>canary</a>", 0, 0, 0},
     ERROR_CREDENTIALS,
     "the far end refuses our credentials with HTTP 401"},
    {{NULL, 403, JSON_TYPE, "{\"ten\":\"canary\"}", 0, 0, 0},
     ERROR_CREDENTIALS,
     "the far end forbids it with HTTP 403"},
    {{NULL, 500, "text/html", "<a>canary</a>", 0, 0, 0},
     ERROR_SOURCE,
     "the far end failed with HTTP 500"},
    {{NULL, 200, "text/html", "<a>canary</a>", 0, 0, 0},
     ERROR_PROTOCOL,
     "the far end answered with an HTML page, not JSON"},
    {{NULL, 206, "text/csv", "ten\ncanary\n", 0, 0, 0},
     ERROR_PROTOCOL,
     "the far end answered HTTP 206"},
    {{NULL, 206, JSON_TYPE, "\"canary\"", 0, 0, 0},
     ERROR_PROTOCOL,
     "the far end answered HTTP 206"},
};

/* Texts that are cut where "^" stands for a secret, after so much padding in place of "~" that the
 * cut falls into the secret. */
static const struct {
    int padding;
    const char *body, *words;
    int status;
    const char *content_type;
} cut_in_a_secret[] = {
    {392, "{\"error_code\":\"9\",\"message\":\"~^\"}", "~***", 200, JSON_TYPE},
    {92, "{\"error_code\":\"~^\"}", "error_code '~***'", 200, JSON_TYPE},
    {32, "{\"error_code\":\"0\",\"tong\":\"~^\"}", "'tong' is '~***'", 200, JSON_TYPE},
    {392, "{\"message\":\"~^\"}", "HTTP 400: ~***", 400, JSON_TYPE},
    {192, "{\"fault\":{\"description\":\"~^\"}}", "HTTP 400: ~***", 400, JSON_TYPE},
    {192, "~^", "HTTP 400: ~***", 400, "text/plain"},
    {180, "<html>~^", "HTTP 400: <html>~***", 400, "text/html"},
    {0, "client_secret=^.", "HTTP 400: client_secret=***.", 400, "text/plain"},
};

static void failures_that_stay_end_by_their_kind(void **state)
{
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
        struct canned script[] = {failures[i].canned, failures[i].canned, failures[i].canned, {0}};

        fixture_serve(fixture, script);
        fixture_open(fixture, "rest", "json",
                     "url: ${URL}/x\ndeclared: tong\n" QUICK
                     "success: {content: json, path: error_code, equals: ['0'], absent: loi, "
                     "present: tong, message: message}\n");
        fixture_check_failure(fixture, failures[i].kind, failures[i].words);
        assert_int_equal(httpd_count(fixture->httpd), failures[i].tries);
        httpd_stop(fixture->httpd);
        fixture->httpd = NULL;
    }
}

static void a_status_that_the_rule_names_is_a_success(void **state)
{
    struct fixture *fixture = *state;
    const struct canned script[] = {{NULL, 201, JSON_TYPE, "{\"error_code\":\"0\"}", 0, 0, 0}, {0}};
    struct error err;

    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "json",
                 "url: ${URL}/x\nretry: {times: 0}\n"
                 "success: {status: ['200', '201'], content: json, path: error_code, "
                 "equals: ['0']}\n");
    assert_int_equal(fixture_take_all(fixture, &err), 1);
}

static void a_status_that_no_rule_names_is_no_success(void **state)
{
    struct fixture *fixture = *state;
    const struct canned script[] = {{NULL, 201, JSON_TYPE, "{\"error_code\":\"0\"}", 0, 0, 0}, {0}};

    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "json",
                 "url: ${URL}/x\nretry: {times: 0}\n"
                 "success: {content: json, path: error_code, equals: ['0']}\n");
    fixture_check_failure(fixture, ERROR_PROTOCOL, "the far end answered HTTP 201");
}

static void open_with_secret(struct fixture *fixture)
{
    fixture_open(fixture, "rest", "json",
                 "url: ${URL}/x\nheaders: ['X-Key: {secret:pass}']\ndeclared: tong\n"
                 "retry: {times: 0}\nsuccess: {content: json, path: error_code, equals: ['0'], "
                 "message: message}\n");
}

static void records_are_never_quoted(void **state)
{
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof full_of_records / sizeof full_of_records[0]; i++) {
        const struct canned script[] = {full_of_records[i].canned, {0}};

        fixture_serve(fixture, script);
        open_with_secret(fixture);
        fixture_check_failure(fixture, full_of_records[i].kind, full_of_records[i].words);
        httpd_stop(fixture->httpd);
        fixture->httpd = NULL;
    }
}

/* The pattern with so many letters in place of "~" and the secret in place of "^". */
static char *fill(const char *pattern, int padding, const char *secret, struct arena *arena)
{
    size_t start = strcspn(pattern, "~"), end;
    const char *letters = "";

    for (int i = 0; i < padding; i++)
        letters = arena_print(arena, "%sx", letters);
    pattern =
        arena_print(arena, "%.*s%s%s", (int)start, pattern, pattern[start] == '~' ? letters : "",
                    pattern + start + (pattern[start] == '~'));
    end = strcspn(pattern, "^");
    return arena_print(arena, "%.*s%s%s", (int)end, pattern, pattern[end] == '^' ? secret : "",
                       pattern + end + (pattern[end] == '^'));
}

static void secrets_are_hidden_before_a_text_is_cut(void **state)
{
    /* The canary as JSON and other texts may write it. */
    static const char *const forms[] = {"canary\\\"<&>-7f3a", "canary%22%3C%26%3e-7f3a"};
    struct fixture *fixture = *state;
    size_t count = sizeof cut_in_a_secret / sizeof cut_in_a_secret[0];

    for (size_t i = 0; i < 2 * count; i++) {
        const char *body = fill(cut_in_a_secret[i / 2].body, cut_in_a_secret[i / 2].padding,
                                forms[i % 2], fixture->arena);
        const char *words =
            fill(cut_in_a_secret[i / 2].words, cut_in_a_secret[i / 2].padding, "", fixture->arena);
        const struct canned script[] = {{NULL, cut_in_a_secret[i / 2].status,
                                         cut_in_a_secret[i / 2].content_type, body, 0, 0, 0},
                                        {0}};

        fixture_serve(fixture, script);
        open_with_secret(fixture);
        fixture_check_failure(fixture, ERROR_PROTOCOL, words);
        httpd_stop(fixture->httpd);
        fixture->httpd = NULL;
    }
}

static void headers_of_replies_have_no_secrets(void **state)
{
    struct fixture *fixture = *state;
    char *type = fill("application/json; s=~^", 100, CANARY, fixture->arena);
    char *encoding = fill("~^", 32, CANARY, fixture->arena);
    const struct canned script[] = {{NULL, 200, type, "{\"error_code\":\"0\"}", 0, 0, 0},
                                    {NULL, 200, JSON_TYPE, "{}", 0, "Content-Encoding", encoding},
                                    {0}};
    struct document document;

    fixture_serve(fixture, script);
    open_with_secret(fixture);
    fixture_next(fixture, &document, NULL);
    assert_string_equal(document.content_type,
                        fill("application/json; s=~***", 100, "", fixture->arena));
    open_with_secret(fixture);
    fixture_check_failure(fixture, ERROR_PROTOCOL,
                          fill("encoding is '~***'", 32, "", fixture->arena));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(failures_that_stay_end_by_their_kind),
        FIXTURE_TEST(a_status_that_the_rule_names_is_a_success),
        FIXTURE_TEST(a_status_that_no_rule_names_is_no_success),
        FIXTURE_TEST(records_are_never_quoted),
        FIXTURE_TEST(secrets_are_hidden_before_a_text_is_cut),
        FIXTURE_TEST(headers_of_replies_have_no_secrets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
