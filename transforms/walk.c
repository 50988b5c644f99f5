/* Opening, text and closing of elements, as the plan has places for them. */
#include "transforms/walk.h"

#include <string.h>

#include "core/arena.h"
#include "core/normal.h"
#include "transforms/header.h"
#include "transforms/inside.h"
#include "transforms/mapping_inside.h"
#include "transforms/order.h"
#include "transforms/tap.h"
#include "transforms/unknown.h"
#include "transforms/value.h"

/* The most that one record, or all that stands beside the way, may keep in memory. */
enum { KEPT_MOST = 32 << 20 };

static const char instance_name_space[] = "http://www.w3.org/2001/XMLSchema-instance";

long walk_line(const struct walk *walk, const struct tree_node *node)
{
    return walk->innermost != walk->layers ? walk->layers[1].base->line : node->line;
}

void walk_damage(struct walk *walk, const struct refusal *refusal, const struct error *err)
{
    if (walk->damage.kind != ERROR_NONE)
        return;
    walk->damage = *err;
    walk->damage_refusal = *refusal;
}

/* Counts what is about to be kept; false when it would be too much for a record, which is then
 * refused at its end.  Outside of records it is the document that is at fault. */
static bool keep(struct walk *walk, size_t size)
{
    static const struct refusal refusal = {NULL, NULL, "size"};
    struct error err;

    walk->kept += size;
    if (walk->kept <= KEPT_MOST)
        return true;
    error_set(&err, ERROR_RECORD, "the record keeps more than %d bytes", KEPT_MOST);
    walk_damage(walk, &refusal, &err);
    return false;
}

/* Too much was kept: that spoils the record, or the document when there is none. */
static int too_much(const struct layer *layer, struct error *err)
{
    if (layer->walk->record != NULL)
        return 0;
    return error_at(err, ERROR_DOCUMENT, layer->decoder->line,
                    "more than %d bytes stand beside the records", KEPT_MOST);
}

/* Gives an element that ends its text. */
static void take_out_text(struct walk *walk, struct tree_node *node)
{
    open_text_end(&walk->text, node, walk->nodes);
    if (node->place->is_compared && node->text != NULL)
        node->text = normal_or_same(node->text, node->size, &node->size, walk->nodes);
}

/* A new open element, whose size keep has counted. */
static struct tree_node *node_new(struct layer *layer, const struct place *place, int symbol,
                                  const char *name_space)
{
    const struct walk *walk = layer->walk;
    struct tree_node *node = arena_alloc(walk->nodes, sizeof *node);

    node->place = place;
    node->symbol = symbol;
    node->name_space = name_space;
    node->parent = walk->node;
    node->text_start = walk->text.bytes.size;
    node->line = layer->decoder->line;
    return node;
}

static int open_part(struct layer *layer, const struct place *place, int symbol, const char *name,
                     const char *name_space, struct error *err)
{
    struct walk *walk = layer->walk;
    struct tree_node *node;

    if ((walk->record == NULL || place->decides) && order_check(layer, place, name, err) != 0)
        return -1;
    node = node_new(layer, place, symbol, name_space);
    node->is_attribute = name[0] == '@';
    walk->node = node;
    walk->is_pending = walk->is_pending || place->contents != NULL;
    node_hang(node);
    if (walk->record != NULL)
        chain_add(&walk->evaluation.chains[place->number], node);
    return 0;
}

/* Whether the element is one that the way goes through, as far as namespace and filters say. */
static bool is_way_open(struct walk *walk, const struct place *place, const char *name_space)
{
    struct tree_node *parent = walk->node;

    if (!name_space_matches(place->way->name_space, name_space))
        return false;
    order_note(parent, place->way->name != NULL ? place->name : "its children");
    return parent->place->way == NULL || node_passes(parent, parent->place->way);
}

static void open_way(struct layer *layer, const struct place *place, int symbol,
                     const char *name_space)
{
    struct walk *walk = layer->walk;
    /* Nodes below the record need none: they go with it. */
    const struct node_mark mark = {arena_mark(walk->nodes), walk->kept - sizeof *walk->node};

    walk->node = node_new(layer, place, symbol, name_space);
    walk->node->mark = mark;
    walk->is_pending = place->kind == PLACE_CONTENT;
    if (place->kind == PLACE_RECORD) {
        walk->record = walk->node;
        walk->record_line = walk_line(walk, walk->node);
        walk->damage.kind = ERROR_NONE;
        memset(walk->evaluation.chains, 0,
               (walk->mapping->plan.place_count + 1) * sizeof *walk->evaluation.chains);
    }
}

