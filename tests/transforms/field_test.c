/* What a field may say of its value beyond path and type, each way by what becomes of a record. */

#include "core/arena.h"
#include "tests/support/check.h"
#include "tests/transforms/convert.h"
#include "transforms/mapping.h"

#define HEAD "mapping: m\nformat: xml\nrecord: R/A\nkey: [k]\n"
#define KEY "  - {name: k, path: K, type: text}\n"
#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

struct row {
    const char *field; /* what is said of the field f */
    const char *record;
    const char *wanted; /* the record's line, or what follows "refused 1 line 1 f " */
};

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct arena *arena = arena_new();
        const char *text =
            arena_print(arena, HEAD "fields:\n" KEY "  - {name: f, %s}\n", rows[i].field);
        const char *document = arena_print(arena, "<R><A><K>1</K>%s</A></R>", rows[i].record);
        const char *wanted = rows[i].wanted[0] == '{'
                                 ? arena_print(arena, "{\"k\":\"1\",\"f\":%s\n", rows[i].wanted + 1)
                                 : arena_print(arena, "refused 1 line 1 f %s\n", rows[i].wanted);

        assert_string_equal(convert_text(mapping_from(text, arena), document, arena), wanted);
        arena_free(arena);
    }
}

static void a_constant_needs_no_path(void **state)
{
    static const struct row rows[] = {
        {"value: BN, type: text", "", "{\"BN\"}"},
        {"value: ' 007 ', type: integer", "", "{7}"},
        {"value: 01/04/2022, type: date, form: dd/MM/yyyy", "", "{\"2022-04-01\"}"},
        {"value: good, type: code, codes: x.word", "", "{\"good\"}"},
    };

    (void)state;
    check_rows(rows, COUNT(rows));
}

static void a_value_that_is_too_long_is_refused_by_its_characters(void **state)
{
    static const struct row rows[] = {
        {"path: F, type: text, longest: 4", "<F>Đềếẫ</F>", "{\"Đềếẫ\"}"},
        {"path: F, type: text, longest: 4", "<F> abcd </F>", "{\"abcd\"}"},
        {"path: F, type: text, longest: 4", "<F>Đềếẫx</F>",
         "longest: f: 'Đềếẫx' has more than 4 characters"},
        {"path: F, type: text, longest: 4, private: hash", "<F>abcde</F>",
         "longest: f: the value has more than 4 characters"},
        {"path: F, type: text, longest: 4, take: join", "<F>ab</F><F>cd</F>",
         "longest: f: 'ab;cd' has more than 4 characters"},
    };

    (void)state;
    check_rows(rows, COUNT(rows));
}

static void the_whole_value_must_match_its_pattern(void **state)
{
    static const struct row rows[] = {
        {"path: F, type: text, pattern: '[0-9]{3}|x'", "<F>012</F>", "{\"012\"}"},
        {"path: F, type: text, pattern: '[0-9]{3}|x'", "<F>x</F>", "{\"x\"}"},
        {"path: F, type: text, pattern: '[0-9]{3}|x'", "<F></F>", "{null}"},
        {"path: F, type: text, pattern: '[0-9]{3}|x'", "<F>0123</F>",
         "pattern: f: '0123' is not as the pattern wants it"},
        {"path: F, type: text, pattern: '[0-9]{3}|x'", "<F>ax</F>",
         "pattern: f: 'ax' is not as the pattern wants it"},
        {"path: F, type: text, pattern: 'Đề.*'", "<F>\xc4\x90\x65\xcc\x82\xcc\x80 x</F>",
         "{\"Đề x\"}"},
        {"path: F, type: text, match: '^(.*)-', pattern: '[a-z]+'", "<F>ab-1</F>", "{\"ab\"}"},
        {"path: F, type: integer, pattern: '[1-9]'", "<F>007</F>", "{7}"},
    };

    (void)state;
    check_rows(rows, COUNT(rows));
}

