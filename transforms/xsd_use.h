/*
 * Schemas that a mapping names for its documents, from their mention to their work.
 *
 * They lie in schemas/ beside the folder of the mapping.  Documents have numbers here: 0 is the
 * outermost, then come those of "inside", then those of "contents".
 */
#ifndef TRANSFORMS_XSD_USE_H
#define TRANSFORMS_XSD_USE_H

#include "core/option.h"

struct arena;
struct error;
struct inside;
struct mapping;
struct problems;
struct xsd;

/* What becomes of a document that is not as its schema says. */
enum xsd_else {
    XSD_QUARANTINE, /* it is refused as a malformed one is */
    XSD_NOTE        /* it is counted as drift */
};

struct xsd_use {
    const char *file; /* NULL: the document is not checked */
    int otherwise;    /* enum xsd_else */
};

/* The options of "schema", into a struct xsd_use. */
extern const struct option xsd_options[];

/* Adds what is wrong with the schemas, which are compiled to see that, and places them. */
void xsd_uses_check(struct mapping *mapping, struct arena *arena, struct problems *problems);

/* Compiles all; *xsds is NULL when the mapping names none, else has one for each number, NULL where
 * none is named.  xsd_uses_close ends them, also what was opened before a failure. */
int xsd_uses_open(const struct mapping *mapping, struct xsd ***xsds, struct arena *arena,
                  struct error *err);
void xsd_uses_close(const struct mapping *mapping, struct xsd **xsds);

/* The one for documents of this kind, NULL when there is none. */
const struct xsd *xsd_of_inside(const struct mapping *mapping, struct xsd *const *xsds,
                                const struct inside *inside);

#endif
