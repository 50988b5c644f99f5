/* A column that the header of a CSV document lacks is told once, by what the mapping wants of it.
 */
#include "core/arena.h"
#include "core/buffer.h"
#include "tests/support/check.h"
#include "tests/transforms/convert.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

/* A mapping of the column k, more of it, and one more field. */
#define WITH(more, field)                                                                          \
    "mapping: m\nformat: csv\nrecord: row\nkey: [k]\n" more "fields:\n"                            \
    "  - {name: k, path: \"'Mã số'\", type: text}\n  - " field "\n"

#define NEEDED "{name: v, path: v, type: text, required: true}"
#define OPTIONAL "{name: v, path: v, type: text}"

static void a_column_of_a_needed_field_refuses_the_document_once(void **state)
{
    static const struct conversion rows[] = {
        {WITH("", NEEDED), "Mã số,b,c\n1,2,3\n4,5,6\n",
         "failed document line 1: column 'v' is not in the header (the header has: Mã số, b, c)\n"},
        {WITH("", NEEDED), "\n\nMã số,b\n",
         "failed document line 3: column 'v' is not in the header (the header has: Mã số, b)\n"},
        {WITH("", NEEDED), "MA_SO,v\n1,2\n",
         "failed document line 1: column 'Mã số' is not in the header (the header has: MA_SO, v); "
         "hint: is it 'MA_SO'?\n"},
        {WITH("", NEEDED), "Ma so,V2,w\n1,2,3\n",
         "failed document line 1: columns 'Mã số', 'v' are not in the header (the header has: "
         "Ma so, V2, w); hint: is it 'Ma so'?\n"},
        {WITH("", "{name: v, path: v, type: integer, required: true, default: '3'}"), "Mã số\n1\n",
         "{\"k\":\"1\",\"v\":3}\n"},
        {WITH("", "{name: v, path: v, type: integer, required: true, take: count}"), "Mã số\n1\n",
         "{\"k\":\"1\",\"v\":0}\n"},
        {WITH("", "{name: v, path: v, type: text, required: true, private: drop}"), "Mã số\n1\n",
         "{\"k\":\"1\"}\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void one_of_several_columns_is_enough(void **state)
{
    static const char either[] = WITH("", "{name: v, path: v | w, type: text, required: true}");
    static const struct conversion rows[] = {
        {either, "Mã số,v\n1,2\n", "{\"k\":\"1\",\"v\":\"2\"}\n"},
        {either, "w,Mã số\n2,1\n", "{\"k\":\"1\",\"v\":\"2\"}\n"},
        {either, "Mã số,x\n1,2\n",
         "failed document line 1: column 'v' or 'w' is not in the header (the header has: Mã số, "
         "x)\n"},
        {WITH("", "{name: v, path: '*', type: text, take: first, required: true}"),
         "Mã số,x\n1,2\n", "{\"k\":\"1\",\"v\":\"1\"}\n"},
        {WITH("", "{name: v, path: \"v[a='1'] | x\", type: text, required: true}"),
         "Mã số,x\n1,2\n", "{\"k\":\"1\",\"v\":\"2\"}\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void a_column_that_decides_is_needed(void **state)
{
    static const struct conversion rows[] = {
        {WITH("where: [{field: v, equals: a}]\n", OPTIONAL), "Mã số\n1\n",
         "failed document line 1: column 'v' is not in the header (the header has: Mã số)\n"},
        {WITH("where: [{field: v, equals: [a, '']}]\n", OPTIONAL), "Mã số\n1\n",
         "{\"k\":\"1\",\"v\":null}\n"},
        {WITH("versions:\n  choose: {path: d, type: text}\n  list:\n"
              "    - {name: a, equals: a, fields: [{name: v, path: w, type: text}]}\n",
              NEEDED),
         "Mã số\n1\n",
         "failed document line 1: column 'd' is not in the header (the header has: Mã số)\n"},
        {WITH("versions:\n  choose: {path: d, type: text}\n  list:\n"
              "    - {name: a, equals: a, fields: [{name: v, path: w, type: text, required: "
              "true}]}\n"
              "    - {name: b, equals: b}\n",
              NEEDED),
         "Mã số,d,v\n1,a,2\n3,b,4\n",
         "refused 1 line 2 v required: v: a value is required\n{\"k\":\"3\",\"v\":\"4\"}\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void a_column_of_another_field_does_as_the_contract_says(void **state)
{
    static const char words[] =
        "line 1: column 'v' is not in the header (the header has: Mã số, b)\ndrift missing v - 1\n";
    static const char document[] = "Mã số,b\n1,2\n3,4\n";
    char refused[200], failed[200];
    const struct conversion rows[] = {
        {WITH("", OPTIONAL), document, "{\"k\":\"1\",\"v\":null}\n{\"k\":\"3\",\"v\":null}\n"},
        {WITH("contract: {missing_fields: evolve}\n", OPTIONAL), document,
         "{\"k\":\"1\",\"v\":null}\n{\"k\":\"3\",\"v\":null}\ndrift missing v - 2\n"},
        {WITH("contract: {missing_fields: quarantine}\n", OPTIONAL), document, refused},
        {WITH("contract: {missing_fields: freeze}\n", OPTIONAL), document, failed},
    };

    (void)state;
    snprintf(refused, sizeof refused, "failed document %s", words);
    snprintf(failed, sizeof failed, "failed data %s", words);
    check_conversions(rows, COUNT(rows));
}

static void a_first_line_of_data_is_not_shown(void **state)
{
    static const struct conversion rows[] = {
        {WITH("", NEEDED), "H01,Nguyễn Văn Thử\nH02,Trần Thị Thử\n",
         "failed document line 1: columns 'Mã số', 'v' are not in the header, nor is any other "
         "that the mapping reads; hint: does the document begin with a header line?\n"},
        {WITH("", NEEDED), "Mã số,000000000012,x\n",
         "failed document line 1: column 'v' is not in the header (the header has: Mã số, ***, "
         "x)\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void a_long_header_is_told_in_part(void **state)
{
    struct arena *arena = arena_new();
    const struct mapping *mapping = mapping_from(WITH("", NEEDED), arena);
    struct buffer document = {0};
    const char *text;

    (void)state;
    buffer_text(&document, "Mã số");
    for (int i = 0; i < 4000; i++)
        buffer_print(&document, ",cột%d", i);
    buffer_text(&document, "\n");
    text = convert_text(mapping, buffer_string(&document), arena);
    CHECK_HAS(text, "column 'v' is not in the header (the header has: Mã số, cột0, cột1, ");
    CHECK_HAS(text, " more)\n");
    assert_true(strlen(text) < 600);
    buffer_free(&document);
    arena_free(arena);
}

/* Where the rows are no records nothing is known of their columns. */
static void headers_of_inner_documents_are_looked_at_where_their_rows_are_records(void **state)
{
    static const char inner[] =
        "mapping: m\nformat: json\ninside: [{at: a, format: csv, separator: ';'}]\n"
        "record: row\nkey: [k]\nfields:\n  - {name: k, path: ma, type: text}\n"
        "  - {name: u, path: ../../b, type: text}\n";
    static const char content[] =
        "mapping: m\nformat: csv\ncontents: [{at: c, format: json}]\n"
        "record: row\nkey: [k]\nfields:\n  - {name: k, path: c/k, type: text}\n";
    static const struct conversion rows[] = {
        {inner, "{\"b\":\"x\",\"a\":\"ma;v\\n1;2\\n\"}", "{\"k\":\"1\",\"u\":\"x\"}\n"},
        {inner, "{\"a\":\"Mã;v\\n1;2\\n\"}",
         "refused 1 line 1 a inside: the document in <a>: line 1: column 'ma' is not in the header "
         "(the header has: Mã, v); hint: is it 'Mã'?\n"},
        {content, "c\n\"{\"\"k\"\": 1}\"\n", "{\"k\":\"1\"}\n"},
        {content, "d\n\"{\"\"k\"\": 1}\"\n",
         "failed document line 1: column 'c' is not in the header, nor is any other that the "
         "mapping reads; hint: does the document begin with a header line?\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_column_of_a_needed_field_refuses_the_document_once),
        cmocka_unit_test(one_of_several_columns_is_enough),
        cmocka_unit_test(a_column_that_decides_is_needed),
        cmocka_unit_test(a_column_of_another_field_does_as_the_contract_says),
        cmocka_unit_test(a_first_line_of_data_is_not_shown),
        cmocka_unit_test(a_long_header_is_told_in_part),
        cmocka_unit_test(headers_of_inner_documents_are_looked_at_where_their_rows_are_records),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