static void a_value_must_lie_in_its_range(void **state)
{
    static const struct row rows[] = {
        {"path: F, type: integer, least: 1, most: 5", "<F>1</F>", "{1}"},
        {"path: F, type: decimal, scale: 1, decimal_sign: comma, least: 0.5, most: 1000.5",
         "<F>1.000,5</F>", "{1000.5}"},
        {"path: F, type: decimal, scale: 1, decimal_sign: comma, most: 1000.5", "<F>1.000,6</F>",
         "range: f: '1000.6' is above 1000.5"},
        {"path: F, type: integer, least: 1, most: 5", "<F>5</F>", "{5}"},
        {"path: F, type: integer, least: 1, most: 5", "<F>0</F>", "range: f: '0' is below 1"},
        {"path: F, type: integer, least: 1, most: 5", "<F>10</F>", "range: f: '10' is above 5"},
        {"path: F, type: integer, most: 5, default: 4", "", "{4}"},
        {"path: F, type: decimal, scale: 3, least: 0, most: '999999999999999999999.999'",
         "<F>999999999999999999999.999</F>", "{999999999999999999999.999}"},
        {"path: F, type: decimal, scale: 3, least: -0.5", "<F>-0.501</F>",
         "range: f: '-0.501' is below -0.500"},
        {"path: F, type: date, form: dd/MM/yyyy, least: 1900-01-01", "<F>31/12/1899</F>",
         "range: f: '1899-12-31' is below 1900-01-01"},
        {"path: F, type: date, form: [dd/MM/yyyy, yyyy], least: 1990-05-17", "<F>1990</F>",
         "{\"1990\"}"},
        {"path: F, type: date, form: [dd/MM/yyyy, yyyy], least: 1990-05-17", "<F>1989</F>",
         "range: f: '1989' is below 1990-05-17"},
        {"path: F, type: datetime, form: yyyyMMddHHmmss, most: 2022", "<F>20221231235959</F>",
         "{\"2022-12-31T23:59:59\"}"},
        {"path: F, type: datetime, form: yyyyMMddHHmmss, most: 2022-12-31T12:00:00",
         "<F>20221231120001</F>", "range: f: '2022-12-31T12:00:01' is above 2022-12-31T12:00:00"},
        {"path: F, type: integer, take: sum, most: 5", "<F>3</F><F>3</F>",
         "range: f: '6' is above 5"},
        {"path: F, type: integer, most: 5, private: hash", "<F>7</F>",
         "range: f: the value is above 5"},
    };

    (void)state;
    check_rows(rows, COUNT(rows));
}

static void one_text_can_have_several_values(void **state)
{
    static const struct row rows[] = {
        {"path: F, type: text, split: ';', take: join, separator: ', '", "<F>a; b ;;c;</F>",
         "{\"a, b, c\"}"},
        {"path: F, type: text, split: ';', take: last", "<F>a;b</F><F>c</F>", "{\"c\"}"},
        {"path: F, type: decimal, scale: 1, split: ' + ', take: sum", "<F>1.5 + 2</F>", "{3.5}"},
        {"path: F, type: integer, split: ';', take: count", "<F>a;b;</F><F>;</F><F>c</F>", "{3}"},
        {"path: F, type: integer, split: ';', take: count", "", "{0}"},
        {"path: F | G, type: text, split: ';'", "<F>;</F><G>b</G>", "{\"b\"}"},
        {"path: F, type: text, split: ';'", "<F>a;b</F>",
         "repeated: f: 'b' is a second value; hint: 'take' says what to do with several"},
        {"path: F, type: integer, split: ';', take: max", "<F>1;x;2</F>",
         "integer: f: 'x' is no whole number in plain digits"},
        {"path: F, type: text, split: ';', take: join, match: '^(.)='", "<F>a=1;b;c=2</F>",
         "{\"a;c\"}"},
        {"path: F, type: code, codes: x.word, split: ';', take: first", "<F>good;bad</F>",
         "{\"good\"}"},
    };

    (void)state;
    check_rows(rows, COUNT(rows));
}

static void more_values_than_at_first_expected_are_all_read(void **state)
{
    struct arena *arena = arena_new();
    const struct mapping *mapping = mapping_from(
        HEAD "fields:\n" KEY "  - {name: f, path: F, type: integer, split: ',', take: sum}\n",
        arena);
    const char *document = "<R><A><K>1</K><F>1";

    (void)state;
    for (int i = 1; i < 100; i++)
        document = arena_print(arena, "%s,1", document);
    document = arena_print(arena, "%s</F></A></R>", document);
    assert_string_equal(convert_text(mapping, document, arena), "{\"k\":\"1\",\"f\":100}\n");
    arena_free(arena);
}

