/*
 * The text of an element as bytes: what an inner document is made of.
 *
 * It is fed with the text as the outer decoder tells it and feeds the inner one, so that no text is
 * held whole.
 */
#ifndef TRANSFORMS_CONTENT_H
#define TRANSFORMS_CONTENT_H

#include <stddef.h>

#include "core/base64.h"

struct arena;
struct decoder;
struct error;

enum decoding { DECODING_TEXT, DECODING_BASE64 };

struct content {
    enum decoding decoding;
    struct decoder *decoder; /* of the inner document */
    struct base64 base64;
    struct gunzip *gunzip; /* of DECODING_BASE64: what was packed is recognised by its bytes */
    char *plain;           /* scratch */
};

/* Starts with a text of which nothing was seen yet. */
void content_start(struct content *content, enum decoding decoding, struct decoder *decoder,
                   struct arena *arena);

/* Takes the next piece of the text.  White space in front of the first piece is the caller's to
 * drop: no XML declaration may stand behind it. */
int content_feed(struct content *content, const char *text, size_t size, struct error *err);

/* Says that the element has ended, and with it the inner document. */
int content_end(struct content *content, struct error *err);

/* Gives back what the content holds. */
void content_stop(struct content *content);

#endif
