/* Checks and contracts: what becomes of records that break them, and that it is counted. */
#include <stddef.h>

#include "core/arena.h"
#include "tests/support/check.h"
#include "tests/transforms/convert.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

#define CHECKED(checks)                                                                            \
    "mapping: m\nformat: csv\nrecord: row\nkey: [k]\nfields:\n"                                    \
    "  - {name: k, path: k, type: text}\n"                                                         \
    "  - {name: a, path: a, type: decimal, scale: 2}\n"                                            \
    "  - {name: b, path: b, type: decimal, scale: 2, default: '7'}\n"                              \
    "  - {name: so, path: s, type: text, private: hash}\n"                                         \
    "  - {name: ten, path: t, type: text, private: drop}\n"                                        \
    "  - {name: tuoi, path: u, type: integer, private: drop}\n"                                    \
    "checks:\n" checks

static void a_broken_check_does_what_it_says_and_is_counted(void **state)
{
    static const char document[] = "k,a,b\n1,5,5\n2,5,6\n3,,6\n4,7,\n5,1,2\n";
    static const struct conversion rows[] = {
        {CHECKED("  - {name: bang, rule: a = b, else: note}\n"), document,
         "{\"k\":\"1\",\"a\":5.00,\"b\":5.00,\"so\":null}\n"
         "{\"k\":\"2\",\"a\":5.00,\"b\":6.00,\"so\":null}\n"
         "{\"k\":\"3\",\"a\":null,\"b\":6.00,\"so\":null}\n"
         "{\"k\":\"4\",\"a\":7.00,\"b\":7.00,\"so\":null}\n"
         "{\"k\":\"5\",\"a\":1.00,\"b\":2.00,\"so\":null}\n"
         "drift check bang - 2\n"},
        {CHECKED("  - {name: bang, rule: a = b, else: quarantine}\n"), document,
         "{\"k\":\"1\",\"a\":5.00,\"b\":5.00,\"so\":null}\n"
         "refused 2 line 3 bang check: bang: a = b does not hold: a is 5.00, b is 6.00\n"
         "{\"k\":\"3\",\"a\":null,\"b\":6.00,\"so\":null}\n"
         "{\"k\":\"4\",\"a\":7.00,\"b\":7.00,\"so\":null}\n"
         "refused 5 line 6 bang check: bang: a = b does not hold: a is 1.00, b is 2.00\n"
         "drift check bang - 2\n"},
        {CHECKED("  - {name: bang, rule: a = b, else: fail}\n"), document,
         "{\"k\":\"1\",\"a\":5.00,\"b\":5.00,\"so\":null}\n"
         "failed data line 3: bang: a = b does not hold: a is 5.00, b is 6.00\n"
         "drift check bang - 1\n"},
        {CHECKED("  - {name: hon, rule: a > b, else: note}\n"
                 "  - {name: bang, rule: a = b, else: quarantine}\n"
                 "  - {name: sau, rule: a = 0, else: note}\n"),
         "k,a,b\n1,5,6\n2,5,5\n",
         "refused 1 line 2 bang check: bang: a = b does not hold: a is 5.00, b is 6.00\n"
         "{\"k\":\"2\",\"a\":5.00,\"b\":5.00,\"so\":null}\n"
         "drift check hon - 2\ndrift check bang - 1\ndrift check sau - 1\n"},
        {CHECKED(
             "  - {name: dai, rule: 'a * 10000000000000000000000000000000000 > 0', else: note}\n"),
         "k,a\n1,5\n2,500\n",
         "{\"k\":\"1\",\"a\":5.00,\"b\":7.00,\"so\":null}\n"
         "refused 2 line 3 dai overflow: dai: a number has more than 36 digits\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void checks_see_persons_but_do_not_tell_them(void **state)
{
    static const char persons[] =
        CHECKED("  - {name: r, rule: \"so = '012' or tuoi < 100\", else: quarantine}\n");
    static const struct conversion rows[] = {
        /* A dropped field is looked at only where a rule asks for it. */
        {CHECKED("  - {name: r, rule: tuoi > 0, else: note}\n"), "k,u\n1,x\n",
         "refused 1 line 2 tuoi integer: tuoi: the value is no whole number in plain digits\n"},
        {CHECKED("  - {name: r, rule: a > 0, else: note}\n"), "k,u\n1,x\n",
         "{\"k\":\"1\",\"a\":null,\"b\":7.00,\"so\":null}\n"},
    };

    struct arena *arena = arena_new();
    const char *out = convert_text(mapping_from(persons, arena),
                                   "k,s,t,u\n1,012,x,200\n2,013,x,99\n3,013,x,100\n", arena);

    (void)state;
    check_conversions(rows, COUNT(rows));
    CHECK_HAS(out, "{\"k\":\"1\",\"a\":null,\"b\":7.00,\"so\":\"k1:");
    CHECK_HAS(out, "{\"k\":\"2\",\"a\":null,\"b\":7.00,\"so\":\"k1:");
    CHECK_HAS(out, "refused 3 line 4 r check: r: so = '012' or tuoi < 100 does not hold: "
                   "so is personal, tuoi is personal\n");
    arena_free(arena);
}

static void a_filtered_record_is_not_checked(void **state)
{
    static const struct conversion rows[] = {
        {"mapping: m\nformat: csv\nrecord: row\nkey: [k]\nwhere: [{field: k, equals: '1'}]\n"
         "contract: {missing_fields: evolve}\n"
         "fields:\n  - {name: k, path: k, type: text}\n  - {name: a, path: a, type: integer}\n"
         "checks:\n  - {name: r, rule: a = 1, else: quarantine}\n",
         "k,a\n1,1\n2,3\n", "{\"k\":\"1\",\"a\":1}\nfiltered 2\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

#define CONTRACT(mode)                                                                             \
    "mapping: m\nformat: xml\nrecord: R/A\nkey: [k]\ncontract: {missing_fields: " mode "}\n"       \
    "fields:\n  - {name: k, path: K, type: text}\n"                                                \
    "  - {name: b, path: B/C | D, type: text}\n"                                                   \
    "  - {name: e, path: E, type: text, default: x}\n"                                             \
    "  - {name: f, path: 'F[G]', type: text}\n"                                                    \
    "  - {name: h, path: H, type: integer, take: sum}\n"                                           \
    "  - {name: i, path: I, type: text, private: drop}\n"                                          \
    "  - {name: j, path: '../J', type: text}\n"

static void
a_missing_element_does_as_the_contract_says_and_an_empty_one_is_not_missing(void **state)
{
    static const char document[] = "<R><J/><A><K>1</K><B><C/></B><E/></A>"
                                   "<A><K>2</K><D>d</D><E>e</E></A>\n"
                                   "<A><K>3</K><B/><E/></A><A><K>4</K><D/></A></R>";
    static const struct conversion rows[] = {
        {CONTRACT("ignore"), "<R><A><K>1</K></A></R>",
         "{\"k\":\"1\",\"b\":null,\"e\":\"x\",\"f\":null,\"h\":null,\"j\":null}\n"},
        {CONTRACT("evolve"), document,
         "{\"k\":\"1\",\"b\":null,\"e\":\"x\",\"f\":null,\"h\":null,\"j\":null}\n"
         "{\"k\":\"2\",\"b\":\"d\",\"e\":\"e\",\"f\":null,\"h\":null,\"j\":null}\n"
         "{\"k\":\"3\",\"b\":null,\"e\":\"x\",\"f\":null,\"h\":null,\"j\":null}\n"
         "{\"k\":\"4\",\"b\":null,\"e\":\"x\",\"f\":null,\"h\":null,\"j\":null}\n"
         "drift missing b - 1\ndrift missing e - 1\n"},
        {CONTRACT("quarantine"), document,
         "{\"k\":\"1\",\"b\":null,\"e\":\"x\",\"f\":null,\"h\":null,\"j\":null}\n"
         "{\"k\":\"2\",\"b\":\"d\",\"e\":\"e\",\"f\":null,\"h\":null,\"j\":null}\n"
         "refused 3 line 2 b missing: b: the element is missing, which the contract does not "
         "allow\n"
         "refused 4 line 2 e missing: e: the element is missing, which the contract does not "
         "allow\n"
         "drift missing b - 1\ndrift missing e - 1\n"},
        {CONTRACT("freeze"), document,
         "{\"k\":\"1\",\"b\":null,\"e\":\"x\",\"f\":null,\"h\":null,\"j\":null}\n"
         "{\"k\":\"2\",\"b\":\"d\",\"e\":\"e\",\"f\":null,\"h\":null,\"j\":null}\n"
         "failed data line 2: b: the element is missing, which the contract does not allow\n"
         "drift missing b - 1\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

#define FLAT(format, record)                                                                       \
    "mapping: m\nformat: " format "\nrecord: " record "\nkey: [k]\n"                               \
    "contract: {missing_fields: evolve}\n"                                                         \
    "fields:\n  - {name: k, path: k, type: text}\n  - {name: b, path: b, type: text}\n"

static void a_null_and_an_empty_cell_are_not_missing(void **state)
{
    static const struct conversion rows[] = {
        {FLAT("json", "r"),
         "{\"r\":[{\"k\":\"1\",\"b\":null},{\"k\":\"2\",\"b\":\"\"},{\"k\":\"3\"}]}",
         "{\"k\":\"1\",\"b\":null}\n{\"k\":\"2\",\"b\":null}\n{\"k\":\"3\",\"b\":null}\n"
         "drift missing b - 1\n"},
        {FLAT("csv", "row"), "k,b\n1,\n2,x\n",
         "{\"k\":\"1\",\"b\":null}\n{\"k\":\"2\",\"b\":\"x\"}\n"},
        {FLAT("csv", "row"), "k,c\n1,\n2,x\n",
         "{\"k\":\"1\",\"b\":null}\n{\"k\":\"2\",\"b\":null}\ndrift missing b - 2\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

#define FAMILY                                                                                     \
    "mapping: m\nformat: xml\nrecord: R/A\nkey: [k]\n"                                             \
    "contract: {missing_fields: evolve}\nfields:\n"                                                \
    "  - {name: k, path: K, type: text}\n"                                                         \
    "  - {name: tong, path: T, type: decimal, scale: 2}\n"                                         \
    "children:\n  - name: thuoc\n    path: L/P\n    fields:\n"                                     \
    "      - {name: tien, path: G, type: decimal, scale: 2}\n"                                     \
    "      - {name: loai, path: C, type: code, codes: x.kind}\n"                                   \
    "      - {name: so, path: S, type: integer, private: hash}\n"

static void rules_see_the_children_of_the_record(void **state)
{
    static const struct conversion rows[] = {
        {FAMILY "checks:\n  - {name: tong, rule: tong = sum(thuoc.tien) and count(thuoc) < 3, "
                "else: quarantine}\n",
         "<R><A><K>1</K><T>3.5</T><L><P><G>1.25</G><C>01</C><S/></P>"
         "<P><G>2.25</G><C>09</C><S/></P></L></A>\n"
         "<A><K>2</K><T>0</T></A><A><K>3</K><T>1</T><L><P><C/><S/></P></L></A></R>",
         "{\"k\":\"1\",\"tong\":3.50,\"thuoc\":[{\"tien\":1.25,\"loai\":\"01\",\"so\":null},"
         "{\"tien\":2.25,\"loai\":\"09\",\"so\":null}]}\n"
         "{\"k\":\"2\",\"tong\":0.00,\"thuoc\":[]}\n"
         "refused 3 line 2 tong check: tong: tong = sum(thuoc.tien) and count(thuoc) < 3 does not "
         "hold: tong is 1.00, sum(thuoc.tien) is 0, count(thuoc) is 1\n"
         "drift code thuoc.loai 09 1\ndrift missing thuoc.tien - 1\ndrift check tong - 1\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void rules_see_what_a_version_reads(void **state)
{
    static const struct conversion rows[] = {
        {"mapping: m\nformat: csv\nrecord: row\nkey: [k]\ncontract: {missing_fields: evolve}\n"
         "fields:\n  - {name: k, path: k, type: text}\n"
         "  - {name: a, path: a, type: integer}\n"
         "  - {name: b, path: b, type: integer, private: drop}\n"
         "versions:\n  choose: {path: v, type: text}\n  list:\n"
         "    - {name: old, equals: ['1'], fields: [{name: b, path: c, type: integer, private: "
         "drop}, {name: a, path: x, type: integer}]}\n"
         "    - {name: new, equals: ['2'], fields: [{name: a, path: a, type: integer}]}\n"
         "checks:\n  - {name: r, rule: b < 5, else: quarantine}\n",
         "k,v,a,b,c\nx,1,7,9,1\ny,1,7,1,9\nz,2,7,9,1\n",
         "{\"k\":\"x\",\"a\":null}\n"
         "refused 2 line 3 r check: r: b < 5 does not hold: b is personal\n"
         "refused 3 line 4 r check: r: b < 5 does not hold: b is personal\n"
         "drift missing a - 2\ndrift check r - 2\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

struct mistake_row {
    const char *text, *mistakes;
};

static void every_mistake_of_checks_is_told_at_its_place(void **state)
{
    static const struct mistake_row rows[] = {
        {CHECKED("  - {name: r, rule: a = x, else: note}\n"
                 "  - {name: r, rule: \"a = 'x'\", else: note}\n"
                 "  - {name: Ro, rule: a > y, else: fail}\n"),
         "13:25: there is no field 'x'\n"
         "14:12: two checks are called 'r'\n"
         "14:24: '=' compares two of a kind; here are a number and a text\n"
         "15:12: the check's name 'Ro' does not begin with a letter of a-z\n"
         "15:26: there is no field 'y'\n"},
        {CHECKED("  - {name: r, rule: sum(le_phi.tien) = a, else: note}\n"),
         "13:21: there is no child 'le_phi'; the children are: none\n"},
        {CHECKED("  - {name: r, rule: a = 1}\n  - {name: s, rule: a = 1, else: warn}\n"),
         "13:5: the key 'else' is missing; it takes note|quarantine|fail: what becomes of a record "
         "for which it does not hold\n"
         "14:34: 'else' does not accept 'warn'; accepted: note|quarantine|fail\n"},
        {"mapping: m\nformat: csv\nrecord: row\nkey: [k]\n"
         "contract: {missing_fields: no, unknown_codes: ignore}\n"
         "fields:\n  - {name: k, path: k, type: text}\n",
         "5:28: 'missing_fields' does not accept 'no'; accepted: evolve|quarantine|freeze|ignore\n"
         "5:47: 'unknown_codes' does not accept 'ignore'; accepted: evolve|quarantine|freeze\n"},
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
        cmocka_unit_test(a_broken_check_does_what_it_says_and_is_counted),
        cmocka_unit_test(checks_see_persons_but_do_not_tell_them),
        cmocka_unit_test(a_filtered_record_is_not_checked),
        cmocka_unit_test(
            a_missing_element_does_as_the_contract_says_and_an_empty_one_is_not_missing),
        cmocka_unit_test(a_null_and_an_empty_cell_are_not_missing),
        cmocka_unit_test(rules_see_the_children_of_the_record),
        cmocka_unit_test(rules_see_what_a_version_reads),
        cmocka_unit_test(every_mistake_of_checks_is_told_at_its_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