static void space_inside_is_collapsed_where_it_says_so(void **state)
{
    static const struct row rows[] = {
        {"path: F, type: text", "<F> a  b\n c </F>", "{\"a  b\\n c\"}"},
        {"path: F, type: text, space: keep", "<F>a  b</F>", "{\"a  b\"}"},
        {"path: F, type: text, space: collapse", "<F> a \t b\n\n c </F>", "{\"a b c\"}"},
        {"path: F, type: text, space: collapse, longest: 3", "<F>a    b</F>", "{\"a b\"}"},
    };

    (void)state;
    check_rows(rows, COUNT(rows));
}

#define QUARANTINE                                                                                 \
    "mapping: m\nformat: xml\nrecord: R/A\nkey: [k]\n"                                             \
    "contract: {unknown_codes: quarantine}\nfields:\n" KEY

static void a_code_becomes_what_its_list_says_of_it(void **state)
{
    static const struct row rows[] = {
        {"path: F, type: text, lookup: {codes: x.xa@v2, give: tinh}", "<F>c</F>", "{\"01\"}"},
        {"path: F, type: text, lookup: {codes: x.xa@v2, give: vi}", "<F>c</F>", "{\"ở\"}"},
        {"path: F, type: integer, lookup: {codes: x.xa@v2, give: so}", "<F>c</F>", "{5}"},
        {"path: F, type: text, lookup: {codes: x.xa@v2, give: tinh}", "<F>b</F>", "{null}"},
        {"path: F, type: text, lookup: {codes: x.xa@v2, give: tinh}, default: '99'", "<F>b</F>",
         "{\"99\"}"},
        {"path: F, type: text, lookup: {codes: x.xa@v2, give: tinh}", "", "{null}"},
        {"path: F, type: text, lookup: {codes: x.xa@v2, give: tinh}, required: true", "<F>b</F>",
         "required: f: a value is required"},
        {"path: F, type: text, split: ';', take: join, lookup: {codes: x.xa@v2, give: tinh}",
         "<F>c;b;c</F>", "{\"01;01\"}"},
    };

    (void)state;
    check_rows(rows, COUNT(rows));
}

static void a_code_that_cannot_be_looked_up_drifts(void **state)
{
    static const char field[] =
        "  - {name: f, path: F, type: text, lookup: {codes: x.xa@v2, give: tinh}}\n";
    static const char document[] = "<R><A><K>1</K><F>z</F></A></R>";
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(
        convert_text(mapping_from(arena_print(arena, HEAD "fields:\n" KEY "%s", field), arena),
                     document, arena),
        "{\"k\":\"1\",\"f\":null}\ndrift code f z 1\n");
    assert_string_equal(
        convert_text(mapping_from(arena_print(arena, QUARANTINE "%s", field), arena), document,
                     arena),
        "refused 1 line 1 f code: f: 'z' is not in the code list x.xa@v2\ndrift code f z 1\n");
    arena_free(arena);
}

/* The date stands behind the code, in the mapping and in the document. */
static void a_code_must_be_valid_on_the_day_that_another_field_tells(void **state)
{
    static const char fields[] =
        "  - {name: f, path: F, type: code, codes: x.xa@v2, on: d}\n"
        "  - {name: t, path: F, type: text, lookup: {codes: x.xa@v2, give: tinh}, on: d}\n"
        "  - {name: d, path: D, type: date, form: [yyyyMMdd, yyyy]}\n";
    static const char *const rows[][2] = {
        {"<F>a</F><D>20250630</D>",
         "{\"k\":\"1\",\"f\":\"a\",\"t\":\"01\",\"d\":\"2025-06-30\"}\n"},
        {"<F>a</F><D>20250701</D>",
         "{\"k\":\"1\",\"f\":\"a\",\"t\":\"02\",\"d\":\"2025-07-01\"}\n"},
        {"<F>b</F>", "{\"k\":\"1\",\"f\":\"b\",\"t\":null,\"d\":null}\n"},
        {"<F>a</F>", "refused 1 line 1 t code: t: 'a' has several meanings in the code list "
                     "x.xa@v2, and no day is given\ndrift code t a 1\n"},
        {"<F>a</F><D>2025</D>",
         "refused 1 line 1 t code: t: 'a' has several meanings in the code list "
         "x.xa@v2, and 2025 fits more than one\ndrift code t a 1\n"},
        {"<F>b</F><D>2025</D>", "{\"k\":\"1\",\"f\":\"b\",\"t\":null,\"d\":\"2025\"}\n"},
        {"<F>b</F><D>20250630</D>",
         "refused 1 line 1 f code: f: 'b' is not in the code list x.xa@v2 on 2025-06-30\n"
         "drift code f b 1\n"},
    };
    struct arena *arena = arena_new();
    const struct mapping *mapping =
        mapping_from(arena_print(arena, QUARANTINE "%s", fields), arena);

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(convert_text(mapping,
                                         arena_print(arena, "<R><A><K>1</K>%s</A></R>", rows[i][0]),
                                         arena),
                            rows[i][1]);
    arena_free(arena);
}

