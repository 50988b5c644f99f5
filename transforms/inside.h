/*
 * Documents inside documents: the walk's way into them and out again.
 *
 * A bad inner document spoils the record around it, or counts as one refused record when the
 * records are in it; the document around it goes on.
 */
#ifndef TRANSFORMS_INSIDE_H
#define TRANSFORMS_INSIDE_H

#include <stddef.h>

struct error;
struct layer;
struct tree_node;

/* Takes the text of the open element, which is the first that an inner document may begin with:
 * enters that document, or skips the element when none of its conditions holds. */
int inside_begin(struct layer *outer, const char *text, size_t size, struct error *err);

/* Takes the next text of the element around the inner document that is open. */
int inside_feed(struct layer *outer, const char *text, size_t size, struct error *err);

/* An element stands where only text may: the inner document is refused. */
int inside_refuse_element(struct layer *outer, const char *name, struct error *err);

/* The element around the open inner document ends. */
int inside_end(struct layer *outer, struct error *err);

/* The element ends and had no text.  The node is forgotten when it is on the way. */
void inside_end_empty(struct layer *outer, struct tree_node *node);

#endif
