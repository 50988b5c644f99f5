/* Children, documents inside records and versions: what one record may be made of. */
#include "core/arena.h"
#include "core/error.h"
#include "core/reader.h"
#include "tests/support/check.h"
#include "tests/transforms/convert.h"
#include "transforms/transform.h"

static const char fees[] = "mapping: m\nformat: xml\nrecord: DS/R\nkey: [k]\nfields:\n"
                           "  - {name: k, path: K, type: text}\n"
                           "children:\n"
                           "  - name: le_phi\n"
                           "    path: L/P\n"
                           "    key: [ma]\n"
                           "    fields:\n"
                           "      - {name: ma, path: M, type: text}\n"
                           "      - {name: gia, path: G, type: decimal, scale: 0}\n"
                           "      - {name: cha, path: ../../K, type: text}\n"
                           "  - name: ghi_chu\n"
                           "    path: N\n"
                           "    fields:\n"
                           "      - {name: loi, path: ., type: text}\n";

static void check_converts(const char *mapping, const char *document, const char *wanted)
{
    struct arena *arena = arena_new();

    assert_string_equal(convert_text(mapping_from(mapping, arena), document, arena), wanted);
    arena_free(arena);
}

static void children_are_arrays_whether_there_are_none_one_or_two(void **state)
{
    (void)state;
    check_converts(
        fees,
        "<DS><R><K>1</K></R>"
        "<R><K>2</K><L><P><M>a</M><G>5</G></P></L><N>x</N></R>"
        "<R><L><P><M>a</M><G>5</G></P><P><M>b</M></P></L><N>x</N><N/><N>y</N><K>3</K></R>"
        "</DS>",
        "{\"k\":\"1\",\"le_phi\":[],\"ghi_chu\":[]}\n"
        "{\"k\":\"2\",\"le_phi\":[{\"ma\":\"a\",\"gia\":5,\"cha\":\"2\"}],"
        "\"ghi_chu\":[{\"loi\":\"x\"}]}\n"
        "{\"k\":\"3\",\"le_phi\":[{\"ma\":\"a\",\"gia\":5,\"cha\":\"3\"},"
        "{\"ma\":\"b\",\"gia\":null,\"cha\":\"3\"}],"
        "\"ghi_chu\":[{\"loi\":\"x\"},{\"loi\":\"y\"}]}\n");
}

static void a_wrong_child_refuses_its_record(void **state)
{
    (void)state;
    check_converts(fees,
                   "<DS><R><K>1</K><L><P><M>a</M></P><P><M>b</M><G>x</G></P></L></R>"
                   "<R><K>2</K><L><P><G>1</G></P></L></R>"
                   "<R><K>3</K><L><P><M>b</M></P><P><M>a</M></P><P><M>b</M></P></L></R>"
                   "<R><K>4</K></R></DS>",
                   "refused 1 line 1 le_phi.gia decimal: le_phi 2: gia: 'x' is no number in "
                   "plain digits with a decimal point\n"
                   "refused 2 line 1 le_phi.ma required: le_phi 1: ma: a value is required\n"
                   "refused 3 line 1 le_phi repeated: le_phi: numbers 1 and 3 have the same key\n"
                   "{\"k\":\"4\",\"le_phi\":[],\"ghi_chu\":[]}\n");
}

static void mistakes_of_children_are_told_at_their_place(void **state)
{
    struct arena *arena = arena_new();
    const char *told = mapping_mistakes("mapping: m\nformat: xml\nrecord: R\nkey: [k]\nfields:\n"
                                        "  - {name: k, path: K, type: text}\n"
                                        "children:\n"
                                        "  - name: k\n"
                                        "    path: ../X\n"
                                        "    key: [no]\n"
                                        "    fields:\n"
                                        "      - {name: k, path: A, type: text}\n"
                                        "      - {name: thu_tu, path: B, type: text}\n"
                                        "      - {name: thu_tu, path: B, type: text}\n",
                                        arena);

    (void)state;
    CHECK_HAS(told, "a field is called 'k' too");
    CHECK_HAS(told, "there is no field 'no'");
    CHECK_HAS(told, "only elements below the record can be its children, by one path");
    CHECK_HAS(told, "'k' is a column that the table of children has already: the record's key");
    CHECK_HAS(told, "'thu_tu' is a column that the table of children has already");
    CHECK_HAS(told, "two fields are called 'thu_tu'");
    arena_free(arena);
}