#define FLAGGED(rest)                                                                              \
    "path: F, type: date, form: yyyyMMdd, precision: {path: L, values: {'0': day, '1': year, "     \
    "'2': month}}" rest

static void a_date_is_as_precise_as_another_field_says(void **state)
{
    static const struct row rows[] = {
        {FLAGGED(""), "<F>19900517</F><L>0</L>", "{\"1990-05-17\"}"},
        {FLAGGED(""), "<F>19900517</F><L>1</L>", "{\"1990\"}"},
        {FLAGGED(""), "<L>2</L><F>19900517</F>", "{\"1990-05\"}"},
        {FLAGGED(""), "<F>19900000</F><L>1</L>", "{\"1990\"}"},
        {FLAGGED(""), "<F>19900500</F><L> 2 </L>", "{\"1990-05\"}"},
        {FLAGGED(""), "<F>19900000</F><L>2</L>", "{\"1990\"}"},
        {FLAGGED(""), "<F>19900000</F><L>0</L>",
         "date: f: '19900000' has zeros as day or month; hint: say 'zeros: allowed'"},
        {FLAGGED(""), "<F>19901301</F><L>1</L>", "date: f: '19901301' is no date that exists"},
        {FLAGGED(""), "<F>19900517</F>", "{\"1990-05-17\"}"},
        {FLAGGED(""), "<F>19900517</F><L></L>", "{\"1990-05-17\"}"},
        {FLAGGED(""), "<L>1</L>", "{null}"},
        {FLAGGED(""), "<F>19900517</F><L>7</L>",
         "date: f: '7' is no precision that the mapping knows"},
        {FLAGGED(", private: hash"), "<F>19900517</F><L>7</L>",
         "date: f: the value is no precision that the mapping knows"},
        {FLAGGED(", take: max"), "<F>19900517</F><F>19910517</F><L>1</L>", "{\"1991\"}"},
        {FLAGGED(", least: 1990-06-01"), "<F>19900517</F><L>1</L>", "{\"1990\"}"},
    };

    (void)state;
    check_rows(rows, COUNT(rows));
}

static void booleans_are_read_in_all_forms_that_systems_have(void **state)
{
    static const char *const rows[][2] = {
        {"\"0\"", "false"},   {"\"1\"", "true"},      {"0", "false"},       {"1", "true"},
        {"\"True\"", "true"}, {"\"False\"", "false"}, {"\"Y\"", "true"},    {"\"N\"", "false"},
        {"true", "true"},     {"false", "false"},     {"\"true\"", "true"}, {"null", "null"},
        {"\"\"", "null"},
    };
    struct arena *arena = arena_new();
    const struct mapping *mapping =
        mapping_from("mapping: m\nformat: json\nrecord: r\nkey: [k]\nfields:\n"
                     "  - {name: k, path: k, type: text}\n  - {name: f, path: f, type: boolean}\n",
                     arena);

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(
            convert_text(mapping, arena_print(arena, "{\"r\":{\"k\":1,\"f\":%s}}", rows[i][0]),
                         arena),
            arena_print(arena, "{\"k\":\"1\",\"f\":%s}\n", rows[i][1]));
    arena_free(arena);
}

