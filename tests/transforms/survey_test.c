/* What stands in documents is counted path by path, through documents in documents. */
#include "transforms/survey.h"

#include <stdlib.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/reader.h"
#include "tests/support/check.h"
#include "tests/support/squeeze.h"
#include "tests/transforms/convert.h"

struct fixture {
    struct arena *arena;
    struct survey survey;
    struct error err;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    fixture->arena = arena_new();
    survey_start(&fixture->survey, fixture->arena);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    survey_free(&fixture->survey);
    arena_free(fixture->arena);
    free(fixture);
    return 0;
}

static int read_text(struct fixture *fixture, const char *text)
{
    struct reader *bytes = reader_from_memory(text, strlen(text), fixture->arena);

    return survey_read(&fixture->survey, bytes, &fixture->err);
}

static const struct spot *find(struct fixture *fixture, const char *path)
{
    struct error err = {0};
    const struct spot *spot = survey_find(&fixture->survey, path, &err);

    if (spot == NULL)
        fail_msg("%s", err.text);
    return spot;
}

/* "PATH count in parents least-most\n" for each element. */
static const char *all_paths(struct fixture *fixture)
{
    const struct spot *spot = spot_next(&fixture->survey.root);
    struct buffer text = {0};
    const char *copy;

    for (; spot != NULL; spot = spot_next(spot))
        if (spot->kind == SPOT_ELEMENT)
            buffer_print(&text, "%s %ld in %ld %ld-%ld\n",
                         spot_path(&fixture->survey.root, spot, fixture->arena), spot->count,
                         spot->parents, spot->least, spot->most);
    copy = arena_text(fixture->arena, buffer_string(&text));
    buffer_free(&text);
    return copy;
}

static void paths_are_counted_in_their_parents(void **state)
{
    struct fixture *fixture = *state;

    CHECK_DONE(read_text(fixture, "<R><A id='1'><B>x</B></A><A id='2'><B/><B/><C/></A></R>"),
               &fixture->err);
    assert_string_equal(all_paths(fixture), "R 1 in 1 1-1\n"
                                            "R/A 2 in 1 2-2\n"
                                            "R/A/@id 2 in 2 1-1\n"
                                            "R/A/B 3 in 2 1-2\n"
                                            "R/A/C 1 in 1 1-1\n");
    assert_int_equal(find(fixture, "R/A/B")->forms.count, 1);
    assert_int_equal(find(fixture, "R/A/B")->forms.empty, 2);
    assert_true(spot_is_repeated(find(fixture, "R/A/@id")));
    assert_false(spot_is_repeated(find(fixture, "R")));
    assert_true(spot_is_leaf(find(fixture, "R/A/B")));
    assert_false(spot_is_leaf(find(fixture, "R/A")));
}

static void documents_of_all_formats_are_recognised(void **state)
{
    struct fixture *fixture = *state;

    CHECK_DONE(read_text(fixture, "\xEF\xBB\xBF <a/>"), &fixture->err);
    CHECK_DONE(read_text(fixture, "[{\"b\": 1}]"), &fixture->err);
    CHECK_DONE(read_text(fixture, "c,'d e'\n1,2\n"), &fixture->err);
    CHECK_DONE(read_text(fixture, "{\"x y\": \"<3\"}"), &fixture->err);
    assert_string_equal(all_paths(fixture), "a 1 in 1 1-1\n"
                                            "item 1 in 1 1-1\n"
                                            "item/b 1 in 1 1-1\n"
                                            "row 1 in 1 1-1\n"
                                            "row/c 1 in 1 1-1\n"
                                            "row/'''d e''' 1 in 1 1-1\n"
                                            "'x y' 1 in 1 1-1\n");
    assert_int_equal(fixture->survey.root.count, 4);
}

static void texts_that_are_documents_are_opened(void **state)
{
    struct fixture *fixture = *state;
    const char *inner = base64_of("<T><K>1</K></T>", fixture->arena);

    CHECK_DONE(read_text(fixture, arena_print(fixture->arena,
                                              "<R><F>\n%s\n</F><G>{\"k\": \"&lt;V>2&lt;/V>\"}</G>"
                                              "<H>%s</H></R>",
                                              inner, base64_of("[1, 2]", fixture->arena))),
               &fixture->err);
    assert_string_equal(all_paths(fixture), "R 1 in 1 1-1\n"
                                            "R/F 1 in 1 1-1\n"
                                            "R/F > T 1 in 1 1-1\n"
                                            "R/F > T/K 1 in 1 1-1\n"
                                            "R/G 1 in 1 1-1\n"
                                            "R/G > k 1 in 1 1-1\n"
                                            "R/G > k > V 1 in 1 1-1\n"
                                            "R/H 1 in 1 1-1\n"
                                            "R/H > item 2 in 1 2-2\n");
    assert_true(find(fixture, "R/F")->first->is_base64);
    assert_int_equal(find(fixture, "R/F")->forms.count, 0);
}

