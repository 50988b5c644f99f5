/*
 * What passes between land and tax offices about the land dossiers: transfer slips and tax notices.
 *
 * Both are documents that travel as base64 inside a SOAP reply.  How they travel is not known here.
 */
#ifndef FAREND_NOTICES_H
#define FAREND_NOTICES_H

#include "tests/farend/stream.h"
#include "tests/farend/text.h"

/* The notices of a window by the day of the decision, and the slips by the day of approval. */
extern const struct stream NOTICE_STREAM;
extern const struct stream SLIP_STREAM;

/* Writes the page's notices as one DATA document, and moves the scan past them. */
void notices_write(struct text *text, struct scan *scan, const struct query *query);

/* Writes the page's transfer slips as one DATA document in the namespace
 * urn:example:lien-thong-thue (our invention: the real URI is not published), and moves the scan
 * past them. */
void slips_write(struct text *text, struct scan *scan, const struct query *query);

#endif
