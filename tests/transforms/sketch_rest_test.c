/* A draft names what it leaves out. */
#include "transforms/sketch_rest.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/reader.h"
#include "tests/support/check.h"
#include "transforms/sketch.h"
#include "transforms/survey.h"

static const char *rest_of(const char *text, const char *record, struct arena *arena)
{
    struct survey survey;
    struct buffer rest = {0};
    const struct sketch *sketch;
    const char *copy;
    struct error err;

    survey_start(&survey, arena);
    CHECK_DONE(survey_read(&survey, reader_from_memory(text, strlen(text), arena), &err), &err);
    sketch = sketch_make(&survey, "ho-so", record, arena, &err);
    if (sketch == NULL)
        fail_msg("%s", err.text);
    sketch_tell_rest(sketch, &rest);
    copy = arena_text(arena, buffer_string(&rest));
    buffer_free(&rest);
    survey_free(&survey);
    return copy;
}

#define HEAD "# Not in this draft; hint: --record drafts them:\n"

static const struct {
    const char *text, *record, *rest;
} rows[] = {
    /* All is in the draft, but what stands once beside the records. */
    {"<R><H><X>1</X><Y>2</Y></H><A><K>1</K><P><G>1</G><H>1</H></P><P><G>2</G></P></A>"
     "<A><K>2</K></A></R>",
     "A", ""},
    {"{\"ma\": 1, \"phi\": [{\"a\": 1, \"b\": 2}, {\"a\": 1, \"b\": 2}]}", ".", ""},
    /* Inner documents of another kind: their records, or their roots. */
    {"<R><F><N>&lt;T>&lt;K>1&lt;/K>&lt;V>a&lt;/V>&lt;W>b&lt;/W>&lt;/T></N></F>"
     "<F><N>&lt;U>&lt;K>1&lt;/K>&lt;/U></N></F>"
     "<F><N>&lt;L>&lt;D>&lt;K>1&lt;/K>&lt;V>1&lt;/V>&lt;/D>&lt;D>&lt;K>1&lt;/K>&lt;/D>&lt;/L></N></"
     "F>"
     "<F><N>&lt;E/></N></F></R>",
     "T", HEAD "#   R/F/N > U (1)\n#   R/F/N > L/D (2)\n"},
    {"<R><A><K>1</K><V>1</V></A><A><K>2</K></A><J>{\"a\": {\"b\": 1, \"c\": 2}}</J></R>", "A",
     HEAD "#   R/J > a (1)\n"},
    /* Other elements that repeat, outside the records and around them; names that no mapping has.
     */
    {"{\"nop\": [{\"a\": 1, \"b\": 2, \"c\": 3}, {\"a\": 1}], \"tra\": [{\"a\": 1, \"b\": 2}, {}],"
     " \"a\\nb\": [{\"a\": 1, \"b\": 2}, {}], \"s\": [1, 2]}",
     "nop", HEAD "#   tra (2)\n"},
    {"{\"hs\": [{\"ma\": 1, \"x\": {\"a\": 1, \"b\": 2}, \"phi\": [{\"a\": 1, \"b\": 2}]}, "
     "{\"ma\": 2}]}",
     "phi", HEAD "#   hs/x (1)\n"},
};

static void what_is_left_out_is_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *arena = arena_new();

        assert_string_equal(rest_of(rows[i].text, rows[i].record, arena), rows[i].rest);
        arena_free(arena);
    }
}

static void of_many_kinds_the_first_are_named(void **state)
{
    struct arena *arena = arena_new();
    const char *text = "{\"ma\": [{\"a\": 1, \"b\": 2}, {}]", *rest;
    int i;

    (void)state;
    for (i = 1; i <= 14; i++)
        text = arena_print(arena, "%s, \"k%d\": [{\"a\": 1, \"b\": 2}, {}]", text, i);
    rest = rest_of(arena_print(arena, "%s}", text), "ma", arena);
    CHECK_HAS(rest, "#   k12 (2)\n#   and 2 more\n");
    assert_null(strstr(rest, "k13"));
    arena_free(arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_left_out_is_named),
        cmocka_unit_test(of_many_kinds_the_first_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
