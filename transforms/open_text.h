/*
 * The text of all open elements, each behind that of the one around it.
 *
 * An element may have very many children with pieces of text between them: each piece stays where
 * it is until the element ends, because a copy at each child would take memory by the square of
 * their number.  White space at both ends of a piece is dropped, and one blank put between pieces.
 */
#ifndef TRANSFORMS_OPEN_TEXT_H
#define TRANSFORMS_OPEN_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"

struct open_text {
    struct buffer bytes;
    size_t settled; /* bytes that are pieces come to their end, trimmed */
};

/* How many bytes a further piece of text would take in the element whose text begins at start. */
size_t open_text_cost(const struct open_text *text, size_t start, size_t size);

/* Appends to the text of the innermost element. */
void open_text_append(struct open_text *text, size_t start, const char *bytes, size_t size);

/* Ends the piece under way, if any; true when there was more than white space in it. */
bool open_text_settle(struct open_text *text, size_t start);

/* Forgets all from this byte on. */
void open_text_cut(struct open_text *text, size_t size);

#endif
