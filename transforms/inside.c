/* Entering, feeding and leaving inner documents. */
#include "transforms/inside.h"

#include "core/arena.h"
#include "core/error.h"
#include "core/format.h"
#include "transforms/mapping_inside.h"
#include "transforms/order.h"
#include "transforms/value.h"
#include "transforms/walk.h"

static bool is_on_way(const struct tree_node *node)
{
    return node->place->kind == PLACE_CONTENT;
}

/* Whether the branch leads from the record to the node, as far as is known of what it passes. */
static bool leads_to(const struct branch *branch, const struct tree_node *record,
                     const struct tree_node *node)
{
    size_t i;

    for (i = branch->step_count; i > 0; i--, node = node->parent)
        if (node == record || !node_matches(node, &branch->steps[i - 1]))
            return false;
    return node == record;
}

/* What sort of inner document the open element has; NULL when none of its conditions holds. */
static const struct inside *find_inside(const struct walk *walk)
{
    const struct tree_node *node = walk->node;
    const struct content_way *way;

    if (is_on_way(node))
        return node_passes(node, node->place->way) ? node->place->inside : NULL;
    for (way = node->place->contents; way != NULL; way = way->next)
        if (leads_to(way->branch, walk->record, node))
            return way->inside;
    return NULL;
}

/* What decides on an element below the record must have come before it. */
static void note_use(const struct walk *walk)
{
    struct tree_node *node = walk->node;

    for (; node != walk->record && !is_on_way(node); node = node->parent)
        order_note(node->parent, node->place->name);
}

static int enter(struct layer *outer, const struct inside *inside, struct error *err)
{
    struct walk *walk = outer->walk;
    const struct xsd *xsd = xsd_of_inside(walk->mapping, walk->xsds, inside);
    struct layer *inner;

    if (walk->innermost == &walk->layers[LAYERS_MOST])
        return error_set(err, ERROR_DOCUMENT, "more than %d documents inside each other",
                         LAYERS_MOST);
    inner = ++walk->innermost;
    inner->sink = outer->sink;
    inner->walk = walk;
    inner->base = walk->node;
    inner->xsd = &inside->xsd;
    if (layer_open(inner, formats[inside->format], (enum decoding)inside->decoding, err) != 0)
        return -1;
    decoder_separate(inner->content.decoder, inside->separator.sign);
    if (xsd != NULL)
        decoder_validate(inner->content.decoder, xsd);
    return 0;
}

static void leave_layers(struct walk *walk, const struct layer *outer)
{
    while (walk->innermost != outer)
        layer_close(walk->innermost--);
}

/* Decides what a failure of the document in this element means: by its own mistakes it is refused
 * and the document around it goes on; all other failures are the caller's. */
static int fail(struct layer *outer, struct tree_node *base, struct error *err)
{
    const struct refusal refusal = {base->place->name, NULL, "inside"};
    struct walk *walk = outer->walk;
    long line = walk_line(walk, base);

    leave_layers(walk, outer);
    if (err->kind != ERROR_DOCUMENT)
        return -1;
    if (err->line > 0)
        error_within(err, "line %ld", err->line);
    error_within(err, "the document in <%s>", base->place->name);
    err->kind = ERROR_RECORD;
    if (is_on_way(base))
        walk_refuse(walk, &refusal, line, err);
    else
        walk_damage(walk, &refusal, err);
    walk_leave(walk, base);
    outer->sink.skip = 1;
    return 0;
}

int inside_begin(struct layer *outer, const char *text, size_t size, struct error *err)
{
    struct walk *walk = outer->walk;
    struct tree_node *base = walk->node;
    const struct value trimmed = text_trim(text, size);
    const struct inside *inside;

    if (trimmed.size == 0)
        return 0;
    inside = find_inside(walk);
    note_use(walk);
    walk->is_pending = false;
    if (inside == NULL) {
        walk_leave(walk, base);
        outer->sink.skip = 1;
        return 0;
    }
    base->has_content = true;
    if (enter(outer, inside, err) != 0)
        return fail(outer, base, err);
    /* No declaration may stand behind white space. */
    return inside_feed(outer, trimmed.text, size - (size_t)(trimmed.text - text), err);
}

int inside_feed(struct layer *outer, const char *text, size_t size, struct error *err)
{
    struct layer *inner = outer + 1;

    if (content_feed(&inner->content, text, size, err) == 0)
        return 0;
    return fail(outer, inner->base, err);
}

int inside_refuse_element(struct layer *outer, const char *name, struct error *err)
{
    struct walk *walk = outer->walk;
    struct tree_node *base = walk->is_pending ? walk->node : (outer + 1)->base;

    /* Of what is not read as a document nothing needs to be known. */
    if (walk->is_pending && find_inside(walk) == NULL) {
        walk_leave(walk, base);
        outer->sink.skip = 2;
        return 0;
    }
    error_set(err, ERROR_DOCUMENT,
              "the element <%s> stands where the text of a document was expected", name);
    if (fail(outer, base, err) != 0)
        return -1;
    outer->sink.skip = 2;
    return 0;
}

int inside_end(struct layer *outer, struct error *err)
{
    struct layer *inner = outer + 1;
    struct tree_node *base = inner->base;

    if (content_end(&inner->content, err) != 0) {
        if (fail(outer, base, err) != 0)
            return -1;
        /* The end that is being told is all that was to be skipped. */
        outer->sink.skip = 0;
        return 0;
    }
    leave_layers(outer->walk, outer);
    walk_leave(outer->walk, base);
    return 0;
}

void inside_end_empty(struct layer *outer, struct tree_node *node)
{
    const struct refusal refusal = {node->place->name, NULL, "inside"};
    struct walk *walk = outer->walk;
    struct error err;

    walk->is_pending = false;
    if (!is_on_way(node))
        return;
    if (node_passes(node, node->place->way)) {
        error_set(&err, ERROR_RECORD, "the document in <%s>: it is empty", node->place->name);
        walk_refuse(walk, &refusal, walk_line(walk, node), &err);
    }
    walk_forget(walk, node);
}
