/* The number of records that a document declares is compared with those that it had. */
#include <stddef.h>

#include "core/arena.h"
#include "tests/support/check.h"
#include "tests/transforms/convert.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

#define DECLARING(path, severity)                                                                  \
    "mapping: m\nformat: xml\nrecord: R/L/A\nkey: [k]\n"                                           \
    "namespaces: {n: 'urn:n'}\n"                                                                   \
    "declared: {path: " path ", else: " severity "}\n"                                             \
    "fields:\n  - {name: k, path: K, type: integer}\n"

#define ONE "<A><K>1</K></A>"
#define BAD "<A><K>x</K></A>"
#define GIVEN "{\"k\":1}\n"
#define REFUSED(position)                                                                          \
    "refused " position " line 1 k integer: k: 'x' is no whole number in plain digits\n"

static void a_document_with_another_number_does_as_the_mapping_says(void **state)
{
    static const char document[] = "<R><H><N> 3 </N></H><L>" ONE ONE "</L></R>";
    static const struct conversion rows[] = {
        {DECLARING("R/H/N", "note"), document, GIVEN GIVEN "drift check declared - 1\n"},
        {DECLARING("R/H/N", "quarantine"), document,
         GIVEN GIVEN
         "failed document line 0: declared: R/H/N is 3, but the document has 2 records\n"
         "drift check declared - 1\n"},
        {DECLARING("R/H/N", "fail"), document,
         GIVEN GIVEN "failed data line 0: declared: R/H/N is 3, but the document has 2 records\n"
                     "drift check declared - 1\n"},
        {DECLARING("R/H/N", "fail"), "<R><H><N>1</N></H><L>" ONE ONE "</L></R>",
         GIVEN GIVEN "failed data line 0: declared: R/H/N is 1, but the document has 2 records\n"
                     "drift check declared - 1\n"},
        {DECLARING("R/H/N", "quarantine"), "<R><H><N>two</N></H><L>" ONE ONE "</L></R>",
         GIVEN GIVEN "failed document line 0: declared: R/H/N is no number of records\n"
                     "drift check declared - 1\n"},
        {DECLARING("R/H/N", "quarantine"), "<R><H><N>9999999999</N></H><L/></R>",
         "failed document line 0: declared: R/H/N is no number of records\n"
         "drift check declared - 1\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void refused_records_are_records(void **state)
{
    static const struct conversion rows[] = {
        {DECLARING("R/H/N", "fail"), "<R><H><N>2</N></H><L>" ONE BAD "</L></R>",
         GIVEN REFUSED("2")},
        {DECLARING("R/H/N", "fail"), "<R><H><N>0</N></H><L/></R>", ""},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void the_number_may_stand_anywhere_around_the_records(void **state)
{
    static const struct conversion rows[] = {
        /* Behind the records, beside them, as an attribute, twice. */
        {DECLARING("R/H/N", "fail"), "<R><L>" ONE ONE "</L><H><N>2</N></H></R>", GIVEN GIVEN},
        {DECLARING("R/L/N", "fail"), "<R><L>" ONE "<N>2</N>" ONE "</L></R>", GIVEN GIVEN},
        {DECLARING("R/L/@n", "fail"), "<R><L n='1'>" ONE "</L></R>", GIVEN},
        {DECLARING("R/@n", "fail"), "<R n='1'><L>" ONE ONE "</L></R>",
         GIVEN GIVEN "failed data line 0: declared: R/@n is 1, but the document has 2 records\n"
                     "drift check declared - 1\n"},
        {DECLARING("R/L/N", "fail"), "<R><L><N>1</N>" ONE "</L><L>" ONE "<N>1</N></L></R>",
         GIVEN GIVEN},
        /* What is not there, is empty, or is of another namespace declares nothing. */
        {DECLARING("R/H/N", "fail"), "<R><L>" ONE "</L></R>", GIVEN},
        {DECLARING("R/H/N", "fail"), "<R><H><N/></H><L>" ONE "</L></R>", GIVEN},
        {DECLARING("R/n:H/N", "fail"), "<R><H><N>7</N></H><L>" ONE "</L></R>", GIVEN},
        {DECLARING("R/n:H/N", "fail"), "<R><H xmlns='urn:n'><N>1</N></H><L>" ONE "</L></R>", GIVEN},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void a_declared_number_is_found_around_and_in_inner_documents(void **state)
{
    static const char outer[] = "mapping: m\nformat: xml\n"
                                "inside: [{at: R/F/T, decode: text, format: xml}]\n"
                                "record: D/A\nkey: [k]\ndeclared: {path: R/N, else: fail}\n"
                                "fields:\n  - {name: k, path: K, type: integer}\n";
    static const char inner[] = "mapping: m\nformat: json\n"
                                "inside: [{at: t, decode: text, format: xml}]\n"
                                "record: D/A\nkey: [k]\ndeclared: {path: t/D/@n, else: fail}\n"
                                "fields:\n  - {name: k, path: K, type: integer}\n";
    static const struct conversion rows[] = {
        {outer,
         "<R><N>3</N><F><T>&lt;D>&lt;A>&lt;K>1&lt;/K>&lt;/A>&lt;/D></T></F>"
         "<F><T>&lt;D>&lt;A>&lt;K>1&lt;/K>&lt;/A>&lt;/D></T></F></R>",
         GIVEN GIVEN "failed data line 0: declared: R/N is 3, but the document has 2 records\n"
                     "drift check declared - 1\n"},
        {outer, "<R><N>1</N><F><T>&lt;D>&lt;A>&lt;K>1&lt;/K>&lt;/A>&lt;/D></T></F></R>", GIVEN},
        {inner, "{\"t\":[\"<D n='1'>" ONE "</D>\",\"<D n='2'>" ONE "</D>\"]}",
         GIVEN GIVEN "failed data line 0: declared: t/D/@n is 3, but the document has 2 records\n"
                     "drift check declared - 1\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void a_field_may_read_the_number_too(void **state)
{
    static const struct conversion rows[] = {
        {"mapping: m\nformat: json\nrecord: r\nkey: [k]\ndeclared: {path: total, else: note}\n"
         "fields:\n  - {name: k, path: k, type: integer}\n"
         "  - {name: n, path: ../total, type: integer}\n",
         "{\"total\":2,\"r\":[{\"k\":1}]}", "{\"k\":1,\"n\":2}\ndrift check declared - 1\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

struct mistake_row {
    const char *text, *mistakes;
};

static void a_path_that_can_declare_nothing_is_told(void **state)
{
#define PLAIN "6:18: only names of children, and an attribute, may stand in this path\n"
    static const struct mistake_row rows[] = {
        {DECLARING("R/*/N", "note"), PLAIN},
        {DECLARING("R/N | N", "note"), PLAIN},
        {DECLARING("../N", "note"), PLAIN},
        {DECLARING(".", "note"), PLAIN},
        {DECLARING("R/L", "note"),
         "6:18: 'L' in <R> leads to the records themselves, whose values are not kept\n"},
        {DECLARING("R/L/A/N", "note"), "6:18: the number must stand outside of the records\n"},
        {DECLARING("x:R", "note"), "6:18: the prefix 'x' is not declared under 'namespaces'\n"},
        {DECLARING("R/H/N", "note") "checks: [{name: declared, rule: k = 1, else: note}]\n",
         "9:17: 'declared' names the check of the declared number\n"},
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(mapping_mistakes(rows[i].text, arena), rows[i].mistakes);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_with_another_number_does_as_the_mapping_says),
        cmocka_unit_test(refused_records_are_records),
        cmocka_unit_test(the_number_may_stand_anywhere_around_the_records),
        cmocka_unit_test(a_declared_number_is_found_around_and_in_inner_documents),
        cmocka_unit_test(a_field_may_read_the_number_too),
        cmocka_unit_test(a_path_that_can_declare_nothing_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
