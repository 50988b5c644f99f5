/* rest: pages come as they were sent, until the last one. */
#include "connectors/connector.h"
#include "core/arena.h"
#include "core/gzip.h"
#include "core/reader.h"
#include "tests/connectors/fixture.h"
#include "tests/support/check.h"

#define JSON_TYPE "application/json"
#define RULE "success: {content: json, path: error_code, equals: ['00', '0']}\n"
#define QUICK "retry: {times: 2, pause_seconds: 0}\n"
#define PAGED                                                                                      \
    "url: ${URL}/share?p={page}&n={page_size}&o={offset}\n" RULE QUICK                             \
    "page: {size: 2, records: result}\n"

static void one_reply_is_one_document(void **state)
{
    static const struct canned script[] = {
        {"/all", 200, JSON_TYPE, "{\"error_code\":0,\"tong\":7}", 0, NULL, NULL}, {0}};
    struct fixture *fixture = *state;
    struct document document;
    struct error err;
    size_t size;

    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "json",
                 "url: ${URL}/all?d={since:yyyyMMdd}&e={until:yyyyMMdd}\ndeclared: tong\n" RULE);
    assert_string_equal(fixture_next(fixture, &document, &size), "{\"error_code\":0,\"tong\":7}");
    assert_string_equal(document.name, "page-0001.json");
    assert_string_equal(document.format, "json");
    assert_string_equal(document.content_type, JSON_TYPE);
    assert_int_equal(document.status, 200);
    assert_int_equal(document.declared, 7);
    assert_string_equal(
        document.request,
        arena_print(fixture->arena, "GET %s/all?d=20211215&e=20211216", httpd_url(fixture->httpd)));
    assert_int_equal(source_next(fixture->source, &document, &err), 0);
    assert_int_equal(source_next(fixture->source, &document, &err), 0);
    assert_int_equal(httpd_count(fixture->httpd), 1);
    assert_string_equal(httpd_heard(fixture->httpd, 0)->url, "/all?d=20211215&e=20211216");
    assert_string_equal(httpd_heard(fixture->httpd, 0)->accept_encoding, "gzip");
    assert_string_equal(httpd_heard(fixture->httpd, 0)->user_agent, "nhip");
}

static void pages_are_asked_for_until_one_is_short(void **state)
{
    static const struct canned script[] = {
        {NULL, 200, JSON_TYPE, "{\"error_code\":\"00\",\"result\":[{\"a\":1},{\"a\":2}]}", 0, 0, 0},
        {NULL, 200, JSON_TYPE, "{\"error_code\":\"00\",\"result\":[{\"a\":3},{\"a\":4}]}", 0, 0, 0},
        {NULL, 200, JSON_TYPE, "{\"error_code\":\"00\",\"result\":[{\"a\":5}]}", 0, 0, 0},
        {0}};
    struct fixture *fixture = *state;
    struct document document;
    struct error err = {0};

    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "json", PAGED);
    fixture_next(fixture, &document, NULL);
    assert_string_equal(document.name, "page-0001.json");
    assert_int_equal(document.declared, -1);
    fixture_next(fixture, &document, NULL);
    assert_string_equal(document.name, "page-0002.json");
    CHECK_HAS(document.request, " page 2");
    fixture_next(fixture, &document, NULL);
    assert_int_equal(source_next(fixture->source, &document, &err), 0);
    assert_string_equal(httpd_heard(fixture->httpd, 0)->url, "/share?p=1&n=2&o=0");
    assert_string_equal(httpd_heard(fixture->httpd, 2)->url, "/share?p=3&n=2&o=4");
}

static void an_exact_multiple_of_the_page_size_ends_with_an_empty_page(void **state)
{
    static const struct canned script[] = {
        {NULL, 200, JSON_TYPE, "{\"error_code\":\"00\",\"result\":[{\"a\":1},{\"a\":2}]}", 0, 0, 0},
        {NULL, 200, JSON_TYPE, "{\"error_code\":\"00\",\"result\":[]}", 0, 0, 0},
        {0}};
    struct fixture *fixture = *state;
    struct error err = {0};

    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "json", PAGED);
    assert_int_equal(fixture_take_all(fixture, &err), 2);
    assert_int_equal(httpd_count(fixture->httpd), 2);
}

