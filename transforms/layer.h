/*
 * Layers: the decoders of a document and of the documents inside it, one for each level.
 */
#ifndef TRANSFORMS_LAYER_H
#define TRANSFORMS_LAYER_H

#include <stddef.h>

#include "core/format.h"
#include "transforms/content.h"
#include "transforms/symbols.h"

struct tree_node;

/* A power of two; names of elements stand at the address of their text. */
enum { NAME_CACHE_SIZE = 256 };

struct known_name {
    const char *name;
    int symbol;
};

struct layer {
    struct arena *arena; /* lives as long as the decoder */
    struct decoder *decoder;
    struct tree_node *base; /* the node whose content the document is */
    struct content content; /* of an inner document: where its bytes come from */
    long skip;              /* how many open elements have no place */
    struct known_name names[NAME_CACHE_SIZE];
};

/* Opens the layer's decoder over bytes. */
int layer_open(struct layer *layer, const struct format *format, struct reader *bytes,
               struct error *err);

/* Closes the decoder, when there is one, and forgets all that came from it. */
void layer_close(struct layer *layer);

/* The symbol of an element's name, which must come from the layer's decoder. */
int layer_symbol(struct layer *layer, const struct symbols *symbols, const char *name);

#endif
