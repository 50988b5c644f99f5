/*
 * The order in which a document must come, because it is read once: what a filter, ".." or an inner
 * document asks for must stand before the element that it decides on.
 *
 * An element notes what was decided at it; a value that comes later is refused, for it might have
 * decided otherwise.
 */
#ifndef TRANSFORMS_ORDER_H
#define TRANSFORMS_ORDER_H

struct error;
struct layer;
struct place;
struct tree_node;

/* Notes that the children of this node which have come have decided on an element; by is what a
 * message calls that, and the first one stays. */
void order_note(struct tree_node *node, const char *by);

/* Looks whether an element of this place and name, about to be opened in the open one, comes too
 * late.  -1 with ERROR_DOCUMENT when it decides on records; when it decides on an inner document of
 * the record, that is noted as the record's damage. */
int order_check(const struct layer *layer, const struct place *place, const char *name,
                struct error *err);

#endif