/* An envelope whose record is a dossier with its files inside. */
static const char envelope[] =
    "mapping: m\nformat: xml\nrecord: G/HS\nkey: [k]\n"
    "contents:\n"
    "  - {at: \"F[L='1']/N\", decode: base64, format: xml}\n"
    "  - {at: \"F[L='2']/N\", decode: base64, format: xml}\n"
    "fields:\n"
    "  - {name: k, path: \"F[L='1']/N/T/K\", type: text}\n"
    "  - {name: tong, path: \"F[L='1']/N/T/S\", type: integer}\n"
    "children:\n"
    "  - name: thuoc\n"
    "    path: \"F[L='2']/N/D/C\"\n"
    "    fields:\n"
    "      - {name: tien, path: S, type: integer}\n"
    "checks:\n"
    "  - {name: tong, rule: \"tong = sum(thuoc.tien)\", else: quarantine}\n";

static const char *file_of(const char *kind, const char *content, struct arena *arena)
{
    return arena_print(arena, "<F><L>%s</L><N>\n%s\n</N></F>", kind, base64_of(content, arena));
}

static const char *dossier_of(const char *one, const char *two, struct arena *arena)
{
    return arena_print(arena, "<HS>%s%s%s</HS>", file_of("1", one, arena), file_of("2", two, arena),
                       file_of("4", "not xml at all", arena));
}

static void documents_inside_a_record_are_part_of_it(void **state)
{
    struct arena *arena = arena_new();
    const char *document = arena_print(
        arena, "<G>%s%s%s</G>",
        dossier_of("<T><K>a</K><S>7</S></T>", "<D><C><S>3</S></C><C><S>4</S></C></D>", arena),
        dossier_of("<T><K>b</K><S>8</S></T>", "<D><C><S>3</S></C></D>", arena),
        dossier_of("<T><K>c</K><S>0</S></T>", "<D/>", arena));

    (void)state;
    check_converts(envelope, document,
                   "{\"k\":\"a\",\"tong\":7,\"thuoc\":[{\"tien\":3},{\"tien\":4}]}\n"
                   "refused 2 line 7 tong check: tong: tong = sum(thuoc.tien) does not hold: "
                   "tong is 8, sum(thuoc.tien) is 3\n"
                   "{\"k\":\"c\",\"tong\":0,\"thuoc\":[]}\n"
                   "drift check tong - 1\n");
    arena_free(arena);
}

static void a_bad_document_inside_a_record_refuses_the_record(void **state)
{
    struct arena *arena = arena_new();
    const char *good = dossier_of("<T><K>c</K></T>", "<D/>", arena);
    const char *document =
        arena_print(arena, "<G>%s\n%s\n<HS><F><N>PEQvPg==</N><L>2</L></F></HS>%s</G>",
                    dossier_of("<T><K>a</K></T>", "<D><C></D>", arena),
                    "<HS><F><L>1</L><N>PEQ<x/>vPg==</N></F></HS>", good);

    (void)state;
    check_converts(envelope, document,
                   "refused 1 line 1 N inside: the document in <N>: line 1: not well-formed: "
                   "opening and ending tag mismatch: C line 1 and D\n"
                   "refused 2 line 8 N inside: the document in <N>: the element <x> stands where "
                   "the text of a document was expected\n"
                   "refused 3 line 9 L inside: L must come before N in <F>\n"
                   "{\"k\":\"c\",\"tong\":null,\"thuoc\":[]}\n");
    arena_free(arena);
}

static void a_late_condition_names_the_first_document_that_it_decides_on(void **state)
{
    (void)state;
    check_converts("mapping: m\nformat: xml\nrecord: G/HS\nkey: [k]\n"
                   "contents:\n"
                   "  - {at: \"F[L='1']/N\", format: xml}\n"
                   "  - {at: \"F[L='1']/M\", format: xml}\n"
                   "fields:\n"
                   "  - {name: k, path: F/L, type: text}\n",
                   "<G><HS><F><N>&lt;a/></N><M>&lt;a/></M><L>1</L></F></HS></G>",
                   "refused 1 line 1 L inside: L must come before N in <F>\n");
}

