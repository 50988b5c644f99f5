/*
 * The text of all open elements, each behind that of the one around it.
 *
 * Nearly all texts come in one piece, which is kept in its element at once.  An element may also
 * have very many children with pieces of text between them: each piece then stays where it is until
 * the element ends, because a copy at each child would take memory by the square of their number.
 * White space at both ends of a piece is dropped, and one blank put between pieces.
 */
#ifndef TRANSFORMS_OPEN_TEXT_H
#define TRANSFORMS_OPEN_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"

struct arena;
struct tree_node;
struct value;

struct open_text {
    struct buffer bytes;
    size_t settled; /* bytes that are pieces come to their end, trimmed */
};

/* How many bytes a further piece of text would take in the innermost element. */
size_t open_text_cost(const struct open_text *text, const struct tree_node *node, size_t size);

/* Adds to the text of the innermost element, which may be kept in its arena. */
void open_text_add(struct open_text *text, struct tree_node *node, const struct value *piece,
                   struct arena *arena);

/* Whether a piece of the innermost element's text is under way. */
bool open_text_is_begun(const struct open_text *text, const struct tree_node *node);

/* Ends that piece. */
void open_text_settle(struct open_text *text, struct tree_node *node);

/* Gives the innermost element, which ends, its whole text. */
void open_text_end(struct open_text *text, struct tree_node *node, struct arena *arena);

/* Forgets all from this byte on. */
void open_text_cut(struct open_text *text, size_t size);

#endif
