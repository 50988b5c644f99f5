/* A draft finds the records and the way to them, and believes no more than the sample shows. */
#include "transforms/sketch.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/reader.h"
#include "tests/support/check.h"
#include "tests/transforms/convert.h"
#include "transforms/survey.h"

/* The sketch of a document, without the lines of comment at its head. */
static struct sketch *sketch_of(const char *text, const char *record, struct survey *survey,
                                struct arena *arena)
{
    struct sketch *sketch;
    struct error err;

    survey_start(survey, arena);
    CHECK_DONE(survey_read(survey, reader_from_memory(text, strlen(text), arena), &err), &err);
    sketch = sketch_make(survey, "ho-so", record, arena, &err);
    if (sketch == NULL)
        fail_msg("%s", err.text);
    return sketch;
}

static const char *yaml_of(const struct sketch *sketch, struct arena *arena)
{
    struct buffer yaml = {0};
    const char *copy;

    sketch_write(sketch, &yaml);
    copy = strstr(arena_text(arena, buffer_string(&yaml)), "mapping: ");
    buffer_free(&yaml);
    return copy;
}

static const char *draft(const char *text, const char *record, struct arena *arena)
{
    struct survey survey;
    const char *yaml = yaml_of(sketch_of(text, record, &survey, arena), arena);

    survey_free(&survey);
    return yaml;
}

struct row {
    const char *text, *record, *yaml;
};

/* The remark behind a key. */
#define OF(records) "  # of " records " only; look at it\n"

