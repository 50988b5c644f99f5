/*
 * Definitions tried before there are records, part by part, so that all of their mistakes are told.
 */
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/problem.h"
#include "core/query.h"
#include "core/yaml.h"
#include "indicators/indicator.h"
#include "indicators/indicator_inside.h"
#include "indicators/question.h"

struct trial {
    const struct indicator *indicator;
    struct surroundings surroundings;
    struct query *query;
    struct problems *problems;
};

/* True when the engine takes the expression; else its words are told at the place. */
static bool is_taken(const struct trial *trial, const char *expression, const struct node *place)
{
    struct error err;

    if (question_try(expression, trial->indicator, &trial->surroundings, trial->query, &err) == 0)
        return true;
    problem_at(trial->problems, place, "the store refuses this: %s", err.text);
    return false;
}

/* Tries what stands behind a key, unless it is absent or has been told to be wrong. */
static void try_part(const struct trial *trial, const char *key, const char *expression)
{
    const struct node *place = node_find(trial->indicator->tree, key);

    if (place != NULL && !problem_is_at(trial->problems, place))
        is_taken(trial, expression, place);
}

/* The unit that a definition has without naming one. */
static void try_usual_unit(const struct trial *trial)
{
    const struct indicator *indicator = trial->indicator;
    struct error err;

    if (node_find(indicator->tree, "unit") == NULL && indicator->unit != NULL &&
        question_try(indicator->unit, indicator, &trial->surroundings, trial->query, &err) != 0)
        problem_missing(trial->problems, indicator->tree, "unit",
                        "it takes SQL for the code of the unit, because the store refuses %s: %s",
                        indicator->unit, err.text);
}

static void try_columns(const struct trial *trial, const struct texts *columns)
{
    size_t i;

    for (i = 0; i < columns->count; i++) {
        const struct node *place = node_of_text(trial->indicator->tree, columns->items[i]);
        struct buffer column = {0};

        question_column(&column, trial->indicator, columns->items[i]);
        if (!problem_is_at(trial->problems, place))
            is_taken(trial, buffer_string(&column), place);
        buffer_free(&column);
    }
}

/* The fact table, and what is said of its columns. */
static void try_fact(const struct trial *trial)
{
    const struct indicator *indicator = trial->indicator;
    const struct node *tree = indicator->tree, *place = node_find(tree, "fact");
    const char *all = arena_print(trial->problems->arena, "%s.*", indicator->fact);

    if (problem_is_of(trial->problems, tree, "fact", NULL) ||
        !is_taken(trial, all, place != NULL ? place : node_find(tree, "from")))
        return;
    try_columns(trial, &indicator->dates);
    try_columns(trial, &indicator->key);
    try_columns(trial, &indicator->show);
    try_usual_unit(trial);
}

/* What no part shows alone, such as a parenthesis that one of them closes too much. */
static void try_whole(const struct trial *trial)
{
    struct error err;

    if (question_try_whole(trial->indicator, &trial->surroundings, trial->query, &err) != 0)
        problem_at(trial->problems, trial->indicator->tree,
                   "the store refuses the parts together: %s", err.text);
}

void indicator_try(const struct indicator *indicator, struct query *query,
                   struct problems *problems)
{
    struct trial trial = {.indicator = indicator, .query = query, .problems = problems};
    const struct node *tree = indicator->tree, *from = node_find(tree, "from");
    struct error err;

    if (from == NULL || problem_is_of(problems, tree, "from", NULL))
        return;
    if (surroundings_read(query, problems->arena, &trial.surroundings, &err) != 0)
        problem_in_file(problems, tree->file, "%s", err.text);
    else if (is_taken(&trial, "1", from)) {
        try_fact(&trial);
        try_part(&trial, "unit", indicator->unit);
        try_part(&trial, "denominator", indicator->denominator);
        try_part(&trial, "numerator", indicator->numerator);
        try_part(&trial, "late_numerator", indicator->late_numerator);
        if (!tree->is_cut && !problem_is_at(problems, tree))
            try_whole(&trial);
    }
}

static bool speaks_of(const struct texts *texts, const char *table)
{
    size_t i;

    for (i = 0; i < texts->count; i++)
        if (question_speaks_of(texts->items[i], table))
            return true;
    return false;
}

bool indicator_speaks_of(const struct indicator *indicator, const char *table)
{
    const char *const parts[] = {indicator->from,        indicator->fact,
                                 indicator->unit,        indicator->numerator,
                                 indicator->denominator, indicator->late_numerator};
    size_t i;

    for (i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (parts[i] != NULL && question_speaks_of(parts[i], table))
            return true;
    return speaks_of(&indicator->dates, table) || speaks_of(&indicator->key, table) ||
           speaks_of(&indicator->show, table);
}
