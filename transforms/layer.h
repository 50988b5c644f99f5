/*
 * Layers: the decoders of a document and of the documents inside it, one for each level.
 */
#ifndef TRANSFORMS_LAYER_H
#define TRANSFORMS_LAYER_H

#include "core/format.h"
#include "transforms/content.h"
#include "transforms/symbols.h"

struct tree_node;
struct walk;
struct xsd_use;

/* A power of two; names of elements stand at the address of their text. */
enum { NAME_CACHE_SIZE = 256 };

struct known_name {
    const char *name;
    int symbol;
};

struct layer {
    struct sink sink; /* first: takes the events of the document */
    struct walk *walk;
    const struct decoder *decoder;
    const struct xsd_use *xsd; /* what becomes of violations */
    struct arena *arena;       /* of an inner document: lives as long as its decoder */
    struct tree_node *base;    /* the node whose content the document is */
    struct content content;    /* of an inner document: where its bytes come from */
    struct known_name names[NAME_CACHE_SIZE];
};

/* Opens the decoder of an inner document.  The layer's sink, walk and base must be set. */
int layer_open(struct layer *layer, const struct format *format, enum decoding decoding,
               struct error *err);

/* Closes the decoder of an inner document and forgets all that came from it. */
void layer_close(struct layer *layer);

/* The symbol of an element's name, which must come from the layer's decoder. */
int layer_symbol(struct layer *layer, const char *name);

#endif