static void an_empty_window_is_one_empty_page(void **state)
{
    static const struct canned script[] = {
        {NULL, 200, JSON_TYPE, "{\"error_code\":\"00\",\"result\":[]}", 0, 0, 0}, {0}};
    struct fixture *fixture = *state;
    struct error err = {0};

    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "json", PAGED);
    assert_int_equal(fixture_take_all(fixture, &err), 1);
}

static void pages_may_end_with_an_empty_one_and_begin_with_0(void **state)
{
    static const struct canned script[] = {
        {NULL, 200, "application/xml", "<R><D><H/></D></R>", 0, 0, 0},
        {NULL, 200, "application/xml", "<R><D/></R>", 0, 0, 0},
        {0}};
    struct fixture *fixture = *state;
    struct error err = {0};

    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "xml",
                 "url: ${URL}/x?p={page}\nsuccess: {content: xml}\n"
                 "page: {size: 5, first: 0, end: empty, records: R/D/H}\n");
    assert_int_equal(fixture_take_all(fixture, &err), 2);
    assert_string_equal(httpd_heard(fixture->httpd, 1)->url, "/x?p=1");
}

static void a_page_that_comes_again_ends_the_batch(void **state)
{
    static const struct canned script[] = {
        {NULL, 200, JSON_TYPE, "{\"error_code\":\"00\",\"result\":[{\"a\":1},{\"a\":2}]}", 0, 0, 0},
        {NULL, 200, JSON_TYPE, "{\"error_code\":\"00\",\"result\":[{\"a\":1},{\"a\":2}]}",
         DELIVER_SQUEEZED, 0, 0},
        {0}};
    struct fixture *fixture = *state;

    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "json", PAGED);
    fixture_check_failure(
        fixture, ERROR_PROTOCOL,
        "page 2: the far end repeats page 1; hint: does it heed {page} or {offset}?");
}

static void too_many_pages_end_the_batch(void **state)
{
    static const struct canned script[] = {
        {NULL, 200, JSON_TYPE, "{\"error_code\":\"00\",\"result\":[1]}", 0, 0, 0},
        {NULL, 200, JSON_TYPE, "{\"error_code\":\"00\",\"result\":[2]}", 0, 0, 0},
        {NULL, 200, JSON_TYPE, "{\"error_code\":\"00\",\"result\":[3]}", 0, 0, 0},
        {0}};
    struct fixture *fixture = *state;

    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "json",
                 "url: ${URL}/x?p={page}\n" RULE "page: {size: 1, records: result, most: 2}\n");
    fixture_check_failure(fixture, ERROR_PROTOCOL, "page 3: the window has more than 2 pages");
}

static void gzip_passes_untouched(void **state)
{
    static const char text[] = "{\"error_code\":\"0\",\"ten\":\"Bắc Ninh\"}";
    static const struct canned script[] = {{NULL, 200, JSON_TYPE, text, DELIVER_SQUEEZED, 0, 0},
                                           {0}};
    struct fixture *fixture = *state;
    struct document document;
    struct reader *plain;
    struct error err;
    char head[100] = "";
    size_t size;
    char *bytes;

    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "json", "url: ${URL}/x\n" RULE);
    bytes = fixture_next(fixture, &document, &size);
    assert_memory_equal(bytes, "\x1f\x8b", 2);
    plain = gzip_reader(reader_from_memory(bytes, size, fixture->arena), fixture->arena);
    assert_int_equal(reader_read(plain, head, sizeof head - 1, &err), sizeof text - 1);
    assert_string_equal(head, text);
    reader_close(plain);
}