static void two_contents_in_one_place_are_a_mistake(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(mapping_mistakes("mapping: m\nformat: xml\nrecord: D/R\nkey: [k]\n"
                                         "contents:\n  - {at: N, format: json}\n"
                                         "  - {at: M, format: json}\n"
                                         "  - {at: N, decode: base64, format: xml}\n"
                                         "fields:\n  - {name: k, path: K, type: text}\n",
                                         arena),
                        "8:5: 'N' is the place of two contents\n");
    arena_free(arena);
}

static void a_json_text_in_xml_and_gzip_in_base64_are_read(void **state)
{
    static const char mapping[] = "mapping: m\nformat: xml\nrecord: D/R\nkey: [k]\n"
                                  "contents:\n  - {at: J, format: json}\n"
                                  "  - {at: Z, decode: base64, format: xml}\n"
                                  "fields:\n  - {name: k, path: J/a/b, type: text}\n"
                                  "  - {name: v, path: Z/T/V, type: text}\n";
    /* gzip of <T><V>1</V></T> */
    static const char packed[] = "H4sIAAAAAAACA7MJsbMJszO00Q+zs9EPsQMARoXq6g8AAAA=";
    struct arena *arena = arena_new();

    (void)state;
    check_converts(mapping,
                   arena_print(arena,
                               "<D><R><J>{\"a\":{\"b\":\"007\"}}</J><Z>%s</Z></R>"
                               "<R><J>{\"a\":{\"b\":\"8\"}}</J><Z> </Z></R>"
                               "<R><J>{}</J><Z>H4sIAAAAAAAC</Z></R></D>",
                               packed),
                   "{\"k\":\"007\",\"v\":\"1\"}\n{\"k\":\"8\",\"v\":null}\n"
                   "refused 3 line 1 Z inside: the document in <Z>: damaged gzip: it is cut "
                   "short\n");
    arena_free(arena);
}

static const char by_date[] = "mapping: m\nformat: xml\nrecord: D/R\nkey: [k]\n"
                              "versions:\n"
                              "  choose: {path: NGAY, type: date, form: yyyyMMdd}\n"
                              "  list:\n"
                              "    - name: one\n"
                              "      until: 2024-07-01\n"
                              "      fields:\n"
                              "        - {name: so, path: A, type: text}\n"
                              "    - {name: two, from: 2024-07-01, until: 2025-01-01}\n"
                              "fields:\n"
                              "  - {name: k, path: K, type: text}\n"
                              "  - {name: so, path: B, type: text}\n";

static void the_version_is_chosen_by_the_date_of_the_record(void **state)
{
    (void)state;
    check_converts(
        by_date,
        "<D><R><K>1</K><NGAY>20240630</NGAY><A>a</A><B>b</B></R>"
        "<R><K>2</K><A>a</A><B>b</B><NGAY>20240701</NGAY></R>"
        "<R><K>3</K><NGAY>20250101</NGAY></R><R><K>4</K></R><R><K>5</K><NGAY>x</NGAY></R></D>",
        "{\"k\":\"1\",\"so\":\"a\"}\n{\"k\":\"2\",\"so\":\"b\"}\n"
        "refused 3 line 1 NGAY version: NGAY: '2025-01-01' is of no version that the mapping "
        "knows\n"
        "refused 4 line 1 NGAY version: NGAY: a value is required, which says the version\n"
        "refused 5 line 1 versions date: versions: 'x' is no date of the form yyyyMMdd\n");
}

static void the_version_is_chosen_by_what_the_document_says(void **state)
{
    (void)state;
    check_converts("mapping: m\nformat: xml\nrecord: D/R\nkey: [k]\n"
                   "versions:\n"
                   "  choose: {path: ../@v, type: text}\n"
                   "  list:\n"
                   "    - {name: old, equals: [\"1\", \"1.1\"], fields: [{name: k, path: A, type: "
                   "text}]}\n"
                   "    - {name: new, equals: \"2\"}\n"
                   "fields:\n  - {name: k, path: B, type: text}\n",
                   "<D v='1.1'><R><A>a</A><B>b</B></R></D>", "{\"k\":\"a\"}\n");
}

