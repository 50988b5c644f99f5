/* Schemas are compiled from one folder alone, and tell each place where a document is otherwise,
 * without its values. */
#include "core/xsd.h"

#include <stdlib.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/format.h"
#include "core/reader.h"
#include "tests/support/check.h"
#include "tests/support/events.h"
#include "tests/support/scratch.h"

#define XSD(content)                                                                               \
    "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" "                                    \
    "elementFormDefault=\"qualified\">" content "</xs:schema>"

static const char slips[] =
    XSD("\n<xs:include schemaLocation=\"types.xsd\"/>"
        "<xs:element name=\"DS\"><xs:complexType><xs:sequence>"
        "<xs:element name=\"PHIEU\" maxOccurs=\"unbounded\"><xs:complexType><xs:sequence>"
        "<xs:element name=\"SO\" type=\"number\"/><xs:element name=\"TIEN\" type=\"xs:integer\"/>"
        "<xs:any minOccurs=\"0\" processContents=\"skip\"/></xs:sequence>"
        "<xs:attribute name=\"loai\"><xs:simpleType><xs:restriction base=\"xs:string\">"
        "<xs:enumeration value=\"a&amp;b\"/></xs:restriction></xs:simpleType></xs:attribute>"
        "</xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>");

static const char types[] =
    XSD("<xs:simpleType name=\"number\"><xs:restriction base=\"xs:string\">"
        "<xs:pattern value=\"[A-Z][0-9]+\"/><xs:maxLength value=\"4\"/></xs:restriction>"
        "</xs:simpleType>");

struct room {
    struct arena *arena;
    const char *folder;
};

static void put(const struct room *room, const char *name, const char *text)
{
    scratch_write(room->folder, name, text, strlen(text), room->arena);
}

