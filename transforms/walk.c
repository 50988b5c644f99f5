/* Opening, text and closing of elements, as the plan has places for them. */
#include "transforms/walk.h"

#include <string.h>

#include "core/arena.h"
#include "transforms/value.h"

/* The most that one record, or all that stands beside the way, may keep in memory. */
enum { KEPT_MOST = 32 << 20 };

static const char instance_name_space[] = "http://www.w3.org/2001/XMLSchema-instance";

void walk_start(struct walk *walk, const struct plan *plan, struct arena *nodes)
{
    memset(walk, 0, sizeof *walk);
    walk->plan = plan;
    walk->nodes = nodes;
    walk->node = arena_alloc(nodes, sizeof *walk->node);
    walk->node->place = plan->root;
    walk->node->name_space = "";
}

void walk_stop(struct walk *walk)
{
    buffer_free(&walk->text);
}

/* Counts what is about to be kept; false when it would be too much for a record, which is then
 * refused at its end.  Outside of records it is the document that is at fault. */
static bool keep(struct walk *walk, size_t size)
{
    walk->kept += size;
    if (walk->kept <= KEPT_MOST)
        return true;
    if (walk->damage.kind == ERROR_NONE) {
        error_set(&walk->damage, ERROR_RECORD, "the record keeps more than %d bytes", KEPT_MOST);
        walk->damage_rule = "size";
    }
    return false;
}

static enum walk_result too_much(const struct walk *walk, const struct event *event,
                                 struct error *err)
{
    if (walk->record != NULL)
        return WALK_ON;
    return error_at(err, ERROR_DOCUMENT, event->line, "more than %d bytes stand beside the records",
                    KEPT_MOST);
}

static void cut_text(struct walk *walk, size_t size)
{
    if (walk->text.data != NULL)
        walk->text.data[size] = '\0';
    walk->text.size = size;
    walk->settled = size;
}

/* How much a blank takes between a piece of text that begins and the one before it. */
static size_t gap(const struct walk *walk)
{
    return walk->settled > walk->node->text_start ? 1 : 0;
}

/* Ends a piece of the open element's text.  It stays where it is: an element may have very many
 * children, and a copy at each of them would take memory by the square of their number. */
static void settle_text(struct walk *walk)
{
    struct value trimmed;
    char *piece;

    if (walk->text.size == walk->settled)
        return;
    piece = walk->text.data + walk->settled;
    trimmed = text_trim(piece, walk->text.size - walk->settled);
    if (trimmed.size == 0) {
        cut_text(walk, walk->settled);
        return;
    }
    walk->node->has_content = true;
    memmove(piece + gap(walk), trimmed.text, trimmed.size);
    cut_text(walk, walk->settled + gap(walk) + trimmed.size);
}

/* Gives an element that ends its text. */
static void take_out_text(struct walk *walk, struct tree_node *node)
{
    settle_text(walk);
    if (walk->text.size == node->text_start)
        return;
    node->size = walk->text.size - node->text_start;
    node->text = arena_copy(walk->nodes, walk->text.data + node->text_start, node->size);
    cut_text(walk, node->text_start);
}

/* A new open element, whose size keep has counted. */
static struct tree_node *node_new(struct walk *walk, const struct place *place, int symbol,
                                  const struct event *event)
{
    struct node_mark mark = {arena_mark(walk->nodes), walk->kept - sizeof(struct tree_node)};
    struct tree_node *node = arena_alloc(walk->nodes, sizeof *node);

    node->place = place;
    node->symbol = symbol;
    node->name_space = event->name_space;
    node->parent = walk->node;
    node->text_start = walk->text.size;
    node->line = event->line;
    node->is_attribute = event->name[0] == '@';
    node->mark = mark;
    return node;
}

/* Hangs a node that is read by paths under its parent. */
static void hang(struct tree_node *node)
{
    struct tree_node *parent = node->parent;

    if (parent->last != NULL)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
}

/* What a filter or '..' reads must have come before the first element that it decides on. */
static enum walk_result check_order(const struct walk *walk, const struct place *place,
                                    const struct event *event, struct error *err)
{
    const struct tree_node *scope = walk->node;

    if (walk->record != NULL || !place->wants_text)
        return WALK_ON;
    while (scope->place->kind == PLACE_PART)
        scope = scope->parent;
    if (scope->used_by == NULL)
        return WALK_ON;
    return error_at(err, ERROR_DOCUMENT, event->line, "%s must come before %s in <%s>", event->name,
                    scope->used_by, scope->place->name);
}

static enum walk_result open_part(struct walk *walk, const struct place *place, int symbol,
                                  const struct event *event, struct error *err)
{
    if (check_order(walk, place, event, err) != WALK_ON)
        return WALK_FAILED;
    walk->node = node_new(walk, place, symbol, event);
    hang(walk->node);
    return WALK_ON;
}

/* Whether the element is one that the way goes through, as far as namespace and filters say. */
static bool is_way_open(struct walk *walk, const struct place *place, const struct event *event)
{
    struct tree_node *parent = walk->node;

    if (!name_space_matches(place->way->name_space, event->name_space))
        return false;
    if (parent->used_by == NULL)
        parent->used_by = place->way->name != NULL ? place->name : "its children";
    return parent->place->way == NULL || node_passes(parent, parent->place->way);
}

