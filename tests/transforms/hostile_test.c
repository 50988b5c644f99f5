/* Every hostile sample meets its words, and no sample is forgotten. */

#include "core/arena.h"
#include "core/buffer.h"
#include "core/file.h"
#include "core/folder.h"
#include "core/reader.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"
#include "tests/transforms/convert.h"

static const char folder[] = "samples/hostile";

static const char xml[] = "mapping: m\nformat: xml\nrecord: R/A\nkey: [k]\nfields:\n"
                          "  - {name: k, path: '@k', type: text}\n"
                          "  - {name: b, path: B, type: text}\n";
static const char json[] = "mapping: m\nformat: json\nrecord: result\nkey: [k]\nfields:\n"
                           "  - {name: k, path: k | MaHoSo, type: text}\n";
static const char csv[] = "mapping: m\nformat: csv\nrecord: row\nkey: [k]\nfields:\n"
                          "  - {name: k, path: k, type: text}\n";
static const char visits[] = "mapping: m\nformat: xml\ninside:\n"
                             "  - at: GIAMDINHHS/THONGTINHOSO/DANHSACHHOSO/HOSO/"
                             "FILEHOSO[LOAIHOSO='XML1']/NOIDUNGFILE\n"
                             "    decode: base64\n    format: xml\nrecord: TONG_HOP\nkey: [k]\n"
                             "fields:\n  - {name: k, path: MA_LK, type: text}\n";

struct row {
    const char *mapping, *file, *wanted;
};

#define VISIT(number) "{\"k\":\"99001220105000000" number "\"}\n"
#define REFUSED(words) "refused 2 line 29 NOIDUNGFILE inside: the document in <NOIDUNGFILE>: " words
#define AROUND(words) VISIT("1") REFUSED(words) "\n" VISIT("3")

static const struct row rows[] = {
    {xml, "xxe.xml", "failed document line 2: a DOCTYPE is not accepted\n"},
    {xml, "billion_lol.xml", "failed document line 2: a DOCTYPE is not accepted\n"},
    {xml, "doctype.xml", "failed document line 1: a DOCTYPE is not accepted\n"},
    {xml, "doctype_remote.xml", "failed document line 1: a DOCTYPE is not accepted\n"},
    {xml, "page.html", "failed document line 1: a DOCTYPE is not accepted\n"},
    {xml, "cut.xml",
     "{\"k\":\"1\",\"b\":\"x\"}\n"
     "failed document line 2: not well-formed: the document is cut: it ends inside <B>\n"},
    {xml, "cut_tag.xml",
     "{\"k\":\"1\",\"b\":\"x\"}\n"
     "failed document line 2: not well-formed: the document is cut: it ends inside <R>\n"},
    {xml, "empty.xml", "failed document line 1: not well-formed: the document is empty\n"},
    {xml, "blank.xml",
     "failed document line 3: not well-formed: the document ends before its first element does\n"},
    {xml, "wrong_encoding.xml",
     "failed document line 2: not well-formed: a byte or character that the encoding does not "
     "have\n"},
    {xml, "other_encoding.xml",
     "failed document line 1: the encoding 'windows-1258' is not accepted; accepted: UTF-8, "
     "UTF-16, US-ASCII\n"},
    {xml, "says_utf16.xml",
     "failed document line 1: not well-formed: a byte or character that the encoding does not "
     "have\n"},
    {xml, "says_utf8_is_utf16.xml",
     "failed document line 1: the declaration says UTF-8, but the bytes are UTF-16\n"},
    {xml, "too_deep.xml", "failed document line 1: nested deeper than 200 elements\n"},
    {xml, "nul.xml",
     "failed document line 1: not well-formed: a byte or character that the encoding does not "
     "have\n"},
    {xml, "control.xml",
     "failed document line 1: not well-formed: a byte or character that the encoding does not "
     "have\n"},
    {xml, "before_declaration.xml",
     "failed document line 1: not well-formed: it does not begin with an element\n"},
    {xml, "blank_before_declaration.xml",
     "failed document line 2: not well-formed: bytes stand before the XML declaration\n"},
    {xml, "two_roots.xml",
     "failed document line 2: not well-formed: something follows the end of the document\n"},
    {xml, "text_behind.xml",
     "failed document line 2: not well-formed: something follows the end of the document\n"},
    {xml, "unknown_entity.xml",
     "failed document line 1: not well-formed: an entity that is none of the five\n"},
    {xml, "undeclared_prefix.xml",
     "failed document line 1: not well-formed: namespace prefix p on R is not defined\n"},
    {xml, "twice_attribute.xml",
     "failed document line 1: not well-formed: attribute k redefined\n"},
    {json, "bad_utf8.json",
     "failed document line 1: not well-formed JSON: it is not valid UTF-8 at column 24\n"},
    {json, "duplicate_key.json",
     "failed document line 1: not well-formed JSON: an object has the same key twice at column "
     "21\n"},
    {json, "cut.json",
     "{\"k\":\"1\"}\n"
     "failed document line 1: not well-formed JSON: it ends too early at column 30\n"},
    {json, "trailing.json",
     "{\"k\":\"1\"}\n"
     "failed document line 1: not well-formed JSON: something follows the value at column 24\n"},
    {json, "too_deep.json", "failed document line 1: nested deeper than 200 levels\n"},
    {json, "not_json.json",
     "failed document line 1: not well-formed JSON: a value is expected at column 1\n"},
    {json, "nul.json",
     "failed document line 1: not well-formed JSON: a text has a NUL character at column 24\n"},
    {json, "half_pair.json",
     "failed document line 1: not well-formed JSON: an escape is half of a surrogate pair at "
     "column "
     "25\n"},
    {json, "comma.json",
     "failed document line 1: not well-formed JSON: a name in quotes is expected at column 21\n"},
    {json, "nan.json",
     "{\"k\":\"1\"}\n"
     "failed document line 2: not well-formed JSON: a value is expected at column 6\n"},
    {csv, "bad_utf8.csv", "failed document line 2: a cell is not valid UTF-8\n"},
    {csv, "open_quote.csv", "failed document line 2: a quote is opened and never closed\n"},
    {csv, "nul.csv", "failed document line 2: a NUL byte is not text\n"},
    {visits, "inside_doctype.xml", AROUND("line 1: a DOCTYPE is not accepted")},
    {visits, "inside_cut.xml",
     AROUND("line 5: not well-formed: the document is cut: it ends inside <TONG_HOP>")},
    {visits, "inside_not_base64.xml", AROUND("not base64: byte 0x2A")},
    /* Its record was whole before the cut. */
    {visits, "inside_cut_base64.xml",
     "{\"k\":\"990012201050000001\"}\n{\"k\":\"990012201050000002\"}\n"
     "refused 3 line 29 NOIDUNGFILE inside: the document in <NOIDUNGFILE>: not base64: it ends "
     "inside a group of four letters\n{\"k\":\"990012201050000003\"}\n"},
    {visits, "inside_empty.xml", AROUND("it is empty")},
    {visits, "inside_element.xml",
     AROUND("the element <TONG_HOP> stands where the text of a document was expected")},
    {visits, "inside_late_kind.xml",
     "failed document line 26: LOAIHOSO must come before NOIDUNGFILE in <FILEHOSO>\n"},
};

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

