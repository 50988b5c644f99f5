/* Credential files are read strictly, and what was in them is hidden. */
#include "connectors/secret.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "core/arena.h"
#include "tests/connectors/fixture.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

static struct secrets open_secrets(struct fixture *fixture)
{
    struct secrets secrets = {
        .folder = arena_print(fixture->arena, "%s/credentials", fixture->folder),
        .arena = fixture->arena,
    };

    unsetenv("CREDENTIALS_DIRECTORY");
    return secrets;
}

static void put(struct fixture *fixture, const char *name, const char *bytes, size_t size,
                mode_t mode)
{
    char *path = scratch_write(fixture->folder, arena_print(fixture->arena, "credentials/%s", name),
                               bytes, size, fixture->arena);

    assert_int_equal(chmod(path, mode), 0);
}

/* secrets_find as a status, for CHECK_FAILS. */
static int find(struct secrets *secrets, const char *name, struct error *err)
{
    return secrets_find(secrets, name, err) == NULL ? -1 : 0;
}

static void the_line_break_at_the_end_is_cut(void **state)
{
    struct fixture *fixture = *state;
    struct secrets secrets = open_secrets(fixture);
    struct error err;

    put(fixture, "plain", "abc", 3, 0600);
    put(fixture, "unix", "abc\n", 4, 0400);
    put(fixture, "dos", "abc\r\n", 5, 0600);
    put(fixture, "two", "abc\n\n", 5, 0600);
    assert_string_equal(secrets_find(&secrets, "plain", &err), "abc");
    assert_string_equal(secrets_find(&secrets, "unix", &err), "abc");
    assert_string_equal(secrets_find(&secrets, "dos", &err), "abc");
    assert_string_equal(secrets_find(&secrets, "two", &err), "abc\n");
}

static void unusable_files_are_refused_without_their_content(void **state)
{
    struct fixture *fixture = *state;
    struct secrets secrets = open_secrets(fixture);
    char *text = arena_alloc(fixture->arena, 5000);
    struct error err;

    memset(text, 'x', 4097);
    put(fixture, "open", "abc", 3, 0640);
    put(fixture, "empty", "", 0, 0600);
    put(fixture, "blank", "\n", 1, 0600);
    put(fixture, "long", text, 4097, 0600);
    put(fixture, "nul", "a\0b", 3, 0600);
    CHECK_FAILS(find(&secrets, "open", &err), &err, ERROR_CONFIG,
                arena_print(fixture->arena,
                            "credential open is open to other users; hint: chmod 600 %s/open",
                            secrets.folder));
    CHECK_FAILS(find(&secrets, "empty", &err), &err, ERROR_CONFIG, "credential empty is empty");
    CHECK_FAILS(find(&secrets, "blank", &err), &err, ERROR_CONFIG, "credential blank is empty");
    CHECK_FAILS(find(&secrets, "long", &err), &err, ERROR_CONFIG,
                "credential long is longer than 4096 bytes");
    CHECK_FAILS(find(&secrets, "nul", &err), &err, ERROR_CONFIG, "credential nul has a NUL byte");
    CHECK_FAILS(find(&secrets, "absent", &err), &err, ERROR_CONFIG,
                arena_print(fixture->arena, "credential absent is missing: expected file %s/absent",
                            secrets.folder));
    CHECK_FAILS(find(&secrets, "..", &err), &err, ERROR_CONFIG,
                "credential .. is not a regular file");
}

static void a_pipe_in_place_of_a_credential_does_not_stop_the_run(void **state)
{
    struct fixture *fixture = *state;
    struct secrets secrets = open_secrets(fixture);
    struct error err;

    assert_int_equal(mkfifo(arena_print(fixture->arena, "%s/pipe", secrets.folder), 0600), 0);
    CHECK_FAILS(find(&secrets, "pipe", &err), &err, ERROR_CONFIG,
                "credential pipe is not a regular file");
}

static void systemd_guards_its_own_folder(void **state)
{
    struct fixture *fixture = *state;
    struct secrets secrets = open_secrets(fixture);
    struct error err;

    put(fixture, "group", "abc", 3, 0440);
    setenv("CREDENTIALS_DIRECTORY", secrets.folder, 1);
    assert_string_equal(secrets_find(&secrets, "group", &err), "abc");
    unsetenv("CREDENTIALS_DIRECTORY");
}

