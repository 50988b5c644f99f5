/*
 * A few lines of a document that nobody can read, for people who look at why.
 *
 * What is malformed has no fields that could say what is personal, so all letters and digits are
 * blurred, to x and 9, but for what only the syntax can be: names behind '<', and quoted names
 * before ':'.
 */
#ifndef TRANSFORMS_BLUR_H
#define TRANSFORMS_BLUR_H

#include <stddef.h>

struct arena;
struct buffer;
struct error;
struct reader;

/* Appends the line (from 1) with two before and one behind it, each as "NUMBER: text" and cut where
 * it is long.  gzip is recognised.  The bytes are closed. */
int blur_lines(struct reader *bytes, long line, struct buffer *text, struct arena *arena,
               struct error *err);

/* Appends one text, blurred and without control characters. */
void blur_text(const char *text, size_t size, struct buffer *blurred);

#endif
