/*
 * Visits as the insurance files write them.
 *
 * A visit is one HOSO: XML1 is its summary, XML2 its drugs, XML3 its services, each base64 of an
 * XML document of its own.
 */
#ifndef FAREND_VISIT_XML_H
#define FAREND_VISIT_XML_H

#include "tests/farend/stream.h"
#include "tests/farend/text.h"

/* Appends the HOSO element of the item, spoiled in the item's way; a wrong visit has XML1 only. */
void visit_write(struct text *text, const struct world *world, const struct item *item);

#endif
