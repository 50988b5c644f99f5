/* Mistakes are sorted for people. */
#include "core/problem.h"

#include "core/arena.h"
#include "core/yaml.h"
#include "tests/support/check.h"

static void by_file_as_it_came_and_by_place_in_it(void **state)
{
    const struct node nodes[] = {
        {.file = "b", .line = 2, .column = 3}, {.file = "a", .line = 9, .column = 1},
        {.file = "b", .line = 1, .column = 7}, {.file = "b", .line = 2, .column = 1},
        {.file = "a", .line = 1, .column = 1}, {.file = "b", .line = 2, .column = 3}};
    static const char *const wanted[] = {"whole", "2", "3", "0", "5", "4", "1"};
    struct problems problems = {.arena = arena_new()};
    const struct problem *problem;
    size_t i;

    (void)state;
    problem_sort(&problems);
    assert_null(problems.first);
    for (i = 0; i < sizeof nodes / sizeof nodes[0]; i++)
        problem_at(&problems, &nodes[i], "%zu", i);
    problem_in_file(&problems, "b", "whole");
    problem_sort(&problems);
    for (problem = problems.first, i = 0; problem != NULL; problem = problem->next, i++)
        assert_string_equal(problem->text, wanted[i]);
    assert_int_equal(i, sizeof wanted / sizeof wanted[0]);
    assert_string_equal(problems.last->text, "1");
    problem_at(&problems, &nodes[0], "last");
    assert_string_equal(problems.last->text, "last");
    assert_ptr_equal(problems.last->next, NULL);
    arena_free(problems.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_file_as_it_came_and_by_place_in_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
