/* Documents inside documents: every nesting met in the field, and what a bad one costs. */
#include <sys/resource.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/reader.h"
#include "tests/support/check.h"
#include "tests/support/events.h"
#include "tests/transforms/convert.h"

#define FIELDS "key: [k]\nfields:\n  - {name: k, path: K, type: text}\n"

static const char inner[] = "<?xml version='1.0' encoding='UTF-8'?>\n<D><A><K>Đất 1</K></A>"
                            "<A><K>2</K></A></D>";
static const char wanted[] = "{\"k\":\"Đất 1\"}\n{\"k\":\"2\"}\n";

/* Converts a document that is printed with one text in it. */
static const char *convert_with(const char *mapping, const char *format, const char *text,
                                struct arena *arena)
{
    struct buffer document = {0};
    const char *out;
    const char *mark = strstr(format, "%s");

    buffer_append(&document, format, (size_t)(mark - format));
    buffer_text(&document, text);
    buffer_text(&document, mark + 2);
    out = convert_text(mapping_from(mapping, arena), buffer_string(&document), arena);
    buffer_free(&document);
    return out;
}

static void plain_xml_needs_no_step(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(
        convert_with("mapping: m\nformat: xml\nrecord: D/A\n" FIELDS, "%s", inner, arena), wanted);
    arena_free(arena);
}

static void xml_as_a_text_in_json_is_read(void **state)
{
    static const char mapping[] = "mapping: m\nformat: json\ninside:\n"
                                  "  - {at: message, format: xml}\nrecord: D/A\n" FIELDS;
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(
        convert_with(
            mapping, "{\"error_code\":\"0\",\"message\":\"\\n %s\"}",
            "<?xml version='1.0'?>\\n<D><A><K>\\u0110\\u1ea5t 1</K></A><A><K>2</K></A></D>", arena),
        wanted);
    arena_free(arena);
}

static void base64_of_xml_in_json_is_read(void **state)
{
    static const char mapping[] = "mapping: m\nformat: json\ninside:\n"
                                  "  - {at: Data/File, decode: base64, format: xml}\n"
                                  "record: D/A\n" FIELDS;
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(
        convert_with(mapping, "{\"Data\":[{\"File\":\"%s\"}]}", base64_of(inner, arena), arena),
        wanted);
    arena_free(arena);
}

static const char in_xml[] = "mapping: m\nformat: xml\ninside:\n"
                             "  - {at: \"G/F[T='1']/N\", decode: base64, format: xml}\n"
                             "record: D/A\n" FIELDS;

static void base64_of_xml_in_xml_is_read(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(convert_with(in_xml,
                                     "<G><F><T>2</T><N>no</N></F><F><T>1</T><N>\n%s\n</N></F></G>",
                                     base64_of(inner, arena), arena),
                        wanted);
    arena_free(arena);
}

static void soap_around_it_is_one_more_path(void **state)
{
    static const char mapping[] =
        "mapping: m\nformat: xml\nnamespaces: {s: 'http://schemas.xmlsoap.org/soap/envelope/'}\n"
        "inside:\n  - {at: s:Envelope/s:Body/*/return, decode: base64, format: xml}\n"
        "record: D/A\n" FIELDS;
    static const char *const envelopes[] = {
        "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>"
        "<r xmlns='urn:d'><return>%s</return></r></e:Body></e:Envelope>",
        "<Envelope xmlns='http://schemas.xmlsoap.org/soap/envelope/' "
        "xmlns:i='urn:i'><Header/><Body>"
        "<p:r xmlns:p='urn:d'><return i:type='x' id='7'>%s</return></p:r></Body></Envelope>",
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < 2; i++)
        assert_string_equal(convert_with(mapping, envelopes[i], base64_of(inner, arena), arena),
                            wanted);
    assert_string_equal(convert_with(mapping,
                                     "<Envelope xmlns='urn:other'><Body><r><return>%s</return></r>"
                                     "</Body></Envelope>",
                                     base64_of(inner, arena), arena),
                        "");
    arena_free(arena);
}

