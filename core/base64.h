/*
 * Base64 (RFC 4648, section 4) made plain while it streams.
 *
 * Inner documents of hundreds of megabytes come as base64 texts, so they are never held whole.
 */
#ifndef CORE_BASE64_H
#define CORE_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error;
struct reader;

/* A text on its way; zeroed at first. */
struct base64 {
    uint32_t bits;     /* of the group under way */
    int letters, pads; /* of the group under way */
    bool is_ended;     /* a padded group was seen: only blanks may follow */
};

/* Decodes the next piece of a text, which may be cut anywhere, into plain, which must have room for
 * size bytes, and sets *plain_size.  Blanks, tabs and line ends between the letters are stepped
 * over.  Any other byte, letters behind the padding and left-over bits that are not zero are
 * ERROR_DOCUMENT; plain has what stands before them even then. */
int base64_feed(struct base64 *base64, const char *text, size_t size, char *plain,
                size_t *plain_size, struct error *err);

/* Says that the text has ended; a cut group is ERROR_DOCUMENT. */
int base64_end(const struct base64 *base64, struct error *err);

/* A reader over the decoded bytes of below.  Closing closes below too. */
struct reader *base64_reader(struct reader *below, struct arena *arena);

#endif
