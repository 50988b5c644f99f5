/*
 * The walk: a document followed along a mapping's plan, so that what the mapping asks for is kept
 * as nodes, whole records are harvested, and everything else is skipped.
 *
 * One walk is one mapping at work on one document and on those inside it.
 */
#ifndef TRANSFORMS_WALK_H
#define TRANSFORMS_WALK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "transforms/declared.h"
#include "transforms/evaluate.h"
#include "transforms/harvest.h"
#include "transforms/layer.h"
#include "transforms/open_text.h"
#include "transforms/tree.h"

struct walk {
    const struct mapping *mapping;
    struct harvest *harvest;
    struct evaluation evaluation;
    struct xsd **xsds; /* see xsd_use.h */
    struct tap *tap;   /* NULL: nobody watches */
    struct arena *nodes;
    struct layer *layers;     /* the outermost document, then those inside */
    struct layer *innermost;  /* the open document that is in no other open one */
    struct tree_node *node;   /* the open element */
    struct tree_node *record; /* the open record, NULL outside */
    long record_line;         /* where it begins in the outermost document */
    long position;            /* of the latest record */
    struct declared declared;
    struct open_text text;
    size_t kept;          /* bytes in nodes and their texts */
    bool watches_unknown; /* elements of records that the mapping does not know are drift */
    bool is_pending;      /* in an element whose text is a document, before that text */
    struct error damage;  /* what is wrong with the open record as a whole; kind NONE: nothing */
    struct refusal damage_refusal;
};

/* Starts a walk whose mapping, harvest and evaluation are set.  The events of the outermost
 * document go to walk_sink, whose decoder must be told by walk_decoder before the first one. */
void walk_start(struct walk *walk, struct arena *run);
struct sink *walk_sink(struct walk *walk);
void walk_decoder(struct walk *walk, const struct decoder *decoder);

/* Where the decoder of one of the walk's layers tells what it sees: the layer, or the tap on it. */
struct sink *walk_layer_sink(struct walk *walk, struct layer *layer);

/* Says that the document has ended as it should: the end of the record that is the whole document.
 * -1 when that spoils the whole batch, or when the document is not what it declares to be. */
int walk_end(struct walk *walk, struct error *err);

/* Gives back what the walk holds. */
void walk_stop(struct walk *walk);

/* For inside.c only: what becomes of elements around inner documents. */

/* The line in the outermost document at which a node begins that is open now. */
long walk_line(const struct walk *walk, const struct tree_node *node);

/* Steps out of what is open below this node, and out of the node itself. */
void walk_leave(struct walk *walk, struct tree_node *node);

/* Forgets an ended node and all that came after it. */
void walk_forget(struct walk *walk, const struct tree_node *node);

/* Harvests a refusal in the place of records that cannot be known. */
void walk_refuse(struct walk *walk, const struct refusal *refusal, long line, struct error *err);

/* Notes what is wrong with the open record, unless something was before. */
void walk_damage(struct walk *walk, const struct refusal *refusal, const struct error *err);

#endif