/* "xsi:nil" and "xsi:type" say how an element is written, not what is in it. */
static bool is_content(const char *name, const char *name_space)
{
    return name[0] != '@' || strcmp(name_space, instance_name_space) != 0;
}

static const struct place *place_below(const struct walk *walk, int symbol, const char *name)
{
    if (symbol == SYMBOL_OTHER && name[0] == '@')
        return NULL;
    return walk->node->place->children[symbol];
}

/* True when an inner document is open that stands in an element of this layer. */
static bool has_inner(const struct layer *layer)
{
    return layer != layer->walk->innermost;
}

static int on_open(struct sink *sink, const char *name, const char *name_space, struct error *err)
{
    struct layer *layer = (struct layer *)sink;
    struct walk *walk = layer->walk;
    int symbol = layer_symbol(layer, name);
    const struct place *place;

    if (has_inner(layer))
        return inside_refuse_element(layer, name, err);
    place = place_below(walk, symbol, name);
    if (open_text_is_begun(&walk->text, walk->node))
        open_text_settle(&walk->text, walk->node);
    walk->node->has_content = walk->node->has_content || is_content(name, name_space);
    if (walk->is_pending && name[0] != '@')
        return inside_refuse_element(layer, name, err);
    if (place == NULL && walk->watches_unknown && walk->record != NULL &&
        is_content(name, name_space))
        unknown_note(walk, name);
    if (place == NULL || place->is_unmapped ||
        (place->kind != PLACE_PART && !is_way_open(walk, place, name_space))) {
        sink->skip = 1;
        return 0;
    }
    if (!keep(walk, sizeof *walk->node)) {
        sink->skip = 1;
        return too_much(layer, err);
    }
    if (place->kind == PLACE_PART)
        return open_part(layer, place, symbol, name, name_space, err);
    open_way(layer, place, symbol, name_space);
    return 0;
}

static int add_text(struct layer *layer, const char *text, size_t size, struct error *err)
{
    struct walk *walk = layer->walk;
    const struct value piece = {text, size};

    if (!keep(walk, open_text_cost(&walk->text, walk->node, size)))
        return too_much(layer, err);
    open_text_add(&walk->text, walk->node, &piece, walk->nodes);
    return 0;
}

/* Kept apart, so that the many texts that nobody wants pass quickly. */
__attribute__((noinline)) static int take_text(struct layer *layer, const char *text, size_t size,
                                               struct error *err)
{
    struct walk *walk = layer->walk;
    struct tree_node *node = walk->node;

    if (has_inner(layer))
        return inside_feed(layer, text, size, err);
    if (node->place->wants_text || node->place->declares)
        return add_text(layer, text, size, err);
    if (walk->is_pending)
        return inside_begin(layer, text, size, err);
    node->has_content = node->has_content || text_trim(text, size).size > 0;
    return 0;
}

static int on_text(struct sink *sink, const char *text, size_t size, struct error *err)
{
    struct layer *layer = (struct layer *)sink;
    const struct walk *walk = layer->walk;
    const struct place *place = walk->node->place;

    if (walk->node->has_content && !place->wants_text && !place->declares && !walk->is_pending &&
        !has_inner(layer))
        return 0;
    return take_text(layer, text, size, err);
}

void walk_refuse(struct walk *walk, const struct refusal *refusal, long line, struct error *err)
{
    const struct record record = {
        .schema = &walk->mapping->schema,
        .origin = walk->harvest->origin,
        .position = ++walk->position,
        .line = line,
        .refusal = *refusal,
    };

    err->line = line;
    harvest_add(walk->harvest, &record, err);
}

/* Makes the record of an ended node.  -1 when that spoils the whole batch. */
static int finish_record(struct walk *walk, const struct tree_node *node, struct error *err)
{
    struct record record = {
        .schema = &walk->mapping->schema,
        .origin = walk->harvest->origin,
        .line = walk->record_line,
    };
    struct error refusal;
    int status;

    if (node->place->way != NULL && !node_passes(node, node->place->way))
        return 0;
    if (walk->damage.kind != ERROR_NONE) {
        walk_refuse(walk, &walk->damage_refusal, walk->record_line, &walk->damage);
        *err = walk->damage;
        return err->kind == ERROR_RECORD ? 0 : -1;
    }
    status = record_evaluate(&walk->evaluation, node, &record, &refusal);
    record.position = ++walk->position;
    if (status == 0) {
        harvest_add(walk->harvest, &record, NULL);
        return 0;
    }
    record.values = NULL;
    refusal.line = walk->record_line;
    harvest_add(walk->harvest, &record, &refusal);
    *err = refusal;
    return refusal.kind == ERROR_RECORD ? 0 : -1;
}

