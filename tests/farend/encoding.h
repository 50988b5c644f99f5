/*
 * base64 and gzip, in the direction in which a far end needs them: out.
 *
 * Decoding is the business of the program under test, so it is not here.
 */
#ifndef FAREND_ENCODING_H
#define FAREND_ENCODING_H

#include "tests/farend/text.h"

/* Appends the base64 form of bytes to out, with a line break after every line_length letters (a
 * multiple of 4), or with none when line_length is 0. */
void base64_add(struct text *out, const struct text *bytes, unsigned line_length);

/* Replaces the text by its gzip form.  Time and system are left out of the header, so that equal
 * texts give equal bytes. */
void gzip_replace(struct text *text);

#endif
