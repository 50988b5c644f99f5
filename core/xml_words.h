/*
 * What libxml2 says of a mistake, in words like ours.
 */
#ifndef CORE_XML_WORDS_H
#define CORE_XML_WORDS_H

enum { XML_WORDS_SIZE = 400 };

/* What a mistake of libxml2's list is called for people; NULL: its own words are good. */
const char *xml_words_of(int code);

/* Writes libxml2's own words (NULL: it has none) as ours: one line, lower case, no full stop. */
void xml_words_plain(const char *message, char words[XML_WORDS_SIZE]);

#endif
