/* The list of configuration mistakes, in the order in which they were found. */
#include "core/problem.h"

#include <stdarg.h>
#include <stdio.h>

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

static void problem_place(struct problem *problem, const struct node *node)
{
    problem->file = node->file;
    problem->line = node->line;
    problem->column = node->column;
}

void problem_at(struct problems *problems, const struct node *node, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    problem_place(problem_add(problems, format, arguments), node);
    va_end(arguments);
    problems->errors++;
}

void problem_at_key(struct problems *problems, const struct node *node, const char *format, ...)
{
    struct problem *problem;
    va_list arguments;

    va_start(arguments, format);
    problem = problem_add(problems, format, arguments);
    va_end(arguments);
    problem->file = node->file;
    problem->line = node->key != NULL ? node->key_line : node->line;
    problem->column = node->key != NULL ? node->key_column : node->column;
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

void problem_warn(struct problems *problems, const struct node *node, const char *format, ...)
{
    struct problem *problem;
    va_list arguments;

    va_start(arguments, format);
    problem = problem_add(problems, format, arguments);
    va_end(arguments);
    problem_place(problem, node);
    problem->is_warning = true;
    problems->warnings++;
}

void problem_at_text(struct problems *problems, const struct node *tree, const char *text,
                     const char *format, ...)
{
    const struct node *node = node_of_text(tree, text);
    va_list arguments;

    va_start(arguments, format);
    problem_place(problem_add(problems, format, arguments), node != NULL ? node : tree);
    va_end(arguments);
    problems->errors++;
}
