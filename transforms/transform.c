/*
 * Mappings at work on one document: its bytes are pushed through decoder and walks, piece by piece,
 * and what they harvest is handed out one by one.
 */
#include "transforms/transform.h"

#include <stdbool.h>
#include <string.h>

#include "core/ahead.h"
#include "core/arena.h"
#include "core/error.h"
#include "core/format.h"
#include "core/gzip.h"
#include "core/pulse.h"
#include "core/reader.h"
#include "transforms/harvest.h"
#include "transforms/mapping_inside.h"
#include "transforms/transform_inside.h"
#include "transforms/walk.h"

enum { CHUNK_SIZE = 16384 };

struct transform {
    struct sink sink; /* first: of the document when several walks share it */
    struct arena *run, *document;
    struct reader *bytes;
    struct decoder *decoder;
    struct walk *walks;
    size_t walk_count;
    struct tap *tap; /* of the one walk; NULL: none */
    struct harvest harvest;
    bool is_ended;        /* the document ended as it should */
    struct error failure; /* why it did not; kind NONE: nothing yet */
    char chunk[CHUNK_SIZE];
};

/* Several walks: each is told what it did not ask to be spared. */
static int fan_open(struct sink *sink, const char *name, const char *name_space, struct error *err)
{
    struct transform *transform = (struct transform *)sink;
    size_t i;

    for (i = 0; i < transform->walk_count; i++) {
        struct sink *one = walk_sink(&transform->walks[i]);

        if (one->skip > 0)
            one->skip++;
        else if (one->open(one, name, name_space, err) != 0)
            return -1;
    }
    return 0;
}

static int fan_text(struct sink *sink, const char *text, size_t size, struct error *err)
{
    struct transform *transform = (struct transform *)sink;
    size_t i;

    for (i = 0; i < transform->walk_count; i++) {
        struct sink *one = walk_sink(&transform->walks[i]);

        if (one->skip == 0 && one->text(one, text, size, err) != 0)
            return -1;
    }
    return 0;
}

static int fan_close(struct sink *sink, struct error *err)
{
    struct transform *transform = (struct transform *)sink;
    size_t i;

    for (i = 0; i < transform->walk_count; i++) {
        struct sink *one = walk_sink(&transform->walks[i]);

        if (one->skip > 0)
            one->skip--;
        else if (one->close(one, err) != 0)
            return -1;
    }
    return 0;
}

static int fan_damage(struct sink *sink, struct error *err)
{
    struct transform *transform = (struct transform *)sink;
    const struct error damage = *err;
    size_t i;

    for (i = 0; i < transform->walk_count; i++) {
        struct sink *one = walk_sink(&transform->walks[i]);

        *err = damage;
        if (one->skip == 0 && one->damage(one, err) != 0)
            return -1;
    }
    return 0;
}

static int fan_violation(struct sink *sink, const char *element, struct error *err)
{
    struct transform *transform = (struct transform *)sink;
    size_t i;

    for (i = 0; i < transform->walk_count; i++) {
        struct sink *one = walk_sink(&transform->walks[i]);

        if (mapping_xsd(transform->walks[i].mapping) != NULL &&
            one->violation(one, element, err) != 0)
            return -1;
    }
    return 0;
}

static int fan_columns(struct sink *sink, const char *const *names, size_t count, struct error *err)
{
    struct transform *transform = (struct transform *)sink;
    size_t i;

    for (i = 0; i < transform->walk_count; i++) {
        struct sink *one = walk_sink(&transform->walks[i]);

        if (one->columns(one, names, count, err) != 0)
            return -1;
    }
    return 0;
}

static int end_walks(struct transform *transform, struct error *err)
{
    size_t i;

    for (i = 0; i < transform->walk_count; i++)
        if (walk_end(&transform->walks[i], err) != 0)
            return -1;
    transform->is_ended = true;
    return 0;
}

/* Pushes the next piece of the document, or its end. */
static int push(struct transform *transform, struct error *err)
{
    const char *bytes;
    ssize_t got = reader_view(transform->bytes, transform->chunk, CHUNK_SIZE, &bytes, err);

    if (got < 0)
        return -1;
    if (got > 0)
        return decoder_feed(transform->decoder, bytes, (size_t)got, err);
    return decoder_end(transform->decoder, err) == 0 ? end_walks(transform, err) : -1;
}

int transform_next(struct transform *transform, struct record *record, struct error *err)
{
    int got;

    while ((got = harvest_take(&transform->harvest, record, err)) == 0) {
        if (transform->failure.kind != ERROR_NONE) {
            *err = transform->failure;
            return -1;
        }
        if (transform->is_ended)
            return 0;
        harvest_clear(&transform->harvest);
        if (push(transform, err) != 0)
            transform->failure = *err;
    }
    return got;
}