static void a_damaged_document_is_handed_out_and_paging_goes_on(void **state)
{
    static const struct canned script[] = {
        {NULL, 200, JSON_TYPE, "{\"error_code\":\"00\",\"result\":[{\"a\":1},{\"a", 0, 0, 0},
        {NULL, 200, JSON_TYPE, "{\"error_code\":\"00\",\"result\":[]}", 0, 0, 0},
        {0}};
    struct fixture *fixture = *state;
    struct error err = {0};

    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "json", PAGED);
    assert_int_equal(fixture_take_all(fixture, &err), 2);
}

static void secrets_that_come_back_are_hidden(void **state)
{
    static const struct canned scripts[][2] = {
        {{NULL, 400, "text/plain", "bad request: %body%", 0, 0, 0}},
        {{NULL, 200, JSON_TYPE, "{\"error_code\":\"5\",\"message\":\"pass canary\\\"<&>-7f3a\"}", 0,
          0, 0}},
        {{NULL, 200, "text/html", "<html>%body%", 0, 0, 0}},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        fixture_serve(fixture, scripts[i]);
        fixture_open(
            fixture, "rest", "json",
            "url: '${URL}/x?key={secret:pass}'\nmethod: POST\n"
            "content_type: application/json\nbody: '{\"pass\": \"{secret:pass}\"}'\n"
            "headers: ['Authorization: Bearer {secret:pass}']\n"
            "success: {content: json, path: error_code, equals: ['0'], message: message}\n");
        fixture_check_failure(fixture, ERROR_PROTOCOL, "***");
        assert_string_equal(httpd_heard(fixture->httpd, 0)->body,
                            "{\"pass\": \"canary\\\"<&>-7f3a\"}");
        assert_string_equal(httpd_heard(fixture->httpd, 0)->authorization, "Bearer " CANARY);
        assert_string_equal(httpd_heard(fixture->httpd, 0)->url, "/x?key=" CANARY);
        httpd_stop(fixture->httpd);
        fixture->httpd = NULL;
    }
}

static void a_description_has_no_secrets(void **state)
{
    static const struct canned script[] = {
        {NULL, 200, JSON_TYPE, "{\"error_code\":\"0\"}", 0, 0, 0}, {0}};
    struct fixture *fixture = *state;
    struct document document;

    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "json", "url: '${URL}/x?key={secret:pass}'\n" RULE);
    fixture_next(fixture, &document, NULL);
    CHECK_HAS(document.request, "/x?key=***");
    CHECK_HAS_NOT(document.request, "canary");
}

static void a_missing_credential_stops_before_anything_is_sent(void **state)
{
    static const struct canned script[] = {{0}};
    struct fixture *fixture = *state;
    struct window window = {.id = "w"};
    struct source *configured;
    struct document document;
    struct error err;

    fixture_serve(fixture, script);
    configured = fixture_configure(fixture, "rest", "json",
                                   "url: '${URL}/x'\nheaders: ['A: {secret:absent}']\n" RULE);
    CHECK_DONE(fixture_open_window(fixture, configured, &window, &err), &err);
    assert_int_equal(source_next(fixture->source, &document, &err), -1);
    CHECK_HAS(err.text, "credential absent is missing: expected file ");
    assert_int_equal(err.kind, ERROR_CONFIG);
    assert_int_equal(httpd_count(fixture->httpd), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(one_reply_is_one_document),
        FIXTURE_TEST(pages_are_asked_for_until_one_is_short),
        FIXTURE_TEST(an_exact_multiple_of_the_page_size_ends_with_an_empty_page),
        FIXTURE_TEST(an_empty_window_is_one_empty_page),
        FIXTURE_TEST(pages_may_end_with_an_empty_one_and_begin_with_0),
        FIXTURE_TEST(a_page_that_comes_again_ends_the_batch),
        FIXTURE_TEST(too_many_pages_end_the_batch),
        FIXTURE_TEST(gzip_passes_untouched),
        FIXTURE_TEST(a_damaged_document_is_handed_out_and_paging_goes_on),
        FIXTURE_TEST(secrets_that_come_back_are_hidden),
        FIXTURE_TEST(a_description_has_no_secrets),
        FIXTURE_TEST(a_missing_credential_stops_before_anything_is_sent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
