/* A table keeps its cells while it grows. */
#include "core/table.h"

#include "core/arena.h"
#include "tests/support/check.h"

static void rows_begin_empty_and_stay_where_they_were_put(void **state)
{
    static const struct column columns[] = {{.name = "a"}, {.name = "b"}};
    struct arena *arena = arena_new();
    struct table *table = table_new("t", columns, 2, arena);
    size_t i;

    (void)state;
    for (i = 0; i < 1000; i++)
        table_add(table)[0] = arena_print(arena, "%zu", i);
    assert_int_equal(table->row_count, 1000);
    assert_string_equal(table_cell(table, 0, 0), "0");
    assert_string_equal(table_cell(table, 999, 0), "999");
    assert_null(table_cell(table, 500, 1));
    arena_free(arena);
}

static void a_row_of_an_answer_is_copied(void **state)
{
    static const struct column columns[] = {{.name = "a"}, {.name = "b"}};
    struct arena *arena = arena_new();
    struct table *table = table_new("t", columns, 2, arena);
    char cell[] = "x";
    const char *const cells[] = {cell, NULL};
    struct error err;

    (void)state;
    assert_int_equal(table_add_row(table, cells, 2, &err), 0);
    cell[0] = 'y';
    assert_int_equal(table->row_count, 1);
    assert_string_equal(table_cell(table, 0, 0), "x");
    assert_null(table_cell(table, 0, 1));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_begin_empty_and_stay_where_they_were_put),
        cmocka_unit_test(a_row_of_an_answer_is_copied),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
