/* Nothing that is no success passes for one, and each failure has the kind of its reaction. */
#include "connectors/success.h"

#include "connectors/connector.h"
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(failures_that_stay_end_by_their_kind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
