/* A document that is not as its schema says is refused, or counted, as its mapping says. */
#include "transforms/xsd_use.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/problem.h"
#include "core/reader.h"
#include "core/record.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"
#include "tests/transforms/convert.h"
#include "transforms/mapping.h"
#include "transforms/transform.h"

static const char slips[] =
    "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='DS'><xs:complexType>"
    "<xs:sequence><xs:element name='PHIEU' maxOccurs='unbounded'><xs:complexType><xs:sequence>"
    "<xs:element name='SO' type='xs:string'/><xs:element name='TIEN' type='xs:integer'/>"
    "<xs:element name='GHI_CHU' type='xs:token' minOccurs='0'/>"
    "</xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>"
    "</xs:schema>";

#define FIELDS                                                                                     \
    "record: DS/PHIEU\nkey: [so]\nfields:\n  - {name: so, path: SO, type: text}\n"                 \
    "  - {name: tien, path: TIEN, type: text}\n"
#define PLAIN(schema) "mapping: phieu\nformat: xml\n" schema FIELDS
#define GOOD "<PHIEU><SO>1</SO><TIEN>5</TIEN></PHIEU>"
#define BAD "\n<PHIEU><SO>2</SO><TIEN>secret</TIEN></PHIEU>"

struct room {
    struct arena *arena;
    const char *folder;
};

static int make_room(void **state)
{
    struct arena *arena = arena_new();
    struct room *room = arena_alloc(arena, sizeof *room);

    room->arena = arena;
    room->folder = scratch_make(arena);
    scratch_write(room->folder, "schemas/slips.xsd", slips, strlen(slips), arena);
    scratch_write(room->folder, "schemas/bad.xsd", "<a/>\n", 5, arena);
    *state = room;
    return 0;
}

static int leave_room(void **state)
{
    struct room *room = *state;

    scratch_remove(room->folder);
    arena_free(room->arena);
    return 0;
}

static struct mapping *read_mapping(const struct room *room, const char *text,
                                    struct problems *problems)
{
    static const struct mapping_context none = {0};
    const char *path =
        scratch_write(room->folder, "mappings/phieu.yaml", text, strlen(text), room->arena);

    problems->arena = room->arena;
    return mapping_read(path, &none, room->arena, problems);
}

static struct mapping *mapping_of(const struct room *room, const char *text)
{
    struct problems problems = {0};
    struct mapping *mapping = read_mapping(room, text, &problems);

    if (problems.errors > 0)
        fail_msg("%d: %s", problems.first->line, problems.first->text);
    return mapping;
}

static void an_outermost_document_is_refused_or_counted(void **state)
{
    static const struct {
        const char *mapping, *told;
    } rows[] = {
        {PLAIN(""), "{\"so\":\"1\",\"tien\":\"5\"}\n{\"so\":\"2\",\"tien\":\"secret\"}\n"},
        {PLAIN("schema: {file: slips.xsd}\n"), "{\"so\":\"1\",\"tien\":\"5\"}\nfailed document "
                                               "line 2: not as slips.xsd says: <TIEN>: its "
                                               "value is not of the type that is asked for\n"},
        {PLAIN("schema: {file: slips.xsd, else: note}\n"),
         "{\"so\":\"1\",\"tien\":\"5\"}\n{\"so\":\"2\",\"tien\":\"secret\"}\n"
         "drift schema TIEN - 1\n"},
    };
    struct room *room = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(
            convert_text(mapping_of(room, rows[i].mapping), "<DS>" GOOD BAD "</DS>", room->arena),
            rows[i].told);
}

static void elements_that_no_field_reads_count_too(void **state)
{
    struct room *room = *state;

    assert_string_equal(
        convert_text(mapping_of(room, PLAIN("schema: {file: slips.xsd, else: note}\n")),
                     "<DS><PHIEU><SO>1</SO><TIEN>5</TIEN><LA>x</LA><LA>y</LA></PHIEU></DS>",
                     room->arena),
        "{\"so\":\"1\",\"tien\":\"5\"}\ndrift schema LA - 1\n");
}

static void an_inner_document_is_refused_as_a_malformed_one_is(void **state)
{
    static const char around[] =
        "mapping: phieu\nformat: xml\ninside:\n  - {at: F/N, decode: base64, format: xml,\n"
        "     schema: {file: slips.xsd, else: %s}}\n" FIELDS;
    struct room *room = *state;
    struct arena *arena = room->arena;
    const char *document =
        arena_print(arena, "<F><N>%s</N>\n<N>%s</N></F>", base64_of("<DS>" BAD GOOD "</DS>", arena),
                    base64_of("<DS>" GOOD "</DS>", arena));

    assert_string_equal(
        convert_text(mapping_of(room, arena_print(arena, around, "quarantine")), document, arena),
        "refused 1 line 1 N inside: the document in <N>: line 2: not as slips.xsd says: <TIEN>: "
        "its "
        "value is not of the type that is asked for\n{\"so\":\"1\",\"tien\":\"5\"}\n");
    assert_string_equal(
        convert_text(mapping_of(room, arena_print(arena, around, "note")), document, arena),
        "{\"so\":\"2\",\"tien\":\"secret\"}\n{\"so\":\"1\",\"tien\":\"5\"}\n"
        "{\"so\":\"1\",\"tien\":\"5\"}\ndrift schema TIEN - 1\n");
}

