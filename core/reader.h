/*
 * A place that bytes come from: a file, memory, or another reader with something done to its bytes.
 *
 * Readers are stacked by embedding: a filter (gzip, base64, digest) has a struct reader as its
 * first member and reads from the reader below.  Nobody above knows how many there are.
 */
#ifndef CORE_READER_H
#define CORE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct arena;
struct error;

struct reader {
    /* Fills at most size bytes; returns how many, 0 at the end, -1 with *err filled. */
    ssize_t (*read)(struct reader *reader, void *buffer, size_t size, struct error *err);
    /* As read, but the bytes may lie elsewhere than in buffer, and then stay until the next call.
     * NULL: they never do. */
    ssize_t (*view)(struct reader *reader, void *buffer, size_t size, const char **bytes,
                    struct error *err);
    /* Releases what the reader holds, and the reader below if it owns one.  NULL: nothing to do. */
    void (*close)(struct reader *reader);
    /* The bytes are there and nobody is waited for: those of a regular file.  A filter says what
     * the reader below it says. */
    bool is_prompt;
};

ssize_t reader_read(struct reader *reader, void *buffer, size_t size, struct error *err);

/* The same without a copy where there need be none: the bytes are valid until the next call. */
ssize_t reader_view(struct reader *reader, void *buffer, size_t size, const char **bytes,
                    struct error *err);

/* Closes; accepts NULL. */
void reader_close(struct reader *reader);

/* Bytes that lie in memory; they must outlive the reader. */
struct reader *reader_from_memory(const void *bytes, size_t size, struct arena *arena);

/* Bytes of an open file descriptor from its current position; name is for messages only.  Closing
 * the reader closes the descriptor. */
struct reader *reader_from_descriptor(int descriptor, const char *name, struct arena *arena);

/* Opens a file.  NULL with ERROR_IO when it cannot be opened (the text names the file). */
struct reader *reader_open(const char *path, struct arena *arena, struct error *err);

#endif