/* All that a field may say it may say in a child, too; 'on' is the child's own date. */
static void the_fields_of_children_can_all_that(void **state)
{
    static const char text[] = QUARANTINE
        "children:\n  - name: c\n    path: C\n    fields:\n"
        "      - {name: t, path: X, type: text, lookup: {codes: x.xa@v2, give: tinh}, on: d}\n"
        "      - {name: d, path: D, type: date, form: yyyyMMdd,"
        " precision: {path: L, values: {'1': year, '2': month}}}\n"
        "      - {name: n, path: N, type: integer, split: ';', take: max, most: 9}\n"
        "      - {name: p, path: P, type: text, pattern: '[a-z]+', space: collapse}\n"
        "      - {name: v, value: H24, type: text}\n";
    static const char *const rows[][2] = {
        {"<C><X>a</X><D>20250701</D><N>3;7</N><P>ab</P></C><C><X>a</X><D>20250601</D><L>2</L></C>",
         "{\"k\":\"1\",\"c\":[{\"t\":\"02\",\"d\":\"2025-07-01\",\"n\":7,\"p\":\"ab\",\"v\":"
         "\"H24\"},"
         "{\"t\":\"01\",\"d\":\"2025-06\",\"n\":null,\"p\":null,\"v\":\"H24\"}]}\n"},
        {"<C><N>3;12</N></C>", "refused 1 line 1 c.n range: c 1: n: '12' is above 9\n"},
        {"<C><P>a1</P></C>",
         "refused 1 line 1 c.p pattern: c 1: p: 'a1' is not as the pattern wants it\n"},
    };
    struct arena *arena = arena_new();
    const struct mapping *mapping = mapping_from(text, arena);

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(convert_text(mapping,
                                         arena_print(arena, "<R><A><K>1</K>%s</A></R>", rows[i][0]),
                                         arena),
                            rows[i][1]);
    arena_free(arena);
}

struct mistake {
    const char *field, *wanted;
};

static void check_mistakes(const struct mistake *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct arena *arena = arena_new();
        const char *text =
            arena_print(arena, HEAD "fields:\n" KEY "  - {name: f, %s}\n", rows[i].field);

        assert_string_equal(mapping_mistakes(text, arena), rows[i].wanted);
        arena_free(arena);
    }
}

static void mistakes_are_told_at_their_place(void **state)
{
    static const struct mistake rows[] = {
        {"type: text",
         "7:5: the key 'path' is missing; it takes text: where the value stands, seen "
         "from the record; hint: 'value' takes a constant\n"},
        {"value: x, path: F, type: text",
         "7:25: 'path' does not go with 'value', which is a constant\n"},
        {"value: x, type: text, take: first, default: y, match: (x), split: a",
         "7:50: 'default' does not go with 'value', which is a constant\n"
         "7:37: 'take' does not go with 'value', which is a constant\n"
         "7:62: 'match' does not go with 'value', which is a constant\n"
         "7:74: 'split' does not go with 'value', which is a constant\n"},
        {"value: x, type: integer", "7:22: 'value': 'x' is no whole number in plain digits\n"},
        {"value: '', type: text", "7:22: 'value': '' is empty\n"},
        {"path: F, type: text, longest: 0",
         "7:45: 'longest' does not accept '0'; accepted: number 1..1000000\n"},
        {"path: F, type: integer, longest: 3",
         "7:39: 'longest' goes with type text or code only\n"},
        {"path: F, type: text, pattern: '('",
         "7:45: not a regular expression: Unmatched ( or \\(\n"},
        {"path: F, type: text, pattern: '(a{9}[]{]){600}'",
         "7:45: not a regular expression: what it repeats is too much, or nested too deeply\n"},
        {"path: F, type: text, match: 'a{1,99}{99}(b)'",
         "7:43: not a regular expression: what it repeats is too much, or nested too deeply\n"},
        {"path: F, type: text, pattern: '(a{9}[]{]){400}'", ""},
        {"path: F, type: text, least: 1, most: 2",
         "7:36: 'least' goes with type integer, decimal, date or datetime only\n"
         "7:46: 'most' goes with type integer, decimal, date or datetime only\n"},
        {"path: F, type: integer, least: x, most: 1.5",
         "7:46: 'least': 'x' is no whole number in plain digits\n"
         "7:55: 'most': '1.5' is no whole number in plain digits\n"},
        {"path: F, type: integer, most: 5, default: 9", "7:57: 'default': '9' is above 5\n"},
        {"value: abc, type: text, longest: 2", "7:22: 'value': 'abc' has more than 2 characters\n"},
        {"path: F, type: text, pattern: '[a-c]+', default: abd",
         "7:64: 'default': 'abd' is not as the pattern wants it\n"},
        {"path: F, type: integer, least: 2, most: 1", "7:55: 'most' is below 'least'\n"},
        {"path: F, type: date, form: dd/MM/yyyy, least: 01/01/1900",
         "7:61: 'least': '01/01/1900' is no date of the form yyyy-MM-dd or yyyy-MM-ddTHH:mm:ss or "
         "yyyy-MM or yyyy\n"},
        {"path: F, type: text, split: ''", "7:43: 'split' is empty\n"},
        {"path: F, type: text, precision: {path: L, values: {'0': day}}",
         "7:36: 'precision' goes with type date or datetime only\n"},
        {"path: F, type: date, form: yyyy, precision: {path: L/, values: {'0': hour, '1': [day]}}",
         "7:84: the flag '0' does not mean day, month or year\n"
         "7:95: the flag '1' does not mean day, month or year\n"
         "7:68: the path ends where a name was expected\n"},
        {"path: F, type: date, form: yyyy, precision: {path: L, values: day}",
         "7:77: 'values' takes a map of flags and day, month or year\n"},
        {"path: F, type: date, form: yyyy, precision: {path: L}",
         "7:59: the key 'values' is missing; it takes map: flags, and what is known of the date: "
         "day, month or year\n"},
        {"path: F, type: integer, space: collapse",
         "7:39: 'space' goes with type text or code only\n"},
    };

    (void)state;
    check_mistakes(rows, COUNT(rows));
}