static void a_document_below_the_record_spoils_it(void **state)
{
    struct room *room = *state;
    struct arena *arena = room->arena;
    const struct mapping *mapping =
        mapping_of(room, "mapping: ho_so\nformat: xml\ncontents:\n"
                         "  - {at: N, decode: base64, format: xml, schema: {file: slips.xsd}}\n"
                         "record: F/R\nkey: [ma]\nfields:\n  - {name: ma, path: MA, type: text}\n"
                         "  - {name: so, path: N/DS/PHIEU/SO, type: text}\n");
    const char *document =
        arena_print(arena, "<F><R><MA>a</MA><N>%s</N></R><R><MA>b</MA><N>%s</N></R></F>",
                    base64_of("<DS>" BAD "</DS>", arena), base64_of("<DS>" GOOD "</DS>", arena));

    assert_string_equal(
        convert_text(mapping, document, arena),
        "refused 1 line 1 N inside: the document in <N>: line 2: not as slips.xsd says: <TIEN>: "
        "its "
        "value is not of the type that is asked for\n{\"ma\":\"b\",\"so\":\"1\"}\n");
}

static size_t count_records(const struct mapping *const *mappings, size_t count,
                            const char *document, struct error *err, struct arena *arena)
{
    const struct mappings all = {mappings, count};
    const struct origin origin = {.source = "s", .batch = "b", .document = "d"};
    struct record record;
    size_t records = 0;
    struct transform *transform = transform_open(
        &all, reader_from_memory(document, strlen(document), arena), &origin, NULL, err);

    assert_non_null(transform);
    err->kind = ERROR_NONE;
    while (transform_next(transform, &record, err) > 0)
        records++;
    transform_close(transform);
    return records;
}

static void mappings_that_share_a_document_share_its_schema(void **state)
{
    struct room *room = *state;
    const struct mapping *const mappings[] = {
        mapping_of(room, PLAIN("")),
        mapping_of(room, PLAIN("schema: {file: slips.xsd}\n")),
        mapping_of(room, PLAIN("schema: {file: slips.xsd, else: note}\n")),
    };
    const struct mapping *const lenient[] = {mappings[0], mappings[2]};
    struct error err;

    assert_int_equal(count_records(mappings, 3, "<DS>" GOOD "</DS>", &err, room->arena), 3);
    assert_int_equal(err.kind, ERROR_NONE);
    count_records(mappings, 3, "<DS>" BAD "</DS>", &err, room->arena);
    assert_int_equal(err.kind, ERROR_DOCUMENT);
    assert_int_equal(count_records(lenient, 2, "<DS>" BAD "</DS>", &err, room->arena), 2);
    assert_int_equal(err.kind, ERROR_NONE);
}

static void mistakes_about_schemas_have_their_place(void **state)
{
    static const struct {
        const char *text, *words;
        int line;
    } rows[] = {
        {PLAIN("schema: {file: none.xsd}\n"), "the schema cannot be used: ", 3},
        {PLAIN("schema: {file: bad.xsd}\n"),
         "the schema cannot be used: a file of the schema does not begin with 'schema'", 3},
        {PLAIN("schema: {file: ../slips.xsd}\n"),
         "is no file beside it; accepted: a name of letters, digits, '.', '_' and '-'", 3},
        {PLAIN("schema: {file: slips.xsd, else: drop}\n"), "quarantine|note", 3},
        {"mapping: phieu\nformat: json\nschema: {file: slips.xsd}\n" FIELDS,
         "documents in json have no schema; only those in xml do", 3},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct problems problems = {0};

        read_mapping(*state, rows[i].text, &problems);
        assert_int_equal(problems.errors, 1);
        CHECK_HAS(problems.first->text, rows[i].words);
        assert_int_equal(problems.first->line, rows[i].line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_outermost_document_is_refused_or_counted),
        cmocka_unit_test(elements_that_no_field_reads_count_too),
        cmocka_unit_test(an_inner_document_is_refused_as_a_malformed_one_is),
        cmocka_unit_test(a_document_below_the_record_spoils_it),
        cmocka_unit_test(mappings_that_share_a_document_share_its_schema),
        cmocka_unit_test(mistakes_about_schemas_have_their_place),
    };

    return cmocka_run_group_tests(tests, make_room, leave_room);
}
