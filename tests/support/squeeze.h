/*
 * gzip for tests: what a far end would send.
 */
#ifndef TESTS_SUPPORT_SQUEEZE_H
#define TESTS_SUPPORT_SQUEEZE_H

#include <stddef.h>

struct buffer;

/* Appends one gzip member that holds the bytes. */
void squeeze(const void *bytes, size_t size, struct buffer *squeezed);

#endif
