/*
 * A growing piece of text, and the few words of JSON and XML that the far ends write into it.
 *
 * Replies are built in one text per page, so memory follows the page and never the data.  This is a
 * writer only: it does not check that what it is asked to write makes a well-formed document.
 */
#ifndef FAREND_TEXT_H
#define FAREND_TEXT_H

#include <stddef.h>

/* Zeroed is empty; bytes always ends with a NUL once something was added. */
struct text {
    char *bytes;
    size_t length, room;
};

/* Makes the text empty and gives its memory back. */
void text_free(struct text *text);

/* Appends bytes.  Running out of memory ends the process, here and in everything below. */
void text_add_bytes(struct text *text, const char *bytes, size_t length);

/* Appends a string. */
void text_add(struct text *text, const char *string);

/* Appends what printf would print. */
void text_format(struct text *text, const char *form, ...) __attribute__((format(printf, 2, 3)));

/* Appends "name":{ or "name":[, or only the bracket when name is NULL. */
void json_open(struct text *text, const char *name, char bracket);

/* Appends "name":"value", with the value escaped; a comma follows, which json_close takes away
 * again. */
void json_member(struct text *text, const char *name, const char *value);

/* Appends "name":"number",. */
void json_number(struct text *text, const char *name, unsigned long number);

/* Appends the closing bracket and a comma after it. */
void json_close(struct text *text, char bracket);

/* Takes away the last comma: the document is complete. */
void json_end(struct text *text);

/* Appends <name>value</name> with the value escaped. */
void xml_leaf(struct text *text, const char *name, const char *value);

/* Appends <name>number</name>. */
void xml_number(struct text *text, const char *name, unsigned long number);

#endif
