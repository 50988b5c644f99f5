/* A mistake in a mapping hides no other, and what follows from it is no second one. */
#include "core/arena.h"
#include "tests/support/check.h"
#include "tests/transforms/convert.h"

static void check_mistakes(const char *text, const char *wanted)
{
    struct arena *arena = arena_new();

    assert_string_equal(mapping_mistakes(text, arena), wanted);
    arena_free(arena);
}

static void a_wrong_type_is_told_alone(void **state)
{
    (void)state;
    check_mistakes(
        "mapping: m\n"
        "format: xml\n"
        "record: R/A\n"
        "key: [k]\n"
        "modified: [k]\n"
        "where: [{field: k, equals: a}]\n"
        "checks:\n"
        "  - {name: a, rule: \"k > 5 and k = '2022' and sum(c.w) = max(c.w)\", else: note}\n"
        "children:\n"
        "  - {name: c, path: C, key: [w], fields: [{name: w, path: W, type: any}]}\n"
        "fields:\n"
        "  - {name: k, path: K, type: txt, form: yyyy, scale: 3, codes: x.word, least: 9, most: 1, "
        "default: x}\n"
        "  - {name: l, path: L, type: code, codes: x.word, on: k}\n",
        "10:68: 'type' does not accept 'any'; accepted: "
        "text|integer|decimal|boolean|date|datetime|code\n"
        "12:30: 'type' does not accept 'txt'; accepted: "
        "text|integer|decimal|boolean|date|datetime|code\n");
}

static void a_wrong_name_is_told_alone(void **state)
{
    (void)state;
    check_mistakes(
        "mapping: m\n"
        "format: xml\n"
        "record: R/A\n"
        "key: [ma_k]\n"
        "modified: [ngay]\n"
        "checks: [{name: a, rule: \"sum(con.so) = ma_k\", else: note}]\n"
        "children:\n"
        "  - {name: Con, path: C, key: [so], fields: [{name: Số, path: W, type: integer}]}\n"
        "fields:\n"
        "  - {name: Mã-K, path: K, type: integer}\n"
        "  - {name: Ngay, path: D, type: date, form: yyyyMMdd}\n",
        "10:12: the column name 'Mã-K' does not begin with a letter of a-z\n"
        "11:12: the column name 'Ngay' does not begin with a letter of a-z\n"
        "8:53: the column name 'Số' does not begin with a letter of a-z\n"
        "8:12: the name 'Con' does not begin with a letter of a-z\n");
}

static void fields_that_cannot_be_read_leave_their_names_open(void **state)
{
    (void)state;
    check_mistakes("mapping: m\n"
                   "format: xml\n"
                   "record: R/A\n"
                   "key: [k]\n"
                   "fields: 5\n"
                   "checks: [{name: a, rule: \"d >= e\", else: note}]\n"
                   "children:\n"
                   "  - {name: c, path: C, key: [y], fields: [{name: v, path: V, type: any}, "
                   "{path: W, type: text}]}\n",
                   "5:9: 'fields' does not accept '5'; accepted: list of maps\n"
                   "8:68: 'type' does not accept 'any'; accepted: "
                   "text|integer|decimal|boolean|date|datetime|code\n"
                   "8:74: the key 'name' is missing; it takes text: the column\n");
}

static void prefixes_that_are_wrong_are_known(void **state)
{
    (void)state;
    check_mistakes("mapping: m\n"
                   "format: xml\n"
                   "record: R/A\n"
                   "key: [k]\n"
                   "namespaces: {t: [x]}\n"
                   "fields:\n"
                   "  - {name: k, path: t:K, type: text}\n",
                   "5:17: 't' takes a URI\n");
}

