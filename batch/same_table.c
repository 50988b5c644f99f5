/* Mappings beside each other: their names, and the columns of a table that two of them make. */
#include "batch/same_table.h"

#include <string.h>

#include "core/problem.h"
#include "core/record.h"
#include "transforms/mapping.h"

static bool is_alike(const struct column *one, const struct column *other)
{
    return strcmp(one->name, other->name) == 0 && one->type == other->type &&
           one->scale == other->scale && one->is_key == other->is_key;
}

/* The first column that two schemas do not share; NULL when they are alike. */
static const char *find_difference(const struct schema *one, const struct schema *other)
{
    size_t i;

    for (i = 0; i < one->column_count || i < other->column_count; i++) {
        if (i >= one->column_count)
            return other->columns[i].name;
        if (i >= other->column_count || !is_alike(&one->columns[i], &other->columns[i]))
            return one->columns[i].name;
    }
    return NULL;
}

/* The same with the children's columns and, where one has no such children, their name. */
static const char *find_difference_in_all(const struct schema *one, const struct schema *other)
{
    const char *column = find_difference(one, other);
    size_t i;

    for (i = 0; column == NULL && (i < one->child_count || i < other->child_count); i++) {
        if (i >= one->child_count)
            return other->children[i].member;
        if (i >= other->child_count ||
            strcmp(one->children[i].member, other->children[i].member) != 0)
            return one->children[i].member;
        column = find_difference(&one->children[i], &other->children[i]);
    }
    return column;
}

static void check_names(const struct mapping *one, const struct mapping *other,
                        struct problems *problems)
{
    const char *name = mapping_name(one), *taken = mapping_name(other);

    if (name != NULL && taken != NULL && strcmp(name, taken) == 0)
        problem_at(problems, mapping_place(one), "another mapping is called '%s' too", name);
}

static void check_tables(const struct mapping *one, const struct mapping *other,
                         struct problems *problems)
{
    const struct schema *schema = mapping_schema(one);
    const char *column;

    if (mapping_soundness(one) < SOUND_TYPES || mapping_soundness(other) < SOUND_TYPES ||
        strcmp(schema->table, mapping_schema(other)->table) != 0)
        return;
    column = find_difference_in_all(schema, mapping_schema(other));
    if (column != NULL)
        problem_at(problems, mapping_place(one),
                   "the mapping '%s' makes the table '%s' too, with other columns: '%s'",
                   mapping_name(other), schema->table, column);
}

void same_table_check(const struct mapping *one, const struct mapping *other,
                      struct problems *problems)
{
    if (problem_is_at(problems, mapping_place(one)))
        return;
    check_names(one, other, problems);
    check_tables(one, other, problems);
}