static void layers_may_be_as_many_as_there_are(void **state)
{
    static const char mapping[] =
        "mapping: m\nformat: json\ninside:\n  - {at: a, decode: base64, format: xml}\n"
        "  - {at: X/Y, decode: base64, format: json}\n  - {at: z, format: csv}\n"
        "record: row\n" FIELDS;
    struct arena *arena = arena_new();
    const char *json = base64_of("{\"z\":\"K,L\\n1,2\\n3,4\\n\"}", arena);
    const char *xml = base64_of(arena_print(arena, "<X><Y>%s</Y></X>", json), arena);

    (void)state;
    assert_string_equal(convert_with(mapping, "{\"a\":\"%s\"}", xml, arena),
                        "{\"k\":\"1\"}\n{\"k\":\"3\"}\n");
    arena_free(arena);
}

static void values_are_read_across_layers(void **state)
{
    static const char mapping[] =
        "mapping: m\nformat: xml\ninside:\n  - {at: G/F/N, decode: base64, format: json}\n"
        "record: r\nkey: [k]\nfields:\n  - {name: k, path: k, type: text}\n"
        "  - {name: session, path: ../s, type: text}\n"
        "  - {name: id, path: ../@id, type: text}\n"
        "  - {name: kind, path: ../../T, type: text}\n"
        "  - {name: place, path: ../../../P/C, type: text}\n";
    struct arena *arena = arena_new();
    const char *json = base64_of("{\"s\":\"7\",\"r\":[{\"k\":1},{\"k\":2}]}", arena);

    (void)state;
    assert_string_equal(
        convert_with(mapping,
                     "<G><P><C>here</C></P><F><T>x</T><N id='9'>%s</N></F><F><N>e30=</N></F></G>",
                     json, arena),
        "{\"k\":\"1\",\"session\":\"7\",\"id\":\"9\",\"kind\":\"x\",\"place\":\"here\"}\n"
        "{\"k\":\"2\",\"session\":\"7\",\"id\":\"9\",\"kind\":\"x\",\"place\":\"here\"}\n");
    arena_free(arena);
}

static void attributes_may_choose_the_content(void **state)
{
    static const char mapping[] = "mapping: m\nformat: xml\ninside:\n"
                                  "  - {at: \"G/N[@t='1']\", decode: base64, format: xml}\n"
                                  "record: D/A\n" FIELDS;
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(convert_with(mapping,
                                     "<G><N t='2'>no</N><N>no</N><N t='2'/><N t='3'><x>y</x>z</N>"
                                     "<N t='1'>%s</N><N t='2'>no</N></G>",
                                     base64_of(inner, arena), arena),
                        wanted);
    arena_free(arena);
}

struct row {
    const char *content, *words;
};

