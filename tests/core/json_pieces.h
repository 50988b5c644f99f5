/*
 * What a JSON decoder makes of a document, when it is fed in pieces of every size up to the whole.
 */
#ifndef TESTS_CORE_JSON_PIECES_H
#define TESTS_CORE_JSON_PIECES_H

#include <stddef.h>

/* Fails the test unless the events (tests/support/events.h) are these each time. */
void reads_alike_in_all_pieces(const char *text, size_t size, const char *wanted);

/* Fails the test unless the document is refused with this reason and line each time. */
void is_refused_alike_in_all_pieces(const char *text, size_t size, const char *reason, long line);

#endif