static void mistakes_about_code_lists_are_told_at_their_place(void **state)
{
    static const struct mistake rows[] = {
        {"path: F, type: code, codes: x.xa",
         "7:43: there is no code list 'x.xa'; hint: its versions are x.xa@v2\n"},
        {"path: F, type: text, lookup: {codes: x.yz, give: vi}",
         "7:52: there is no code list 'x.yz'; hint: code lists are read from the codes\n"},
        {"path: F, type: text, lookup: {codes: x.xa@v2, give: huyen}",
         "7:67: the list 'x.xa@v2' has no attribute 'huyen'; it has vi, en, tinh, so\n"},
        {"path: F, type: text, lookup: {codes: x.xa@v2, give: so}, private: hash",
         "7:81: what is looked up can be kept or dropped, not masked or hashed\n"},
        {"path: F, type: text, lookup: {give: vi}",
         "7:44: the key 'codes' is missing; it takes text: the list in which a code is looked "
         "up\n"},
        {"path: F, type: text, on: k",
         "7:36: 'on' goes with 'codes' or 'lookup' only\n"
         "7:40: 'on' takes a field of type date or datetime that is kept\n"},
        {"path: F, type: code, codes: x.word, on: g", "7:55: there is no field 'g'\n"},
    };

    (void)state;
    check_mistakes(rows, COUNT(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_constant_needs_no_path),
        cmocka_unit_test(a_value_that_is_too_long_is_refused_by_its_characters),
        cmocka_unit_test(the_whole_value_must_match_its_pattern),
        cmocka_unit_test(a_value_must_lie_in_its_range),
        cmocka_unit_test(one_text_can_have_several_values),
        cmocka_unit_test(more_values_than_at_first_expected_are_all_read),
        cmocka_unit_test(space_inside_is_collapsed_where_it_says_so),
        cmocka_unit_test(a_code_becomes_what_its_list_says_of_it),
        cmocka_unit_test(a_code_that_cannot_be_looked_up_drifts),
        cmocka_unit_test(a_code_must_be_valid_on_the_day_that_another_field_tells),
        cmocka_unit_test(booleans_are_read_in_all_forms_that_systems_have),
        cmocka_unit_test(a_date_is_as_precise_as_another_field_says),
        cmocka_unit_test(the_fields_of_children_can_all_that),
        cmocka_unit_test(mistakes_are_told_at_their_place),
        cmocka_unit_test(mistakes_about_code_lists_are_told_at_their_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