static int make_room(void **state)
{
    struct arena *arena = arena_new();
    struct room *room = arena_alloc(arena, sizeof *room);

    room->arena = arena;
    room->folder = scratch_make(arena);
    put(room, "types.xsd", types);
    put(room, "slips.xsd", slips);
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

/* A sink that writes texts and violations down. */
struct notes {
    struct sink sink;
    struct buffer text;
    bool is_strict;
};

static int note_open(struct sink *sink, const char *name, const char *name_space, struct error *err)
{
    (void)sink, (void)name, (void)name_space, (void)err;
    return 0;
}

static int note_text(struct sink *sink, const char *text, size_t size, struct error *err)
{
    (void)err;
    buffer_append(&((struct notes *)sink)->text, text, size);
    return 0;
}

static int note_close(struct sink *sink, struct error *err)
{
    (void)err;
    buffer_byte(&((struct notes *)sink)->text, '.');
    return 0;
}

static int note_damage(struct sink *sink, struct error *err)
{
    (void)sink, (void)err;
    return 0;
}

static int note_violation(struct sink *sink, const char *element, struct error *err)
{
    struct notes *notes = (struct notes *)sink;

    if (notes->is_strict)
        return -1;
    buffer_print(&notes->text, "{%ld %s %s}", err->line, element, err->text);
    return 0;
}

/* What the sink is told of the document, which comes in pieces of step bytes; then the error. */
static const char *read_with(const struct xsd *xsd, const char *document, size_t step,
                             bool is_strict, struct arena *arena)
{
    struct notes notes = {
        {note_open, note_text, note_close, note_damage, note_violation, NULL, 0}, {0}, is_strict};
    struct error err;
    struct decoder *decoder = decoder_open(format_find("xml"), &notes.sink, NULL, arena, &err);
    struct reader *bytes =
        drip_reader(reader_from_memory(document, strlen(document), arena), step, arena);
    const char *told;

    decoder_validate(decoder, xsd);
    if (decoder_run(decoder, bytes, &err) != 0)
        buffer_print(&notes.text, "failed %s line %ld: %s", error_kind_name(err.kind), err.line,
                     err.text);
    decoder_close(decoder);
    told = arena_text(arena, buffer_string(&notes.text));
    buffer_free(&notes.text);
    return told;
}

static struct xsd *open_slips(const struct room *room)
{
    struct error err;
    struct xsd *xsd = xsd_open(room->folder, "slips.xsd", room->arena, &err);

    if (xsd == NULL)
        fail_msg("%s", err.text);
    return xsd;
}

static void violations_are_told_without_values(void **state)
{
    static const struct {
        const char *document, *told;
    } rows[] = {
        {"<DS><PHIEU loai='a&amp;b'><SO>A1</SO><TIEN><![CDATA[5]]></TIEN></PHIEU></DS>",
         "a&b.A1.5..."},
        {"<DS><PHIEU><SO>A1</SO>\n<TIEN>5</TIEN><X><Y>secret</Y></X></PHIEU></DS>",
         "A1.\n5.secret...."},
        {"<DS>\n<PHIEU><SO>secret</SO><TIEN>secret</TIEN></PHIEU></DS>",
         "\nsecret.{2 SO not as slips.xsd says: <SO>: its value is too long}"
         "{2 SO not as slips.xsd says: <SO>: its value does not match the pattern}"
         "secret.{2 TIEN not as slips.xsd says: <TIEN>: its value is not of the type that is asked "
         "for}.."},
        {"<DS><PHIEU loai='secret'><SO>A1</SO><TIEN>5</TIEN></PHIEU></DS>",
         "secret.{1 PHIEU not as slips.xsd says: <PHIEU>: its value is none of those "
         "listed}A1.5..."},
        {"<DS><PHIEU kieu='secret'><SO>A1</SO><TIEN>5</TIEN></PHIEU></DS>",
         "secret.{1 PHIEU not as slips.xsd says: <PHIEU>: the attribute 'kieu' is not allowed}"
         "A1.5..."},
        {"<DS><PHIEU><TIEN>5</TIEN></PHIEU></DS>",
         "{1 TIEN not as slips.xsd says: <TIEN>: this element is not expected. Expected is ( SO )}"
         "5..."},
        {"<DS><PHIEU>secret<SO>A1</SO><TIEN>5</TIEN></PHIEU></DS>",
         "secret{1 PHIEU not as slips.xsd says: <PHIEU>: character content other than "
         "whitespace is not allowed because the content type is 'element-only'}A1.5..."},
        {"<DS></DS>",
         ".{1 DS not as slips.xsd says: <DS>: missing child element(s). Expected is ( PHIEU )}"},
        {"<t:KHAC xmlns:t='urn:t'/>", "{1 KHAC not as slips.xsd says: <KHAC>: no matching global "
                                      "declaration available for the validation root}."},
        /* Where schemas lie is for the configuration to say. */
        {"<KHAC xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "
         "xsi:noNamespaceSchemaLocation='file:///etc/other.xsd'/>",
         "file:///etc/other.xsd.{1 KHAC not as slips.xsd says: <KHAC>: no matching global "
         "declaration available for the validation root}."},
    };
    struct room *room = *state;
    struct xsd *xsd = open_slips(room);

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (size_t step = 1; step < 400; step += 97) {
            const char *told = read_with(xsd, rows[i].document, step, false, room->arena);

            /* Closings are told before the schema looks at what is closed. */
            assert_string_equal(told, rows[i].told);
        }
    xsd_close(xsd);
}

static void a_sink_may_stop_at_the_first_violation(void **state)
{
    struct room *room = *state;
    struct xsd *xsd = open_slips(room);

    assert_string_equal(
        read_with(xsd, "<DS><PHIEU><SO>A1</SO>\n<TIEN>x</TIEN><TIEN>y</TIEN></PHIEU>", 4096, true,
                  room->arena),
        "A1.\nx.failed document line 2: not as slips.xsd says: <TIEN>: its value is not of the "
        "type that is asked for");
    xsd_close(xsd);
}

static void what_is_not_well_formed_is_told_as_ever(void **state)
{
    static const struct {
        const char *document, *told;
    } rows[] = {
        {"<DS><PHIEU><SO>A1</SO>",
         "A1.failed document line 1: not well-formed: the document is cut: it ends inside <PHIEU>"},
        {"<!DOCTYPE DS><DS/>", "failed document line 1: a DOCTYPE is not accepted"},
        {"<DS><PHIEU><SO>&x;</SO></PHIEU></DS>",
         "failed document line 1: not well-formed: an entity that is none of the five"},
        {"", "failed document line 1: not well-formed: the document is empty"},
    };
    struct room *room = *state;
    struct xsd *xsd = open_slips(room);

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        CHECK_HAS(read_with(xsd, rows[i].document, 4096, false, room->arena), rows[i].told);
    xsd_close(xsd);
}

static void a_text_that_the_schema_would_hold_whole_is_limited(void **state)
{
    struct room *room = *state;
    struct xsd *xsd = open_slips(room);
    size_t size = (16 << 20) + 100;
    char *document = malloc(size + 1);
    const char *told;

    memset(document, 'A', size);
    memcpy(document, "<DS><PHIEU><SO>", 15);
    document[size] = '\0';
    told = read_with(xsd, document, 1 << 16, false, room->arena);
    CHECK_HAS(told + strlen(told) - 80, "a text is longer than 16777216 bytes");
    free(document);
    xsd_close(xsd);
}

static void a_schema_comes_from_one_folder_alone(void **state)
{
    static const struct {
        const char *text, *words;
    } rows[] = {
        {XSD("<xs:include schemaLocation=\"http://127.0.0.1:9/types.xsd\"/>"),
         "bad.xsd: 'http://127.0.0.1:9/types.xsd' is no file beside it; accepted: a name of "
         "letters, digits, '.', '_' and '-'"},
        {XSD("<xs:import namespace=\"urn:x\" schemaLocation=\"../types.xsd\"/>"),
         "bad.xsd: '../types.xsd' is no file beside it; accepted: a name of letters, digits, '.', "
         "'_' and '-'"},
        {XSD("<xs:redefine schemaLocation=\"/etc/types.xsd\"/>"),
         "bad.xsd: '/etc/types.xsd' is no file beside it; accepted: a name of letters, digits, "
         "'.', '_' and '-'"},
        {XSD("\n<xs:element name=\"a\" type=\"nothing\"/>"),
         "bad.xsd:2: element decl. 'a', attribute 'type': The QName value 'nothing' does not "
         "resolve to a(n) type definition"},
        {"<xs:schema", "bad.xsd:1: couldn't find end of Start Tag schema line 1"},
        {"<!DOCTYPE x SYSTEM \"http://127.0.0.1:9/x.dtd\"><x/>",
         "bad.xsd: a DOCTYPE is not accepted"},
        {"<a/>", "a file of the schema does not begin with 'schema'"},
    };
    struct room *room = *state;
    struct error err = {0};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        put(room, "bad.xsd", rows[i].text);
        assert_null(xsd_open(room->folder, "bad.xsd", room->arena, &err));
        assert_int_equal(err.kind, ERROR_CONFIG);
        assert_string_equal(err.text, rows[i].words);
    }
    put(room, "outer.xsd", XSD("<xs:include schemaLocation=\"none.xsd\"/>"));
    assert_null(xsd_open(room->folder, "outer.xsd", room->arena, &err));
    CHECK_HAS(err.text, "none.xsd: No such file or directory");
    assert_null(xsd_open(room->folder, "../slips.xsd", room->arena, &err));
    CHECK_HAS(err.text, "'../slips.xsd' is no file beside it");
    xsd_close(NULL);
}