static void open_way(struct walk *walk, const struct place *place, int symbol,
                     const struct event *event)
{
    walk->node = node_new(walk, place, symbol, event);
    walk->is_pending = place->kind == PLACE_CONTENT;
    if (place->kind == PLACE_RECORD) {
        walk->record = walk->node;
        walk->damage.kind = ERROR_NONE;
    }
}

/* "xsi:nil" and "xsi:type" say how an element is written, not what is in it. */
static bool is_content(const struct event *event)
{
    return event->name[0] != '@' || strcmp(event->name_space, instance_name_space) != 0;
}

/* At the first event of what should be an inner document: begins it, or skips it when the element's
 * attributes do not pass. */
static enum walk_result begin_content(struct walk *walk, struct layer *layer,
                                      const struct event *event)
{
    struct tree_node *node = walk->node;

    walk->is_pending = false;
    if (node_passes(node, node->place->way))
        return WALK_CONTENT;
    walk_leave(walk, node);
    layer->skip = event->kind == EVENT_OPEN ? 2 : 1;
    return WALK_ON;
}

static const struct place *place_below(const struct walk *walk, int symbol, const char *name)
{
    if (symbol == SYMBOL_OTHER && name[0] == '@')
        return NULL;
    return walk->node->place->children[symbol];
}

static enum walk_result take_open(struct walk *walk, struct layer *layer, const struct event *event,
                                  struct error *err)
{
    int symbol = layer_symbol(layer, &walk->plan->symbols, event->name);
    const struct place *place = place_below(walk, symbol, event->name);

    settle_text(walk);
    walk->node->has_content = walk->node->has_content || is_content(event);
    if (walk->is_pending && event->name[0] != '@')
        return begin_content(walk, layer, event);
    if (place == NULL || (place->kind != PLACE_PART && !is_way_open(walk, place, event))) {
        layer->skip = 1;
        return WALK_ON;
    }
    if (!keep(walk, sizeof *walk->node)) {
        layer->skip = 1;
        return too_much(walk, event, err);
    }
    if (place->kind == PLACE_PART)
        return open_part(walk, place, symbol, event, err);
    open_way(walk, place, symbol, event);
    return WALK_ON;
}

static enum walk_result add_text(struct walk *walk, const struct event *event, struct error *err)
{
    bool is_further = walk->text.size == walk->settled && gap(walk) > 0;

    if (!keep(walk, event->size + is_further))
        return too_much(walk, event, err);
    if (is_further)
        buffer_byte(&walk->text, ' ');
    buffer_append(&walk->text, event->text, event->size);
    return WALK_ON;
}

static enum walk_result take_text(struct walk *walk, struct layer *layer, const struct event *event,
                                  struct error *err)
{
    struct tree_node *node = walk->node;

    if (node->place->wants_text)
        return add_text(walk, event, err);
    if (walk->is_pending)
        return begin_content(walk, layer, event);
    if (!node->has_content)
        node->has_content = text_trim(event->text, event->size).size > 0;
    return WALK_ON;
}

static enum walk_result close_content(struct walk *walk, struct tree_node *node)
{
    bool is_wanted = walk->is_pending && node_passes(node, node->place->way);

    walk->is_pending = false;
    walk->ended = node;
    if (is_wanted)
        return WALK_EMPTY;
    walk_forget(walk, node);
    return WALK_ON;
}

static enum walk_result take_close(struct walk *walk)
{
    struct tree_node *node = walk->node;

    take_out_text(walk, node);
    walk->node = node->parent;
    switch (node->place->kind) {
    case PLACE_RECORD:
        walk->record = NULL;
        walk->ended = node;
        return WALK_RECORD;
    case PLACE_CONTENT:
        return close_content(walk, node);
    case PLACE_WAY:
        walk_forget(walk, node);
        return WALK_ON;
    default:
        return WALK_ON;
    }
}

enum walk_result walk_take(struct walk *walk, struct layer *layer, const struct event *event,
                           struct error *err)
{
    if (layer->skip > 0) {
        layer->skip += event->kind == EVENT_OPEN;
        layer->skip -= event->kind == EVENT_CLOSE;
        return WALK_ON;
    }
    if (event->kind == EVENT_OPEN)
        return take_open(walk, layer, event, err);
    if (event->kind == EVENT_TEXT)
        return take_text(walk, layer, event, err);
    return take_close(walk);
}

int walk_damage(struct walk *walk, const struct layer *layer, struct error *err)
{
    if (layer->skip > 0)
        return 0;
    if (walk->record == NULL) {
        err->kind = ERROR_DOCUMENT;
        return walk->node->place->wants_text ? -1 : 0;
    }
    if (walk->damage.kind == ERROR_NONE) {
        walk->damage = *err;
        walk->damage_rule = "damaged";
    }
    return 0;
}

void walk_leave(struct walk *walk, struct tree_node *node)
{
    cut_text(walk, node->text_start);
    walk->is_pending = false;
    walk->record = NULL;
    walk->node = node->parent;
    walk_forget(walk, node);
}

void walk_forget(struct walk *walk, const struct tree_node *node)
{
    struct node_mark mark = node->mark;

    walk->kept = mark.kept;
    arena_rewind(walk->nodes, mark.arena);
}