static void a_personal_value_that_chooses_is_not_shown(void **state)
{
    (void)state;
    check_converts("mapping: m\nformat: xml\nrecord: R/A\nkey: [k]\n"
                   "versions:\n"
                   "  choose: {path: HO_TEN, type: text, private: drop}\n"
                   "  list:\n    - {name: one, equals: x}\n"
                   "fields:\n  - {name: k, path: K, type: text}\n",
                   "<R><A><K>1</K><HO_TEN>y</HO_TEN></A></R>",
                   "refused 1 line 1 HO_TEN version: HO_TEN: the value is of no version that the "
                   "mapping knows\n");
}

static void mistakes_of_versions_are_told(void **state)
{
    struct arena *arena = arena_new();
    const char *told =
        mapping_mistakes("mapping: m\nformat: xml\nrecord: R\nkey: [k]\n"
                         "versions:\n"
                         "  choose: {path: N, type: date, form: yyyyMMdd}\n"
                         "  list:\n"
                         "    - {name: a, from: 2024-13-01}\n"
                         "    - {name: b, from: 2024-07-01, until: 2024-07-01, equals: x}\n"
                         "    - {name: c, fields: [{name: q, path: Q, type: text}]}\n"
                         "    - {name: d, fields: [{name: k, path: Q, type: integer}]}\n"
                         "    - {name: b}\n"
                         "fields:\n  - {name: k, path: K, type: text}\n",
                         arena);

    (void)state;
    CHECK_HAS(told, "'from': '2024-13-01' is no date; it is written 2024-07-01");
    CHECK_HAS(told, "the version ends before it begins");
    CHECK_HAS(told, "'equals' goes with a choice by text only");
    CHECK_HAS(told, "the mapping has no field 'q' that this version could write otherwise");
    CHECK_HAS(told, "type, scale and private of 'k' must be those of the mapping's field");
    CHECK_HAS(told, "12:14: two versions are called 'b'");
    told = mapping_mistakes("mapping: m\nformat: xml\nrecord: R\nkey: [k]\n"
                            "versions:\n  choose: {path: N, type: text}\n  list: []\n"
                            "fields:\n  - {name: k, path: K, type: text}\n",
                            arena);
    assert_string_equal(told, "7:9: without a version all records would be refused\n");
    arena_free(arena);
}

#define WATCHING(mode)                                                                             \
    "mapping: m\nformat: xml\nrecord: D/R\nkey: [k]\n"                                             \
    "contract: {unknown_fields: " mode "}\nunmapped: [OLD, L/P/*, '@v']\n"                         \
    "fields:\n  - {name: k, path: K, type: text}\n"                                                \
    "  - {name: x, path: X/Y | Z, type: text, private: drop}\n"                                    \
    "  - {name: n, path: L/P, type: integer, take: count}\n"

static void elements_that_the_mapping_does_not_know_are_drift(void **state)
{
    static const char document[] =
        "<D xmlns:x='http://www.w3.org/2001/XMLSchema-instance'><N/>"
        "<R v='1' "
        "w='2'><K>1</K><OLD><A/></OLD><Z/><X><Y/></X><NEW>x<A/></NEW><L><P><A/></P><Q/></L></R>"
        "<R x:nil='false'><K>2</K><L><P><Z/></P></L></R></D>";

    (void)state;
    check_converts(WATCHING("evolve"), document,
                   "{\"k\":\"1\",\"n\":1}\n{\"k\":\"2\",\"n\":1}\n"
                   "drift unknown @w - 1\ndrift unknown NEW - 1\ndrift unknown L/Q - 1\n");
    check_converts(WATCHING("quarantine"), document,
                   "refused 1 line 1 @w unknown: @w: the mapping does not know this element, and "
                   "the contract allows none\n{\"k\":\"2\",\"n\":1}\n"
                   "drift unknown @w - 1\ndrift unknown NEW - 1\ndrift unknown L/Q - 1\n");
    check_converts(WATCHING("freeze"), document,
                   "failed data line 1: @w: the mapping does not know this element, and the "
                   "contract allows none\n"
                   "drift unknown @w - 1\ndrift unknown NEW - 1\ndrift unknown L/Q - 1\n");
    check_converts(WATCHING("ignore"), document, "{\"k\":\"1\",\"n\":1}\n{\"k\":\"2\",\"n\":1}\n");
}

