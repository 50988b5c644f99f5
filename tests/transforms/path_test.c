/* Paths are read as docs/mapping.md writes them; a mistake is told at its column. */
#include "transforms/path.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "tests/support/check.h"

static const struct name_space declared[] = {{"t", "urn:t"}};
static const struct name_spaces name_spaces = {declared, 1, false};

static void write_filter(const struct filter *filter, struct buffer *text)
{
    static const char *const signs[] = {"", "=", "!="};

    buffer_print(text, "[%s%s%s%s]", filter->name_space != NULL ? "{}" : "", filter->name,
                 signs[filter->kind], filter->text != NULL ? filter->text : "");
}

static void write_branch(const struct branch *branch, struct buffer *text)
{
    buffer_print(text, "%d", branch->ups);
    for (size_t i = 0; i < branch->step_count; i++) {
        const struct step *step = &branch->steps[i];

        buffer_text(text, "/");
        if (step->name_space != NULL)
            buffer_print(text, "{%s}", step->name_space);
        buffer_text(text, step->name != NULL ? step->name : "*");
        for (size_t j = 0; j < step->filter_count; j++)
            write_filter(&step->filters[j], text);
    }
}

struct row {
    const char *text, *wanted;
    long column;
};

static void paths_are_read(void **state)
{
    static const struct row rows[] = {
        {"MA_LK", "0/MA_LK", 0},
        {"a/b/c", "0/a/b/c", 0},
        {"*/b", "0/*/b", 0},
        {"@id", "0/@id", 0},
        {"a/@id", "0/a/@id", 0},
        {"t:a/b", "0/{urn:t}a/b", 0},
        {"@t:a", "0/{urn:t}@a", 0},
        {"../a", "1/a", 0},
        {"../../a/b", "2/a/b", 0},
        {"..", "1", 0},
        {".", "0", 0},
        {"'Mã đơn vị'", "0/Mã đơn vị", 0},
        {"'it''s'", "0/it's", 0},
        {"Mã.số-1", "0/Mã.số-1", 0},
        {"a[b='x']/c", "0/a[b=x]/c", 0},
        {"a[b!='x y']", "0/a[b!=x y]", 0},
        {"a[ b = 'it''s' ][@c]", "0/a[b=it's][@c]", 0},
        {"a[t:b]", "0/a[{}b]", 0},
        {"*[b]", "0/*[b]", 0},
        {"a | b/c |../d", "0/a|0/b/c|1/d", 0},
        {" a ", "0/a", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *arena = arena_new();
        struct buffer text = {0};
        struct error err = {.text = ""};
        struct path *path = path_parse(rows[i].text, &name_spaces, arena, &err);

        if (path == NULL)
            fail_msg("%s: %s", rows[i].text, err.text);
        for (size_t j = 0; path != NULL && j < path->count; j++) {
            buffer_text(&text, j > 0 ? "|" : "");
            write_branch(&path->branches[j], &text);
        }
        assert_string_equal(buffer_string(&text), rows[i].wanted);
        buffer_free(&text);
        arena_free(arena);
    }
}

static void mistakes_are_told_at_their_column(void **state)
{
    static const struct row rows[] = {
        {"", "the path ends where a name was expected", 1},
        {"a/", "the path ends where a name was expected", 3},
        {"a//b", "a name was expected in the path at '/b'", 3},
        {"a b", "'/', '[' or '|' was expected in the path at 'b'", 3},
        {"a[b", "the path ends where ']' was expected", 4},
        {"a[b=x]", "a text in single quotes was expected in the path at 'x]'", 5},
        {"a[b='x]", "the path ends where a closing quote was expected", 8},
        {"a[]", "a name was expected in the path at ']'", 3},
        {"u:a", "the prefix 'u' is not declared under 'namespaces'", 1},
        {"a/u:b", "the prefix 'u' is not declared under 'namespaces'", 3},
        {"a/../b",
         "a name ('.' and '..' stand only at the beginning) was expected in the path at "
         "'../b'",
         3},
        {"@a/b", "nothing (an attribute has no children) was expected in the path at 'b'", 4},
        {"a |", "the path ends where a name was expected", 4},
        {"a làm việc hết hồ sơ", "'/', '[' or '|' was expected in the path at 'làm việc hết h'", 3},
        {"a$", "'/', '[' or '|' was expected in the path at '$'", 2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *arena = arena_new();
        struct error err = {.text = ""};

        assert_null(path_parse(rows[i].text, &name_spaces, arena, &err));
        assert_string_equal(err.text, rows[i].wanted);
        assert_int_equal(err.kind, ERROR_CONFIG);
        assert_int_equal(err.line, rows[i].column);
        arena_free(arena);
    }
}

static void only_paths_down_through_elements_are_plain(void **state)
{
    static const char *const plain[] = {"a", "a/*/b", "a[@b='1']/c"};
    static const char *const others[] = {"a | b", "../a", ".", "a/@b", "@a"};
    struct arena *arena = arena_new();
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        assert_true(path_is_plain(path_parse(plain[i], &name_spaces, arena, &err)));
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_false(path_is_plain(path_parse(others[i], &name_spaces, arena, &err)));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_are_read),
        cmocka_unit_test(mistakes_are_told_at_their_column),
        cmocka_unit_test(only_paths_down_through_elements_are_plain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
