/* soap: envelopes go out well formed, faults are read as faults, records inside base64 are counted.
 */
#include "connectors/connector.h"
#include "core/arena.h"
#include "tests/connectors/fixture.h"
#include "tests/support/check.h"

#define XML_TYPE "text/xml; charset=utf-8"
#define YAML                                                                                       \
    "url: ${URL}/dich-vu\n"                                                                        \
    "action: layThongBaoThue\n"                                                                    \
    "header: '<SecurityCode>{secret:pass}</SecurityCode>'\n"                                       \
    "body: '<q:lay xmlns:q=\"urn:example:dat-dai\"><tuNgay>{since:yyyyMMdd}</tuNgay>"              \
    "<trang>{page}</trang></q:lay>'\n"                                                             \
    "retry: {times: 1, pause_seconds: 0}\n"                                                        \
    "page: {size: 2, inside: Envelope/Body/layResponse/return, "                                   \
    "records: DATA/BODY/ROW_LIST/LIST}\n"
/* <DATA><BODY><ROW_LIST><LIST/><LIST/></ROW_LIST></BODY></DATA> */
#define TWO "PERBVEE+PEJPRFk+PFJPV19MSVNUPjxMSVNULz48TElTVC8+PC9ST1dfTElTVD48L0JPRFk+PC9EQVRBPg=="
/* <DATA><BODY/></DATA> */
#define NONE "PERBVEE+PEJPRFkvPjwvREFUQT4="
#define REPLY(prefix, inside)                                                                      \
    "<" prefix ":Envelope xmlns:" prefix "=\"http://schemas.xmlsoap.org/soap/envelope/\"><" prefix \
    ":Body><layResponse><return>" inside "</return></layResponse></" prefix ":Body></" prefix      \
    ":Envelope>"
#define CANARY_XML "canary&quot;&lt;&amp;&gt;-7f3a"
#define TEN "xxxxxxxxxx"
#define NINETY TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define HUNDRED NINETY TEN
#define FAULT(code, text)                                                                          \
    "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault>"          \
    "<faultcode>" code "</faultcode><faultstring>" text "</faultstring></s:Fault></s:Body>"        \
    "</s:Envelope>"

static void an_envelope_is_sent_and_records_inside_are_counted(void **state)
{
    static const struct canned script[] = {
        {"/dich-vu", 200, XML_TYPE, REPLY("soapenv", TWO), 0, 0, 0},
        {"/dich-vu", 200, XML_TYPE, REPLY("SOAP-ENV", NONE), 0, 0, 0},
        {0}};
    struct fixture *fixture = *state;
    struct document document;
    struct error err = {0};

    fixture_serve(fixture, script);
    fixture_open(fixture, "soap", "xml", YAML);
    assert_string_equal(fixture_next(fixture, &document, NULL), REPLY("soapenv", TWO));
    assert_string_equal(document.name, "page-0001.xml");
    CHECK_HAS(document.request, "POST http://127.0.0.1:");
    fixture_next(fixture, &document, NULL);
    assert_int_equal(source_next(fixture->source, &document, &err), 0);
    assert_string_equal(
        httpd_heard(fixture->httpd, 0)->body,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\">"
        "<soapenv:Header><SecurityCode>canary&quot;&lt;&amp;&gt;-7f3a</SecurityCode>"
        "</soapenv:Header><soapenv:Body><q:lay xmlns:q=\"urn:example:dat-dai\">"
        "<tuNgay>20211215</tuNgay><trang>1</trang></q:lay></soapenv:Body></soapenv:Envelope>");
    assert_string_equal(httpd_heard(fixture->httpd, 0)->soap_action, "\"layThongBaoThue\"");
    assert_string_equal(httpd_heard(fixture->httpd, 0)->content_type, "text/xml; charset=utf-8");
}

