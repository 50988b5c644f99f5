/* Every mistake in a mapping is told at its line and column, with what is accepted. */
#include "transforms/mapping.h"

#include "core/arena.h"
#include "tests/support/check.h"
#include "tests/transforms/convert.h"

#define HEAD "mapping: m\nformat: xml\nrecord: R/A\nkey: [k]\n"
#define KEY "  - {name: k, path: K, type: text}\n"

static void a_mapping_becomes_a_schema(void **state)
{
    static const char text[] =
        "mapping: phieu\nversion: 3\ntitle: {vi: Phiếu, en: Slip}\nbasis: QĐ 1\nformat: json\n"
        "record: r\nkey: [ma]\n"
        "fields:\n"
        "  - {name: ma, path: a | b, type: text, title: {vi: Mã, en: Code}}\n"
        "  - {name: tien, path: t, type: decimal, scale: 2, default: '1', basis: QĐ 2}\n"
        "  - {name: ten, path: n, type: text, private: drop}\n"
        "  - {name: so, path: s, type: integer, private: hash}\n"
        "  - {name: the, path: x, type: date, form: yyyy, private: mask, required: true}\n";
    struct arena *arena = arena_new();
    const struct mapping *mapping = mapping_from(text, arena);
    const struct schema *schema = mapping_schema(mapping);

    (void)state;
    assert_string_equal(mapping_name(mapping), "phieu");
    assert_string_equal(mapping_format(mapping), "json");
    assert_int_equal(mapping_version(mapping), 3);
    assert_true(mapping_needs_key(mapping));
    assert_string_equal(schema->table, "phieu");
    assert_string_equal(schema->title_vi, "Phiếu");
    assert_string_equal(schema->title_en, "Slip");
    assert_int_equal(schema->column_count, 4);
    assert_string_equal(schema->columns[0].name, "ma");
    assert_true(schema->columns[0].is_key);
    assert_true(schema->columns[0].is_required);
    assert_string_equal(schema->columns[0].title_en, "Code");
    assert_string_equal(schema->columns[0].origin, "a | b");
    assert_string_equal(schema->columns[0].basis, "QĐ 1");
    assert_int_equal(schema->columns[1].type, TYPE_DECIMAL);
    assert_int_equal(schema->columns[1].scale, 2);
    assert_false(schema->columns[1].is_key);
    assert_true(schema->columns[1].is_required);
    assert_string_equal(schema->columns[1].basis, "QĐ 2");
    assert_string_equal(schema->columns[1].title_vi, "");
    assert_int_equal(schema->columns[2].type, TYPE_TEXT);
    assert_false(schema->columns[2].is_required);
    assert_int_equal(schema->columns[3].type, TYPE_TEXT);
    assert_true(schema->columns[3].is_required);
    arena_free(arena);
}

static void the_table_may_be_called_otherwise_than_the_mapping(void **state)
{
    static const char text[] = "mapping: m\ntable: t\nformat: xml\nrecord: A\nkey: [k]\n"
                               "fields:\n  - {name: k, path: K, type: text}\n"
                               "children:\n  - name: c\n    path: C\n    fields:\n"
                               "      - {name: v, path: V, type: text}\n";
    struct arena *arena = arena_new();
    const struct mapping *mapping = mapping_from(text, arena);

    (void)state;
    assert_string_equal(mapping_name(mapping), "m");
    assert_string_equal(mapping_schema(mapping)->table, "t");
    assert_string_equal(mapping_schema(mapping)->children[0].table, "t_c");
    assert_string_equal(mapping_mistakes("mapping: m\ntable: chi_tieu\nformat: xml\nrecord: A\n"
                                         "key: [k]\nfields:\n"
                                         "  - {name: k, path: K, type: text}\n",
                                         arena),
                        "2:8: the table name 'chi_tieu' is a table of the store's own\n");
    arena_free(arena);
}

static void a_mapping_without_hashes_needs_no_key(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    assert_false(mapping_needs_key(mapping_from(HEAD "fields:\n" KEY, arena)));
    arena_free(arena);
}

struct row {
    const char *text, *wanted;
};

