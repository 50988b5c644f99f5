/* Rows of other tables, from the elements that a child's path finds. */
#include "transforms/children.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "transforms/evaluate.h"
#include "transforms/mapping_inside.h"
#include "transforms/row.h"

/* A row to be compared with its siblings. */
struct sibling {
    const struct schema *schema;
    const struct value *values;
    size_t number;
};

static int evaluate_row(struct evaluation *evaluation, const struct field_set *set,
                        const struct row *row, struct error *err)
{
    size_t i;
    int turn;

    for (turn = 0; turn < 2; turn++)
        for (i = 0; i < set->count; i++) {
            const struct field *field = &set->items[i];

            if (field->column == NO_COLUMN || (field->on != NULL) != turn)
                continue;
            if (row_read(row, evaluation, field, &row->values[field->column], err) != 0)
                return -1;
        }
    for (i = 0; i < set->count; i++)
        if (set->items[i].column != NO_COLUMN)
            field_hide(evaluation, &set->items[i], &row->values[set->items[i].column]);
    return 0;
}

static int compare_keys(const void *one, const void *other)
{
    const struct sibling *a = one, *b = other;
    int order = 0;
    size_t i;

    for (i = 0; i < a->schema->column_count && order == 0; i++)
        if (a->schema->columns[i].is_key)
            order = strcmp(a->values[i].text, b->values[i].text);
    return order;
}

static bool has_key(const struct schema *schema)
{
    size_t i;

    for (i = 0; i < schema->column_count; i++)
        if (schema->columns[i].is_key)
            return true;
    return false;
}

/* Sees that no two siblings have the same key. */
static int check_keys(struct evaluation *evaluation, const struct schema *schema,
                      const struct rows *rows, struct record *record, struct error *err)
{
    struct sibling *siblings;
    size_t i;

    if (rows->count < 2 || !has_key(schema))
        return 0;
    siblings = arena_array(evaluation->arena, rows->count, sizeof *siblings);
    for (i = 0; i < rows->count; i++)
        siblings[i] = (struct sibling){schema, rows->values + i * schema->column_count, i + 1};
    qsort(siblings, rows->count, sizeof *siblings, compare_keys);
    for (i = 1; i < rows->count; i++) {
        if (compare_keys(&siblings[i - 1], &siblings[i]) != 0)
            continue;
        record->refusal = (struct refusal){schema->member, NULL, "repeated"};
        return error_set(err, ERROR_RECORD, "%s: numbers %zu and %zu have the same key",
                         schema->member, siblings[i - 1].number, siblings[i].number);
    }
    return 0;
}

/* An element with nothing in it is no child. */
static void find_elements(struct evaluation *evaluation, const struct child *child,
                          const struct tree_node *node)
{
    struct node_list *list = &evaluation->child_nodes;
    size_t i, kept = 0;

    nodes_find(node, evaluation->chains, &child->path->branches[0], list);
    for (i = 0; i < list->count; i++)
        if (list->items[i]->has_content)
            list->items[kept++] = list->items[i];
    list->count = kept;
}

static int evaluate_child(struct evaluation *evaluation, const struct child *child,
                          const struct schema *schema, struct rows *rows, struct record *record,
                          struct error *err)
{
    size_t i;

    rows->count = evaluation->child_nodes.count;
    rows->values =
        arena_array(evaluation->arena, rows->count * schema->column_count, sizeof *rows->values);
    for (i = 0; i < rows->count; i++) {
        const struct row row = {
            evaluation->child_nodes.items[i],
            NULL,
            rows->values + i * schema->column_count,
            &record->refusal,
        };

        if (evaluate_row(evaluation, &child->fields, &row, err) == 0)
            continue;
        record->refusal.field =
            arena_print(evaluation->arena, "%s.%s", child->name, record->refusal.field);
        return error_within(err, "%s %zu", child->name, i + 1);
    }
    return check_keys(evaluation, schema, rows, record, err);
}

int children_evaluate(struct evaluation *evaluation, const struct tree_node *node,
                      struct record *record, struct error *err)
{
    const struct mapping *mapping = evaluation->mapping;
    size_t i;

    if (mapping->child_count == 0)
        return 0;
    record->children =
        arena_array(evaluation->arena, mapping->child_count, sizeof *record->children);
    for (i = 0; i < mapping->child_count; i++) {
        evaluation->child = mapping->children[i].name;
        find_elements(evaluation, &mapping->children[i], node);
        if (evaluate_child(evaluation, &mapping->children[i], &mapping->schema.children[i],
                           &record->children[i], record, err) != 0)
            return -1;
    }
    evaluation->child = NULL;
    return 0;
}
