/*
 * A mapping at work on one document: the walk, taken through inner documents and out again, and the
 * records at its ends.
 */
#include "transforms/transform.h"

#include <stdbool.h>
#include <string.h>

#include "core/arena.h"
#include "core/base64.h"
#include "core/error.h"
#include "core/format.h"
#include "core/gzip.h"
#include "core/reader.h"
#include "transforms/evaluate.h"
#include "transforms/layer.h"
#include "transforms/mapping_inside.h"
#include "transforms/walk.h"

struct transform {
    const struct mapping *mapping;
    const struct origin *origin;
    struct reader *bytes;
    struct arena *run, *nodes, *values;
    struct walk walk;
    struct evaluation evaluation;
    struct layer *layers; /* the outermost document, then those inside */
    size_t depth;         /* index of the innermost open one */
    long position;
};

/* The line in the outermost document where this node begins. */
static long line_of(const struct transform *transform, const struct tree_node *node)
{
    return transform->depth > 0 ? transform->layers[1].base->line : node->line;
}

static void record_start(struct transform *transform, struct record *record)
{
    memset(record, 0, sizeof *record);
    record->schema = &transform->mapping->schema;
    record->origin = transform->origin;
    arena_reset(transform->values);
}

/* Gives the record its place; it counts whatever becomes of it. */
static void record_place(struct transform *transform, struct record *record, long line)
{
    record->position = ++transform->position;
    record->line = line;
}

/* Goes on in a document inside the open element, whose first event this is. */
static int enter_inside(struct transform *transform, const struct event *event, struct error *err)
{
    const struct inside *inside = &transform->mapping->insides[transform->depth];
    struct layer *outer = &transform->layers[transform->depth];
    struct layer *inner = &transform->layers[++transform->depth];
    struct reader *bytes = &inner->content.reader;

    inner->base = transform->walk.node;
    content_start(&inner->content, outer->decoder, event);
    if (inside->decoding == DECODING_BASE64)
        bytes = base64_reader(bytes, inner->arena);
    return layer_open(inner, formats[inside->format], bytes, err);
}

/* Closes the innermost document.  The element around it, and its end, stay to be left. */
static struct tree_node *leave_inside(struct transform *transform)
{
    struct layer *inner = &transform->layers[transform->depth--];

    layer_close(inner);
    return inner->base;
}

/* Refuses what should have been a document inside this element. */
static int refuse_inside(struct transform *transform, const struct tree_node *base,
                         struct record *record, struct error *err)
{
    record_place(transform, record, line_of(transform, base));
    record->refusal.field = base->place->name;
    record->refusal.rule = "inside";
    if (err->line > 0)
        error_within(err, "line %ld", err->line);
    error_within(err, "the document in <%s>", base->place->name);
    err->kind = ERROR_RECORD;
    err->line = record->line;
    return -1;
}

/* Decides what a failure of the innermost document means: by its own mistakes it is refused as one
 * record and the document around it goes on; those of a document around it count there; all other
 * failures are the caller's. */
static int fail(struct transform *transform, struct record *record, struct error *err)
{
    while (transform->depth > 0 && err->kind == ERROR_DOCUMENT) {
        struct content *content = &transform->layers[transform->depth].content;
        struct error own = *err;
        struct tree_node *base;

        if (!content->has_failed && content_drain(content, err) == 0) {
            *err = own;
            base = leave_inside(transform);
            refuse_inside(transform, base, record, err);
            walk_leave(&transform->walk, base);
            return -1;
        }
        leave_inside(transform);
    }
    return -1;
}

/* Goes back to the document around one that has ended well. */
static int end_inside(struct transform *transform, struct record *record, struct error *err)
{
    if (content_drain(&transform->layers[transform->depth].content, err) != 0)
        return fail(transform, record, err);
    walk_leave(&transform->walk, leave_inside(transform));
    return 0;
}

static int refuse_empty(struct transform *transform, struct record *record, struct error *err)
{
    const struct tree_node *base = transform->walk.ended;

    error_set(err, ERROR_RECORD, "it is empty");
    refuse_inside(transform, base, record, err);
    walk_forget(&transform->walk, base);
    return -1;
}

static int refuse_damaged(struct transform *transform, struct record *record, struct error *err)
{
    *err = transform->walk.damage;
    record->refusal.rule = transform->walk.damage_rule;
    return -1;
}

