/* How much of a mapping with mistakes can be relied on. */
#include "core/problem.h"
#include "transforms/mapping_inside.h"

static enum soundness lower(enum soundness one, enum soundness other)
{
    return one < other ? one : other;
}

/* What is known of the columns that a set of fields makes. */
static enum soundness judge_fields(const struct field_set *set, const struct items *items,
                                   const struct problems *problems)
{
    enum soundness soundness = set->doubt.is_open ? SOUND_NAME : SOUND_TYPES;
    size_t i;

    for (i = 0; i < set->count; i++) {
        if (problem_is_of(problems, items->nodes[i], "name", "private", NULL))
            soundness = SOUND_NAME;
        else if (problem_is_of(problems, items->nodes[i], "type", "scale", NULL))
            soundness = lower(soundness, SOUND_COLUMNS);
    }
    return soundness;
}

static enum soundness judge_child(const struct child *child, const struct node *node,
                                  const struct problems *problems)
{
    if (problem_is_of(problems, node, "name", "key", NULL))
        return SOUND_NAME;
    return judge_fields(&child->fields, &child->field_items, problems);
}

enum soundness mapping_judge(const struct mapping *mapping, const struct problems *problems)
{
    const struct field_set set = mapping_fields(mapping);
    enum soundness soundness = judge_fields(&set, &mapping->field_items, problems);
    size_t i;

    if (problem_is_of(problems, mapping->tree, "mapping", "table", "key", NULL) ||
        mapping->child_items.is_open)
        return SOUND_NAME;
    for (i = 0; i < mapping->child_count; i++)
        soundness = lower(
            soundness, judge_child(&mapping->children[i], mapping->child_items.nodes[i], problems));
    return soundness;
}
