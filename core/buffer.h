/*
 * Bytes that grow: texts under construction, request bodies, lines of output.
 *
 * A zeroed struct is an empty buffer.  The bytes are always followed by a NUL that is not counted.
 */
#ifndef CORE_BUFFER_H
#define CORE_BUFFER_H

#include <stddef.h>

struct buffer {
    char *data; /* NULL until something is appended */
    size_t size, capacity;
};

/* Appends; ends the process when memory is out. */
void buffer_append(struct buffer *buffer, const void *bytes, size_t size);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_byte(struct buffer *buffer, char byte);
void buffer_print(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Makes room for size more bytes and returns where they go; buffer->size is left to the caller. */
char *buffer_reserve(struct buffer *buffer, size_t size);

/* Empties the buffer and keeps its memory. */
void buffer_clear(struct buffer *buffer);

/* The text, "" when nothing was ever appended; valid until the next change. */
const char *buffer_string(const struct buffer *buffer);

/* Gives the memory back and leaves an empty buffer. */
void buffer_free(struct buffer *buffer);

#endif
