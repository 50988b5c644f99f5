/*
 * What stands before an XML declaration: some far ends write stray bytes there.
 *
 * They are passed over only as far as configuration allows; otherwise the parser sees them, and
 * refuses the document.
 */
#ifndef CORE_PROLOG_H
#define CORE_PROLOG_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct prolog {
    char *head;
    size_t size, capacity; /* of head */
    size_t start;          /* where the document begins in it */
    bool is_past;          /* nothing is held back any more */
};

/* Starts a prolog of at most this many bytes, 0 for none.  The arena outlives it. */
void prolog_start(struct prolog *prolog, long most, struct arena *arena);

/* Takes bytes from the beginning of these and returns how many.  When the prolog is past then,
 * what it held back from start on is the document's beginning. */
size_t prolog_take(struct prolog *prolog, const char *bytes, size_t size);

#endif