static void a_secret_is_read_once(void **state)
{
    struct fixture *fixture = *state;
    struct secrets secrets = open_secrets(fixture);
    struct error err;
    const char *first = secrets_find(&secrets, "pass", &err);

    put(fixture, "pass", "other", 5, 0600);
    assert_ptr_equal(secrets_find(&secrets, "pass", &err), first);
}

static void every_known_secret_is_hidden(void **state)
{
    struct fixture *fixture = *state;
    struct secrets secrets = open_secrets(fixture);
    struct error err;

    assert_non_null(secrets_find(&secrets, "pass", &err));
    secrets_add(&secrets, "tok");
    secrets_add(&secrets, "token-2");
    secrets_add(&secrets, "");
    assert_string_equal(
        secrets_hide(&secrets, "a " CANARY " b token-2" CANARY " tok", fixture->arena),
        "a *** b ****** ***");
}

static void a_secret_is_hidden_in_every_form_that_a_far_end_may_write_it_in(void **state)
{
    static const char *const forms[] = {
        "canary%22%3C%26%3E-7f3a",
        "canary%22%3c&%3e-7f3a",
        "canary\\\"<&>-7f3a",
        "canary\\u0022\\u003c\\u0026\\u003E-7f3a",
        "canary&quot;&lt;&amp;&gt;-7f3a",
        "canary&#34;&#x3C;&amp;>&#x2d;7f3a",
        "a+b%2Bc%2F%C4%91'",
        "a b+c\\/\\u0111\\'",
        "a b+c/&#273;&apos;",
        "5%25&amp;",
        "5%2525%26amp%3B",
        "smile &#128522;",
    };
    struct fixture *fixture = *state;
    struct secrets secrets = open_secrets(fixture);
    struct error err;

    assert_non_null(secrets_find(&secrets, "pass", &err));
    secrets_add(&secrets, "a b+c/đ'");
    secrets_add(&secrets, "5%25&amp;");
    secrets_add(&secrets, "smile 😊");
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        assert_string_equal(secrets_hide(&secrets, forms[i], fixture->arena), "***");
}

static void what_only_resembles_a_secret_or_an_escape_stays(void **state)
{
    static const char *const texts[] = {
        "canary",   "canary%2",  "canary%zz", "canary&#", "canary&#;",         "canary&#x;",
        "canary\\", "canary\\u", "canary\\q", "canary&",  "canary&#99999999;", "canary&nbsp;",
    };
    struct fixture *fixture = *state;
    struct secrets secrets = open_secrets(fixture);
    struct error err;

    assert_non_null(secrets_find(&secrets, "pass", &err));
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_string_equal(secrets_hide(&secrets, texts[i], fixture->arena), texts[i]);
}

static void a_secret_that_begins_before_the_cut_is_hidden_whole(void **state)
{
    struct fixture *fixture = *state;
    struct secrets secrets = open_secrets(fixture);
    struct error err;

    assert_int_equal(secrets_reach(&secrets), 0);
    assert_non_null(secrets_find(&secrets, "pass", &err));
    assert_true(secrets_reach(&secrets) >= strlen("&#x0022;") * strlen(CANARY));
    assert_string_equal(
        secrets_hide_start(&secrets, "ab" CANARY "cd", strlen("abcan"), fixture->arena), "ab***");
    assert_string_equal(secrets_hide_start(&secrets, "ab" CANARY, strlen("ab"), fixture->arena),
                        "ab");
}

static void names_are_file_names(void **state)
{
    (void)state;
    assert_true(secret_name_is_valid("dvcqg-password", 14));
    assert_false(secret_name_is_valid("", 0));
    assert_false(secret_name_is_valid("../x", 4));
    assert_false(secret_name_is_valid(".x", 2));
    assert_false(secret_name_is_valid("a/b", 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(the_line_break_at_the_end_is_cut),
        FIXTURE_TEST(unusable_files_are_refused_without_their_content),
        FIXTURE_TEST(a_pipe_in_place_of_a_credential_does_not_stop_the_run),
        FIXTURE_TEST(systemd_guards_its_own_folder),
        FIXTURE_TEST(a_secret_is_read_once),
        FIXTURE_TEST(every_known_secret_is_hidden),
        FIXTURE_TEST(a_secret_is_hidden_in_every_form_that_a_far_end_may_write_it_in),
        FIXTURE_TEST(what_only_resembles_a_secret_or_an_escape_stays),
        FIXTURE_TEST(a_secret_that_begins_before_the_cut_is_hidden_whole),
        FIXTURE_TEST(names_are_file_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
