/* The two ends that a stack of readers can stand on: memory and file descriptors. */
#include "core/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/error.h"

struct memory_reader {
    struct reader reader;
    const char *bytes;
    size_t left;
};

struct descriptor_reader {
    struct reader reader;
    const char *name;
    int descriptor;
};

ssize_t reader_read(struct reader *reader, void *buffer, size_t size, struct error *err)
{
    return reader->read(reader, buffer, size, err);
}

ssize_t reader_view(struct reader *reader, void *buffer, size_t size, const char **bytes,
                    struct error *err)
{
    if (reader->view != NULL)
        return reader->view(reader, buffer, size, bytes, err);
    *bytes = buffer;
    return reader_read(reader, buffer, size, err);
}

void reader_close(struct reader *reader)
{
    if (reader != NULL && reader->close != NULL)
        reader->close(reader);
}

static ssize_t memory_read(struct reader *reader, void *buffer, size_t size, struct error *err)
{
    struct memory_reader *memory = (struct memory_reader *)reader;
    size_t taken = size < memory->left ? size : memory->left;

    (void)err;
    if (taken != 0)
        memcpy(buffer, memory->bytes, taken);
    memory->bytes += taken;
    memory->left -= taken;
    return (ssize_t)taken;
}

struct reader *reader_from_memory(const void *bytes, size_t size, struct arena *arena)
{
    struct memory_reader *memory = arena_alloc(arena, sizeof *memory);

    memory->reader.read = memory_read;
    memory->bytes = bytes == NULL ? "" : bytes;
    memory->left = size;
    return &memory->reader;
}

static ssize_t descriptor_read(struct reader *reader, void *buffer, size_t size, struct error *err)
{
    struct descriptor_reader *file = (struct descriptor_reader *)reader;
    ssize_t got;

    do
        got = read(file->descriptor, buffer, size);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return error_set(err, ERROR_IO, "cannot read %s: %s", file->name, strerror(errno));
    return got;
}

static void descriptor_close(struct reader *reader)
{
    struct descriptor_reader *file = (struct descriptor_reader *)reader;

    if (file->descriptor >= 0)
        close(file->descriptor);
    file->descriptor = -1;
}

struct reader *reader_from_descriptor(int descriptor, const char *name, struct arena *arena)
{
    struct descriptor_reader *file = arena_alloc(arena, sizeof *file);
    struct stat status;

    file->reader.read = descriptor_read;
    file->reader.close = descriptor_close;
    file->name = arena_text(arena, name);
    file->descriptor = descriptor;
    file->reader.is_prompt = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
    return &file->reader;
}

struct reader *reader_open(const char *path, struct arena *arena, struct error *err)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);

    if (descriptor < 0) {
        error_set(err, ERROR_IO, "cannot open %s: %s", path, strerror(errno));
        return NULL;
    }
    return reader_from_descriptor(descriptor, path, arena);
}
