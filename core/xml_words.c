/* Names of mistakes, and libxml2's own words made plain. */
#include "core/xml_words.h"

#include <stdio.h>
#include <string.h>

#include <libxml/xmlerror.h>

#include "core/utf8.h"

const char *xml_words_of(int code)
{
    switch (code) {
    case XML_ERR_DOCUMENT_EMPTY:
        return "it does not begin with an element";
    case XML_ERR_DOCUMENT_END:
        return "something follows the end of the document";
    case XML_ERR_INVALID_ENCODING:
    case XML_ERR_INVALID_CHAR:
    case XML_I18N_CONV_FAILED:
    case XML_IO_ENCODER:
        return "a byte or character that the encoding does not have";
    case XML_ERR_UNDECLARED_ENTITY:
    case XML_WAR_UNDECLARED_ENTITY:
        return "an entity that is none of the five";
    case XML_ERR_RESERVED_XML_NAME:
        return "bytes stand before the XML declaration";
    default:
        return NULL;
    }
}

void xml_words_plain(const char *message, char words[XML_WORDS_SIZE])
{
    size_t i, length;

    snprintf(words, XML_WORDS_SIZE, "%s", message != NULL ? message : "");
    words[utf8_cut(words, strlen(words), XML_WORDS_SIZE - 2)] = '\0';
    for (i = 0; words[i] != '\0'; i++)
        if (words[i] == '\n')
            words[i] = ' ';
    for (length = i; length > 0 && strchr(" .", words[length - 1]) != NULL; length--)
        words[length - 1] = '\0';
    if (words[0] >= 'A' && words[0] <= 'Z')
        words[0] = (char)(words[0] - 'A' + 'a');
}