static void replies_that_are_no_success_end_by_their_kind(void **state)
{
    static const struct {
        struct canned canned;
        size_t tries;
        enum error_kind kind;
        const char *words;
    } rows[] = {
        {{NULL, 500, XML_TYPE, FAULT("s:Client", "Sai mã"), 0, 0, 0},
         1,
         ERROR_PROTOCOL,
         "the far end answered with the fault Client: Sai mã"},
        {{NULL, 200, XML_TYPE, FAULT("Client.Auth", "x"), 0, 0, 0},
         1,
         ERROR_PROTOCOL,
         "the fault Client.Auth: x"},
        {{NULL, 500, XML_TYPE, FAULT("s:Server", "quá tải"), 0, 0, 0},
         2,
         ERROR_SOURCE,
         "the fault Server: quá tải (after 2 tries)"},
        {{NULL, 500, XML_TYPE, FAULT("", ""), 0, 0, 0},
         1,
         ERROR_PROTOCOL,
         "the fault without a code"},
        {{NULL, 500, "text/plain", "down", 0, 0, 0},
         2,
         ERROR_SOURCE,
         "the far end failed with HTTP 500: down"},
        {{NULL, 200, "application/json", "{}", 0, 0, 0},
         1,
         ERROR_PROTOCOL,
         "the far end answered with JSON, not XML"},
        {{NULL, 200, XML_TYPE, "<a/>", 0, 0, 0},
         1,
         ERROR_PROTOCOL,
         "the reply has no 'Envelope/Body/layResponse/return'"},
        {{NULL, 500, XML_TYPE, FAULT("s:Client", "no canary&quot;&lt;&amp;&gt;-7f3a"), 0, 0, 0},
         1,
         ERROR_PROTOCOL,
         "the fault Client: no ***"},
        {{NULL, 500, XML_TYPE, FAULT("s:Client", HUNDRED HUNDRED HUNDRED NINETY CANARY_XML), 0, 0,
          0},
         1,
         ERROR_PROTOCOL,
         "the fault Client: " HUNDRED HUNDRED HUNDRED NINETY "***"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct canned script[] = {rows[i].canned, rows[i].canned, {0}};

        fixture_serve(fixture, script);
        fixture_open(fixture, "soap", "xml", YAML);
        fixture_check_failure(fixture, rows[i].kind, rows[i].words);
        assert_int_equal(httpd_count(fixture->httpd), rows[i].tries);
        httpd_stop(fixture->httpd);
        fixture->httpd = NULL;
    }
}

static void a_broken_document_inside_does_not_end_the_paging(void **state)
{
    static const struct canned script[] = {
        {NULL, 200, XML_TYPE, REPLY("s", "PERBVEE+PEJP"), 0, 0, 0},
        {NULL, 200, XML_TYPE, REPLY("s", "!!!"), 0, 0, 0},
        {NULL, 200, XML_TYPE, REPLY("s", NONE), 0, 0, 0},
        {0}};
    struct fixture *fixture = *state;
    struct error err = {0};

    fixture_serve(fixture, script);
    fixture_open(fixture, "soap", "xml", YAML);
    assert_int_equal(fixture_take_all(fixture, &err), 3);
}

static void mistakes_are_found_before_anything_is_sent(void **state)
{
    struct fixture *fixture = *state;

    fixture_configure(fixture, "soap", "xml",
                      "url: ${URL}/x\n"
                      "action: 'a\"b'\n"
                      "body: '<a>{pgae}</a>'\n");
    assert_string_equal(fixture_problems(fixture),
                        "3:7: unknown placeholder {pgae} at character 4; accepted: {since:FORM} "
                        "{until:FORM} {last:FORM} {page} {offset} {page_size} {token} "
                        "{secret:NAME}\n"
                        "2:9: an action has no quotes, braces or line breaks\n");
}

static void a_body_that_makes_no_envelope_is_refused(void **state)
{
    struct fixture *fixture = *state;

    fixture_configure(fixture, "soap", "xml", "url: ${URL}/x\naction: a\nbody: '<a>'\n");
    CHECK_HAS(fixture_problems(fixture), "3:7: header and body make no envelope: ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(an_envelope_is_sent_and_records_inside_are_counted),
        FIXTURE_TEST(replies_that_are_no_success_end_by_their_kind),
        FIXTURE_TEST(a_broken_document_inside_does_not_end_the_paging),
        FIXTURE_TEST(mistakes_are_found_before_anything_is_sent),
        FIXTURE_TEST(a_body_that_makes_no_envelope_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