/* "Tên" and "đã trả": composed in the mapping, decomposed in the document. */
static void names_and_filters_meet_decomposed_letters(void **state)
{
    (void)state;
    check_converts("mapping: m\nformat: xml\nrecord: D/R\nkey: [k]\n"
                   "where: [{field: loai, equals: [T\xE1\xBA\xA1m]}]\n"
                   "fields:\n  - {name: k, path: T\xC3\xAAn, type: text}\n"
                   "  - {name: ngay, path: \"X[S='\xC4\x91\xC3\xA3']/N\", type: text}\n"
                   "  - {name: loai, path: L, type: text}\n",
                   "<D><R><Te\xCC\x82n>1</Te\xCC\x82n><L>Ta\xCC\xA3m</L>"
                   "<X><S>\xC4\x91\x61\xCC\x83</S><N>n</N></X></R></D>",
                   "{\"k\":\"1\",\"ngay\":\"n\",\"loai\":\"T\xE1\xBA\xA1m\"}\n");
}

static void one_pass_feeds_several_mappings(void **state)
{
    static const char one[] = "mapping: one\nformat: xml\nrecord: D/A\nkey: [k]\nfields:\n"
                              "  - {name: k, path: K, type: text}\n";
    static const char two[] = "mapping: two\nformat: xml\nrecord: D/A/B\nkey: [k]\nfields:\n"
                              "  - {name: k, path: ., type: text}\n"
                              "  - {name: a, path: ../K, type: text}\n";
    static const char document[] =
        "<D><A><K>1</K><B>x</B><B>y</B></A><C><B>z</B></C><A><K>2</K></A></D>";
    static const struct origin origin = {.source = "s", .batch = "b", .document = "d"};
    struct arena *arena = arena_new();
    const struct mapping *const items[] = {mapping_from(one, arena), mapping_from(two, arena)};
    const struct mappings mappings = {items, 2};
    struct error err;
    struct transform *transform = transform_open(
        &mappings, reader_from_memory(document, strlen(document), arena), &origin, NULL, &err);
    static const struct row {
        const char *table, *key;
        long position;
    } rows[] = {{"two", "x", 1}, {"two", "y", 2}, {"one", "1", 1}, {"one", "2", 2}};
    struct record record;

    (void)state;
    assert_non_null(transform);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(transform_next(transform, &record, &err), 1);
        assert_string_equal(record.schema->table, rows[i].table);
        assert_string_equal(record.values[0].text, rows[i].key);
        assert_int_equal(record.position, rows[i].position);
    }
    assert_int_equal(transform_next(transform, &record, &err), 0);
    transform_close(transform);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(children_are_arrays_whether_there_are_none_one_or_two),
        cmocka_unit_test(a_wrong_child_refuses_its_record),
        cmocka_unit_test(mistakes_of_children_are_told_at_their_place),
        cmocka_unit_test(documents_inside_a_record_are_part_of_it),
        cmocka_unit_test(a_bad_document_inside_a_record_refuses_the_record),
        cmocka_unit_test(a_late_condition_names_the_first_document_that_it_decides_on),
        cmocka_unit_test(two_contents_in_one_place_are_a_mistake),
        cmocka_unit_test(a_json_text_in_xml_and_gzip_in_base64_are_read),
        cmocka_unit_test(the_version_is_chosen_by_the_date_of_the_record),
        cmocka_unit_test(the_version_is_chosen_by_what_the_document_says),
        cmocka_unit_test(a_personal_value_that_chooses_is_not_shown),
        cmocka_unit_test(mistakes_of_versions_are_told),
        cmocka_unit_test(elements_that_the_mapping_does_not_know_are_drift),
        cmocka_unit_test(names_and_filters_meet_decomposed_letters),
        cmocka_unit_test(one_pass_feeds_several_mappings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