/* Makes the record of an ended node: 1; 0 when the node is none; -1 when it is refused. */
static int finish_record(struct transform *transform, struct record *record, struct error *err)
{
    const struct tree_node *node = transform->walk.ended;
    long line = line_of(transform, node);
    int status = 1;

    if (transform->walk.damage.kind != ERROR_NONE)
        status = refuse_damaged(transform, record, err);
    else if (!node_passes(node, node->place->way))
        status = 0;
    else if (record_evaluate(&transform->evaluation, node, record, err) != 0)
        status = -1;
    walk_forget(&transform->walk, node);
    if (status == 0)
        return 0;
    record_place(transform, record, line);
    if (status < 0) {
        err->line = line;
        record->values = NULL;
    }
    return status;
}

/* Takes the next event: 1 with a record, 0 without one, -1. */
static int step(struct transform *transform, struct record *record, bool *is_ended,
                struct error *err)
{
    struct layer *layer = &transform->layers[transform->depth];
    struct event event;
    int got = decoder_next(layer->decoder, &event, err);

    *is_ended = got == 0 && transform->depth == 0;
    if (*is_ended)
        return 0;
    if (got == 0)
        return end_inside(transform, record, err);
    if (got < 0 && err->kind == ERROR_RECORD && walk_damage(&transform->walk, layer, err) == 0)
        return 0;
    if (got < 0)
        return fail(transform, record, err);
    switch (walk_take(&transform->walk, layer, &event, err)) {
    case WALK_ON:
        return 0;
    case WALK_CONTENT:
        return enter_inside(transform, &event, err) == 0 ? 0 : fail(transform, record, err);
    case WALK_EMPTY:
        return refuse_empty(transform, record, err);
    case WALK_RECORD:
        return finish_record(transform, record, err);
    default:
        return fail(transform, record, err);
    }
}

int transform_next(struct transform *transform, struct record *record, struct error *err)
{
    bool is_ended = false;
    int got = 0;

    record_start(transform, record);
    while (got == 0 && !is_ended)
        got = step(transform, record, &is_ended, err);
    return got;
}

static void layers_start(struct transform *transform)
{
    size_t count = transform->mapping->inside_count + 1;
    size_t i;

    transform->layers = arena_array(transform->run, count, sizeof *transform->layers);
    for (i = 0; i < count; i++)
        transform->layers[i].arena = arena_new();
}

static int start(struct transform *transform, struct error *err)
{
    const struct mapping *mapping = transform->mapping;

    layers_start(transform);
    walk_start(&transform->walk, &mapping->plan, transform->nodes);
    if (mapping_needs_key(mapping) && transform->evaluation.key == NULL)
        return error_set(err, ERROR_CONFIG,
                         "the mapping '%s' hashes fields, but there is no key to hash with",
                         mapping->name);
    if (evaluation_start(&transform->evaluation, transform->run, err) != 0)
        return -1;
    return layer_open(&transform->layers[0], formats[mapping->format], transform->bytes, err);
}

struct transform *transform_open(const struct mapping *mapping, struct reader *bytes,
                                 const struct origin *origin, const struct privacy_key *key,
                                 struct error *err)
{
    struct arena *run = arena_new();
    struct transform *transform = arena_alloc(run, sizeof *transform);

    transform->mapping = mapping;
    transform->origin = origin;
    transform->run = run;
    transform->nodes = arena_new();
    transform->values = arena_new();
    transform->bytes = gzip_reader(bytes, run);
    transform->evaluation.mapping = mapping;
    transform->evaluation.key = key;
    transform->evaluation.arena = transform->values;
    transform->evaluation.drifts.arena = run;
    if (start(transform, err) == 0)
        return transform;
    transform_close(transform);
    return NULL;
}

const struct drift *transform_drift(const struct transform *transform, size_t *count)
{
    *count = transform->evaluation.drifts.count;
    return transform->evaluation.drifts.items;
}

void transform_close(struct transform *transform)
{
    size_t i;

    if (transform == NULL)
        return;
    /* From the inside out: an inner decoder reads from the one around it. */
    for (i = transform->mapping->inside_count + 1; i > 0; i--) {
        layer_close(&transform->layers[i - 1]);
        arena_free(transform->layers[i - 1].arena);
    }
    walk_stop(&transform->walk);
    evaluation_stop(&transform->evaluation);
    reader_close(transform->bytes);
    arena_free(transform->values);
    arena_free(transform->nodes);
    arena_free(transform->run);
}