static void no_mistake_of_a_field_hides_another(void **state)
{
    (void)state;
    check_mistakes(
        "mapping: m\n"
        "format: xml\n"
        "record: R/A\n"
        "key: [k, z]\n"
        "where: [{feld: c, equals: a}, {field: y, equals: b}, {field: k, equal: b}]\n"
        "unmapped: [../X, 'a[']\n"
        "checks:\n"
        "  - {name: a, rule: \"d >= e\", else: note}\n"
        "  - {name: a, rule: \"zz >= e\", else: not}\n"
        "  - {rule: \"d >=\", else: note}\n"
        "fields:\n"
        "  - {name: k, path: K, type: any}\n"
        "  - {name: d, path: D, type: date}\n"
        "  - {name: e, path: E, type: date, form: yyyyMMdd, precision: {path: P, values: {1: day, "
        "2: hour}}}\n"
        "  - {name: f, path: F, precision: {values: x}, type: date, form: yyyy}\n"
        "  - {name: g, path: G, type: text, lookup: {codes: x.word, give: xx}}\n"
        "  - {name: h, path: H, type: text, lookup: {codes: x.none, giv: vi}}\n"
        "  - {name: i, path: I, type: code, codes: x.word, on: z}\n"
        "  - {name: j, path: J, type: decimal, scale: x, default: '1.25', least: '3.333', most: "
        "'1'}\n"
        "  - {name: l, path: L, type: integer, least: 5, most: 3, default: abc}\n"
        "  - {name: o, value: [x], type: text}\n"
        "  - {name: p, path: P, type: text, match: '(', pattern: '['}\n",
        "5:10: unknown key 'feld'; accepted: field, equals; hint: is it 'field'?\n"
        "5:65: unknown key 'equal'; accepted: field, equals; hint: is it 'equals'?\n"
        "9:38: 'else' does not accept 'not'; accepted: note|quarantine|fail\n"
        "10:5: the key 'name' is missing; it takes text: what refusals and drift call the check\n"
        "12:30: 'type' does not accept 'any'; accepted: "
        "text|integer|decimal|boolean|date|datetime|code\n"
        "15:35: the key 'path' is missing; it takes text: where the flag stands, seen from the "
        "record\n"
        "17:60: unknown key 'giv'; accepted: codes, give; hint: is it 'give'?\n"
        "19:46: 'scale' does not accept 'x'; accepted: number 0..9\n"
        "21:22: 'value' does not accept a list; accepted: text\n"
        "13:5: the key 'form' is missing; it says how the date is written: yyyyMMdd\n"
        "14:93: the flag '2' does not mean day, month or year\n"
        "15:44: 'values' takes a map of flags and day, month or year\n"
        "16:66: the list 'x.word' has no attribute 'xx'; it has vi, en\n"
        "17:52: there is no code list 'x.none'; hint: code lists are read from the codes\n"
        "20:55: 'most' is below 'least'\n"
        "20:67: 'default': 'abc' is no whole number in plain digits\n"
        "22:43: not a regular expression: Unmatched ( or \\(\n"
        "22:57: not a regular expression: Invalid regular expression\n"
        "18:55: there is no field 'z'\n"
        "4:10: there is no field 'z'\n"
        "5:16: there is no field 'c'\n"
        "5:39: there is no field 'y'\n"
        "9:12: two checks are called 'a'\n"
        "9:22: there is no field 'zz'\n"
        "10:17: here should be a field, a number, a 'text' or a function\n"
        "6:12: 'unmapped' takes plain paths to elements below the record\n"
        "6:21: the path ends where a name was expected\n");
}

static void the_way_to_the_records_is_looked_at_whatever_else_is_wrong(void **state)
{
    (void)state;
    check_mistakes("mapping: m\n"
                   "format: xml\n"
                   "inside: [{at: A, decode: base6, format: xlm}]\n"
                   "record: ..\n"
                   "key: {k: k}\n"
                   "declared: {path: N, else: no}\n"
                   "fields:\n"
                   "  - {name: k, path: K, type: text}\n"
                   "  - {name: c, path: ../../../../C, type: any}\n",
                   "3:26: 'decode' does not accept 'base6'; accepted: text|base64\n"
                   "3:41: 'format' does not accept 'xlm'; accepted: xml|json|csv\n"
                   "5:6: 'key' does not accept a map; accepted: list\n"
                   "6:27: 'else' does not accept 'no'; accepted: note|quarantine|fail\n"
                   "9:42: 'type' does not accept 'any'; accepted: "
                   "text|integer|decimal|boolean|date|datetime|code\n"
                   "4:9: only children and filters may stand in this path\n");
}

