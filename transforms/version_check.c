/* Versions by their choice, their periods and their fields. */
#include "transforms/version_check.h"

#include <string.h>

#include "core/arena.h"
#include "core/problem.h"
#include "core/yaml.h"
#include "transforms/date.h"
#include "transforms/field_check.h"
#include "transforms/mapping_inside.h"

struct check {
    struct mapping *mapping;
    struct version *version;
    const struct node *node;
    struct problems *problems;
};

static bool is_by_date(const struct mapping *mapping)
{
    int type = mapping->versions.choose.type;

    return type == TYPE_DATE || type == TYPE_DATETIME;
}

/* Neither is known of a choice that is told to be wrong. */
static bool is_by_text(const struct mapping *mapping)
{
    return mapping->versions.choose.type == TYPE_TEXT;
}

static void check_day(const struct check *check, const char *key, const char *text)
{
    if (text == NULL)
        return;
    if (is_by_text(check->mapping))
        problem_at_key(check->problems, node_find(check->node, key),
                       "'%s' goes with a choice by date only", key);
    else if (!date_is_day(text))
        problem_at(check->problems, node_find(check->node, key),
                   "'%s': '%s' is no date; it is written 2024-07-01", key, text);
}

static void check_period(const struct check *check)
{
    const struct version *version = check->version;

    check_day(check, "from", version->from);
    check_day(check, "until", version->until);
    if (version->from != NULL && version->until != NULL &&
        !problem_is_of(check->problems, check->node, "from", "until", NULL) &&
        strcmp(version->from, version->until) >= 0)
        problem_at(check->problems, node_find(check->node, "until"),
                   "the version ends before it begins");
    if (is_by_date(check->mapping) && version->equals.count > 0)
        problem_at_key(check->problems, node_find(check->node, "equals"),
                       "'equals' goes with a choice by text only");
    if (is_by_text(check->mapping) && version->equals.count == 0)
        problem_missing(check->problems, check->node, "equals",
                        "it takes the texts that name the version");
}

/* Whether something that both must say alike has been told to be wrong in one of them. */
static bool is_doubtful(const struct check *check, const struct field *base,
                        const struct node *node)
{
    const struct node *base_node = check->mapping->field_items.nodes[base - check->mapping->fields];

    return problem_is_of(check->problems, node, "type", "scale", "private", NULL) ||
           problem_is_of(check->problems, base_node, "type", "scale", "private", NULL);
}

/* A version reads fields otherwise; what they are in the table stays the same. */
static void check_fields(const struct check *check)
{
    const struct field_set *own = &check->version->own;
    size_t i;

    for (i = 0; i < own->count; i++) {
        const struct field *field = &own->items[i];
        const struct node *node = check->version->field_items.nodes[i];
        const struct field *base;

        if (problem_is_of(check->problems, node, "name", NULL))
            continue;
        base = field_find(check->mapping, field->name);
        if (base == NULL && !doubt_covers(&check->mapping->field_doubt, field->name))
            problem_at(check->problems, node_find(node, "name"),
                       "the mapping has no field '%s' that this version could write otherwise",
                       field->name);
        if (base != NULL && !is_doubtful(check, base, node) &&
            (base->type != field->type || base->scale != field->scale ||
             base->privacy != field->privacy))
            problem_at(check->problems, node,
                       "type, scale and private of '%s' must be those of the mapping's field",
                       field->name);
    }
}

static void check_choice(struct mapping *mapping, struct field *choose,
                         const struct mapping_context *context, struct arena *arena,
                         struct problems *problems)
{
    const struct node *node = node_find(node_find(mapping->tree, "versions"), "choose");
    const struct node **nodes = arena_array(arena, 1, sizeof *nodes);
    const struct items items = {.items = choose, .nodes = nodes, .count = 1};
    struct field_set set;

    if (node == NULL || node->kind != NODE_MAP) {
        choose->type = TYPE_UNSURE;
        return;
    }
    nodes[0] = node;
    choose->name = "versions";
    choose->separator = ";";
    choose->is_used = true; /* also when it is dropped */
    fields_check(mapping, &items, &set, &set, context, arena, problems);
    if (choose->type != TYPE_TEXT && choose->type != TYPE_UNSURE && !is_by_date(mapping))
        problem_at(problems, node_find(node, "type"),
                   "versions are chosen by date, datetime or text");
}

static bool is_called_alike(const struct version *one, const struct version *other)
{
    return one->name != NULL && other->name != NULL && strcmp(one->name, other->name) == 0;
}

static void check_list(const struct mapping *mapping, struct problems *problems)
{
    const struct versions *versions = &mapping->versions;
    const struct version *items = versions->items.items;
    const struct node *place = node_find(mapping->tree, "versions");
    size_t i, k;

    if (versions->items.count == 0 && !problem_is_of(problems, place, "list", NULL))
        problem_at(problems, node_find(place, "list"),
                   "without a version all records would be refused");
    for (i = 0; i < versions->items.count; i++) {
        for (k = 0; k < i && !is_called_alike(&items[i], &items[k]);)
            k++;
        if (k < i)
            problem_at(problems, node_find(versions->items.nodes[i], "name"),
                       "two versions are called '%s'", items[i].name);
    }
}

void versions_check(struct mapping *mapping, const struct mapping_context *context,
                    struct arena *arena, struct problems *problems)
{
    const struct field_set fields = mapping_fields(mapping);
    struct versions *versions = &mapping->versions;
    struct version *items = versions->items.items;
    size_t i;

    if (node_find(mapping->tree, "versions") == NULL)
        return;
    check_choice(mapping, &versions->choose, context, arena, problems);
    check_list(mapping, problems);
    for (i = 0; i < versions->items.count; i++) {
        struct version *version = &items[i];
        const struct check check = {mapping, version, versions->items.nodes[i], problems};

        texts_normalise(&version->equals, arena);
        check_period(&check);
        fields_check(mapping, &version->field_items, &version->own, &fields, context, arena,
                     problems);
        check_fields(&check);
    }
}

/* All fields of a version: its own in the place of the mapping's. */
static void complete(const struct mapping *mapping, struct version *version, struct arena *arena)
{
    size_t i;

    version->fields.count = mapping->field_count;
    version->fields.items = arena_array(arena, mapping->field_count, sizeof *version->fields.items);
    for (i = 0; i < mapping->field_count; i++) {
        const struct field *base = &mapping->fields[i];
        const struct field *own = field_set_find(&version->own, base->name);
        struct field *field = &version->fields.items[i];

        *field = own != NULL ? *own : *base;
        field->column = base->column;
        field->is_key = base->is_key;
        field->decides = base->decides;
        field->is_used = base->is_used;
    }
}

void versions_make(struct mapping *mapping, struct arena *arena)
{
    struct version *versions = mapping->versions.items.items;
    size_t i;

    for (i = 0; i < mapping->versions.items.count; i++)
        complete(mapping, &versions[i], arena);
}

void versions_plan(struct mapping *mapping, struct problems *problems)
{
    struct version *versions = mapping->versions.items.items;
    size_t i, j;

    field_plan(mapping, NULL, &mapping->versions.choose, problems);
    for (i = 0; i < mapping->versions.items.count; i++)
        for (j = 0; j < versions[i].own.count; j++)
            field_plan(mapping, NULL, &versions[i].own.items[j], problems);
}
