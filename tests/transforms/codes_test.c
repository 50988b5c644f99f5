/* Code lists are read whole or not at all, and searched by the exact code. */
#include "transforms/codes.h"

#include "core/arena.h"
#include "core/problem.h"
#include "core/yaml.h"
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

static const char dated[] =
    "codes: x.xa\nversion: '2025'\nattributes: [tinh, cap]\nlist:\n"
    "  - {code: '00004', vi: Trúc Bạch, until: 2025-06-30, tinh: '01'}\n"
    "  - {code: '00004', vi: Ba Đình, from: 2025-07-01, tinh: '01', cap: ''}\n"
    "  - {code: '00008', vi: Ngọc Hà, from: 2025-07-01}\n"
    "  - {code: '00001', vi: Phúc Xá, from: 2004-07-08, until: 2025-06-30}\n";

struct day_row {
    const char *code, *day, *wanted; /* its label, NULL when it is not valid */
};

static void a_code_is_what_it_was_on_the_day(void **state)
{
    static const struct day_row rows[] = {
        {"00004", "2025-06-30", "Trúc Bạch"},
        {"00004", "2025-07-01", "Ba Đình"},
        {"00004", "2025-07-01T00:00:00", "Ba Đình"},
        {"00004", "2025-06-30T23:59:59.999999", "Trúc Bạch"},
        {"00004", "1990", "Trúc Bạch"},
        {"00004", "2025", "Trúc Bạch"}, /* both may be meant; the first is taken */
        {"00004", NULL, "Trúc Bạch"},
        {"00008", "2025-06-30", NULL},
        {"00008", "2025-06", NULL},
        {"00008", "2025-07", "Ngọc Hà"},
        {"00008", NULL, "Ngọc Hà"},
        {"00001", "2004-07-07", NULL},
        {"00001", "2004-07", "Phúc Xá"},
        {"00001", "2025-07-01", NULL},
        {"00002", NULL, NULL},
    };
    struct arena *arena = arena_new();
    struct problems problems = {0};
    const struct code_list *list = read_list(dated, arena, &problems);

    (void)state;
    assert_non_null(list);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct code *code =
            code_find_on(list, rows[i].code, strlen(rows[i].code), rows[i].day);

        assert_string_equal(code != NULL ? code->vi : "",
                            rows[i].wanted != NULL ? rows[i].wanted : "");
    }
    arena_free(arena);
}

static void a_list_is_keyed_by_its_version_and_has_its_own_attributes(void **state)
{
    struct arena *arena = arena_new();
    struct problems problems = {0};
    const struct code_list *list = read_list(dated, arena, &problems);
    const struct code *code;

    (void)state;
    assert_non_null(list);
    assert_string_equal(list->key, "x.xa@2025");
    assert_string_equal(list->name, "x.xa");
    code = code_find_on(list, "00004", 5, "2025-07-01");
    assert_string_equal(code_attribute(code, code_attribute_index(list, "vi")), "Ba Đình");
    assert_null(code_attribute(code, code_attribute_index(list, "en")));
    assert_string_equal(code_attribute(code, code_attribute_index(list, "tinh")), "01");
    assert_null(code_attribute(code, code_attribute_index(list, "cap")));
    assert_null(code_attribute(code_find(list, "00008", 5), code_attribute_index(list, "tinh")));
    assert_int_equal(code_attribute_index(list, "code"), NO_ATTRIBUTE);
    assert_int_equal(code_attribute_index(list, "huyen"), NO_ATTRIBUTE);
    arena_free(arena);
}

static void a_code_with_two_meanings_is_ambiguous_where_no_day_tells_them_apart(void **state)
{
    static const struct {
        const char *code, *day, *attribute;
        bool is_ambiguous;
    } rows[] = {
        {"00004", NULL, "vi", true},          {"00004", "2025", "vi", true},
        {"00004", "2025-06-30", "vi", false}, {"00004", "2025-07", "vi", false},
        {"00004", NULL, "en", false}, /* said in neither */
        {"00008", NULL, "vi", false},         {"00001", NULL, "vi", false},
    };
    struct arena *arena = arena_new();
    struct problems problems = {0};
    const struct code_list *list = read_list(dated, arena, &problems);

    (void)state;
    assert_non_null(list);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const int attribute = code_attribute_index(list, rows[i].attribute);
        const struct code *code = code_find_on(list, rows[i].code, 5, rows[i].day);

        assert_non_null(code);
        assert_ptr_equal(code_look_up(list, rows[i].code, 5, rows[i].day, attribute),
                         rows[i].is_ambiguous ? NULL : code);
    }
    arena_free(arena);
}

