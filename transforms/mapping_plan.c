/*
 * The plan of a mapping, made of all its paths: which of them go together.
 *
 * It is made of the paths that are right, so that a wrong one hides nothing of the others; without
 * the way to the records nothing can be said of any.
 */
#include "core/error.h"
#include "core/problem.h"
#include "transforms/child_check.h"
#include "transforms/field_check.h"
#include "transforms/mapping_inside.h"
#include "transforms/version_check.h"

static struct path *check_unmapped(const struct mapping *mapping, const char *text,
                                   struct arena *arena, struct problems *problems)
{
    struct path *path = path_check(text, &mapping->name_spaces, mapping->tree, arena, problems);

    if (path == NULL ||
        (path->count == 1 && path->branches[0].ups == 0 && path->branches[0].step_count > 0))
        return path;
    problem_at_text(problems, mapping->tree, text,
                    "'unmapped' takes plain paths to elements below the record");
    return NULL;
}

static void plan_unmapped(struct mapping *mapping, struct arena *arena, struct problems *problems)
{
    struct error err;
    size_t i;

    for (i = 0; i < mapping->unmapped.count; i++) {
        const char *text = mapping->unmapped.items[i];
        struct path *path = check_unmapped(mapping, text, arena, problems);

        if (path != NULL && mapping->plan.root != NULL &&
            plan_add_unmapped(&mapping->plan, NULL, path, &err) != 0)
            problem_at_text(problems, mapping->tree, text, "%s", err.text);
    }
}

static bool has_way(const struct mapping *mapping)
{
    size_t i;

    for (i = 0; i < mapping->inside_count; i++)
        if (mapping->insides[i].path == NULL)
            return false;
    return mapping->record != NULL && !mapping->inside_items.is_open;
}

static void plan_way(struct mapping *mapping, struct arena *arena, struct problems *problems)
{
    struct error err;
    size_t i;

    plan_start(&mapping->plan, arena);
    for (i = 0; i < mapping->inside_count; i++)
        plan_extend(&mapping->plan, mapping->insides[i].path, &mapping->insides[i]);
    plan_extend(&mapping->plan, mapping->record, NULL);
    if (plan_add_filters(&mapping->plan, &err) != 0)
        problem_at_text(problems, mapping->tree, mapping->record_text, "%s", err.text);
    if (mapping->declaration.path != NULL &&
        plan_add_declared(&mapping->plan, mapping->declaration.path, &err) != 0)
        problem_at_text(problems, mapping->tree, mapping->declaration.path_text, "%s", err.text);
    for (i = 0; i < mapping->content_count; i++)
        if (mapping->contents[i].path != NULL &&
            plan_add_content(&mapping->plan, mapping->contents[i].path, &mapping->contents[i],
                             &err) != 0)
            problem_at_text(problems, mapping->tree, mapping->contents[i].at_text, "%s", err.text);
}

void mapping_plan(struct mapping *mapping, struct arena *arena, struct problems *problems)
{
    bool is_whole = has_way(mapping);
    size_t i;

    if (is_whole)
        plan_way(mapping, arena, problems);
    for (i = 0; is_whole && i < mapping->field_count; i++)
        field_plan(mapping, NULL, &mapping->fields[i], problems);
    plan_unmapped(mapping, arena, problems);
    if (!is_whole)
        return;
    children_plan(mapping, problems);
    versions_plan(mapping, problems);
}