static const struct row rows[] = {
    /* A wrapper, and records with values in structures. */
    {"<DS><NGAY>20220101</NGAY>"
     "<HO_SO><MA>01</MA><CHU><HO_TEN>A</HO_TEN></CHU><NGAY_NOP>20220104</NGAY_NOP>"
     "<SO_TIEN>50000</SO_TIEN></HO_SO>"
     "<HO_SO><MA>02</MA><CHU><HO_TEN>B</HO_TEN></CHU><NGAY_NOP>20220105</NGAY_NOP>"
     "<SO_TIEN>0</SO_TIEN></HO_SO></DS>",
     NULL,
     "mapping: ho_so\nversion: 1\nformat: xml\nrecord: DS/HO_SO\nkey: [ma]" OF(
         "2 records") "\nfields:\n"
                      "  - {name: ma, path: MA, type: text, required: true}\n"
                      "  - {name: ho_ten, path: CHU/HO_TEN, type: text, private: drop}  # a "
                      "person's name\n"
                      "  - {name: ngay_nop, path: NGAY_NOP, type: date, form: \"yyyyMMdd\"}\n"
                      "  - {name: so_tien, path: SO_TIEN, type: decimal, scale: 0}\n"},
    /* Repeats: a list of values, children of the record; names that are taken. */
    {"{\"item\": [{\"ma\": \"a\", \"x\": {\"ma\": \"1\"}, \"k\": [\"p\", \"q\"],"
     " \"phi\": [{\"gia\": 1, \"ma\": 2, \"thu_tu\": 1, \"dot\": [{\"n\": 1}, {\"n\": 2}]},"
     " {\"gia\": 2, \"ma\": 1}]}, {\"ma\": \"b\"}]}",
     NULL,
     "mapping: ho_so\nversion: 1\nformat: json\nrecord: item\nkey: [ma]" OF(
         "2 records") "\nfields:\n"
                      "  - {name: ma, path: ma, type: text, required: true}\n"
                      "  - {name: x_ma, path: x/ma, type: text}\n"
                      "  - {name: k, path: k, type: text, take: join}\n"
                      "\nchildren:\n  - name: phi\n    path: phi\n    fields:\n"
                      "      - {name: gia, path: gia, type: decimal, scale: 0}\n"
                      "      - {name: ma_2, path: ma, type: text}\n"
                      "      - {name: thu_tu_2, path: thu_tu, type: text}\n"
                      "      - {name: dot, path: dot, type: integer, take: count}  # only "
                      "counted\n"},
    /* A child's own text beside its attributes. */
    {"<R><A><K>1</K><V>2</V><G t='a'>x</G><G>y</G></A></R>", "A",
     "mapping: a\nversion: 1\nformat: xml\nrecord: R/A\nkey: [k]" OF(
         "1 record") "\nfields:\n"
                     "  - {name: k, path: K, type: text, required: true}\n"
                     "  - {name: v, path: V, type: text}\n"
                     "\nchildren:\n  - name: g\n    path: G\n    fields:\n"
                     "      - {name: g, path: ., type: text}\n"
                     "      - {name: t, path: \"@t\", type: text}\n"},
    /* What stands around records is read by "..", unless it comes too late. */
    {"<R><S>1</S><G><M>1</M><A><K>1</K><V>2</V></A><A><K>2</K><V>2</V></A><L>x</L></G>"
     "<G><M>2</M><A><K>3</K><V>2</V></A><L>y</L></G></R>",
     NULL,
     "mapping: a\nversion: 1\nformat: xml\nrecord: R/G/A\nkey: [k]" OF(
         "3 records") "\nfields:\n"
                      "  - {name: k, path: K, type: text, required: true}\n"
                      "  - {name: v, path: V, type: text}\n"
                      "  - {name: m, path: ../M, type: text}\n"},
    /* Names that no mapping can have are left out; others are quoted. */
    {"{\"item\": [{\"ma\": \"a\", \"\": 1, \"${HOME}\": 1, \"a\\u001bb\": 1, \"a\\nb\": 1,"
     " \"\\u007f\": 1, \"\\u0085\": 1, \"\\u2028\": 1, \"\\uffff\": 1, \"..\": \"x\"},"
     " {\"ma\": \"b\"}]}",
     NULL,
     "mapping: ho_so\nversion: 1\nformat: json\nrecord: item\nkey: [ma]" OF(
         "2 records") "\nfields:\n"
                      "  - {name: ma, path: ma, type: text, required: true}\n"
                      "  - {name: x, path: \"'..'\", type: text}\n"},
    /* A document that is one record. */
    {"{\"maSo\": \"001\", \"chu\": {\"hoTen\": \"A\", \"loai\": \"1\"}}", NULL,
     "mapping: ho_so\nversion: 1\nformat: json\nrecord: .\nkey: [ma_so]" OF(
         "1 record") "\nfields:\n"
                     "  - {name: ma_so, path: maSo, type: text, required: true}\n"
                     "  - {name: ho_ten, path: chu/hoTen, type: text, private: drop}  # a person's "
                     "name\n"
                     "  - {name: loai, path: chu/loai, type: text}\n"},
    /* Other records by name, without a key that is always there. */
    {"{\"item\": [{\"ma\": \"a\", \"phi\": [{\"gia\": 1, \"loai\": \"\"}, {\"loai\": \"2\"}]}]}",
     "phi",
     "mapping: phi\nversion: 1\nformat: json\nrecord: item/phi\nkey: [gia]  # not alone in the "
     "sample: look for more\n\nfields:\n"
     "  - {name: gia, path: gia, type: text, default: \"?\"}\n"
     "  - {name: loai, path: loai, type: text}\n"},
    /* The record's own code, not that of a part of it, of a kind, or a date. */
    {"{\"item\": [{\"chu\": {\"ma\": \"1\"}, \"ngay\": \"20220101\", \"TypeCode\": \"a\","
     " \"DocCode\": \"x\"}, {\"chu\": {\"ma\": \"2\"}, \"ngay\": \"20220102\", \"TypeCode\": \"b\","
     " \"DocCode\": \"y\"}]}",
     NULL,
     "mapping: ho_so\nversion: 1\nformat: json\nrecord: item\nkey: [doc_code]" OF(
         "2 records") "\nfields:\n"
                      "  - {name: ma, path: chu/ma, type: text}\n"
                      "  - {name: ngay, path: ngay, type: date, form: \"yyyyMMdd\"}\n"
                      "  - {name: type_code, path: TypeCode, type: text}\n"
                      "  - {name: doc_code, path: DocCode, type: text, required: true}\n"},
    /* A key of several fields. */
    {"a,b,c\n1,x,7\n1,y,7\n2,x,7\n", NULL,
     "mapping: ho_so\nversion: 1\nformat: csv\nrecord: row\nkey: [a, b]"
     "  # not alone in the sample: look for more\n\nfields:\n"
     "  - {name: a, path: a, type: text, required: true}\n"
     "  - {name: b, path: b, type: text, required: true}\n"
     "  - {name: c, path: c, type: text}\n"},
    /* What stands between the cells, and a column without a name. */
    {"a;\n1,5;x\n2,5;y\n", NULL,
     "mapping: ho_so\nversion: 1\nformat: csv\nseparator: \";\"\nrecord: row\nkey: [a]" OF(
         "2 records") "\nfields:\n"
                      "  - {name: a, path: a, type: text, required: true}\n"
                      "  - {name: column_2, path: \"'column 2'\", type: text}\n"},
    {"a\tb\n1\tx\n2\ty\n", NULL,
     "mapping: ho_so\nversion: 1\nformat: csv\nseparator: tab\nrecord: row\nkey: [a]" OF(
         "2 records") "\nfields:\n"
                      "  - {name: a, path: a, type: text, required: true}\n"
                      "  - {name: b, path: b, type: text}\n"},
    /* Quotes, SQL's words, attributes, and a document inside the record. */
    {"<R><A x-y='1' order='2'>t<B>&lt;C>&lt;D/>&lt;/C></B></A>"
     "<A x-y='2' order='2'><B>&lt;C>&lt;D/>&lt;/C></B></A></R>",
     "R/A",
     "mapping: a\nversion: 1\nformat: xml\nrecord: R/A\nkey: [x_y]" OF(
         "2 records") "\nfields:\n"
                      "  - {name: x_y, path: \"@x-y\", type: text, required: true}\n"
                      "  - {name: x_order, path: \"@order\", type: text}\n"
                      "  # - {name: b, path: B, type: text}  # its text is a document; hint: draft "
                      "what is in it "
                      "with --record\n"},
    /* Into a document that another value tells from others. */
    {"<R><F><L>1</L><N>&lt;T>&lt;K>1&lt;/K>&lt;V>a&lt;/V>&lt;W>b&lt;/W>&lt;/T></N></F>"
     "<F><L>2</L><N>&lt;U>&lt;K>1&lt;/K>&lt;/U></N></F></R>",
     NULL,
     "mapping: t\nversion: 1\nformat: xml\ninside:\n  - at: \"R/F[L='1']/N\"\n    decode: text\n"
     "    format: xml\nrecord: T\nkey: [k]" OF(
         "1 record") "\nfields:\n"
                     "  - {name: k, path: K, type: text, required: true}\n"
                     "  - {name: v, path: V, type: text}\n"
                     "  - {name: w, path: W, type: text}\n"},
};

