/* A record as its document has it, without what is personal. */
#include "tests/support/check.h"

#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/reader.h"
#include "tests/transforms/convert.h"
#include "transforms/tap.h"

/* The record at a position as lines; "none" when there is none, "failed" when the document does. */
static const char *tapped(const char *mapping, const char *document, long position,
                          struct arena *arena)
{
    struct reader *bytes = reader_from_memory(document, strlen(document), arena);
    struct buffer text = {0};
    struct error err;
    int found = tap_record(mapping_from(mapping, arena), bytes, position, &text, &err);
    const char *lines =
        found == 1 ? arena_text(arena, buffer_string(&text)) : (found == 0 ? "none" : "failed");

    buffer_free(&text);
    return lines;
}

static const char people[] = "mapping: m\nformat: json\nrecord: result\nkey: [ma]\nfields:\n"
                             "  - {name: ma, path: Ma, type: text}\n"
                             "  - {name: ten, path: ChuHoSo, type: text, private: drop}\n"
                             "  - {name: so, path: Nguoi/SoGiayTo, type: text, private: hash}\n"
                             "  - {name: ngay, path: Ngay, type: date, form: yyyyMMdd}\n";

static void a_refused_record_is_shown_with_persons_masked(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(tapped(people,
                               "{\"result\":[{\"Ma\":\"H1\",\"Ngay\":\"20220301\"},{\"Ma\":\"H2\","
                               "\"ChuHoSo\":\"Nguyễn Văn A\",\"Nguoi\":{\"SoGiayTo\":"
                               "\"001099012345\"},\"Ngay\":\"20221301\"},{\"Ma\":\"H3\"}]}",
                               2, arena),
                        "result:\n  Ma: H2\n  ChuHoSo: ***\n  Nguoi:\n    SoGiayTo: ***\n"
                        "  Ngay: 20221301");
    arena_free(arena);
}

static void of_what_the_mapping_does_not_know_only_the_shape_is_shown(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(
        tapped(people,
               "{\"result\":[{\"Ma\":\"H1\",\"GhiChu\":\"gọi chị Lê, 0912 345 678\","
               "\"HoTenNguoiNop\":\"Trần B\"}]}",
               1, arena),
        "result:\n  Ma: H1\n  GhiChu: xxx xxx xx, 9999 999 999\n"
        "  HoTenNguoiNop: ***");
    arena_free(arena);
}

static void a_value_that_looks_personal_is_masked_where_the_mapping_keeps_it(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(tapped(people, "{\"result\":[{\"Ma\":\"001099012345\"}]}", 1, arena),
                        "result:\n  Ma: ***");
    arena_free(arena);
}

static void records_in_inner_documents_are_found_and_the_base64_is_not_shown(void **state)
{
    static const char mapping[] = "mapping: m\nformat: xml\ninside:\n"
                                  "  - {at: \"G/F/N\", decode: base64, format: xml}\nrecord: D/A\n"
                                  "key: [k]\nfields:\n  - {name: k, path: K, type: integer}\n";
    struct arena *arena = arena_new();
    const char *inner =
        base64_of("<D><A><K>1</K></A><A><K>x2</K><HO_TEN>A B</HO_TEN></A></D>", arena);

    (void)state;
    assert_string_equal(
        tapped(mapping, arena_print(arena, "<G><F><N>%s</N></F></G>", inner), 2, arena),
        "A:\n  K: x2\n  HO_TEN: ***");
    arena_free(arena);
}

static void documents_and_long_texts_below_a_record_are_named_by_their_size(void **state)
{
    static const char mapping[] = "mapping: m\nformat: xml\nrecord: D/A\nkey: [k]\nfields:\n"
                                  "  - {name: k, path: K, type: integer}\n"
                                  "  - {name: t, path: T, type: text}\n"
                                  "  - {name: n, path: N, type: text}\n";
    struct arena *arena = arena_new();
    const char *inner =
        base64_of("<D><HO_TEN>Nguyen Van A</HO_TEN><SO>001099012345</SO></D>", arena);
    char text[301];

    (void)state;
    memset(text, 'a', 300);
    text[300] = '\0';
    assert_string_equal(
        tapped(mapping,
               arena_print(arena, "<D><A id=\"7\"><K>x</K><N>%s</N><T>%s</T></A></D>", inner, text),
               1, arena),
        "A:\n  @id: 9\n  K: x\n  N: (a document)\n  T: (300 bytes)");
    arena_free(arena);
}

static void a_record_that_there_is_not_is_not_found(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(tapped(people, "{\"result\":[{\"Ma\":\"H1\"}]}", 2, arena), "none");
    assert_string_equal(tapped(people, "{\"result\":[{\"Ma\":\"H1\"}", 2, arena), "failed");
    assert_string_equal(tapped(people, "{\"result\":[{\"Ma\":\"H1\"}", 1, arena),
                        "result:\n  Ma: H1");
    arena_free(arena);
}

static void much_is_cut(void **state)
{
    struct arena *arena = arena_new();
    struct buffer document = {0};
    const char *lines;
    int i;

    (void)state;
    buffer_text(&document, "{\"result\":[{\"Ma\":\"H1\"");
    for (i = 0; i < 2000; i++)
        buffer_print(&document, ",\"n%d\":\"x\"", i);
    buffer_text(&document, "}]}");
    lines = tapped(people, buffer_string(&document), 1, arena);
    assert_true(strlen(lines) < 4300);
    CHECK_HAS(lines, "\n(more)");
    buffer_free(&document);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refused_record_is_shown_with_persons_masked),
        cmocka_unit_test(of_what_the_mapping_does_not_know_only_the_shape_is_shown),
        cmocka_unit_test(a_value_that_looks_personal_is_masked_where_the_mapping_keeps_it),
        cmocka_unit_test(records_in_inner_documents_are_found_and_the_base64_is_not_shown),
        cmocka_unit_test(documents_and_long_texts_below_a_record_are_named_by_their_size),
        cmocka_unit_test(a_record_that_there_is_not_is_not_found),
        cmocka_unit_test(much_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
