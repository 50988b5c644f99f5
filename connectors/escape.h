/*
 * Reading of single characters in the forms that URLs, forms, JSON, XML and HTML write them in.
 *
 * A far end that repeats a secret may write it in a form of its own choice, so secrets are looked
 * for in all of them.  It is no parser: what is no escape is for the caller to take as it stands.
 */
#ifndef CONNECTORS_ESCAPE_H
#define CONNECTORS_ESCAPE_H

#include <stddef.h>

enum {
    ESCAPE_SIZE_MOST = 9,      /* characters of one escape, as in &#128522; */
    ESCAPE_PLAIN_SIZE_MOST = 4 /* bytes that it may stand for */
};

/* Reads the escape at the beginning of text and returns how many characters it has; plain gets the
 * UTF-8 that it stands for, *plain_size bytes without a NUL at their end.  0 when there is none. */
size_t escape_read(const char *text, char plain[ESCAPE_PLAIN_SIZE_MOST], size_t *plain_size);

#endif