static int start_walk(struct transform *transform, struct walk *walk, const struct mapping *mapping,
                      const struct privacy_key *key, struct error *err)
{
    walk->mapping = mapping;
    walk->harvest = &transform->harvest;
    walk->evaluation.mapping = mapping;
    walk->evaluation.key = key;
    walk->evaluation.arena = transform->harvest.arena;
    walk->evaluation.drifts.arena = transform->run;
    walk->tap = transform->tap;
    walk_start(walk, transform->run);
    if (mapping_needs_key(mapping) && key == NULL)
        return error_set(err, ERROR_CONFIG,
                         "the mapping '%s' hashes fields, but there is no key to hash with",
                         mapping->name);
    if (xsd_uses_open(mapping, &walk->xsds, transform->run, err) != 0)
        return -1;
    return evaluation_start(&walk->evaluation, transform->run, err);
}

/* Several mappings of one document allow what the most generous of them allows. */
static struct limits limits_of(const struct mappings *mappings)
{
    struct limits limits = {0};
    size_t i;

    for (i = 0; i < mappings->count; i++)
        if (mappings->items[i]->skip_bytes > limits.prolog_bytes)
            limits.prolog_bytes = mappings->items[i]->skip_bytes;
    return limits;
}

/* All that name one name the same. */
static void use_schema(struct transform *transform)
{
    size_t i;

    for (i = 0; i < transform->walk_count; i++)
        if (mapping_xsd(transform->walks[i].mapping) != NULL) {
            decoder_validate(transform->decoder, transform->walks[i].xsds[0]);
            return;
        }
}

static int start(struct transform *transform, const struct mappings *mappings,
                 const struct privacy_key *key, struct error *err)
{
    struct sink *sink = &transform->sink;
    const struct limits limits = limits_of(mappings);
    size_t i;

    transform->walks = arena_array(transform->run, mappings->count, sizeof *transform->walks);
    for (i = 0; i < mappings->count; i++) {
        transform->walk_count++;
        if (start_walk(transform, &transform->walks[i], mappings->items[i], key, err) != 0)
            return -1;
    }
    if (mappings->count == 1)
        sink = walk_layer_sink(&transform->walks[0], transform->walks[0].layers);
    transform->decoder =
        decoder_open(formats[mappings->items[0]->format], sink, &limits, transform->document, err);
    if (transform->decoder == NULL)
        return -1;
    decoder_separate(transform->decoder, mappings->items[0]->separator.sign);
    for (i = 0; i < mappings->count; i++)
        walk_decoder(&transform->walks[i], transform->decoder);
    use_schema(transform);
    return 0;
}

struct transform *transform_open_tapped(const struct mappings *mappings, struct reader *bytes,
                                        const struct origin *origin, const struct privacy_key *key,
                                        struct tap *tap, struct error *err)
{
    static const struct sink fan = {fan_open,      fan_text,    fan_close, fan_damage,
                                    fan_violation, fan_columns, 0};
    struct arena *run = arena_new();
    struct transform *transform = arena_alloc(run, sizeof *transform);

    transform->sink = fan;
    transform->run = run;
    transform->document = arena_new();
    transform->bytes = ahead_reader(gzip_reader(bytes, run), run);
    transform->harvest.origin = origin;
    transform->harvest.arena = arena_new();
    transform->tap = tap;
    if (start(transform, mappings, key, err) == 0)
        return transform;
    transform_close(transform);
    return NULL;
}

struct transform *transform_open(const struct mappings *mappings, struct reader *bytes,
                                 const struct origin *origin, const struct privacy_key *key,
                                 struct error *err)
{
    return transform_open_tapped(mappings, bytes, origin, key, NULL, err);
}

/* Above the reader ahead, for a pulse is felt by the main thread only. */
void transform_watch(struct transform *transform, struct pulse *pulse)
{
    transform->bytes = pulse_reader(transform->bytes, pulse, transform->run);
}

const struct drift *transform_drift(const struct transform *transform, size_t mapping,
                                    size_t *count)
{
    const struct drifts *drifts = &transform->walks[mapping].evaluation.drifts;

    *count = drifts->count;
    return drifts->items;
}

void transform_close(struct transform *transform)
{
    size_t i;

    if (transform == NULL)
        return;
    decoder_close(transform->decoder);
    for (i = 0; i < transform->walk_count; i++)
        walk_stop(&transform->walks[i]);
    reader_close(transform->bytes);
    harvest_free(&transform->harvest);
    arena_free(transform->harvest.arena);
    arena_free(transform->document);
    arena_free(transform->run);
}
