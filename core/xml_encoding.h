/*
 * The encoding of an XML document: what it declares, against what its bytes are.
 *
 * Only encodings of Unicode are accepted; libxml2 would read many more, and believe a declaration
 * that the bytes belie.
 */
#ifndef CORE_XML_ENCODING_H
#define CORE_XML_ENCODING_H

#include <stddef.h>

struct error;

enum { XML_HEAD_SIZE = 2 };

/* The first bytes of a document, however they came; zeroed at first. */
struct xml_head {
    char bytes[XML_HEAD_SIZE];
    size_t size;
};

/* Takes what is still missing of the head from the next bytes. */
void xml_head_take(struct xml_head *head, const char *bytes, size_t size);

/* ERROR_DOCUMENT when a declared encoding is not accepted, or is not that of the bytes. */
int xml_encoding_check(const char *declared, const struct xml_head *head, struct error *err);

#endif
