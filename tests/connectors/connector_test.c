/* Sources are made from configuration, and its mistakes are told with their place. */
#include "connectors/connector.h"

#include <stdlib.h>

#include "core/arena.h"
#include "core/option.h"
#include "tests/connectors/fixture.h"
#include "tests/support/check.h"

static void connectors_are_found_by_name(void **state)
{
    (void)state;
    assert_string_equal(connector_find("rest")->name, "rest");
    assert_string_equal(connector_find("soap")->name, "soap");
    assert_string_equal(connector_find("drop")->name, "drop");
    assert_null(connector_find("ftp"));
}

/* Every row of an option table is read by people who never see the code. */
static void check_help(const struct option *options)
{
    for (; options->name != NULL; options++) {
        if (options->help == NULL || strlen(options->help) < 10)
            fail_msg("option '%s' has no help", options->name);
        if (options->options != NULL)
            check_help(options->options);
    }
}

static void every_connector_explains_itself(void **state)
{
    (void)state;
    for (size_t i = 0; connectors[i] != NULL; i++) {
        assert_true(strlen(connectors[i]->summary) > 20);
        check_help(connectors[i]->options);
    }
}

static const struct {
    const char *connector, *yaml, *problems;
} mistakes[] = {
    {"rest", "{}\n",
     "1:1: the key 'success' is missing; it takes map: rule by which a reply is a success\n"
     "1:1: the key 'url' is missing; it takes text: address to ask, with placeholders\n"},
    {"rest", "url: http://thu.example/x\nsuccess: {content: json}\n",
     "1:6: the URL must begin with https://, for http:// is not encrypted\n"},
    {"rest", "url: http://127.0.0.1.thu.example/x\nsuccess: {content: json}\n",
     "1:6: the URL must begin with https://, for http:// is not encrypted\n"},
    {"rest", "url: ftp://127.0.0.1/x\nsuccess: {content: json}\n",
     "1:6: the URL must begin with https://\n"},
    {"rest", "url: https://me:pass@thu.example/x\nsuccess: {content: json}\n",
     "1:6: the URL must not hold a user name or password; hint: use a header and a credential "
     "file\n"},
    {"rest", "url: thu\nsuccess: {content: json}\n", "1:6: the URL is not a URL\n"},
    {"rest", "url: https://thu.example/x\nsuccess: {}\n",
     "2:10: the rule accepts whatever comes with its status; hint: give 'content', 'present', "
     "or 'path' "
     "and "
     "'equals'\n"},
    {"rest", "url: https://thu.example/x\nsuccess: {path: a, status: [OK]}\n",
     "2:29: 'status' does not accept 'OK'; accepted: HTTP status codes, as in 200\n"
     "2:17: 'path' needs 'equals' beside it\n"},
    {"rest", "url: https://thu.example/x\nsuccess: {content: json, equals: [0]}\n",
     "2:10: 'equals' and 'retry' need 'path' beside them\n"},
    {"rest", "url: https://thu.example/x\nbody: x\nsuccess: {content: json}\n",
     "2:7: a body needs 'method: POST'\n"
     "2:7: a body needs a content_type, as in application/json\n"},
    {"rest",
     "url: https://thu.example/x\nmethod: POST\ncontent_type: application/json\n"
     "body: '{\"a\": {page_size}'\npage: {size: 5, records: r}\nsuccess: {content: json}\n",
     "4:7: the body: not well-formed JSON: it ends too early at column 7\n"},
    {"rest", "url: https://thu.example/x\nheaders: ['X Y: 1']\nsuccess: {content: json}\n",
     "2:11: a header is written 'Name: value'\n"},
    {"rest", "url: https://thu.example/x\nproxy: thu\nsuccess: {content: json}\n",
     "2:8: a proxy is written as a URL, as in http://proxy.example:3128\n"},
    {"rest",
     "url: https://thu.example/x\nsuccess: {content: json}\n"
     "login: {url: 'https://thu.example/{page}', token: t, success: {content: json}}\n",
     "3:14: placeholder {page} at character 21 has no value here; hint: configure page\n"},
    {"rest",
     "url: https://thu.example/x\nsuccess: {content: json}\n"
     "login: {url: 'https://thu.example/', token: t, success: {content: json}, "
     "expired: {path: p}}\n",
     "3:83: 'path' and 'equals' of 'expired' need each other\n"},
    {"rest", "url: https://thu.example/x\nsuccess: {content: json}\npage: {size: 0}\n",
     "3:14: 'size' does not accept '0'; accepted: number 1..1000000\n"
     "3:7: the key 'records' is missing; it takes text: path of a record, by which a page's "
     "records are counted\n"},
    {"drop", "{}\n",
     "1:1: the key 'folder' is missing; it takes text: folder that files are put into\n"},
    {"drop", "{folder: ., settle: burn}\n",
     "1:21: 'settle' does not accept 'burn'; accepted: keep|move\n"},
};

static void mistakes_in_configuration_are_told_with_their_place(void **state)
{
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        fixture_configure(fixture, mistakes[i].connector, "json", mistakes[i].yaml);
        assert_string_equal(fixture_problems(fixture), mistakes[i].problems);
        memset(&fixture->problems, 0, sizeof fixture->problems);
        fixture->problems.arena = fixture->arena;
    }
}

static void plain_http_is_for_this_machine_only(void **state)
{
    static const char *const hosts[] = {"127.0.0.1", "127.1.2.3", "localhost", "[::1]"};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++)
        fixture_configure(fixture, "rest", "json",
                          arena_print(fixture->arena,
                                      "url: 'http://%s:8080/x'\nsuccess: {content: json}\n",
                                      hosts[i]));
    assert_string_equal(fixture_problems(fixture), "");
}

static void a_source_without_options_tells_what_it_needs(void **state)
{
    struct fixture *fixture = *state;
    struct source common = {.name = "thu", .format = "csv"};

    source_new(connector_find("drop"), NULL, &common, fixture->arena, &fixture->problems);
    assert_int_equal(fixture->problems.errors, 1);
}

static void batches_of_one_source_share_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct source *configured =
        fixture_configure(fixture, "rest", "json", "url: ${URL}/x\nsuccess: {content: json}\n");
    struct window one = {.id = "one", .since = 1}, two = {.id = "two", .since = 2};
    struct source *first = source_for_batch(configured, &one, "spool", fixture->arena);
    struct source *second = source_for_batch(configured, &two, "spool", fixture->arena);
    struct error err;

    CHECK_DONE(source_open(first, &err), &err);
    CHECK_DONE(source_open(second, &err), &err);
    source_close(first);
    source_close(first);
    source_close(second);
    assert_string_equal(first->window.id, "one");
    assert_string_equal(second->window.id, "two");
    assert_string_equal(second->name, "thu");
    assert_null(configured->arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(connectors_are_found_by_name),
        FIXTURE_TEST(every_connector_explains_itself),
        FIXTURE_TEST(mistakes_in_configuration_are_told_with_their_place),
        FIXTURE_TEST(plain_http_is_for_this_machine_only),
        FIXTURE_TEST(a_source_without_options_tells_what_it_needs),
        FIXTURE_TEST(batches_of_one_source_share_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