static void compressed_documents_are_inflated(void **state)
{
    struct fixture *fixture = *state;
    struct buffer bytes = {0};

    squeeze("<R><A>1</A></R>", 15, &bytes);
    CHECK_DONE(survey_read(&fixture->survey,
                           reader_from_memory(bytes.data, bytes.size, fixture->arena),
                           &fixture->err),
               &fixture->err);
    assert_int_equal(find(fixture, "R/A")->forms.integers, 1);
    buffer_free(&bytes);
}

static void a_text_that_only_begins_like_a_document_is_text(void **state)
{
    struct fixture *fixture = *state;

    CHECK_DONE(read_text(fixture, "{\"r\": [{\"a\": \"<b chưa đóng\"}, {\"a\": \"{}\"},"
                                  " {\"a\": \"PD94\"}, {\"a\": \"abcd\"}]}"),
               &fixture->err);
    assert_int_equal(find(fixture, "r/a")->forms.count, 3);
    assert_int_equal(find(fixture, "r/a")->count, 4);
}

static void a_malformed_inner_document_is_counted_and_the_outer_goes_on(void **state)
{
    struct fixture *fixture = *state;

    CHECK_DONE(read_text(fixture, "<R><F>&lt;T>&lt;K></F><F>&lt;T/></F><Z>1</Z></R>"),
               &fixture->err);
    assert_int_equal(find(fixture, "R/F")->first->count, 2);
    assert_int_equal(find(fixture, "R/F")->first->broken, 1);
    assert_int_equal(find(fixture, "R/Z")->count, 1);
}

static void a_malformed_document_tells_where(void **state)
{
    struct fixture *fixture = *state;

    CHECK_FAILS(read_text(fixture, "<R>\n<A></R>"), &fixture->err, ERROR_DOCUMENT,
                "not well-formed: opening and ending tag mismatch: A line 2 and R");
    assert_int_equal(fixture->err.line, 2);
    assert_int_equal(fixture->survey.root.broken, 1);
}

static void damaged_elements_are_counted_up_to_their_record(void **state)
{
    struct fixture *fixture = *state;

    CHECK_DONE(read_text(fixture, "a,b\n1,2\n1\n"), &fixture->err);
    assert_int_equal(find(fixture, "row")->damaged, 1);
}

static void what_decides_on_the_kind_of_an_inner_document_is_noted(void **state)
{
    struct fixture *fixture = *state;
    const struct spot *root;

    CHECK_DONE(read_text(fixture, "<R><F><L>X1</L><M>a</M><N>&lt;T/></N></F>"
                                  "<F><L>X2</L><M>a</M><N>&lt;U/></N></F>"
                                  "<F><L>X1</L><M>b</M><N>&lt;T/></N></F></R>"),
               &fixture->err);
    root = find(fixture, "R/F/N > T");
    assert_int_equal(root->decider_count, 2);
    assert_string_equal(root->deciders[0].by->name, "L");
    assert_string_equal(root->deciders[0].value, "X1");
    assert_false(root->deciders[0].is_several);
    assert_true(root->deciders[1].is_several);
}

static void paths_are_found_by_their_end_when_it_is_the_only_one(void **state)
{
    struct fixture *fixture = *state;
    struct error err;

    CHECK_DONE(read_text(fixture, "<R><A><B/></A><C><B/><XB/></C></R>"), &fixture->err);
    assert_ptr_equal(find(fixture, "C/B"), find(fixture, "R/C/B"));
    assert_ptr_equal(find(fixture, "XB"), find(fixture, "R/C/XB"));
    assert_null(survey_find(&fixture->survey, "B", &err));
    assert_string_equal(err.text, "several paths end in 'B': R/A/B and R/C/B");
    assert_null(survey_find(&fixture->survey, "D", &err));
    assert_string_equal(err.text, "no element has the path 'D'; hint: nhip inspect shows them");
}

static void the_number_of_paths_has_a_limit(void **state)
{
    struct fixture *fixture = *state;
    struct buffer text = {0};

    buffer_text(&text, "<R>");
    for (int i = 0; i < SPOTS_MOST + 10; i++)
        buffer_print(&text, "<A%d><X>1</X></A%d>", i, i);
    buffer_text(&text, "<A0/></R>");
    CHECK_DONE(read_text(fixture, buffer_string(&text)), &fixture->err);
    assert_int_equal(fixture->survey.spot_count, SPOTS_MOST);
    assert_int_equal(find(fixture, "R/A0")->count, 2);
    assert_true(fixture->survey.left_out > 10);
    buffer_free(&text);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(paths_are_counted_in_their_parents, set_up, tear_down),
        cmocka_unit_test_setup_teardown(documents_of_all_formats_are_recognised, set_up, tear_down),
        cmocka_unit_test_setup_teardown(texts_that_are_documents_are_opened, set_up, tear_down),
        cmocka_unit_test_setup_teardown(compressed_documents_are_inflated, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_text_that_only_begins_like_a_document_is_text, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_malformed_inner_document_is_counted_and_the_outer_goes_on,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_malformed_document_tells_where, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damaged_elements_are_counted_up_to_their_record, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_decides_on_the_kind_of_an_inner_document_is_noted,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(paths_are_found_by_their_end_when_it_is_the_only_one,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_number_of_paths_has_a_limit, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
