/*
 * A document on its way into a survey, and those inside it.
 *
 * For the files of the survey only: scan.c brings bytes to a decoder, scan_sink.c counts what
 * the decoder tells and opens inner documents.
 */
#ifndef TRANSFORMS_SCAN_H
#define TRANSFORMS_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base64.h"
#include "core/buffer.h"
#include "core/format.h"
#include "transforms/survey.h"

struct arena;
struct error;
struct gunzip;

enum {
    SCAN_DEPTH_MOST = 200, /* of elements in one document, as core/format.h has it */
    SCAN_LAYERS_MOST = 8
};

/* An open element. */
struct level {
    struct spot *spot;
    struct buffer text; /* its first KEPT_BYTES */
    size_t length;      /* of all its text */
    bool is_decided;    /* whether it is a document */
    bool is_damaged;
};

/* A document under way. */
struct scan {
    struct sink sink; /* first */
    struct survey *survey;
    struct spot *element;  /* whose text it is; NULL for the outermost */
    struct spot *document; /* NULL until the format is known */
    struct scan *inner;    /* the document in the innermost open element */
    struct scan *outer;
    struct arena *arena;
    struct decoder *decoder;
    struct gunzip *gunzip;
    struct base64 base64;
    bool is_base64, is_gzip, has_begun;
    bool has_failed;    /* its own fault, not that of a document around it */
    struct buffer head; /* plain bytes, until the format is known */
    struct level *levels;
    size_t depth; /* open elements */
    int layer;
};

/* Opens a document inside the innermost open element of another, or the outermost (outer NULL). */
struct scan *scan_open(struct survey *survey, struct scan *outer, bool is_base64);

/* Takes the next bytes of the text that the document is in, and says that it has ended.  What is
 * wrong with an inner document is its own matter: it is counted as broken, and 0 returned. */
int scan_feed(struct scan *scan, const char *text, size_t size, struct error *err);
int scan_end(struct scan *scan, struct error *err);
void scan_close(struct scan *scan); /* with those inside it */

/* What is told of the elements; the scan is the sink's first user. */
extern const struct sink scan_sink;

#endif
