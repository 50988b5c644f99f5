/* The opening and closing of layers, and their short way from names to symbols. */
#include "transforms/layer.h"

#include <stdint.h>
#include <string.h>

#include "core/arena.h"
#include "core/normal.h"
#include "transforms/mapping_inside.h"
#include "transforms/walk.h"

int layer_open(struct layer *layer, const struct format *format, enum decoding decoding,
               struct error *err)
{
    struct decoder *decoder;

    if (layer->arena == NULL)
        layer->arena = arena_new();
    layer->sink.skip = 0;
    memset(layer->names, 0, sizeof layer->names);
    decoder = decoder_open(format, walk_layer_sink(layer->walk, layer), NULL, layer->arena, err);
    layer->decoder = decoder;
    if (decoder == NULL)
        return -1;
    content_start(&layer->content, decoding, decoder, layer->arena);
    return 0;
}

void layer_close(struct layer *layer)
{
    content_stop(&layer->content);
    decoder_close(layer->content.decoder);
    layer->content.decoder = NULL;
    layer->decoder = NULL;
    if (layer->arena != NULL)
        arena_reset(layer->arena);
}

/* Kept apart, because it happens once for each name. */
__attribute__((noinline)) static void learn(struct known_name *known, const struct walk *walk,
                                            const char *name)
{
    size_t size;
    const char *normal = normal_or_same(name, strlen(name), &size, walk->harvest->arena);

    known->name = name;
    known->symbol = symbols_find(&walk->mapping->plan.symbols, normal);
}

int layer_symbol(struct layer *layer, const char *name)
{
    /* Within a decoder's life equal pointers are equal names (core/format.h).  libxml2 puts them
     * one behind the other: most are longer than three bytes with their NUL. */
    struct known_name *known = &layer->names[((uintptr_t)name >> 2) % NAME_CACHE_SIZE];

    if (known->name != name)
        learn(known, layer->walk, name);
    return known->symbol;
}
