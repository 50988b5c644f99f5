/*
 * What libxml2 does when memory is out.
 *
 * By itself it tells of lost memory in many ways: as a mistake in the document, as a value that is
 * not as the schema wants it, or not at all.  None of that must be believed of a document.
 */
#ifndef CORE_XML_MEMORY_H
#define CORE_XML_MEMORY_H

/* Has libxml2 end the process, as all else here does, when memory is out.  To be called before its
 * other functions, as often as one likes. */
void xml_memory_guard(void);

#endif