static void samples_become_mappings(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *arena = arena_new();

        assert_string_equal(draft(rows[i].text, rows[i].record, arena), rows[i].yaml);
        arena_free(arena);
    }
}

static void a_draft_is_a_mapping_without_warnings(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *arena = arena_new();

        assert_non_null(mapping_from(rows[i].yaml, arena));
        arena_free(arena);
    }
}

static void what_refuses_records_is_believed_less(void **state)
{
    struct arena *arena = arena_new();
    struct survey survey;
    struct sketch *sketch =
        sketch_of("<R><A><K>1</K><NGAY>20220101</NGAY></A><A><K>2</K><NGAY>20220102</NGAY></A></R>",
                  NULL, &survey, arena);

    (void)state;
    CHECK_HAS(yaml_of(sketch, arena), "type: date");
    assert_true(sketch_loosen(sketch, "ngay"));
    CHECK_HAS(yaml_of(sketch, arena), "{name: ngay, path: NGAY, type: text}");
    assert_true(sketch_loosen(sketch, "ngay"));
    assert_true(sketch_loosen(sketch, "ngay"));
    CHECK_HAS(yaml_of(sketch, arena),
              "# - {name: ngay, path: NGAY, type: text}  # its values are refused as text");
    assert_false(sketch_loosen(sketch, "ngay"));
    assert_false(sketch_loosen(sketch, "khac"));
    assert_false(sketch_loosen(sketch, "khac.ngay"));
    survey_free(&survey);
    arena_free(arena);
}

/* Records with the codes 1 to count. */
static const char *records(int count, struct arena *arena)
{
    const char *text = "a,b\n";
    int i;

    for (i = 1; i <= count; i++)
        text = arena_print(arena, "%s%d,x\n", text, i);
    return text;
}

static void the_own_code_is_before_that_of_a_part(void **state)
{
    static const char *const texts[][2] = {
        {"{\"item\": [{\"p\": {\"ma\": 1, \"x\": 1}, \"so_hs\": \"a\"},"
         " {\"p\": {\"ma\": 2, \"x\": 1}, \"so_hs\": \"b\"}]}",
         "key: [so_hs]"},
        {"{\"item\": [{\"p\": {\"ma\": 1, \"x\": 1}, \"ten\": \"a\"},"
         " {\"p\": {\"ma\": 2, \"x\": 1}, \"ten\": \"b\"}]}",
         "key: [ma]"},
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        CHECK_HAS(draft(texts[i][0], "item", arena), texts[i][1]);
    arena_free(arena);
}

static void a_key_of_few_records_is_remarked(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    CHECK_HAS(draft(records(19, arena), NULL, arena),
              "key: [a]  # of 19 records only; look at it\n");
    CHECK_HAS(draft(records(20, arena), NULL, arena), "key: [a]\n");
    arena_free(arena);
}

static void without_values_there_is_no_record(void **state)
{
    static const char text[] = "<R><A>1</A></R>";
    struct arena *arena = arena_new();
    struct survey survey;
    struct error err;

    (void)state;
    survey_start(&survey, arena);
    CHECK_DONE(survey_read(&survey, reader_from_memory(text, sizeof text - 1, arena), &err), &err);
    assert_null(sketch_make(&survey, "t", NULL, arena, &err));
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_string_equal(err.text, "no element has several values, so that none looks like a "
                                  "record; hint: name one with --record");
    assert_null(sketch_make(&survey, "t", "R/A", arena, &err));
    assert_string_equal(err.text, "the elements <A> have no value that could name a record; "
                                  "hint: name other ones with --record");
    survey_free(&survey);
    arena_free(arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_become_mappings),
        cmocka_unit_test(a_draft_is_a_mapping_without_warnings),
        cmocka_unit_test(what_refuses_records_is_believed_less),
        cmocka_unit_test(the_own_code_is_before_that_of_a_part),
        cmocka_unit_test(a_key_of_few_records_is_remarked),
        cmocka_unit_test(without_values_there_is_no_record),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
