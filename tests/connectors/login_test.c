/* login: a token is got once, kept, renewed when it is too old, and never shown. */
#include "connectors/login.h"

#include "connectors/connector.h"
#include "core/arena.h"
#include "tests/connectors/fixture.h"
#include "tests/support/check.h"

#define JSON_TYPE "application/json"
#define TOKEN_1 "{\"session\":\"canary-token-1\",\"error_code\":\"0\"}"
#define TOKEN_2 "{\"session\":\"canary-token-2\",\"error_code\":\"0\"}"
#define EXPIRED "{\"error_code\":\"-2\",\"message\":\"het han\",\"result\":[]}"
#define PAGE_FULL "{\"error_code\":\"00\",\"result\":[{\"a\":1}]}"
#define PAGE_LAST "{\"error_code\":\"00\",\"result\":[]}"
#define YAML                                                                                       \
    "url: ${URL}/share\n"                                                                          \
    "method: POST\n"                                                                               \
    "content_type: application/json\n"                                                             \
    "body: '{\"session\":\"{token}\",\"trang\":{page}}'\n"                                         \
    "retry: {times: 1, pause_seconds: 0}\n"                                                        \
    "success: {content: json, path: error_code, equals: ['00'], message: message}\n"               \
    "page: {size: 1, records: result}\n"                                                           \
    "login:\n"                                                                                     \
    "  url: ${URL}/login\n"                                                                        \
    "  content_type: application/json\n"                                                           \
    "  body: '{\"username\":\"nhip\",\"password\":\"{secret:pass}\"}'\n"                           \
    "  token: session\n"                                                                           \
    "  success: {content: json, path: error_code, equals: ['0'], message: message}\n"              \
    "  expired: {path: error_code, equals: ['-2']}\n"

static void a_token_is_got_once_for_all_pages(void **state)
{
    static const struct canned script[] = {{"/login", 200, JSON_TYPE, TOKEN_1, 0, 0, 0},
                                           {"/share", 200, JSON_TYPE, PAGE_FULL, 0, 0, 0},
                                           {"/share", 200, JSON_TYPE, PAGE_LAST, 0, 0, 0},
                                           {0}};
    struct fixture *fixture = *state;
    struct error err = {0};

    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "json", YAML);
    assert_int_equal(fixture_take_all(fixture, &err), 2);
    assert_int_equal(httpd_count(fixture->httpd), 3);
    assert_string_equal(httpd_heard(fixture->httpd, 0)->method, "POST");
    assert_string_equal(httpd_heard(fixture->httpd, 0)->body,
                        "{\"username\":\"nhip\",\"password\":\"canary\\\"<&>-7f3a\"}");
    assert_string_equal(httpd_heard(fixture->httpd, 2)->body,
                        "{\"session\":\"canary-token-1\",\"trang\":2}");
}

static void a_token_that_expires_in_mid_run_is_renewed(void **state)
{
    static const struct canned scripts[][7] = {
        {{"/login", 200, JSON_TYPE, TOKEN_1, 0, 0, 0},
         {"/share", 200, JSON_TYPE, PAGE_FULL, 0, 0, 0},
         {"/share", 200, JSON_TYPE, EXPIRED, 0, 0, 0},
         {"/login", 200, JSON_TYPE, TOKEN_2, 0, 0, 0},
         {"/share", 200, JSON_TYPE, PAGE_LAST, 0, 0, 0}},
        {{"/login", 200, JSON_TYPE, TOKEN_1, 0, 0, 0},
         {"/share", 200, JSON_TYPE, PAGE_FULL, 0, 0, 0},
         {"/share", 401, JSON_TYPE, "{\"fault\":{\"code\":900901}}", 0, 0, 0},
         {"/login", 200, JSON_TYPE, TOKEN_2, 0, 0, 0},
         {"/share", 200, JSON_TYPE, PAGE_LAST, 0, 0, 0}},
    };
    struct fixture *fixture = *state;
    struct error err = {0};

    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        fixture_serve(fixture, scripts[i]);
        fixture_open(fixture, "rest", "json", YAML);
        assert_int_equal(fixture_take_all(fixture, &err), 2);
        assert_int_equal(httpd_count(fixture->httpd), 5);
        CHECK_HAS(httpd_heard(fixture->httpd, 4)->body, "canary-token-2");
        CHECK_HAS(httpd_heard(fixture->httpd, 4)->body, "\"trang\":2");
        httpd_stop(fixture->httpd);
        fixture->httpd = NULL;
    }
}