static void check_mistakes(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct arena *arena = arena_new();

        assert_string_equal(mapping_mistakes(rows[i].text, arena), rows[i].wanted);
        arena_free(arena);
    }
}

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static void mistakes_of_the_whole_are_told(void **state)
{
    static const struct row rows[] = {
        {"mapping: select\nformat: xml\nrecord: A\nkey: [k]\nfields:\n" KEY,
         "1:10: the table name 'select' is a word of SQL\n"},
        {"mapping: Ho_so\nformat: xml\nrecord: A\nkey: [k]\nfields:\n" KEY,
         "1:10: the table name 'Ho_so' does not begin with a letter of a-z\n"},
        {"mapping: ho-so\nformat: xml\nrecord: A\nkey: [k]\nfields:\n" KEY,
         "1:10: the table name 'ho-so' has other letters than a-z, 0-9 and _\n"},
        {"mapping: nhip_x\nformat: xml\nrecord: A\nkey: [k]\nfields:\n" KEY,
         "1:10: the table name 'nhip_x' begins as the store's own names do\n"},
        {"mapping: chi_tieu\nformat: xml\nrecord: A\nkey: [k]\nfields:\n" KEY,
         "1:10: the table name 'chi_tieu' is a table of the store's own\n"},
        {"mapping: m\nformat: yaml\nrecord: A\nkey: [k]\nfields:\n" KEY,
         "2:9: 'format' does not accept 'yaml'; accepted: xml|json|csv\n"},
        {"mapping: m\nformat: xml\nrecord: A | B\nkey: [k]\nfields:\n" KEY,
         "3:9: only children and filters may stand in this path\n"},
        {"mapping: m\nformat: xml\nrecord: ../B\nkey: [k]\nfields:\n" KEY,
         "3:9: only children and filters may stand in this path\n"},
        {"mapping: m\nformat: json\ninside:\n  - {at: A, format: json}\nrecord: .\nkey: [k]\n"
         "fields:\n" KEY,
         "5:9: '.' is the outermost document, so that it does not go with 'inside'\n"},
        {"mapping: m\nformat: xml\nrecord: A/\nkey: [k]\nfields:\n" KEY,
         "3:11: the path ends where a name was expected\n"},
        {"mapping: m\nformat: xml\nrecord: A\nkey: []\nfields:\n" KEY,
         "4:6: at least one field must be the key\n"},
        {"mapping: m\nformat: xml\nrecord: A\nkey: [k, x]\nfields:\n" KEY,
         "4:10: there is no field 'x'\n"},
        {HEAD "modified: [k, y]\nfields:\n" KEY,
         "5:12: 'modified' takes fields of type date or datetime that are kept\n"
         "5:15: there is no field 'y'\n"},
        {HEAD "where: [{field: z, equals: a}]\nfields:\n" KEY, "5:17: there is no field 'z'\n"},
        {HEAD "where: [{field: c, equals: good}]\nfields:\n" KEY
              "  - {name: c, path: C, type: code, codes: x.word, on: d}\n"
              "  - {name: d, path: D, type: date, form: yyyy}\n",
         "5:17: a field with 'on' cannot decide here\n"},
        {HEAD "namespaces: [a]\nfields:\n" KEY,
         "5:13: 'namespaces' takes a map of prefixes and URIs\n"},
        {HEAD "namespaces: a\nfields:\n" KEY,
         "5:13: 'namespaces' takes a map of prefixes and URIs\n"},
        {HEAD "contract: {unknown_codes: shout}\nfields:\n" KEY,
         "5:27: 'unknown_codes' does not accept 'shout'; accepted: evolve|quarantine|freeze\n"},
        {HEAD "inside:\n  - {at: \"A[b='1']\", format: xml}\nfields:\n" KEY,
         "6:10: the last step may be filtered by attributes only; it has 'b'\n"},
    };

    (void)state;
    check_mistakes(rows, COUNT(rows));
}

static void mistakes_of_fields_are_told(void **state)
{
    static const struct row rows[] = {
        {HEAD "fields:\n" KEY "  - {name: order, path: A, type: text}\n",
         "7:12: the column name 'order' is a word of SQL\n"},
        {HEAD "fields:\n" KEY "  - {name: batch, path: A, type: text}\n",
         "7:12: the column name 'batch' is a column that the store adds to every table\n"},
        {HEAD "fields:\n" KEY "  - {name: k, path: A, type: text}\n",
         "7:12: two fields are called 'k'\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: A, type: money}\n",
         "7:30: 'type' does not accept 'money'; accepted: "
         "text|integer|decimal|boolean|date|datetime|code\n"},
        {HEAD "fields:\n" KEY "  - {name: a, type: text}\n",
         "7:5: the key 'path' is missing; it takes text: where the value stands, seen from the "
         "record; hint: 'value' takes a constant\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: A/$, type: text}\n",
         "7:23: a name was expected in the path at '$'\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: \"A/$\", type: text}\n",
         "7:24: a name was expected in the path at '$'\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: t:A, type: text}\n",
         "7:21: the prefix 't' is not declared under 'namespaces'\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: A, type: date}\n",
         "7:5: the key 'form' is missing; it says how the date is written: yyyyMMdd\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: A, type: date, form: [yyyyMMdd, MMdd]}\n",
         "7:53: the form 'MMdd' has no year\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: A, type: text, form: yyyy}\n",
         "7:36: 'form' goes with type date or datetime only\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: A, type: integer, scale: 2}\n",
         "7:39: 'scale' goes with type decimal only\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: A, type: decimal, scale: 10}\n",
         "7:46: 'scale' does not accept '10'; accepted: number 0..9\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: A, type: text, codes: x.kind}\n",
         "7:36: 'codes' goes with type code only\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: A, type: code}\n",
         "7:5: the key 'codes' is missing; it names the list that the code is in\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: A, type: code, codes: x.nothing}\n",
         "7:43: there is no code list 'x.nothing'; hint: code lists are read from the codes\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: A, type: code, codes: x.kind, private: hash}\n",
         "7:60: a code can be kept or dropped, not masked or hashed; hint: use type text\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: A, type: text, take: sum}\n",
         "7:42: 'take: sum' goes with type integer or decimal only\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: A, type: text, separator: ','}\n",
         "7:36: 'separator' goes with 'take: join' only\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: A, type: text, match: '('}\n",
         "7:43: not a regular expression: Unmatched ( or \\(\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: A, type: text, match: 'x+'}\n",
         "7:43: the expression has no group in parentheses, so that nothing is taken\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: A, type: integer, default: x}\n",
         "7:48: 'default': 'x' is no whole number in plain digits\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: A, type: code, codes: x.kind, default: '1'}\n",
         "7:60: 'default': '1' is not in the code list\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: A, type: text, colour: red}\n",
         "7:36: unknown key 'colour'; accepted: name, path, value, type, form, zeros, sentinels, "
         "precision, scale, decimal_sign, codes, lookup, on, required, default, take, separator, "
         "match, split, space, longest, pattern, least, most, private, title, basis\n"},
    };

    (void)state;
    check_mistakes(rows, COUNT(rows));
}

