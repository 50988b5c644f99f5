/* Formats are found by name, and whole documents can be asked for what stands at a path. */
#include "core/format.h"

#include "core/arena.h"
#include "core/reader.h"
#include "tests/support/check.h"

static int probe(const char *format, const char *text, struct probe *probes, size_t count,
                 struct arena *arena, struct error *err)
{
    return document_probe(format_find(format), reader_from_memory(text, strlen(text), arena),
                          probes, count, arena, err);
}

static void formats_are_found_by_name(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; formats[i] != NULL; i++)
        assert_string_equal(formats[i]->name, format_names[i]);
    assert_null(format_names[i]);
    assert_string_equal(format_find("xml")->name, "xml");
    assert_string_equal(format_find("json")->name, "json");
    assert_string_equal(format_find("csv")->name, "csv");
    assert_null(format_find("yaml"));
    assert_null(format_find(""));
}

static void the_first_text_at_a_path_is_given_and_all_are_counted(void **state)
{
    static const char text[] =
        "{\"error_code\":\"00\",\"message\":\"\",\"result\":[{\"MaHoSo\":\"A\"},{\"MaHoSo\":\"B\"},"
        "{\"x\":{\"MaHoSo\":\"C\"}}]}";
    struct probe probes[] = {{.path = "error_code"}, {.path = "message"},
                             {.path = "result"},     {.path = "result/MaHoSo"},
                             {.path = "total"},      {.path = "result/*/MaHoSo"},
                             {.path = "MaHoSo"}};
    struct arena *arena = arena_new();
    struct error err;

    (void)state;
    CHECK_DONE(probe("json", text, probes, 7, arena, &err), &err);
    assert_string_equal(probes[0].text, "00");
    assert_string_equal(probes[1].text, "");
    assert_int_equal(probes[2].count, 3);
    assert_string_equal(probes[3].text, "A");
    assert_int_equal(probes[3].count, 2);
    assert_null(probes[4].text);
    assert_int_equal(probes[4].count, 0);
    assert_string_equal(probes[5].text, "C");
    assert_null(probes[6].text);
    arena_free(arena);
}

static void prefixes_do_not_matter_and_attributes_are_asked_for_by_their_sign(void **state)
{
    static const char text[] =
        "<s:Envelope xmlns:s='u:soap'><s:Body id='7'><s:Fault><faultcode>s:<b>no</b>Server"
        "</faultcode></s:Fault></s:Body></s:Envelope>";
    struct probe probes[] = {{.path = "Envelope/Body/Fault/faultcode"},
                             {.path = "Envelope/Body/@id"},
                             {.path = "Envelope/Body/*"},
                             {.path = "*/*/*/*/b"}};
    struct arena *arena = arena_new();
    struct error err;

    (void)state;
    CHECK_DONE(probe("xml", text, probes, 4, arena, &err), &err);
    assert_string_equal(probes[0].text, "s:Server");
    assert_string_equal(probes[1].text, "7");
    assert_int_equal(probes[2].count, 1);
    assert_string_equal(probes[3].text, "no");
    arena_free(arena);
}

static void a_malformed_document_answers_nothing(void **state)
{
    struct probe probes[] = {{.path = "a/b"}};
    struct arena *arena = arena_new();
    struct error err;

    (void)state;
    CHECK_FAILS(probe("xml", "<a><b>1</b>", probes, 1, arena, &err), &err, ERROR_DOCUMENT,
                "not well-formed: the document is cut: it ends inside <a>");
    assert_null(probes[0].text);
    assert_int_equal(probes[0].count, 0);
    arena_free(arena);
}

static void a_damaged_element_does_not_stop_the_answer(void **state)
{
    struct probe probes[] = {{.path = "row"}, {.path = "row/b"}};
    struct arena *arena = arena_new();
    struct error err;

    (void)state;
    CHECK_DONE(probe("csv", "a,b\n1\n2,3\n", probes, 2, arena, &err), &err);
    assert_int_equal(probes[0].count, 2);
    assert_string_equal(probes[1].text, "3");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_are_found_by_name),
        cmocka_unit_test(the_first_text_at_a_path_is_given_and_all_are_counted),
        cmocka_unit_test(prefixes_do_not_matter_and_attributes_are_asked_for_by_their_sign),
        cmocka_unit_test(a_malformed_document_answers_nothing),
        cmocka_unit_test(a_damaged_element_does_not_stop_the_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