static void a_new_token_that_is_refused_stops_the_source(void **state)
{
    static const struct canned script[] = {{"/login", 200, JSON_TYPE, TOKEN_1, 0, 0, 0},
                                           {"/share", 200, JSON_TYPE, EXPIRED, 0, 0, 0},
                                           {"/login", 200, JSON_TYPE, TOKEN_2, 0, 0, 0},
                                           {"/share", 200, JSON_TYPE, EXPIRED, 0, 0, 0},
                                           {0}};
    struct fixture *fixture = *state;

    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "json", YAML);
    fixture_check_failure(fixture, ERROR_CREDENTIALS,
                          "/share page 1: the far end refuses a token that it has just given");
    assert_int_equal(httpd_count(fixture->httpd), 4);
}

static void a_token_near_its_end_is_renewed_before_use(void **state)
{
    static const struct canned script[] = {
        {"/login", 200, JSON_TYPE, "{\"session\":\"a\",\"error_code\":\"0\",\"life\":10}", 0, 0, 0},
        {"/share", 200, JSON_TYPE, PAGE_FULL, 0, 0, 0},
        {"/login", 200, JSON_TYPE, "{\"session\":\"b\",\"error_code\":\"0\",\"life\":3600}", 0, 0,
         0},
        {"/share", 200, JSON_TYPE, "{\"error_code\":\"00\",\"result\":[{\"a\":2}]}", 0, 0, 0},
        {"/share", 200, JSON_TYPE, PAGE_LAST, 0, 0, 0},
        {0}};
    struct fixture *fixture = *state;
    struct error err = {0};

    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "json", YAML "  expires: life\n");
    assert_int_equal(fixture_take_all(fixture, &err), 3);
    assert_int_equal(httpd_count(fixture->httpd), 5);
}

static void a_refused_login_is_a_matter_of_credentials(void **state)
{
    static const struct {
        struct canned canned;
        enum error_kind kind;
        const char *words;
    } rows[] = {
        {{"/login", 200, JSON_TYPE, "{\"error_code\":\"1\",\"message\":\"Sai mật khẩu\"}", 0, 0, 0},
         ERROR_CREDENTIALS,
         "/login: the far end says error_code '1': Sai mật khẩu"},
        {{"/login", 401, JSON_TYPE, "{\"error\":\"invalid_client\"}", 0, 0, 0},
         ERROR_CREDENTIALS,
         "the far end refuses our credentials with HTTP 401"},
        {{"/login", 200, "text/html", "<html>Đăng nhập</html>", 0, 0, 0},
         ERROR_PROTOCOL,
         "the far end answered with an HTML page, not JSON"},
        {{"/login", 200, JSON_TYPE, "{\"error_code\":\"0\"}", 0, 0, 0},
         ERROR_PROTOCOL,
         "the reply has no 'session'"},
        {{"/login", 400, "text/plain", "what is %body%?", 0, 0, 0},
         ERROR_PROTOCOL,
         "what is {\"username\":\"nhip\",\"password\":\"***\"}?"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct canned script[] = {rows[i].canned, {0}};

        fixture_serve(fixture, script);
        fixture_open(fixture, "rest", "json", YAML);
        fixture_check_failure(fixture, rows[i].kind, rows[i].words);
        assert_int_equal(httpd_count(fixture->httpd), 1);
        httpd_stop(fixture->httpd);
        fixture->httpd = NULL;
    }
}

static void a_form_login_and_a_bearer_token_work(void **state)
{
    static const struct canned script[] = {
        {"/token", 200, JSON_TYPE,
         "{\"access_token\":\"abc\",\"token_type\":\"Bearer\",\"expires_in\":3600}", 0, 0, 0},
        {"/kcb", 200, "application/xml", "<GIAMDINHHS/>", 0, 0, 0},
        {0}};
    struct fixture *fixture = *state;
    struct error err = {0};

    fixture_serve(fixture, script);
    fixture_open(fixture, "rest", "xml",
                 "url: ${URL}/kcb\n"
                 "headers: ['Authorization: Bearer {token}']\n"
                 "success: {content: xml}\n"
                 "login:\n"
                 "  url: ${URL}/token\n"
                 "  content_type: application/x-www-form-urlencoded\n"
                 "  body: grant_type=client_credentials&client_secret={secret:pass}\n"
                 "  token: access_token\n"
                 "  expires: expires_in\n"
                 "  success: {content: json}\n");
    assert_int_equal(fixture_take_all(fixture, &err), 1);
    assert_string_equal(httpd_heard(fixture->httpd, 1)->authorization, "Bearer abc");
    assert_string_equal(httpd_heard(fixture->httpd, 0)->content_type,
                        "application/x-www-form-urlencoded");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_token_is_got_once_for_all_pages),
        FIXTURE_TEST(a_token_that_expires_in_mid_run_is_renewed),
        FIXTURE_TEST(a_new_token_that_is_refused_stops_the_source),
        FIXTURE_TEST(a_token_near_its_end_is_renewed_before_use),
        FIXTURE_TEST(a_refused_login_is_a_matter_of_credentials),
        FIXTURE_TEST(a_form_login_and_a_bearer_token_work),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
