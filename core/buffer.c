/* A growing byte buffer. */
#include "core/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"

static void grow(struct buffer *buffer, size_t size)
{
    size_t capacity = buffer->capacity == 0 ? 256 : buffer->capacity;

    if (size > SIZE_MAX / 4 || buffer->size > SIZE_MAX / 4)
        error_out_of_memory();
    while (capacity < buffer->size + size + 1)
        capacity *= 2;
    buffer->data = realloc(buffer->data, capacity);
    if (buffer->data == NULL)
        error_out_of_memory();
    buffer->capacity = capacity;
}

char *buffer_reserve(struct buffer *buffer, size_t size)
{
    if (size >= buffer->capacity - buffer->size)
        grow(buffer, size);
    return buffer->data + buffer->size;
}

void buffer_append(struct buffer *buffer, const void *bytes, size_t size)
{
    char *end = buffer_reserve(buffer, size);

    if (size != 0)
        memcpy(end, bytes, size);
    end[size] = '\0';
    buffer->size += size;
}

void buffer_text(struct buffer *buffer, const char *text)
{
    buffer_append(buffer, text, strlen(text));
}

void buffer_byte(struct buffer *buffer, char byte)
{
    char *end = buffer_reserve(buffer, 1);

    end[0] = byte;
    end[1] = '\0';
    buffer->size++;
}

void buffer_print(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    char *end;
    int length;

    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        error_out_of_memory();

    end = buffer_reserve(buffer, (size_t)length);
    va_start(arguments, format);
    vsnprintf(end, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buffer->size += (size_t)length;
}

void buffer_clear(struct buffer *buffer)
{
    buffer->size = 0;
    if (buffer->data != NULL)
        buffer->data[0] = '\0';
}

const char *buffer_string(const struct buffer *buffer)
{
    return buffer->data == NULL ? "" : buffer->data;
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->data);
    memset(buffer, 0, sizeof *buffer);
}
