/* Children by their names, keys and fields. */
#include "transforms/child_check.h"

#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/problem.h"
#include "core/yaml.h"
#include "transforms/columns.h"
#include "transforms/field_check.h"
#include "transforms/mapping_inside.h"

struct check {
    struct mapping *mapping;
    struct child *child;
    const struct node *node;
    struct problems *problems;
};

/* A child's table begins with the key of its record and its number among its siblings. */
static void check_column_names(const struct check *check)
{
    const struct mapping *mapping = check->mapping;
    const struct field_set *set = &check->child->fields;
    size_t i;

    for (i = 0; i < set->count; i++) {
        const char *name = set->items[i].name;
        const struct field *parent = name != NULL ? field_find(mapping, name) : NULL;
        bool is_number = name != NULL && strcmp(name, CHILD_NUMBER) == 0;

        if (is_number || (parent != NULL && parent->is_key))
            problem_at_text(check->problems, check->node, name,
                            "'%s' is a column that the table of children has already: %s", name,
                            is_number ? "the number among its siblings" : "the record's key");
    }
}

static void check_names(const struct check *check, struct arena *arena)
{
    const struct child *other;
    const struct child *child = check->child;
    const struct node *place = node_find(check->node, "name");
    const char *problem;

    if (child->name == NULL)
        return;
    problem = column_name_problem(child->name);
    if (problem == NULL &&
        !problem_is_of(check->problems, check->mapping->tree, "mapping", "table", NULL))
        problem =
            table_name_problem(arena_print(arena, "%s_%s", check->mapping->table, child->name));
    if (problem != NULL)
        problem_at(check->problems, place, "the name '%s' %s", child->name, problem);
    if (field_find(check->mapping, child->name) != NULL)
        problem_at(check->problems, place, "a field is called '%s' too", child->name);
    for (other = check->mapping->children;
         other->name == NULL || strcmp(other->name, child->name) != 0;)
        other++;
    if (other < child)
        problem_at(check->problems, place, "two children are called '%s'", child->name);
}

static void check_key(const struct check *check)
{
    const struct texts *key = &check->child->key;
    size_t i;

    for (i = 0; i < key->count; i++) {
        struct field *field = field_set_find(&check->child->fields, key->items[i]);

        if (field == NULL && !doubt_covers(&check->child->fields.doubt, key->items[i]))
            problem_at_text(check->problems, check->node, key->items[i], "there is no field '%s'",
                            key->items[i]);
        if (field == NULL)
            continue;
        if (field->privacy == PRIVACY_DROP || field->privacy == PRIVACY_MASK)
            problem_at_text(check->problems, check->node, key->items[i],
                            "a field that is dropped or masked cannot be the key");
        else
            field->is_key = true;
    }
}

static void check_path(const struct check *check, struct arena *arena)
{
    struct child *child = check->child;

    child->path = path_check(child->path_text, &check->mapping->name_spaces, check->node, arena,
                             check->problems);
    if (child->path == NULL || (child->path->count == 1 && child->path->branches[0].ups == 0 &&
                                child->path->branches[0].step_count > 0))
        return;
    child->path = NULL;
    problem_at_text(check->problems, check->node, child->path_text,
                    "only elements below the record can be its children, by one path");
}

static void make_schema(const struct check *check, struct schema *schema, struct arena *arena)
{
    struct child *child = check->child;

    if (check->mapping->table != NULL && child->name != NULL)
        schema->table = arena_print(arena, "%s_%s", check->mapping->table, child->name);
    schema->member = child->name;
    schema->title_vi = child->title.vi;
    schema->title_en = child->title.en;
    columns_make(schema, &child->fields,
                 child->basis != NULL ? child->basis : check->mapping->basis, arena);
}

void children_check(struct mapping *mapping, const struct mapping_context *context,
                    struct arena *arena, struct problems *problems)
{
    struct schema *schemas = arena_array(arena, mapping->child_items.count, sizeof *schemas);
    size_t i;

    mapping->children = mapping->child_items.items;
    mapping->child_count = mapping->child_items.count;
    mapping->schema.children = schemas;
    mapping->schema.child_count = mapping->child_count;
    mapping->child_doubt.is_open = mapping->child_items.is_open;
    for (i = 0; i < mapping->child_count; i++) {
        struct child *child = &mapping->children[i];
        const struct check check = {mapping, child, mapping->child_items.nodes[i], problems};

        fields_check(mapping, &child->field_items, &child->fields, &child->fields, context, arena,
                     problems);
        check_names(&check, arena);
        if (problem_is_of(problems, check.node, "name", NULL))
            doubt_note(&mapping->child_doubt, child->name, arena);
        check_key(&check);
        check_column_names(&check);
        check_path(&check, arena);
        make_schema(&check, &schemas[i], arena);
    }
}

static void plan_child(struct mapping *mapping, struct child *child, struct problems *problems)
{
    struct error err;
    struct place *place;
    size_t i;

    if (child->path == NULL)
        return;
    place = plan_add_rows(&mapping->plan, child->path, &err);
    if (place == NULL)
        problem_at_text(problems, mapping->tree, child->path_text, "%s", err.text);
    for (i = 0; place != NULL && i < child->fields.count; i++)
        field_plan(mapping, place, &child->fields.items[i], problems);
}

void children_plan(struct mapping *mapping, struct problems *problems)
{
    size_t i;

    for (i = 0; i < mapping->child_count; i++)
        plan_child(mapping, &mapping->children[i], problems);
}
