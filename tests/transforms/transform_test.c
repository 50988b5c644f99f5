/* Records come out of documents as the mapping says, whatever the nesting and the writing. */
#include "transforms/transform.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/reader.h"
#include "tests/support/check.h"
#include "tests/support/events.h"
#include "tests/support/squeeze.h"
#include "tests/transforms/convert.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

/* A mapping of XML records R/A with the key k and one more field. */
#define ONE(field)                                                                                 \
    "mapping: m\nformat: xml\nrecord: R/A\nkey: [k]\nfields:\n"                                    \
    "  - {name: k, path: '@k', type: text}\n  - " field "\n"

static void fields_are_found_by_their_paths(void **state)
{
    static const struct conversion rows[] = {
        {ONE("{name: v, path: B, type: text}"), "<R><A k='1'><B> x </B><C>y</C></A></R>",
         "{\"k\":\"1\",\"v\":\"x\"}\n"},
        {ONE("{name: v, path: B/C, type: text}"), "<R><A k='1'><C>n</C><B><C>x</C></B></A></R>",
         "{\"k\":\"1\",\"v\":\"x\"}\n"},
        {ONE("{name: v, path: B/@c, type: text}"), "<R><A k='1'><B c='x'>y</B></A></R>",
         "{\"k\":\"1\",\"v\":\"x\"}\n"},
        {ONE("{name: v, path: '*/C', type: text}"), "<R><A k='1'><B><C>x</C></B></A></R>",
         "{\"k\":\"1\",\"v\":\"x\"}\n"},
        {ONE("{name: v, path: '*', type: text, take: join}"),
         "<R><A k='1'><B>x</B><C>y</C></A></R>", "{\"k\":\"1\",\"v\":\"x;y\"}\n"},
        {ONE("{name: v, path: ., type: text}"), "<R><A k='1'>x<B>y</B></A></R>",
         "{\"k\":\"1\",\"v\":\"x\"}\n"},
        {ONE("{name: v, path: B | C/D | '@e', type: text}"),
         "<R><A k='1'><C><D>x</D></C></A><A k='2' e='y'><B/></A><A k='3'><B>z</B><C/></A></R>",
         "{\"k\":\"1\",\"v\":\"x\"}\n{\"k\":\"2\",\"v\":\"y\"}\n{\"k\":\"3\",\"v\":\"z\"}\n"},
        {ONE("{name: v, path: '''B''', type: text}"), "<R><A k='1'><B>x</B></A></R>",
         "{\"k\":\"1\",\"v\":\"x\"}\n"},
        {ONE("{name: v, path: B, type: text}"), "<R><A k='1'><B>x<D>no</D>y</B></A></R>",
         "{\"k\":\"1\",\"v\":\"x y\"}\n"},
        {ONE("{name: v, path: B, type: text}"),
         "<R><A k='1'><B>\n<D/> x <D>no</D>\n<D/> y z<D/><D/>w<D/> </B></A></R>",
         "{\"k\":\"1\",\"v\":\"x y z w\"}\n"},
        {ONE("{name: v, path: . | B | B/C, type: text, take: join}"),
         "<R><A k='1'>a<B>b<C>c</C>d<C/></B>e<B>f</B> </A><A k='2'> <B>b<C>c</C>d</B></A>"
         "<A k='3'><B><C>c</C></B></A></R>",
         "{\"k\":\"1\",\"v\":\"a e\"}\n{\"k\":\"2\",\"v\":\"b d\"}\n{\"k\":\"3\",\"v\":\"c\"}\n"},
        {ONE("{name: v, path: B, type: text}"), "<R><A k='1'><B><![CDATA[ <x> ]]>&amp;</B></A></R>",
         "{\"k\":\"1\",\"v\":\"<x> &\"}\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void a_star_and_a_name_may_read_the_same_element(void **state)
{
    static const char mapping[] = "mapping: m\nformat: xml\nrecord: R\nkey: [k]\nfields:\n"
                                  "  - {name: k, path: B/C, type: text}\n"
                                  "  - {name: v, path: '*/D', type: text, take: join}\n"
                                  "  - {name: w, path: '*/*/@e', type: text, take: join}\n";
    static const struct conversion rows[] = {
        {mapping, "<R><B><C e='1'>x</C><D>y</D></B><Z><D e='2'>z</D></Z></R>",
         "{\"k\":\"x\",\"v\":\"y;z\",\"w\":\"1;2\"}\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void absent_null_and_empty_are_no_value(void **state)
{
    static const char mapping[] = "mapping: m\nformat: json\nrecord: r\nkey: [k]\nfields:\n"
                                  "  - {name: k, path: k, type: text}\n"
                                  "  - {name: a, path: a, type: integer}\n"
                                  "  - {name: b, path: a, type: integer, default: '7'}\n";
    static const struct conversion rows[] = {
        {mapping,
         "{\"r\":[{\"k\":1},{\"k\":2,\"a\":null},{\"k\":3,\"a\":\"\"},{\"k\":4,\"a\":\"  \"},"
         "{\"k\":5,\"a\":0}]}",
         "{\"k\":\"1\",\"a\":null,\"b\":7}\n{\"k\":\"2\",\"a\":null,\"b\":7}\n"
         "{\"k\":\"3\",\"a\":null,\"b\":7}\n{\"k\":\"4\",\"a\":null,\"b\":7}\n"
         "{\"k\":\"5\",\"a\":0,\"b\":0}\n"},
        {mapping, "{\"r\":[{\"a\":1},{\"k\":\"\"},{\"k\":1}]}",
         "refused 1 line 1 k required: k: a value is required\n"
         "refused 2 line 1 k required: k: a value is required\n"
         "{\"k\":\"1\",\"a\":null,\"b\":7}\n"},
        {mapping, "{\"x\":1}", ""},
        {mapping, "{\"r\":[]}", ""},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void values_are_typed_and_written_as_json(void **state)
{
    static const char mapping[] =
        "mapping: m\nformat: json\nrecord: r\nkey: [k]\nfields:\n"
        "  - {name: k, path: k, type: text}\n"
        "  - {name: i, path: i, type: integer}\n"
        "  - {name: d, path: d, type: decimal, scale: 2}\n"
        "  - {name: b, path: b, type: boolean}\n"
        "  - {name: t, path: t, type: datetime, form: [yyyyMMddHHmm, yyyyMMdd], zeros: allowed}\n"
        "  - {name: c, path: c, type: code, codes: x.kind}\n";
    static const struct conversion rows[] = {
        {mapping,
         "{\"r\":[{\"k\":\"0\\\"1\\\\\\n\\u0110\",\"i\":12,\"d\":1250000.5,\"b\":true,"
         "\"t\":\"202204010630\",\"c\":\"01\"},"
         "{\"k\":\"2\",\"i\":\"-012\",\"d\":\"0\",\"b\":\"False\",\"t\":\"20220400\",\"c\":\"02\"}]"
         "}",
         "{\"k\":\"0\\\"1\\\\\\nĐ\",\"i\":12,\"d\":1250000.50,\"b\":true,"
         "\"t\":\"2022-04-01T06:30:00\",\"c\":\"01\"}\n"
         "{\"k\":\"2\",\"i\":-12,\"d\":0.00,\"b\":false,\"t\":\"2022-04\",\"c\":\"02\"}\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void a_wrong_value_refuses_its_record_and_the_next_one_comes(void **state)
{
    static const struct conversion rows[] = {
        {ONE("{name: v, path: B, type: date, form: yyyyMMdd}"),
         "<R>\n<A k='1'><B>20221345</B></A>\n<A k='2'><B>20220401</B></A>\n<A "
         "k='3'><B>x</B></A></R>",
         "refused 1 line 2 v date: v: '20221345' is no date that exists\n"
         "{\"k\":\"2\",\"v\":\"2022-04-01\"}\n"
         "refused 3 line 4 v date: v: 'x' is no date of the form yyyyMMdd\n"},
        {ONE("{name: v, path: B, type: decimal, scale: 0}"), "<R><A k='1'><B>12,5đ</B></A></R>",
         "refused 1 line 1 v decimal: v: '12,5đ' is no number in plain digits with a decimal "
         "point\n"},
        {ONE("{name: v, path: B, type: text, private: hash}"),
         "<R><A k='1'><B>a&#127;b</B></A></R>",
         "refused 1 line 1 v text: v: the value has a control character\n"},
        {ONE("{name: v, path: B, type: date, form: yyyy, private: mask}"),
         "<R><A k='1'><B>secret</B></A></R>",
         "refused 1 line 1 v date: v: the value is no date of the form yyyy\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void repeats_are_folded_or_refused_but_never_guessed(void **state)
{
    static const struct conversion rows[] = {
        {ONE("{name: v, path: B, type: integer}"),
         "<R><A k='1'><B>1</B><B>2</B></A><A k='2'><B>1</B></A><A k='3'><B/><B>2</B></A></R>",
         "refused 1 line 1 v repeated: v: '2' is a second value; hint: 'take' says what to do with "
         "several\n{\"k\":\"2\",\"v\":1}\n{\"k\":\"3\",\"v\":2}\n"},
        {ONE("{name: v, path: B, type: integer, take: sum}"),
         "<R><A k='1'><B>1</B><B>2</B></A><A k='2'><B>5</B></A><A k='3'/></R>",
         "{\"k\":\"1\",\"v\":3}\n{\"k\":\"2\",\"v\":5}\n{\"k\":\"3\",\"v\":null}\n"},
        {ONE("{name: v, path: B, type: integer, take: sum}"),
         "<R><A k='1'><B>1</B><B>x</B></A></R>",
         "refused 1 line 1 v integer: v: 'x' is no whole number in plain digits\n"},
        {ONE("{name: v, path: B, type: integer, take: count}"),
         "<R><A k='1'><B>x</B><B/><B><C/></B><B c='1'/></A><A k='2'/></R>",
         "{\"k\":\"1\",\"v\":3}\n{\"k\":\"2\",\"v\":0}\n"},
        {ONE("{name: v, path: B, type: integer, take: count}"),
         "<R xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'>"
         "<A k='1'><B xsi:nil='true'/></A></R>",
         "{\"k\":\"1\",\"v\":0}\n"},
        {ONE("{name: v, path: B/C, type: text, take: last}"),
         "<R><A k='1'><B><C>x</C></B><B><C/></B><B><C>y</C><D/></B></A></R>",
         "{\"k\":\"1\",\"v\":\"y\"}\n"},
        {ONE("{name: v, path: B, type: boolean, take: any}"),
         "<R><A k='1'><B>0</B><B>Y</B></A><A k='2'><B>0</B></A><A k='3'/></R>",
         "{\"k\":\"1\",\"v\":true}\n{\"k\":\"2\",\"v\":false}\n{\"k\":\"3\",\"v\":null}\n"},
        {ONE("{name: v, path: B | C, type: integer, take: count}"),
         "<R><A k='1'><B>x</B><C>y</C><C>z</C></A><A k='2'><C>y</C></A></R>",
         "{\"k\":\"1\",\"v\":1}\n{\"k\":\"2\",\"v\":1}\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void filters_choose_elements_by_their_children(void **state)
{
    static const char document[] =
        "<R><A k='1'><B><C>1</C><D>x</D></B><B c='7'><C>2</C><D>y</D></B><B><D>z</D></B></A></R>";
    static const struct conversion rows[] = {
        {ONE("{name: v, path: \"B[C='1']/D\", type: text}"), document,
         "{\"k\":\"1\",\"v\":\"x\"}\n"},
        {ONE("{name: v, path: \"B[C!='1']/D\", type: text, take: join}"), document,
         "{\"k\":\"1\",\"v\":\"y;z\"}\n"},
        {ONE("{name: v, path: 'B[C]/D', type: text, take: join}"), document,
         "{\"k\":\"1\",\"v\":\"x;y\"}\n"},
        {ONE("{name: v, path: \"B[@c='7'][C='2']/D\", type: text}"), document,
         "{\"k\":\"1\",\"v\":\"y\"}\n"},
        {ONE("{name: v, path: \"*[C='3']/D\", type: text}"), document,
         "{\"k\":\"1\",\"v\":null}\n"},
        {ONE("{name: v, path: 'B[C]', type: integer, take: count}"), document,
         "{\"k\":\"1\",\"v\":2}\n"},
        {ONE("{name: v, path: 'B[C]', type: integer, take: count}"),
         "<R><A k='1'><B><C/></B><B><C> </C></B><B><C>x</C></B></A></R>",
         "{\"k\":\"1\",\"v\":1}\n"},
        /* What decides may stand behind what it decides on, inside the record. */
        {ONE("{name: v, path: \"B[C='1']/D\", type: text}"),
         "<R><A k='1'><B><D>x</D><C>1</C></B></A></R>", "{\"k\":\"1\",\"v\":\"x\"}\n"},
        /* On the record itself: others are no records at all. */
        {"mapping: m\nformat: xml\nrecord: \"R/A[T='1']\"\nkey: [k]\nfields:\n"
         "  - {name: k, path: K, type: text}\n",
         "<R><A><K>a</K><T>1</T></A><A><K>b</K></A><A><T>1</T><K>c</K></A></R>",
         "{\"k\":\"a\"}\n{\"k\":\"c\"}\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

#define UP(path)                                                                                   \
    "mapping: m\nformat: xml\nrecord: R/L/A\nkey: [k]\nfields:\n"                                  \
    "  - {name: k, path: K, type: text}\n  - {name: v, path: " path ", type: text}\n"

static void values_around_the_record_are_read(void **state)
{
    static const struct conversion rows[] = {
        {UP("../M"),
         "<R><L><M>x</M><A><K>1</K></A><A><K>2</K></A></L><L><M>y</M><A><K>3</K></A></L>"
         "<L><A><K>4</K></A></L></R>",
         "{\"k\":\"1\",\"v\":\"x\"}\n{\"k\":\"2\",\"v\":\"x\"}\n{\"k\":\"3\",\"v\":\"y\"}\n"
         "{\"k\":\"4\",\"v\":null}\n"},
        {UP("../@m"), "<R><L m='x'><A><K>1</K></A></L></R>", "{\"k\":\"1\",\"v\":\"x\"}\n"},
        {UP("../../H/M"), "<R><H><M>x</M></H><L><A><K>1</K></A></L></R>",
         "{\"k\":\"1\",\"v\":\"x\"}\n"},
        {UP("../M | ../../M"),
         "<R><M>far</M><L><A><K>1</K></A></L><L><M>near</M><A><K>2</K></A></L>"
         "</R>",
         "{\"k\":\"1\",\"v\":\"far\"}\n{\"k\":\"2\",\"v\":\"near\"}\n"},
        {UP("\"../H[T='1']/M\""),
         "<R><L><H><T>2</T><M>x</M></H><H><T>1</T><M>y</M></H><A><K>1</K></A></L></R>",
         "{\"k\":\"1\",\"v\":\"y\"}\n"},
        {UP("../M"), "<R><L>\n<A><K>1</K></A>\n<M>x</M></L></R>",
         "{\"k\":\"1\",\"v\":null}\nfailed document line 3: M must come before A in <L>\n"},
        {UP("../../H/M"), "<R><L><A><K>1</K></A></L><H><N>x</N></H></R>",
         "{\"k\":\"1\",\"v\":null}\n"},
        {UP("../../H/M"), "<R><L/><H><M>x</M></H></R>",
         "failed document line 1: M must come before L in <R>\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void the_whole_document_can_be_the_record(void **state)
{
#define WHOLE                                                                                      \
    "mapping: m\nformat: json\nrecord: .\nkey: [k]\nfields:\n"                                     \
    "  - {name: k, path: a/k, type: text}\n"                                                       \
    "  - {name: n, path: b, type: integer, take: count}\n"
    static const struct conversion rows[] = {
        {WHOLE, "{\"b\":[{},{\"c\":1},{\"c\":2}],\"a\":{\"k\":\"x\"}}", "{\"k\":\"x\",\"n\":2}\n"},
        {WHOLE, "{\"c\":1}", "refused 1 line 0 k required: k: a value is required\n"},
        {WHOLE, "{\"a\":{\"k\":\"x\"}",
         "failed document line 1: not well-formed JSON: it ends too early at column 15\n"},
        {"mapping: m\nformat: xml\nrecord: .\nkey: [k]\nfields:\n  - {name: k, path: '*/@k', type: "
         "text}\n",
         "<R k='1'/>", "{\"k\":\"1\"}\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void filters_on_the_way_need_their_value_first(void **state)
{
    static const char is[] = "mapping: m\nformat: xml\nrecord: \"R/F[T='1']/C/A\"\nkey: [k]\n"
                             "fields:\n  - {name: k, path: K, type: text}\n";
    static const char is_not[] = "mapping: m\nformat: xml\nrecord: \"R/F[T!='1']/C/A\"\nkey: [k]\n"
                                 "fields:\n  - {name: k, path: K, type: text}\n";
    static const struct conversion rows[] = {
        {is,
         "<R><F><T>1</T><C><A><K>a</K></A></C></F><F><T>2</T><C><A><K>b</K></A></C></F>"
         "<F><C><A><K>c</K></A></C></F></R>",
         "{\"k\":\"a\"}\n"},
        {is_not,
         "<R><F><T>1</T><C><A><K>a</K></A></C></F><F><T>2</T><C><A><K>b</K></A></C></F>"
         "<F><C><A><K>c</K></A></C></F></R>",
         "{\"k\":\"b\"}\n{\"k\":\"c\"}\n"},
        {is, "<R><F><C><A><K>c</K></A></C>\n<T>1</T></F></R>",
         "failed document line 2: T must come before C in <F>\n"},
        {is, "<R><F><C><A><K>c</K></A></C>\n<T>2</T></F></R>",
         "failed document line 2: T must come before C in <F>\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void namespaces_count_by_uri_and_only_where_asked(void **state)
{
    static const char any[] = "mapping: m\nformat: xml\nrecord: R/A\nkey: [k]\nfields:\n"
                              "  - {name: k, path: K, type: text}\n";
    static const char strict[] = "mapping: m\nformat: xml\nnamespaces: {n: 'urn:n', o: 'urn:o'}\n"
                                 "record: n:R/n:A\nkey: [k]\nfields:\n"
                                 "  - {name: k, path: n:K | n:L/@o:k, type: text}\n";
    static const struct conversion rows[] = {
        {any, "<R><A><K>1</K></A></R>", "{\"k\":\"1\"}\n"},
        {any, "<R xmlns='urn:n'><A><K>1</K></A></R>", "{\"k\":\"1\"}\n"},
        {any, "<p:R xmlns:p='urn:n'><A><p:K>1</p:K></A></p:R>", "{\"k\":\"1\"}\n"},
        {strict, "<R xmlns='urn:n'><A><K>1</K></A></R>", "{\"k\":\"1\"}\n"},
        {strict, "<q:R xmlns:q='urn:n'><q:A><q:K>1</q:K></q:A></q:R>", "{\"k\":\"1\"}\n"},
        {strict, "<q:R xmlns:q='urn:n' xmlns='urn:n'><A><q:K>1</q:K></A></q:R>", "{\"k\":\"1\"}\n"},
        {strict, "<R><A><K>1</K></A></R>", ""},
        {strict, "<R xmlns='urn:n'><A xmlns='urn:o'><K>1</K></A></R>", ""},
        {strict, "<R xmlns='urn:n'><A><K xmlns='urn:o'>1</K><K>2</K></A></R>", "{\"k\":\"2\"}\n"},
        {strict, "<R xmlns='urn:n' xmlns:x='urn:o'><A><L k='1' x:k='2'/></A></R>",
         "{\"k\":\"2\"}\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void conditions_filter_records_before_other_fields_refuse_them(void **state)
{
    static const char mapping[] = "mapping: m\nformat: csv\nrecord: row\nkey: [k]\n"
                                  "where:\n  - {field: t, equals: [a, b]}\n"
                                  "  - {field: u, equals: ['1']}\nfields:\n"
                                  "  - {name: k, path: k, type: integer}\n"
                                  "  - {name: t, path: t, type: text}\n"
                                  "  - {name: u, path: u, type: integer}\n";
    static const struct conversion rows[] = {
        {mapping, "k,t,u\n1,a,1\n2,c,1\nx,c,1\n3,b,01\n4,a,2\n5,,1\nx,a,1\n6,a,?\n",
         "{\"k\":1,\"t\":\"a\",\"u\":1}\nfiltered 2\nfiltered 3\n{\"k\":3,\"t\":\"b\",\"u\":1}\n"
         "filtered 5\nfiltered 6\n"
         "refused 7 line 8 k integer: k: 'x' is no whole number in plain digits\n"
         "refused 8 line 9 u integer: u: '?' is no whole number in plain digits\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

#define CONTRACT(mode)                                                                             \
    "mapping: m\nformat: csv\nrecord: row\nkey: [k]\ncontract: {unknown_codes: " mode "}\n"        \
    "fields:\n  - {name: k, path: k, type: text}\n"                                                \
    "  - {name: c, path: c, type: code, codes: x.kind}\n"

static void unknown_codes_do_as_the_contract_says(void **state)
{
    static const char document[] = "k,c\n1,01\n2,03\n3,1\n4,03\n5,\n";
    static const struct conversion rows[] = {
        {CONTRACT("evolve"), document,
         "{\"k\":\"1\",\"c\":\"01\"}\n{\"k\":\"2\",\"c\":\"03\"}\n{\"k\":\"3\",\"c\":\"1\"}\n"
         "{\"k\":\"4\",\"c\":\"03\"}\n{\"k\":\"5\",\"c\":null}\ndrift code c 03 2\ndrift code c 1 "
         "1\n"},
        {CONTRACT("quarantine"), document,
         "{\"k\":\"1\",\"c\":\"01\"}\n"
         "refused 2 line 3 c code: c: '03' is not in the code list x.kind\n"
         "refused 3 line 4 c code: c: '1' is not in the code list x.kind\n"
         "refused 4 line 5 c code: c: '03' is not in the code list x.kind\n"
         "{\"k\":\"5\",\"c\":null}\ndrift code c 03 2\ndrift code c 1 1\n"},
        {CONTRACT("freeze"), document,
         "{\"k\":\"1\",\"c\":\"01\"}\n"
         "failed data line 3: c: '03' is not in the code list x.kind\ndrift code c 03 1\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void drift_is_counted_in_bounded_memory(void **state)
{
    struct arena *arena = arena_new();
    const struct mapping *mapping = mapping_from(CONTRACT("evolve"), arena);
    struct buffer document = {0};
    const char *text;

    (void)state;
    buffer_text(&document, "k,c\n");
    for (int i = 0; i < 150; i++)
        buffer_print(&document, "%d,n%d\n", i, i);
    text = convert_text(mapping, buffer_string(&document), arena);
    CHECK_HAS(text, "drift code c n99 1\n");
    CHECK_HAS_NOT(text, "drift code c n100 1\n");
    CHECK_HAS(text, "drift code c (others) 50\n");
    buffer_free(&document);
    arena_free(arena);
}

static void persons_are_hidden(void **state)
{
    static const char mapping[] = "mapping: m\nformat: csv\nrecord: row\nkey: [k]\nfields:\n"
                                  "  - {name: k, path: k, type: text}\n"
                                  "  - {name: a, path: a, type: text, private: hash}\n"
                                  "  - {name: b, path: a, type: text, private: mask}\n"
                                  "  - {name: c, path: a, type: text, private: drop}\n";
    static const struct conversion rows[] = {
        /* HMAC-SHA-256 of "000000000012" and of "Nguyễn" under "a key for tests". */
        {mapping, "k,a\n1,000000000012\n2,Nguyễn\n3,ễnA\n4,\n",
         "{\"k\":\"1\",\"a\":"
         "\"k1:77581b238a373756fa5d268e5693bcd6a82a2c1b9c9ac8ec8ca115bb597b6020\",\"b\":"
         "\"*********012\"}\n"
         "{\"k\":\"2\",\"a\":"
         "\"k1:be3f38ead5f62fde8658d9be53aa364033db539ecd293499d64de585801c62f0\",\"b\":"
         "\"***yễn\"}\n"
         "{\"k\":\"3\",\"a\":"
         "\"k1:01363914cedf67c1c6801d5940f32b6bc5397e9f73ae33dc23d743a773c2a89d\",\"b\":"
         "\"***\"}\n"
         "{\"k\":\"4\",\"a\":null,\"b\":null}\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void a_mapping_that_hashes_is_not_opened_without_a_key(void **state)
{
    struct arena *arena = arena_new();
    const struct mapping *mapping =
        mapping_from(ONE("{name: v, path: B, type: text, private: hash}"), arena);
    const struct mappings mappings = {&mapping, 1};
    struct origin origin = {0};
    struct error err;

    (void)state;
    assert_null(
        transform_open(&mappings, reader_from_memory("<R/>", 4, arena), &origin, NULL, &err));
    assert_string_equal(error_kind_name(err.kind), "config");
    assert_string_equal(err.text,
                        "the mapping 'm' hashes fields, but there is no key to hash with");
    arena_free(arena);
}

static void a_match_takes_a_part_of_the_text(void **state)
{
    static const struct conversion rows[] = {
        {ONE("{name: v, path: B, type: text, match: '^([^-]+)-', required: true}"),
         "<R><A k='1'><B>000.00.01.H05-220401-0007</B></A><A k='2'><B>x</B></A></R>",
         "{\"k\":\"1\",\"v\":\"000.00.01.H05\"}\n"
         "refused 2 line 1 v required: v: a value is required\n"},
        {ONE("{name: v, path: B, type: integer, match: 'n=(-?[0-9]+)'}"),
         "<R><A k='1'><B>m=1 n=-5</B></A><A k='2'><B>n=</B></A></R>",
         "{\"k\":\"1\",\"v\":-5}\n{\"k\":\"2\",\"v\":null}\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void the_latest_of_the_modification_times_is_the_record_s(void **state)
{
    static const char text[] = "mapping: m\nformat: csv\nrecord: row\nkey: [k]\nmodified: [a, b]\n"
                               "fields:\n  - {name: k, path: k, type: text}\n"
                               "  - {name: a, path: a, type: datetime, form: yyyyMMddHHmm}\n"
                               "  - {name: b, path: b, type: date, form: yyyyMMdd}\n";
    static const char document[] = "k,a,b\n1,202204010000,20220331\n2,202203310000,20220401\n3,,\n"
                                   "4,202204011700,\n5,202204011701,\n";
    static const char *const wanted[] = {"2022-04-01T00:00:00", "2022-04-01", NULL,
                                         "2022-04-01T17:00:00"};
    /* 31 March 2022, 17:00 in Viet Nam: what is later than a day after is refused. */
    static const struct origin origin = {
        .source = "s", .batch = "b", .document = "d", .fetched_at = INT64_C(1648720800000000)};
    struct arena *arena = arena_new();
    const struct mapping *mapping = mapping_from(text, arena);
    const struct mappings mappings = {&mapping, 1};
    struct error err;
    struct transform *transform = transform_open(
        &mappings, reader_from_memory(document, strlen(document), arena), &origin, NULL, &err);
    struct record record;

    (void)state;
    for (int i = 0; i < 4; i++) {
        assert_int_equal(transform_next(transform, &record, &err), 1);
        assert_ptr_equal(record.origin, &origin);
        assert_int_equal(record.position, i + 1);
        assert_int_equal(record.line, i + 2);
        if (wanted[i] == NULL)
            assert_null(record.modified);
        else
            assert_string_equal(record.modified, wanted[i]);
    }
    CHECK_FAILS(transform_next(transform, &record, &err), &err, ERROR_RECORD,
                "modified: 2022-04-01T17:01:00 is more than a day after it was fetched");
    assert_string_equal(record.refusal.rule, "ahead");
    assert_int_equal(transform_next(transform, &record, &err), 0);
    transform_close(transform);
    arena_free(arena);
}

static void a_damaged_element_refuses_its_record(void **state)
{
    static const char csv[] = "mapping: m\nformat: csv\nrecord: row\nkey: [k]\nfields:\n"
                              "  - {name: k, path: k, type: text}\n";
    static const char json[] = "mapping: m\nformat: json\nrecord: r\nkey: [k]\nfields:\n"
                               "  - {name: k, path: k, type: text}\n"
                               "  - {name: a, path: a, type: decimal, scale: 9}\n";
    static const struct conversion rows[] = {
        {csv, "k,v\n1,2\n2\n3,4,5\n4,5\n",
         "{\"k\":\"1\"}\n"
         "refused 2 line 3 - damaged: the line has 1 cells, the header has 2\n"
         "refused 3 line 4 - damaged: the line has 3 cells, the header has 2\n{\"k\":\"4\"}\n"},
        {json,
         "{\"x\":1e40,\"r\":[{\"k\":1,\"a\":1e40},"
         "{\"k\":2,\"b\":1e40},{\"k\":3,\"a\":0.5}]}",
         "refused 1 line 1 - damaged: a number with an exponent has more than 36 digits\n"
         "{\"k\":\"2\",\"a\":null}\n{\"k\":\"3\",\"a\":0.500000000}\n"},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void a_malformed_document_fails_behind_its_good_records(void **state)
{
    static const struct conversion rows[] = {
        {ONE("{name: v, path: B, type: text}"), "<R><A k='1'/>\n<A k='2'>",
         "{\"k\":\"1\",\"v\":null}\n"
         "failed document line 2: not well-formed: the document is cut: it ends inside <A>\n"},
        {ONE("{name: v, path: B, type: text}"), "<R/>", ""},
        {ONE("{name: v, path: B, type: text}"), "<Q><A k='1'/></Q>", ""},
    };

    (void)state;
    check_conversions(rows, COUNT(rows));
}

static void gzip_is_recognised(void **state)
{
    static const char document[] = "<R><A k='1'><B>x</B></A></R>";
    struct arena *arena = arena_new();
    const struct mapping *mapping = mapping_from(ONE("{name: v, path: B, type: text}"), arena);
    struct buffer packed = {0};

    (void)state;
    squeeze(document, strlen(document), &packed);
    assert_string_equal(
        convert(mapping, reader_from_memory(packed.data, packed.size, arena), arena),
        "{\"k\":\"1\",\"v\":\"x\"}\n");
    assert_string_equal(
        convert(mapping, reader_from_memory(packed.data, packed.size - 9, arena), arena),
        "{\"k\":\"1\",\"v\":\"x\"}\n"
        "failed document line 0: damaged gzip: it is cut short\n");
    buffer_free(&packed);
    arena_free(arena);
}

static void a_record_that_is_too_big_is_refused_and_the_next_one_comes(void **state)
{
    struct arena *arena = arena_new();
    const struct mapping *mapping = mapping_from(ONE("{name: v, path: B, type: text}"), arena);
    struct buffer document = {0};
    size_t big = 33U << 20;

    (void)state;
    buffer_text(&document, "<R><A k='1'><B>");
    memset(buffer_reserve(&document, big), 'x', big);
    document.size += big;
    buffer_text(&document, "</B></A><A k='2'><B>y</B></A></R>");
    assert_string_equal(convert_text(mapping, buffer_string(&document), arena),
                        "refused 1 line 1 - size: the record keeps more than 33554432 bytes\n"
                        "{\"k\":\"2\",\"v\":\"y\"}\n");
    buffer_free(&document);
    arena_free(arena);
}

static void any_pieces_give_the_same_records(void **state)
{
    static const char document[] =
        "<?xml version='1.0'?><R><L><M>Đất</M><A><K> 1 </K></A><A><K>2</K></A></L></R>";
    struct arena *arena = arena_new();
    const struct mapping *mapping = mapping_from(UP("../M"), arena);

    (void)state;
    for (size_t step = 1; step < 20; step++) {
        struct reader *bytes = reader_from_memory(document, strlen(document), arena);

        assert_string_equal(convert(mapping, drip_reader(bytes, step, arena), arena),
                            "{\"k\":\"1\",\"v\":\"Đất\"}\n{\"k\":\"2\",\"v\":\"Đất\"}\n");
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_found_by_their_paths),
        cmocka_unit_test(a_star_and_a_name_may_read_the_same_element),
        cmocka_unit_test(absent_null_and_empty_are_no_value),
        cmocka_unit_test(values_are_typed_and_written_as_json),
        cmocka_unit_test(a_wrong_value_refuses_its_record_and_the_next_one_comes),
        cmocka_unit_test(repeats_are_folded_or_refused_but_never_guessed),
        cmocka_unit_test(filters_choose_elements_by_their_children),
        cmocka_unit_test(values_around_the_record_are_read),
        cmocka_unit_test(the_whole_document_can_be_the_record),
        cmocka_unit_test(filters_on_the_way_need_their_value_first),
        cmocka_unit_test(namespaces_count_by_uri_and_only_where_asked),
        cmocka_unit_test(conditions_filter_records_before_other_fields_refuse_them),
        cmocka_unit_test(unknown_codes_do_as_the_contract_says),
        cmocka_unit_test(drift_is_counted_in_bounded_memory),
        cmocka_unit_test(persons_are_hidden),
        cmocka_unit_test(a_mapping_that_hashes_is_not_opened_without_a_key),
        cmocka_unit_test(a_match_takes_a_part_of_the_text),
        cmocka_unit_test(the_latest_of_the_modification_times_is_the_record_s),
        cmocka_unit_test(a_damaged_element_refuses_its_record),
        cmocka_unit_test(a_malformed_document_fails_behind_its_good_records),
        cmocka_unit_test(gzip_is_recognised),
        cmocka_unit_test(a_record_that_is_too_big_is_refused_and_the_next_one_comes),
        cmocka_unit_test(any_pieces_give_the_same_records),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