static void schemas_may_include_each_other_in_circles(void **state)
{
    struct room *room = *state;
    struct error err = {0};
    struct xsd *xsd;

    put(room, "a.xsd",
        XSD("<xs:include schemaLocation=\"b.xsd\"/><xs:element name=\"a\" type=\"t\"/>"));
    put(room, "b.xsd",
        XSD("<xs:include schemaLocation=\"a.xsd\"/><xs:simpleType name=\"t\">"
            "<xs:restriction base=\"xs:int\"/></xs:simpleType>"));
    xsd = xsd_open(room->folder, "a.xsd", room->arena, &err);
    if (xsd == NULL)
        fail_msg("%s", err.text);
    assert_string_equal(read_with(xsd, "<a>1</a>", 10, false, room->arena), "1.");
    xsd_close(xsd);
}

static void folders_may_have_any_name(void **state)
{
    struct room *room = *state;
    const char *folder = arena_print(room->arena, "%s/thư mục 100%%", room->folder);
    struct error err = {0};
    struct xsd *xsd;

    scratch_write(folder, "types.xsd", types, strlen(types), room->arena);
    scratch_write(folder, "slips.xsd", slips, strlen(slips), room->arena);
    xsd = xsd_open(folder, "slips.xsd", room->arena, &err);
    if (xsd == NULL)
        fail_msg("%s", err.text);
    xsd_close(xsd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(violations_are_told_without_values),
        cmocka_unit_test(a_sink_may_stop_at_the_first_violation),
        cmocka_unit_test(what_is_not_well_formed_is_told_as_ever),
        cmocka_unit_test(a_text_that_the_schema_would_hold_whole_is_limited),
        cmocka_unit_test(a_schema_comes_from_one_folder_alone),
        cmocka_unit_test(schemas_may_include_each_other_in_circles),
        cmocka_unit_test(folders_may_have_any_name),
    };

    return cmocka_run_group_tests(tests, make_room, leave_room);
}
