/*
 * The walk: events of a document followed along the plan, so that what the mapping asks for is kept
 * as nodes and everything else is skipped.
 *
 * The walk knows one document at a time; transform.c moves it into inner documents and out again.
 */
#ifndef TRANSFORMS_WALK_H
#define TRANSFORMS_WALK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"
#include "core/error.h"
#include "transforms/layer.h"
#include "transforms/plan.h"
#include "transforms/tree.h"

/* What an event has led to. */
enum walk_result {
    WALK_FAILED = -1, /* *err tells; ERROR_DOCUMENT is a mistake of this document */
    WALK_ON,
    WALK_CONTENT, /* the event begins an inner document: walk->node is the element around it */
    WALK_EMPTY,   /* walk->ended had no text where an inner document was expected */
    WALK_RECORD   /* walk->ended is a whole record; like the one above, to be forgotten after use */
};

struct walk {
    const struct plan *plan;
    struct arena *nodes;
    struct tree_node *node;   /* the open element */
    struct tree_node *record; /* the open record, NULL outside */
    struct tree_node *ended;
    struct buffer text;  /* of all open elements, each behind that of the one around it */
    size_t settled;      /* bytes of it that are pieces come to their end, trimmed */
    size_t kept;         /* bytes in nodes and their texts */
    bool is_pending;     /* in an element whose text is a document, before that text */
    struct error damage; /* what is wrong with the open record as a whole; kind NONE: nothing */
    const char *damage_rule;
};

/* Starts at the root of the plan; nodes is for the walk's use alone. */
void walk_start(struct walk *walk, const struct plan *plan, struct arena *nodes);
void walk_stop(struct walk *walk);

/* Takes one event of the layer's document. */
enum walk_result walk_take(struct walk *walk, struct layer *layer, const struct event *event,
                           struct error *err);

/* Notes that the open element is damaged.  -1 when that spoils the document rather than a record.
 */
int walk_damage(struct walk *walk, const struct layer *layer, struct error *err);

/* Steps out of what is open below this node, and out of the node itself. */
void walk_leave(struct walk *walk, struct tree_node *node);

/* Forgets an ended node and all that came after it. */
void walk_forget(struct walk *walk, const struct tree_node *node);

#endif