static int close_record(struct walk *walk, const struct tree_node *node, struct error *err)
{
    int status = finish_record(walk, node, err);

    walk->record = NULL;
    walk_forget(walk, node);
    return status;
}

static int on_close(struct sink *sink, struct error *err)
{
    struct layer *layer = (struct layer *)sink;
    struct walk *walk = layer->walk;
    struct tree_node *node = walk->node;

    if (has_inner(layer))
        return inside_end(layer, err);
    take_out_text(walk, node);
    walk->node = node->parent;
    if (node->place->declares)
        declared_add(&walk->declared, node, walk->mapping->declaration.path);
    if (node->place->kind == PLACE_RECORD)
        return close_record(walk, node, err);
    if (walk->is_pending && !node->is_attribute)
        inside_end_empty(layer, node);
    else if (node->place->kind == PLACE_WAY || node->place->kind == PLACE_CONTENT)
        walk_forget(walk, node);
    return 0;
}

/* A damaged element spoils its record; outside of records, the document whose value it was. */
static int on_damage(struct sink *sink, struct error *err)
{
    static const struct refusal refusal = {NULL, NULL, "damaged"};
    struct layer *layer = (struct layer *)sink;
    struct walk *walk = layer->walk;

    if (has_inner(layer) || walk->is_pending)
        return 0;
    if (walk->record != NULL) {
        walk_damage(walk, &refusal, err);
        return 0;
    }
    err->kind = ERROR_DOCUMENT;
    return walk->node->place->wants_text ? -1 : 0;
}

/* In an element that is not looked at too: it is the document that has a schema. */
static int on_violation(struct sink *sink, const char *element, struct error *err)
{
    struct layer *layer = (struct layer *)sink;

    (void)err;
    if (layer->xsd->otherwise == XSD_QUARANTINE)
        return -1;
    drift_count(&layer->walk->evaluation.drifts, DRIFT_SCHEMA, element, NULL);
    return 0;
}

static int on_columns(struct sink *sink, const char *const *names, size_t count, struct error *err)
{
    return header_check((struct layer *)sink, names, count, err);
}

void walk_leave(struct walk *walk, struct tree_node *node)
{
    open_text_cut(&walk->text, node->text_start);
    walk->is_pending = false;
    walk->node = node->parent;
    if (node->place->kind == PLACE_PART)
        return;
    walk->record = NULL;
    walk_forget(walk, node);
}

void walk_forget(struct walk *walk, const struct tree_node *node)
{
    struct node_mark mark = node->mark;

    walk->kept = mark.kept;
    arena_rewind(walk->nodes, mark.arena);
}

void walk_start(struct walk *walk, struct arena *run)
{
    static const struct sink sink = {on_open,      on_text,    on_close, on_damage,
                                     on_violation, on_columns, 0};

    walk->nodes = arena_new();
    walk->watches_unknown = walk->mapping->contract.unknown_fields != CONTRACT_IGNORE;
    walk->layers = arena_array(run, LAYERS_MOST + 1, sizeof *walk->layers);
    walk->innermost = walk->layers;
    walk->layers[0].sink = sink;
    walk->layers[0].walk = walk;
    walk->layers[0].xsd = &walk->mapping->xsd;
    walk->node = arena_alloc(walk->nodes, sizeof *walk->node);
    walk->node->place = walk->mapping->plan.root;
    walk->node->name_space = "";
    if (walk->node->place->kind == PLACE_RECORD)
        walk->record = walk->node;
}

int walk_end(struct walk *walk, struct error *err)
{
    if (walk->node->place->kind == PLACE_RECORD && finish_record(walk, walk->node, err) != 0)
        return -1;
    return declared_check(&walk->declared, walk->mapping, walk->position, &walk->evaluation.drifts,
                          err);
}

struct sink *walk_layer_sink(struct walk *walk, struct layer *layer)
{
    return walk->tap == NULL ? &layer->sink : tap_sink(walk->tap, walk, layer);
}

struct sink *walk_sink(struct walk *walk)
{
    return &walk->layers[0].sink;
}

void walk_decoder(struct walk *walk, const struct decoder *decoder)
{
    walk->layers[0].decoder = decoder;
}

void walk_stop(struct walk *walk)
{
    size_t i;

    for (i = 1; walk->layers != NULL && i <= LAYERS_MOST; i++) {
        layer_close(&walk->layers[i]);
        arena_free(walk->layers[i].arena);
    }
    xsd_uses_close(walk->mapping, walk->xsds);
    buffer_free(&walk->text.bytes);
    evaluation_stop(&walk->evaluation);
    arena_free(walk->nodes);
}
