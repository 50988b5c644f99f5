/*
 * What stays in doubt when a name is not found: it may be one that a mistake has hidden.
 *
 * A mistake in the name of something, or where its name cannot even be read, has been told.  That
 * others call it by its right name is no second mistake.
 */
#ifndef CORE_DOUBT_H
#define CORE_DOUBT_H

#include <stdbool.h>

#include "core/option.h"

struct arena;

/* Of a set of things with names.  Zeroed: nothing is in doubt. */
struct doubt {
    bool is_open;       /* there may be things of any name */
    struct texts names; /* which have been told to be wrong */
};

/* Notes the name of a thing that has been told to be wrong; NULL for one that could not be read. */
void doubt_note(struct doubt *doubt, const char *name, struct arena *arena);

/* True when what is not found by this name may be there all the same. */
bool doubt_covers(const struct doubt *doubt, const char *name);

/* True when one letter too many or too few, or two in the wrong order, make one of the words of the
 * other, or when they differ only in capitals and the signs between their parts; of words with
 * three letters and more also when they differ in one letter. */
bool words_are_alike(const char *one, const char *other);

#endif
