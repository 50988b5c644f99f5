/* The list of configuration mistakes, in the order in which they were found. */
#include "core/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/arena.h"
#include "core/yaml.h"

enum { PROBLEM_TEXT_SIZE = 2048 };

static struct problem *problem_add(struct problems *problems, const char *format, va_list arguments)
{
    struct problem *problem = arena_alloc(problems->arena, sizeof *problem);
    char text[PROBLEM_TEXT_SIZE];

    vsnprintf(text, sizeof text, format, arguments);
    problem->text = arena_text(problems->arena, text);
    if (problems->last == NULL)
        problems->first = problem;
    else
        problems->last->next = problem;
    problems->last = problem;
    return problem;
}

static void place_at(struct problem *problem, const struct node *node)
{
    problem->node = node;
    problem->file = node->file;
    problem->line = node->line;
    problem->column = node->column;
}

static void place_at_key(struct problem *problem, const struct node *node)
{
    place_at(problem, node);
    if (node->key != NULL) {
        problem->line = node->key_line;
        problem->column = node->key_column;
    }
}

void problem_at(struct problems *problems, const struct node *node, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    place_at(problem_add(problems, format, arguments), node);
    va_end(arguments);
    problems->errors++;
}

void problem_at_key(struct problems *problems, const struct node *node, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    place_at_key(problem_add(problems, format, arguments), node);
    va_end(arguments);
    problems->errors++;
}

void problem_of_key(struct problems *problems, const struct node *node, const char *format, ...)
{
    struct problem *problem;
    va_list arguments;

    va_start(arguments, format);
    problem = problem_add(problems, format, arguments);
    va_end(arguments);
    place_at_key(problem, node);
    problem->node = node->parent;
    problem->key = node->key;
    problems->errors++;
}

void problem_in_file(struct problems *problems, const char *file, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    problem_add(problems, format, arguments)->file = arena_text(problems->arena, file);
    va_end(arguments);
    problems->errors++;
}

void problem_missing(struct problems *problems, const struct node *map, const char *key,
                     const char *format, ...)
{
    struct problem *problem;
    va_list arguments;

    if (problem_is_of(problems, map, key, NULL))
        return;
    va_start(arguments, format);
    problem = problem_add(problems, format, arguments);
    va_end(arguments);
    place_at(problem, map);
    problem->key = arena_text(problems->arena, key);
    problem->text = arena_print(problems->arena, "the key '%s' is missing; %s", key, problem->text);
    problems->errors++;
}

void problem_warn(struct problems *problems, const struct node *node, const char *format, ...)
{
    struct problem *problem;
    va_list arguments;

    va_start(arguments, format);
    problem = problem_add(problems, format, arguments);
    va_end(arguments);
    place_at(problem, node);
    problem->is_warning = true;
    problems->warnings++;
}

void problem_at_text(struct problems *problems, const struct node *tree, const char *text,
                     const char *format, ...)
{
    const struct node *node = node_of_text(tree, text);
    va_list arguments;

    va_start(arguments, format);
    place_at(problem_add(problems, format, arguments), node != NULL ? node : tree);
    va_end(arguments);
    problems->errors++;
}

static bool is_of_file(const struct problem *problem, const char *file)
{
    return problem->file == file || strcmp(problem->file, file) == 0;
}

static bool is_before(const struct problem *one, const struct problem *other)
{
    return one->line != other->line ? one->line < other->line : one->column < other->column;
}

/* Where a problem goes into a sorted list: behind those of its file that are not behind it. */
static struct problem **find_place(struct problem **list, const struct problem *problem)
{
    while (*list != NULL && !is_of_file(*list, problem->file))
        list = &(*list)->next;
    while (*list != NULL && is_of_file(*list, problem->file) && !is_before(problem, *list))
        list = &(*list)->next;
    return list;
}

void problem_sort(struct problems *problems)
{
    struct problem *problem = problems->first, *next, **place;

    problems->first = problems->last = NULL;
    for (; problem != NULL; problem = next) {
        next = problem->next;
        place = find_place(&problems->first, problem);
        problem->next = *place;
        *place = problem;
        if (problem->next == NULL)
            problems->last = problem;
    }
}

static bool is_within(const struct node *node, const struct node *outer)
{
    while (node != NULL && node != outer)
        node = node->parent;
    return node != NULL;
}

bool problem_is_at(const struct problems *problems, const struct node *node)
{
    const struct problem *problem;

    for (problem = problems->first; node != NULL && problem != NULL; problem = problem->next)
        if (!problem->is_warning && is_within(problem->node, node))
            return true;
    return false;
}

static bool is_of_key(const struct problems *problems, const struct node *map, const char *key)
{
    const struct node *value = node_find(map, key);
    const struct problem *problem;

    if (value != NULL ? value->is_cut : map->is_cut || map->kind != NODE_MAP)
        return true;
    for (problem = problems->first; problem != NULL; problem = problem->next)
        if (problem->node == map && problem->key != NULL && strcmp(problem->key, key) == 0)
            return true;
    return problem_is_at(problems, value);
}

bool problem_is_of(const struct problems *problems, const struct node *map, ...)
{
    bool is_told = false;
    const char *key;
    va_list keys;

    va_start(keys, map);
    while (map != NULL && !is_told && (key = va_arg(keys, const char *)) != NULL)
        is_told = is_of_key(problems, map, key);
    va_end(keys);
    return is_told;
}
