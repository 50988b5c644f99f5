/* The opening and closing of layers, and their short way from names to symbols. */
#include "transforms/layer.h"

#include <stdint.h>
#include <string.h>

#include "core/arena.h"

int layer_open(struct layer *layer, const struct format *format, struct reader *bytes,
               struct error *err)
{
    layer->skip = 0;
    memset(layer->names, 0, sizeof layer->names);
    layer->decoder = decoder_open(format, bytes, NULL, layer->arena, err);
    return layer->decoder != NULL ? 0 : -1;
}

void layer_close(struct layer *layer)
{
    decoder_close(layer->decoder);
    layer->decoder = NULL;
    arena_reset(layer->arena);
}

int layer_symbol(struct layer *layer, const struct symbols *symbols, const char *name)
{
    /* Within a decoder's life equal pointers are equal names (core/format.h). */
    struct known_name *known = &layer->names[((uintptr_t)name >> 3) % NAME_CACHE_SIZE];

    if (known->name != name) {
        known->name = name;
        known->symbol = symbols_find(symbols, name);
    }
    return known->symbol;
}
