/* Elements that decided on others before they came. */
#include "transforms/order.h"

#include "core/error.h"
#include "transforms/walk.h"

void order_note(struct tree_node *node, const char *by)
{
    if (node->used_by == NULL)
        node->used_by = by;
}

/* What a filter or '..' reads must have come before the first element that it decides on. */
static int check_around(const struct layer *layer, const struct place *place, const char *name,
                        struct error *err)
{
    const struct tree_node *scope = layer->walk->node;

    if (layer->walk->record != NULL || !place->wants_text)
        return 0;
    while (scope->place->kind == PLACE_PART)
        scope = scope->parent;
    if (scope->used_by == NULL)
        return 0;
    return error_at(err, ERROR_DOCUMENT, layer->decoder->line, "%s must come before %s in <%s>",
                    name, scope->used_by, scope->place->name);
}

/* The same for what decides whether a document inside the record is read: the record is refused. */
static void check_inside(const struct layer *layer, const struct place *place, const char *name)
{
    const struct tree_node *node = layer->walk->node;
    const struct refusal refusal = {place->name, NULL, "inside"};
    struct error err;

    if (node->used_by == NULL)
        return;
    error_at(&err, ERROR_RECORD, layer->decoder->line, "%s must come before %s in <%s>", name,
             node->used_by, node->place->name);
    walk_damage(layer->walk, &refusal, &err);
}

int order_check(const struct layer *layer, const struct place *place, const char *name,
                struct error *err)
{
    if (place->decides)
        check_inside(layer, place, name);
    return check_around(layer, place, name, err);
}
