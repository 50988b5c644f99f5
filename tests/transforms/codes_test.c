/* Code lists are read whole or not at all, and searched by the exact code. */
#include "transforms/codes.h"

#include <stdlib.h>

#include "core/arena.h"
#include "core/problem.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

static struct code_list *read_list(const char *text, struct arena *arena, struct problems *problems)
{
    const char *folder = scratch_make(arena);
    const char *path = scratch_write(folder, "x.yaml", text, strlen(text), arena);
    struct code_list *list;

    problems->arena = arena;
    list = code_list_read(path, arena, problems);
    scratch_remove(folder);
    return list;
}

static void codes_are_found_with_their_labels(void **state)
{
    static const char text[] = "codes: x.kind\ntitle: {vi: Loại, en: Kind}\nbasis: QĐ 1\nlist:\n"
                               "  - {code: '10', vi: mười, en: ten}\n  - {code: '1'}\n"
                               "  - {code: Hài lòng}\n  - {code: 01}\n";
    struct arena *arena = arena_new();
    struct problems problems = {0};
    const struct code_list *list = read_list(text, arena, &problems);

    (void)state;
    assert_non_null(list);
    assert_string_equal(list->name, "x.kind");
    assert_string_equal(list->title.vi, "Loại");
    assert_string_equal(list->basis, "QĐ 1");
    assert_int_equal(list->count, 4);
    assert_string_equal(list->codes[0].code, "10");
    assert_string_equal(code_find(list, "10", 2)->en, "ten");
    assert_string_equal(code_find(list, "1", 1)->vi, "");
    assert_string_equal(code_find(list, "01", 2)->code, "01");
    assert_string_equal(code_find(list, "Hài lòng", strlen("Hài lòng"))->code, "Hài lòng");
    assert_string_equal(code_find(list, "10x", 2)->code, "10");
    arena_free(arena);
}

static void decomposed_codes_are_those_that_look_alike(void **state)
{
    struct arena *arena = arena_new();
    struct problems problems = {0};
    const struct code_list *list =
        read_list("codes: x\nlist: [{code: 'Ha\xcc\x80i lo\xcc\x80ng'}]\n", arena, &problems);

    (void)state;
    assert_non_null(code_find(list, "Hài lòng", strlen("Hài lòng")));
    arena_free(arena);
}

static void other_texts_are_not_found(void **state)
{
    static const char *const others[] = {"", "0", "100", "2", "Hài", "hài lòng", "Hài lòng "};
    struct arena *arena = arena_new();
    struct problems problems = {0};
    const struct code_list *list = read_list(
        "codes: x\nlist: [{code: '10'}, {code: '1'}, {code: Hài lòng}]\n", arena, &problems);

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_null(code_find(list, others[i], strlen(others[i])));
    arena_free(arena);
}

static void mistakes_are_told(void **state)
{
    static const char *const rows[][2] = {
        {"codes: x\nlist: []\n", "the list 'x' has no codes"},
        {"codes: x\nlist:\n  - {code: a}\n  - {code: a}\n",
         "the code 'a' stands twice in the list"},
        {"codes: x\nlist: [{code: ''}]\n", "a code is empty"},
        {"codes: x\nlist: [{vi: a}]\n",
         "the key 'code' is missing; it takes text: the code as the source writes it"},
        {"list: [{code: a}]\n",
         "the key 'codes' is missing; it takes text: the list's name, SOURCE.FIELD"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *arena = arena_new();
        struct problems problems = {0};

        assert_null(read_list(rows[i][0], arena, &problems));
        assert_int_equal(problems.errors, 1);
        assert_string_equal(problems.first->text, rows[i][1]);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_found_with_their_labels),
        cmocka_unit_test(decomposed_codes_are_those_that_look_alike),
        cmocka_unit_test(other_texts_are_not_found),
        cmocka_unit_test(mistakes_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
