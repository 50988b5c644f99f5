/* Kept nodes hung together, and paths followed through them. */
#include "transforms/tree.h"

#include <stdlib.h>
#include <string.h>

#include "core/error.h"

void chain_add(struct node_chain *chain, struct tree_node *node)
{
    if (chain->last != NULL)
        chain->last->same = node;
    else
        chain->first = node;
    chain->last = node;
}

void node_hang(struct tree_node *node)
{
    struct tree_node *parent = node->parent;

    if (parent->last != NULL)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
}

bool name_space_matches(const char *wanted, const char *found)
{
    return wanted == NULL || strcmp(wanted, found) == 0;
}

static bool filter_holds(const struct tree_node *node, const struct filter *filter)
{
    bool is_found = false;
    const struct tree_node *child;

    for (child = node->first; child != NULL && !is_found; child = child->next) {
        if (child->symbol != filter->symbol ||
            !name_space_matches(filter->name_space, child->name_space))
            continue;
        if (filter->kind == FILTER_PRESENT)
            is_found = child->has_content;
        else
            is_found = strcmp(child->text != NULL ? child->text : "", filter->text) == 0;
    }
    return filter->kind == FILTER_DIFFERS ? !is_found : is_found;
}

bool node_passes(const struct tree_node *node, const struct step *step)
{
    size_t i;

    for (i = 0; i < step->filter_count; i++)
        if (!filter_holds(node, &step->filters[i]))
            return false;
    return true;
}

bool node_matches(const struct tree_node *node, const struct step *step)
{
    if (step->name == NULL ? node->is_attribute : node->symbol != step->symbol)
        return false;
    return name_space_matches(step->name_space, node->name_space) &&
           (step->filter_count == 0 || node_passes(node, step));
}

static void list_add(struct node_list *list, const struct tree_node *node)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 64 : list->capacity * 2;
        list->items = realloc(list->items, list->capacity * sizeof *list->items);
        if (list->items == NULL)
            error_out_of_memory();
    }
    list->items[list->count++] = node;
}

/* Goes down the steps that are left; as deep as the path is long. */
static void descend(const struct tree_node *node, const struct step *steps, size_t count,
                    struct node_list *list)
{
    const struct tree_node *child;

    if (count == 0) {
        list_add(list, node);
        return;
    }
    for (child = node->first; child != NULL; child = child->next)
        if ((steps->name == NULL || child->symbol == steps->symbol) && node_matches(child, steps))
            descend(child, steps + 1, count - 1, list);
}

void nodes_find(const struct tree_node *node, const struct node_chain *chains,
                const struct branch *branch, struct node_list *list)
{
    int ups;

    list->count = 0;
    if (chains != NULL && branch->place > 0) {
        for (node = chains[branch->place].first; node != NULL; node = node->same)
            list_add(list, node);
        return;
    }
    for (ups = branch->ups; ups > 0; ups--)
        node = node->parent;
    descend(node, branch->steps, branch->step_count, list);
}

void nodes_free(struct node_list *list)
{
    free(list->items);
    memset(list, 0, sizeof *list);
}
