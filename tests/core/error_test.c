/* Errors keep their kind through context and end in the documented exit statuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "core/error.h"
#include "core/utf8.h"

static void a_fresh_error_has_kind_and_text(void **state)
{
    struct error err;

    (void)state;
    assert_int_equal(error_set(&err, ERROR_IO, "cannot open %s", "a.xml"), -1);
    assert_int_equal(err.kind, ERROR_IO);
    assert_int_equal(err.line, 0);
    assert_string_equal(err.text, "cannot open a.xml");
}

static void context_goes_in_front_and_keeps_kind_and_line(void **state)
{
    struct error err;

    (void)state;
    error_at(&err, ERROR_DOCUMENT, 7, "DOCTYPE is refused");
    assert_int_equal(error_within(&err, "page-%04d.xml", 3), -1);
    assert_int_equal(err.kind, ERROR_DOCUMENT);
    assert_int_equal(err.line, 7);
    assert_string_equal(err.text, "page-0003.xml: DOCTYPE is refused");
}

static void an_error_may_be_made_from_its_own_text(void **state)
{
    struct error err;

    (void)state;
    error_set(&err, ERROR_IO, "disk");
    error_set(&err, ERROR_SOURCE, "again: %s", err.text);
    assert_string_equal(err.text, "again: disk");
}

static void a_long_text_is_cut_and_never_overflows(void **state)
{
    char text[4096];
    struct error err;

    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    error_set(&err, ERROR_BUG, "%s", text);
    error_within(&err, "%s", text);
    assert_in_range(strlen(err.text), sizeof err.text - 4, sizeof err.text - 1);
}

static void a_long_text_is_cut_between_characters(void **state)
{
    char text[4096];
    struct error err;
    size_t i, shift;

    (void)state;
    for (i = 0; i + 3 < sizeof text; i += 3)
        memcpy(text + i, "\xe1\xba\xbf", 3);
    text[i] = '\0';
    for (shift = 0; shift < 4; shift++) {
        error_set(&err, ERROR_BUG, "%.*s%s", (int)shift, "xxxx", text);
        assert_true(utf8_is_valid(err.text, strlen(err.text)));
        error_within(&err, "%.*s", (int)shift, "xxxx");
        assert_true(utf8_is_valid(err.text, strlen(err.text)));
        error_within(&err, "%.*s%s", (int)shift, "xxxx", text);
        assert_true(utf8_is_valid(err.text, strlen(err.text)));
    }
}

static void exit_statuses_are_those_of_the_manual(void **state)
{
    static const struct {
        enum error_kind kind;
        int status;
        const char *name;
    } rows[] = {
        {ERROR_NONE, 0, "none"},
        {ERROR_RECORD, 2, "record"},
        {ERROR_DOCUMENT, 2, "document"},
        {ERROR_QUARANTINE, 2, "quarantine"},
        {ERROR_LATER, 75, "later"},
        {ERROR_SOURCE, 69, "source"},
        {ERROR_DATA, 65, "data"},
        {ERROR_PROTOCOL, 76, "protocol"},
        {ERROR_CREDENTIALS, 77, "credentials"},
        {ERROR_IO, 74, "io"},
        {ERROR_CONFIG, 78, "config"},
        {ERROR_USAGE, 64, "usage"},
        {ERROR_BUG, 70, "bug"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(error_exit_status(rows[i].kind), rows[i].status);
        assert_string_equal(error_kind_name(rows[i].kind), rows[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fresh_error_has_kind_and_text),
        cmocka_unit_test(context_goes_in_front_and_keeps_kind_and_line),
        cmocka_unit_test(an_error_may_be_made_from_its_own_text),
        cmocka_unit_test(a_long_text_is_cut_and_never_overflows),
        cmocka_unit_test(a_long_text_is_cut_between_characters),
        cmocka_unit_test(exit_statuses_are_those_of_the_manual),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