static void private_fields_cannot_name_or_decide(void **state)
{
    static const struct row rows[] = {
        {HEAD "fields:\n  - {name: k, path: K, type: text, private: drop}\n",
         "4:7: a field that is dropped or masked cannot be the key\n"},
        {HEAD "fields:\n  - {name: k, path: K, type: text, private: mask}\n",
         "4:7: a field that is dropped or masked cannot be the key\n"},
        {HEAD "fields:\n  - {name: k, path: K, type: text, private: hash}\n", ""},
        {HEAD "where: [{field: a, equals: x}]\nfields:\n" KEY
              "  - {name: a, path: A, type: text, private: hash}\n",
         "5:17: only a field that is kept can decide here\n"},
    };

    (void)state;
    check_mistakes(rows, COUNT(rows));
}

static void paths_that_find_nothing_for_sure_are_told(void **state)
{
    static const struct row rows[] = {
        {HEAD "fields:\n" KEY "  - {name: a, path: ../../../B, type: text}\n",
         "7:21: the path climbs out of the document\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: ../A/B, type: text}\n",
         "7:21: 'A' in <R> leads to the records themselves, whose values are not kept\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: ../*, type: text}\n",
         "7:21: '*' in <R> leads to the records themselves, whose values are not kept\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: ../../R/@b, type: text}\n",
         "7:21: 'R' in <the document> leads to the records themselves, whose values are not "
         "kept\n"},
        {"mapping: m\nformat: xml\nrecord: R[A='1']/A\nkey: [k]\nfields:\n" KEY,
         "3:9: 'A' in <R> leads to the records themselves, whose values are not kept\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: .., type: text}\n",
         "7:21: '..' alone leads to <R> around the records, whose own text is not kept\n"},
        {HEAD "fields:\n" KEY "  - {name: a, path: ../@b, type: text}\n", ""},
    };

    (void)state;
    check_mistakes(rows, COUNT(rows));
}

static void all_mistakes_are_told_at_once(void **state)
{
    static const struct row rows[] = {
        {"mapping: from\nformat: xml\nrecord: A//B\nkey: [x]\nfields:\n"
         "  - {name: a, path: 'A[', type: date, form: d}\n"
         "  - {name: a, path: B, type: code, codes: y}\n",
         "1:10: the table name 'from' is a word of SQL\n"
         "3:11: a name was expected in the path at '/B'\n"
         "6:24: the path ends where a name was expected\n"
         "6:45: the form 'd' has a letter that is none of yyyy MM dd HH mm ss fff zzz, nor T\n"
         "7:12: two fields are called 'a'\n"
         "7:43: there is no code list 'y'; hint: code lists are read from the codes\n"
         "4:7: there is no field 'x'\n"},
    };

    (void)state;
    check_mistakes(rows, COUNT(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mapping_becomes_a_schema),
        cmocka_unit_test(the_table_may_be_called_otherwise_than_the_mapping),
        cmocka_unit_test(a_mapping_without_hashes_needs_no_key),
        cmocka_unit_test(mistakes_of_the_whole_are_told),
        cmocka_unit_test(mistakes_of_fields_are_told),
        cmocka_unit_test(private_fields_cannot_name_or_decide),
        cmocka_unit_test(paths_that_find_nothing_for_sure_are_told),
        cmocka_unit_test(all_mistakes_are_told_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
