/*
 * What a decoder makes of a document, written as one line that a test can compare.
 */
#ifndef TESTS_SUPPORT_EVENTS_H
#define TESTS_SUPPORT_EVENTS_H

#include <stddef.h>

struct arena;
struct buffer;
struct error;
struct limits;
struct reader;

/* Appends the events: "name(" for an opening ("{uri}name(" in a namespace), texts in quotes with
 * neighbours joined, ")" for a closing, "!text!" where an element is damaged.  0 when the document
 * ends well, -1 with *err otherwise. */
int events_read(const char *format, struct reader *bytes, const struct limits *limits,
                struct buffer *events, struct error *err);

/* The same from memory, handing the decoder at most step bytes at a time. */
int events_of(const char *format, const char *text, size_t size, size_t step, struct buffer *events,
              struct error *err);

/* The same from memory of CSV with this separator (see decoder_separate). */
int events_separated(char separator, const char *text, size_t size, size_t step,
                     struct buffer *events, struct error *err);

/* A reader that gives at most step bytes of the one below at a time, as a slow source would. */
struct reader *drip_reader(struct reader *below, size_t step, struct arena *arena);

#endif