static void one_key_in_two_files_is_a_mistake(void **state)
{
    struct arena *arena = arena_new();
    struct problems problems = {0};
    const struct code_list *lists[3];

    (void)state;
    lists[0] = read_list("codes: x.a\nlist: [{code: a}]\n", arena, &problems);
    lists[1] = read_list("codes: x.a\nversion: v2\nlist: [{code: a}]\n", arena, &problems);
    code_lists_check(lists, 2, &problems);
    assert_int_equal(problems.errors, 0);
    assert_ptr_equal(code_list_find(lists, 2, "x.a@v2"), lists[1]);
    assert_null(code_list_find(lists, 2, "x.a@v3"));
    lists[2] = read_list("codes: x.a\nversion: v2\nlist: [{code: b}]\n", arena, &problems);
    code_lists_check(lists, 3, &problems);
    assert_int_equal(problems.errors, 1);
    assert_string_equal(problems.first->text, arena_print(arena, "the list 'x.a@v2' is in %s too",
                                                          lists[1]->place->file));
    arena_free(arena);
}

static const char *label_of(const char *file, const char *code, struct arena *arena)
{
    struct problems problems = {.arena = arena};
    const struct code_list *list = code_list_read(file, arena, &problems);
    const struct code *found;

    assert_non_null(list);
    found = code_find(list, code, strlen(code));
    return found != NULL ? found->en : "";
}

/* LoaiDoiTuong. */
static void the_same_word_has_other_codes_in_other_systems(void **state)
{
    static const char *const files[] = {
        "config/codes/dvcqg.loai-doi-tuong.yaml",
        "config/codes/dvcqg.loai-doi-tuong@2026.yaml",
        "config/codes/mot-cua.loai-doi-tuong.yaml",
    };
    static const char *const codes[] = {"0", "1", "2", "3"};
    static const char *const wanted[][4] = {
        {"", "citizen", "business", "state body"},
        {"citizen", "business", "household business", ""},
        {"", "citizen", "business", "organisation"},
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 4; j++)
            assert_string_equal(label_of(files[i], codes[j], arena), wanted[i][j]);
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
        {"codes: x@1\nlist: [{code: a}]\n",
         "the list's name 'x@1' has '@'; hint: the version has a key of its own"},
        {"codes: x\nversion: ''\nlist: [{code: a}]\n", "the version '' is no word"},
        {"codes: x\nlist: [{code: a, group: b}]\n",
         "unknown key 'group'; accepted: code, vi, en, from, until"},
        {"codes: x\nattributes: [group]\nlist: [{code: a, grupo: b}]\n",
         "unknown key 'grupo'; accepted: code, vi, en, from, until, group"},
        {"codes: x\nattributes: [group, vi]\nlist: [{code: a}]\n", "there is a 'vi' already"},
        {"codes: x\nattributes: [a, a]\nlist: [{code: a}]\n", "there is a 'a' already"},
        {"codes: x\nlist: [{code: a, from: 01/04/2022}]\n",
         "'from': '01/04/2022' is no day; it is written yyyy-MM-dd"},
        {"codes: x\nlist: [{code: a, until: 2022-02-30}]\n",
         "'until': '2022-02-30' is no day; it is written yyyy-MM-dd"},
        {"codes: x\nlist: [{code: a, from: 2022-01-02, until: 2022-01-01}]\n",
         "'until' is before 'from'"},
        {"codes: x\nlist: [{code: a, until: 2022-01-02}, {code: a, from: 2022-01-02}]\n",
         "the code 'a' stands twice on some days"},
        {"codes: x\nlist: [{code: a}, {code: a, from: 2022-01-02}]\n",
         "the code 'a' stands twice on some days"},
        {"list: [{code: a}]\n",
         "the key 'codes' is missing; it takes text: the list's name, SOURCE.FIELD"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *arena = arena_new();
        struct problems problems = {0};

        assert_true(read_list(rows[i][0], arena, &problems)->is_broken);
        assert_int_equal(problems.errors, 1);
        assert_string_equal(problems.first->text, rows[i][1]);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_found_with_their_labels),
        cmocka_unit_test(a_code_is_what_it_was_on_the_day),
        cmocka_unit_test(a_list_is_keyed_by_its_version_and_has_its_own_attributes),
        cmocka_unit_test(a_code_with_two_meanings_is_ambiguous_where_no_day_tells_them_apart),
        cmocka_unit_test(one_key_in_two_files_is_a_mistake),
        cmocka_unit_test(the_same_word_has_other_codes_in_other_systems),
        cmocka_unit_test(decomposed_codes_are_those_that_look_alike),
        cmocka_unit_test(other_texts_are_not_found),
        cmocka_unit_test(mistakes_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
