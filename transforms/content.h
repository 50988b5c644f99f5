/*
 * The text of an element as bytes: what an inner document is read from.
 *
 * It pulls from the outer decoder as far as the inner one asks, so that no text is held whole.
 */
#ifndef TRANSFORMS_CONTENT_H
#define TRANSFORMS_CONTENT_H

#include <stdbool.h>

#include "core/reader.h"

struct decoder;
struct event;

struct content {
    struct reader reader; /* first: the bytes, without white space in front of them */
    struct decoder *outer;
    const char *text; /* of the event that was pulled last */
    size_t size;
    const char *element; /* one that stands inside the text, which must have none */
    long depth;          /* of such elements */
    bool has_text, is_ended;
    bool has_failed; /* the outer decoder, so that its error is not the inner document's */
};

/* Starts at an element whose first event (of its text, or of an element in its place) is this.  The
 * outer decoder must not be pulled by anyone else until the content has ended. */
void content_start(struct content *content, struct decoder *outer, const struct event *first);

/* Steps over what is left, up to and with the end of the element.  -1 when the outer decoder
 * fails. */
int content_drain(struct content *content, struct error *err);

#endif
