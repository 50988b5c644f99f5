/*
 * A schema at work on one parser.  For core/xml.c alone: parser and schema are libxml2's.
 */
#ifndef CORE_XSD_CHECK_H
#define CORE_XSD_CHECK_H

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include "core/error.h"

struct arena;

struct xsd {
    const char *name;
    xmlSchemaPtr schema;
};

/* Is told of each place where the document is not as the schema says: the local name of the
 * element, and an ERROR_DOCUMENT with the line that does not show any value. */
struct xsd_listener {
    void (*tell)(void *context, const char *element, struct error *err);
    void *context;
};

struct xsd_check;

/* Puts the schema between a parser that has read nothing yet and its handlers, which are called
 * before the schema looks.  The parser's user data are libxml2's from then on.  All must outlive
 * the check, whose memory comes from the arena. */
struct xsd_check *xsd_check_open(const struct xsd *xsd, xmlParserCtxtPtr parser,
                                 const struct xsd_listener *listener, struct arena *arena);

/* Takes it out again; the parser is not to be fed any more.  Accepts NULL. */
void xsd_check_close(struct xsd_check *check);

#endif