static void every_hostile_document_meets_its_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROW_COUNT; i++) {
        struct arena *arena = arena_new();
        const char *path = path_join(arena, folder, rows[i].file);

        print_message("%s\n", rows[i].file);
        assert_string_equal(convert_file(mapping_from(rows[i].mapping, arena), path, arena),
                            rows[i].wanted);
        arena_free(arena);
    }
}

static void every_file_of_the_folder_is_tested(void **state)
{
    struct arena *arena = arena_new();
    struct error err;
    char **names;
    size_t count, j;

    (void)state;
    CHECK_DONE(folder_list(folder, arena, &names, &count, &err), &err);
    assert_int_equal(count, ROW_COUNT);
    for (size_t i = 0; i < count; i++) {
        for (j = 0; j < ROW_COUNT && strcmp(rows[j].file, names[i]) != 0; j++)
            continue;
        if (j == ROW_COUNT)
            fail_msg("%s is not tested", names[i]);
    }
    arena_free(arena);
}

/* Writes a document of a repeated byte between two texts, and converts it. */
static const char *convert_long(const char *before, size_t count, const char *after,
                                struct arena *arena)
{
    const char *scratch = scratch_make(arena);
    struct buffer text = {0};
    const char *path, *out;

    buffer_text(&text, before);
    memset(buffer_reserve(&text, count), 'x', count);
    text.size += count;
    buffer_text(&text, after);
    path = scratch_write(scratch, "too_long.xml", text.data, text.size, arena);
    out = convert_file(mapping_from(xml, arena), path, arena);
    scratch_remove(scratch);
    buffer_free(&text);
    return out;
}

/* Too big to be kept as samples. */
static void too_long_documents_are_refused(void **state)
{
    static const char tag[] = "failed document line 1: a tag, comment or instruction is longer "
                              "than 1048576 bytes\n";
    static const struct {
        const char *before, *after, *wanted;
        size_t count;
    } longs[] = {
        {"<R><A k='", "'/></R>", tag, 2 << 20},
        {"<R><", "/></R>", tag, 2 << 20},
        {"<R><!-- ", " --></R>", tag, 2 << 20},
        {"<R><A k='1'><B>", "</B></A></R>",
         "refused 1 line 1 - size: the record keeps more than 33554432 bytes\n", 34 << 20},
        {"<R><C>", "</C><A k='1'/></R>", "{\"k\":\"1\",\"b\":null}\n", 34 << 20},
    };

    (void)state;
    for (size_t i = 0; i < sizeof longs / sizeof longs[0]; i++) {
        struct arena *arena = arena_new();

        assert_string_equal(convert_long(longs[i].before, longs[i].count, longs[i].after, arena),
                            longs[i].wanted);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_hostile_document_meets_its_words),
        cmocka_unit_test(every_file_of_the_folder_is_tested),
        cmocka_unit_test(too_long_documents_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
