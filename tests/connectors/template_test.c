/* Placeholders are found without doubling braces, and no value can leave its place. */
#include "connectors/template.h"

#include <sys/stat.h>

#include "connectors/secret.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/instant.h"
#include "core/yaml.h"
#include "tests/connectors/fixture.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

static struct values make_values(struct fixture *fixture, struct secrets *secrets)
{
    struct values values = {.offset_seconds = VIETNAM_OFFSET_SECONDS, .secrets = secrets};
    struct error err;

    secrets->folder = arena_print(fixture->arena, "%s/credentials", fixture->folder);
    secrets->arena = fixture->arena;
    CHECK_DONE(instant_parse("2021-12-15", VIETNAM_OFFSET_SECONDS, &values.since, &err), &err);
    CHECK_DONE(instant_parse("2021-12-16", VIETNAM_OFFSET_SECONDS, &values.until, &err), &err);
    values.page = 3;
    values.offset = 200;
    values.page_size = 100;
    values.token = "tok en";
    return values;
}

static void placeholders_are_filled_and_other_braces_stay(void **state)
{
    static const struct {
        const char *text, *expanded;
    } rows[] = {
        {"{since:yyyyMMddHHmmss}-{until:dd/MM/yyyy}", "20211215000000-16/12/2021"},
        {"{last:yyyy-MM-dd HH:mm:ss}", "2021-12-15 23:59:59"},
        {"{page} {offset} {page_size} {token}", "3 200 100 tok en"},
        {"{\"a\": {page}, \"b\": {}}", "{\"a\": 3, \"b\": {}}"},
        {"{{page}}", "{3}"},
        {"{ page} {Page} {page {1}", "{ page} {Page} {page {1}"},
        {"{page:\"x\"}", "{page:\"x\"}"},
        {"", ""},
        {"{", "{"},
    };
    struct secrets secrets = {0};
    struct values values = make_values(*state, &secrets);
    struct error err;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buffer expanded = {0};

        CHECK_DONE(template_expand(rows[i].text, PLACE_PLAIN, &values, &expanded, &err), &err);
        assert_string_equal(buffer_string(&expanded), rows[i].expanded);
        buffer_free(&expanded);
    }
}

static void values_are_escaped_for_their_place(void **state)
{
    static const struct {
        enum place place;
        const char *expanded;
    } rows[] = {
        {PLACE_PLAIN, "canary\"<&>-7f3a"},      {PLACE_HEADER, "canary\"<&>-7f3a"},
        {PLACE_JSON, "canary\\\"<&>-7f3a"},     {PLACE_XML, "canary&quot;&lt;&amp;&gt;-7f3a"},
        {PLACE_URL, "canary%22%3C%26%3E-7f3a"},
    };
    struct fixture *fixture = *state;
    struct secrets secrets = {0};
    struct values values = make_values(fixture, &secrets);
    struct error err;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buffer expanded = {0};

        CHECK_DONE(template_expand("{secret:pass}", rows[i].place, &values, &expanded, &err), &err);
        assert_string_equal(buffer_string(&expanded), rows[i].expanded);
        /* Each form that went out is hidden when it comes back. */
        assert_string_equal(secrets_hide(&secrets, rows[i].expanded, fixture->arena), "***");
        buffer_free(&expanded);
    }
}

static void a_public_template_has_no_secrets(void **state)
{
    struct secrets secrets = {0};
    struct values values = make_values(*state, &secrets);
    struct buffer expanded = {0};
    struct error err;

    values.is_public = true;
    CHECK_DONE(template_expand("t={token}&s={secret:pass}&n={secret:absent}&p={page}", PLACE_URL,
                               &values, &expanded, &err),
               &err);
    assert_string_equal(buffer_string(&expanded), "t=***&s=***&n=***&p=3");
    buffer_free(&expanded);
}

static void a_value_with_a_line_break_cannot_stand_in_a_header(void **state)
{
    struct secrets secrets = {0};
    struct values values = make_values(*state, &secrets);
    struct buffer expanded = {0};
    struct error err;

    values.token = "a\r\nX-Evil: 1";
    CHECK_FAILS(template_expand("A: {token}", PLACE_HEADER, &values, &expanded, &err), &err,
                ERROR_CONFIG, "a value for a header has control characters");
    buffer_free(&expanded);
}

static void mistakes_in_placeholders_are_told_with_their_place(void **state)
{
    static const struct {
        const char *text;
        const char *problem;
    } rows[] = {
        {"x {sinec:yyyy}", "unknown placeholder {sinec:yyyy} at character 3; accepted: "
                           "{since:FORM} {until:FORM} {last:FORM} {page} {offset} {page_size} "
                           "{token} {secret:NAME}"},
        {"{since}", "placeholder {since} at character 1 needs a form, as in "
                    "{since:yyyyMMddHHmmss}"},
        {"{page:2}", "placeholder {page:2} at character 1 takes no argument"},
        {"{secret:../x}", "placeholder {secret:../x} at character 1 names no credential; accepted: "
                          "letters, digits, '.', '_', '-'"},
        {"{token}", "placeholder {token} at character 1 has no value here; hint: configure login"},
        {"{offset}", "placeholder {offset} at character 1 has no value here; hint: configure page"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct problems problems = {.arena = fixture->arena};
        struct node node = {.kind = NODE_SCALAR, .file = "f", .text = rows[i].text, .line = 4};
        struct template_scope scope = {strncmp(rows[i].text, "{page", 5) == 0 ? MAY_PAGE : 0, NULL,
                                       &node, &problems};

        template_check(rows[i].text, &scope);
        assert_int_equal(problems.errors, 1);
        assert_string_equal(problems.first->text, rows[i].problem);
        assert_int_equal(problems.first->line, 4);
    }
}

static void a_missing_credential_is_a_warning_in_check(void **state)
{
    struct fixture *fixture = *state;
    struct problems problems = {.arena = fixture->arena};
    struct node node = {.kind = NODE_SCALAR, .file = "f", .text = "{secret:absent}", .line = 4};
    struct template_scope scope = {0, fixture->folder, &node, &problems};

    template_check(node.text, &scope);
    assert_int_equal(problems.errors, 0);
    assert_int_equal(problems.warnings, 1);
    assert_string_equal(problems.first->text,
                        arena_print(fixture->arena,
                                    "credential absent is missing: expected file %s/absent",
                                    fixture->folder));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(placeholders_are_filled_and_other_braces_stay),
        FIXTURE_TEST(values_are_escaped_for_their_place),
        FIXTURE_TEST(a_public_template_has_no_secrets),
        FIXTURE_TEST(a_value_with_a_line_break_cannot_stand_in_a_header),
        FIXTURE_TEST(mistakes_in_placeholders_are_told_with_their_place),
        FIXTURE_TEST(a_missing_credential_is_a_warning_in_check),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