static void paths_that_do_not_go_together_are_told_beside_other_mistakes(void **state)
{
    (void)state;
    check_mistakes("mapping: m\n"
                   "format: xml\n"
                   "record: R/A\n"
                   "key: [k]\n"
                   "contents: [{at: X, format: jsn}]\n"
                   "unmapped: [X/Y]\n"
                   "fields:\n"
                   "  - {name: k, path: K, type: any}\n"
                   "  - {name: c, path: ../../../../C, type: text}\n"
                   "  - {name: x, path: X, type: text, private: no}\n",
                   "5:28: 'format' does not accept 'jsn'; accepted: xml|json|csv\n"
                   "8:30: 'type' does not accept 'any'; accepted: "
                   "text|integer|decimal|boolean|date|datetime|code\n"
                   "10:45: 'private' does not accept 'no'; accepted: keep|drop|mask|hash\n"
                   "9:21: the path climbs out of the document\n"
                   "10:21: the text of <X> is read as a document, so it is no value\n");
}

static void versions_without_a_choice_are_looked_at(void **state)
{
    (void)state;
    check_mistakes("mapping: m\n"
                   "format: csv\n"
                   "record: row\n"
                   "key: [k]\n"
                   "versions:\n"
                   "  list:\n"
                   "    - {name: a, from: 2022-13-01, fields: [{name: k, path: Z, type: integer}, "
                   "{name: zz, path: Z, type: text}]}\n"
                   "    - {name: a, equals: x}\n"
                   "fields:\n"
                   "  - {name: k, path: K, type: text}\n",
                   "6:3: the key 'choose' is missing; it takes map: the value that decides\n"
                   "8:14: two versions are called 'a'\n"
                   "7:23: 'from': '2022-13-01' is no date; it is written 2024-07-01\n"
                   "7:44: type, scale and private of 'k' must be those of the mapping's field\n"
                   "7:86: the mapping has no field 'zz' that this version could write otherwise\n");
}

static void what_a_version_says_is_compared_with_what_is_right(void **state)
{
    (void)state;
    check_mistakes(
        "mapping: m\n"
        "format: csv\n"
        "record: row\n"
        "key: [k]\n"
        "versions:\n"
        "  choose: {path: D, type: date}\n"
        "  list:\n"
        "    - {name: a, equals: x, fields: [{name: k, path: Z, type: integer}]}\n"
        "    - {from: 2022-01-02, until: 2022-01-01}\n"
        "fields:\n"
        "  - {name: k, path: K, type: any}\n",
        "9:7: the key 'name' is missing; it takes text: what the version is called, for messages\n"
        "11:30: 'type' does not accept 'any'; accepted: "
        "text|integer|decimal|boolean|date|datetime|code\n"
        "6:11: the key 'form' is missing; it says how the date is written: yyyyMMdd\n"
        "8:17: 'equals' goes with a choice by text only\n"
        "9:33: the version ends before it begins\n");
}

static void separators_are_looked_at_wherever_they_stand(void **state)
{
    (void)state;
    check_mistakes(
        "mapping: m\n"
        "format: json\n"
        "separator: ';'\n"
        "inside: [{at: a, format: csv, separator: slash}, {at: b, format: xml, separator: tab}]\n"
        "record: row\n"
        "key: [k]\n"
        "fields:\n"
        "  - {name: k, path: K, type: text}\n",
        "3:1: 'separator' goes with format csv only\n"
        "4:42: 'separator' does not accept 'slash'; accepted: ',', ';', 'tab', '|'\n"
        "4:71: 'separator' goes with format csv only\n");
    check_mistakes("mapping: m\n"
                   "format: cvs\n"
                   "separator: |\n"
                   "record: row\n"
                   "key: [k]\n"
                   "fields:\n"
                   "  - {name: k, path: K, type: text}\n",
                   "2:9: 'format' does not accept 'cvs'; accepted: xml|json|csv\n"
                   "3:12: 'separator' does not accept ''; accepted: ',', ';', 'tab', '|'\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_type_is_told_alone),
        cmocka_unit_test(a_wrong_name_is_told_alone),
        cmocka_unit_test(fields_that_cannot_be_read_leave_their_names_open),
        cmocka_unit_test(prefixes_that_are_wrong_are_known),
        cmocka_unit_test(no_mistake_of_a_field_hides_another),
        cmocka_unit_test(the_way_to_the_records_is_looked_at_whatever_else_is_wrong),
        cmocka_unit_test(paths_that_do_not_go_together_are_told_beside_other_mistakes),
        cmocka_unit_test(versions_without_a_choice_are_looked_at),
        cmocka_unit_test(what_a_version_says_is_compared_with_what_is_right),
        cmocka_unit_test(separators_are_looked_at_wherever_they_stand),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
