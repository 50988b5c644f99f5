/*
 * What bytes are, by how they begin: for looking at documents of which nothing is known.
 *
 * A sniff is a guess.  What a mapping reads is what the mapping says.
 */
#ifndef TRANSFORMS_SNIFF_H
#define TRANSFORMS_SNIFF_H

#include <stdbool.h>
#include <stddef.h>

struct format;

enum { SNIFF_BYTES = 96 }; /* enough for all questions here */

/* The format that the bytes begin like; NULL when they begin like neither XML nor JSON. */
const struct format *sniff_format(const char *text, size_t size);

/* True when they begin as gzip does. */
bool sniff_gzip(const char *bytes, size_t size);

/* True when the text, without blanks in front, begins as base64 of a document does, compressed or
 * not. */
bool sniff_base64(const char *text, size_t size);

/* How many bytes at the beginning are white space or a byte-order mark. */
size_t sniff_blanks(const char *text, size_t size);

#endif