static void a_bad_inner_document_is_refused_as_one_record(void **state)
{
    static const struct row rows[] = {
        {"***", "not base64: byte 0x2A"},
        {"PEQ+PC9", "not base64: it ends inside a group of four letters"},
        {"", "it is empty"},
        {"\n", "it is empty"},
        {"<x/>", "the element <x> stands where the text of a document was expected"},
        {"PEQ+<x/>", "the element <x> stands where the text of a document was expected"},
        /* <D><A> */
        {"PEQ+PEE+", "line 1: not well-formed: the document is cut: it ends inside <A>"},
        /* <!DOCTYPE D><D/> */
        {"PCFET0NUWVBFIEQ+PEQvPg==", "line 1: a DOCTYPE is not accepted"},
        /* <D/>x */
        {"PEQvPng=", "line 1: not well-formed: extra content at the end of the document"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *arena = arena_new();
        const char *good = base64_of("<D><A><K>1</K></A></D>", arena);
        const char *document = arena_print(
            arena,
            "<G><F><T>1</T><N>%s</N></F>\n<F><T>1</T><N>%s</N></F>\n<F><T>1</T><N>%s</N></F></G>",
            good, rows[i].content, good);
        const char *out = convert_text(mapping_from(in_xml, arena), document, arena);
        const char *words = strstr(rows[i].words, "line 1: ");

        CHECK_HAS(out, words != NULL ? words : rows[i].words);
        CHECK_HAS(out, "{\"k\":\"1\"}\nrefused 2 line 2 N inside: the document in <N>: ");
        CHECK_HAS(out, "\n{\"k\":\"1\"}\n");
        assert_int_equal(strlen(out) - strlen(strstr(out, "refused")), strlen("{\"k\":\"1\"}\n"));
        arena_free(arena);
    }
}

static void records_before_a_cut_are_given_and_the_cut_one_is_not(void **state)
{
    struct arena *arena = arena_new();
    const char *cut = base64_of("<D><A><K>1</K></A><A><K>2</K></A><A><K>3</K>", arena);

    (void)state;
    assert_string_equal(convert_with(in_xml, "<G>\n<F><T>1</T><N>%s</N></F></G>", cut, arena),
                        "{\"k\":\"1\"}\n{\"k\":\"2\"}\n"
                        "refused 3 line 2 N inside: the document in <N>: line 1: not well-formed: "
                        "the document is cut: it ends inside <A>\n");
    arena_free(arena);
}

/* In one piece and in pieces of one byte. */
static void records_before_a_byte_that_is_not_base64_are_given_in_any_pieces(void **state)
{
    struct arena *arena = arena_new();
    struct mapping *mapping = mapping_from(in_xml, arena);
    const char *good = base64_of("<D><A><K>1</K></A><A><K>2</K></A><A><K>3</K>", arena);
    const char *text =
        arena_print(arena, "<G><F><T>1</T><N>%.*s*%s</N></F></G>", 52, good, good + 52);
    size_t step;

    (void)state;
    for (step = 1; step < 100000; step *= 99999)
        assert_string_equal(
            convert(mapping,
                    drip_reader(reader_from_memory(text, strlen(text), arena), step, arena), arena),
            "{\"k\":\"1\"}\n{\"k\":\"2\"}\n"
            "refused 3 line 1 N inside: the document in <N>: not base64: byte 0x2A\n");
    arena_free(arena);
}

static void a_late_filter_value_inside_refuses_that_inner_document(void **state)
{
    static const char mapping[] = "mapping: m\nformat: xml\ninside:\n"
                                  "  - {at: G/N, decode: base64, format: xml}\n"
                                  "record: \"D/B[T='1']/A\"\n" FIELDS;
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(
        convert_with(mapping, "<G><N>%s</N></G>",
                     base64_of("<D><B><A><K>1</K></A><T>1</T></B></D>", arena), arena),
        "refused 1 line 1 N inside: the document in <N>: line 1: T must come before A in <B>\n");
    arena_free(arena);
}

static void a_cut_outer_document_is_the_outer_document_s_failure(void **state)
{
    struct arena *arena = arena_new();
    const struct mapping *mapping = mapping_from(in_xml, arena);
    const char *text = base64_of("<D><A><K>1</K></A></D>", arena);
    const char *whole = arena_print(arena, "<G><F><T>1</T><N>%s</N></F>", text);
    const char *half = arena_print(arena, "<G><F><T>1</T><N>%.12s", text);

    (void)state;
    assert_string_equal(convert_text(mapping, whole, arena),
                        "{\"k\":\"1\"}\nfailed document line 1: not well-formed: the document is "
                        "cut: it ends inside <G>\n");
    assert_string_equal(convert_text(mapping, half, arena),
                        "failed document line 1: not well-formed: the document is cut: it ends "
                        "inside <N>\n");
    arena_free(arena);
}

static void a_fault_of_a_middle_layer_counts_there(void **state)
{
    static const char mapping[] = "mapping: m\nformat: json\ninside:\n  - {at: a, format: xml}\n"
                                  "  - {at: X/Y, format: xml}\nrecord: D/A\n" FIELDS;
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(
        convert_text(mapping_from(mapping, arena),
                     "{\"a\":[\"<X><Y>&lt;D>&lt;A>&lt;K>1&lt;/K>&lt;/A>&lt;/D>\","
                     "\"<X><Y>&lt;D>&lt;A>&lt;/D></Y><Y>&lt;D>&lt;A>&lt;K>2&lt;/K>&lt;/A>&lt;/D>"
                     "</Y></X>\"]}",
                     arena),
        "{\"k\":\"1\"}\nrefused 2 line 1 a inside: the document in <a>: line 1: not well-formed: "
        "the document is "
        "cut: it ends inside <Y>\n"
        "refused 3 line 1 Y inside: the document in <Y>: line 1: not well-formed: opening and "
        "ending tag mismatch: A line 1 and D\n{\"k\":\"2\"}\n");
    arena_free(arena);
}

static void any_pieces_give_the_same_records(void **state)
{
    struct arena *arena = arena_new();
    const struct mapping *mapping = mapping_from(in_xml, arena);
    const char *document =
        arena_print(arena, "<G><F><T>1</T><N>%s</N></F></G>", base64_of(inner, arena));

    (void)state;
    for (size_t step = 1; step < 10; step++) {
        struct reader *bytes = reader_from_memory(document, strlen(document), arena);

        assert_string_equal(convert(mapping, drip_reader(bytes, step, arena), arena), wanted);
    }
    arena_free(arena);
}

/* "<D>", any number of copies of "<A><K>01</K></A>", and "</D>", each of a length that base64 needs
 * no padding for, inside an envelope: made while it is read. */
struct endless {
    struct reader reader;
    long left;
    int stage;
    size_t given;
};

static ssize_t endless_read(struct reader *reader, void *buffer, size_t size, struct error *err)
{
    static const char *const texts[] = {"<G><F><T>1</T><N>PEQ+", "PEE+PEs+MDAwMDAxMTwvSz48L0E+",
                                        "PC9EPiAg</N></F></G>"};
    struct endless *endless = (struct endless *)reader;
    const char *text;
    size_t taken;

    (void)err;
    if (endless->stage == 3)
        return 0;
    text = texts[endless->stage] + endless->given;
    taken = strlen(text) < size ? strlen(text) : size;
    memcpy(buffer, text, taken);
    endless->given += taken;
    if (text[taken] == '\0') {
        endless->given = 0;
        if (endless->stage != 1 || --endless->left == 0)
            endless->stage++;
    }
    return (ssize_t)taken;
}

static long peak_kilobytes(void)
{
    struct rusage usage;

    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss;
}

static void a_long_inner_document_is_never_held_whole(void **state)
{
    static const char count[] = "mapping: m\nformat: xml\ninside:\n"
                                "  - {at: G/F/N, decode: base64, format: xml}\n"
                                "record: D\nkey: [n]\nfields:\n"
                                "  - {name: n, path: B, type: integer, take: count}\n";
    struct arena *arena = arena_new();
    struct endless endless = {.reader = {.read = endless_read}, .left = 1L << 20};
    long before = peak_kilobytes();

    (void)state;
    assert_string_equal(convert(mapping_from(count, arena), &endless.reader, arena), "{\"n\":0}\n");
    /* 28 MiB of base64 went through. */
    assert_true(peak_kilobytes() - before < 8 << 10);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_xml_needs_no_step),
        cmocka_unit_test(xml_as_a_text_in_json_is_read),
        cmocka_unit_test(base64_of_xml_in_json_is_read),
        cmocka_unit_test(base64_of_xml_in_xml_is_read),
        cmocka_unit_test(soap_around_it_is_one_more_path),
        cmocka_unit_test(layers_may_be_as_many_as_there_are),
        cmocka_unit_test(values_are_read_across_layers),
        cmocka_unit_test(attributes_may_choose_the_content),
        cmocka_unit_test(a_bad_inner_document_is_refused_as_one_record),
        cmocka_unit_test(records_before_a_cut_are_given_and_the_cut_one_is_not),
        cmocka_unit_test(records_before_a_byte_that_is_not_base64_are_given_in_any_pieces),
        cmocka_unit_test(a_late_filter_value_inside_refuses_that_inner_document),
        cmocka_unit_test(a_cut_outer_document_is_the_outer_document_s_failure),
        cmocka_unit_test(a_fault_of_a_middle_layer_counts_there),
        cmocka_unit_test(any_pieces_give_the_same_records),
        cmocka_unit_test(a_long_inner_document_is_never_held_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
