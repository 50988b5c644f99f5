/*
 * The number of records that a document declares of itself, against those that it had.
 *
 * A document that was cut off, or whose records stand where the mapping does not look for them, may
 * be read without a mistake: the number tells.
 */
#ifndef TRANSFORMS_DECLARED_H
#define TRANSFORMS_DECLARED_H

#include <stdbool.h>

#include "core/option.h"

struct drifts;
struct error;
struct mapping;
struct path;
struct tree_node;

/* As written, and the path that is made of it; path_text is NULL when nothing is said. */
struct declaration {
    const char *path_text;
    int severity; /* enum severity */
    struct path *path;
};

/* Binds "declared". */
extern const struct option declaration_options[];

/* What a document has declared so far.  A document that holds several of its kind declares several
 * times: the numbers are added up. */
struct declared {
    bool is_given, is_wrong; /* wrong: something else than a number */
    long total;
};

/* Takes the text of a node that stands where the mapping looks for the number; nothing when it is
 * empty or of another namespace. */
void declared_add(struct declared *declared, const struct tree_node *node, const struct path *path);

/* Compares at the end of the document.  -1 with ERROR_DOCUMENT or ERROR_DATA when the numbers
 * differ and the mapping does not merely note it; a note is counted as drift of the check
 * "declared". */
int declared_check(const struct declared *declared, const struct mapping *mapping, long received,
                   struct drifts *drifts, struct error *err);

#endif
