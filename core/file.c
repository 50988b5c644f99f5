/* Files that are whole or absent, by the steps that POSIX gives: write beside, sync, rename. */
#include "core/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/folder.h"

enum { CHUNK_SIZE = 16384 };

static int fail(struct error *err, const char *what, const char *path)
{
    return error_set(err, ERROR_IO, "cannot %s %s: %s", what, path, strerror(errno));
}

char *path_join(struct arena *arena, const char *folder, const char *name)
{
    size_t length = strlen(folder);

    if (name[0] == '/' || length == 0)
        return arena_text(arena, name);
    return arena_print(arena, "%s%s%s", folder, folder[length - 1] == '/' ? "" : "/", name);
}

char *path_folder(struct arena *arena, const char *path)
{
    size_t length = strlen(path);

    while (length > 1 && path[length - 1] == '/')
        length--;
    while (length > 0 && path[length - 1] != '/')
        length--;
    if (length == 0)
        return arena_text(arena, ".");
    while (length > 1 && path[length - 1] == '/')
        length--;
    return arena_copy(arena, path, length);
}

size_t file_name_span(const char *text)
{
    return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
}

bool file_is_present(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0;
}

bool file_is_regular(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

int file_free_space(const char *path, int64_t *bytes, struct error *err)
{
    struct statvfs status;
    int failed;

    do
        failed = statvfs(path, &status);
    while (failed != 0 && errno == EINTR);
    if (failed != 0)
        return fail(err, "ask for the free space of", path);
    *bytes = (int64_t)status.f_bavail * (int64_t)status.f_frsize;
    return 0;
}

static ssize_t read_some(int descriptor, void *buffer, size_t size)
{
    ssize_t got;

    do
        got = read(descriptor, buffer, size);
    while (got < 0 && errno == EINTR);
    return got;
}

int file_read(const char *path, size_t limit, struct buffer *buffer, struct error *err)
{
    size_t before = buffer->size;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got;

    if (descriptor < 0)
        return fail(err, "open", path);
    while ((got = read_some(descriptor, buffer_reserve(buffer, CHUNK_SIZE), CHUNK_SIZE)) > 0) {
        buffer->size += (size_t)got;
        if (buffer->size - before > limit)
            break;
    }
    if (got < 0)
        fail(err, "read", path);
    close(descriptor);
    if (got == 0) {
        buffer->data[buffer->size] = '\0';
        return 0;
    }
    buffer->size = before;
    buffer->data[before] = '\0';
    if (got > 0)
        error_set(err, ERROR_IO, "cannot read %s: it is longer than %zu bytes", path, limit);
    return -1;
}

/* True for pipes, sockets and devices. */
static bool is_special(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

int draft_open(struct draft *draft, const char *path, mode_t mode, struct arena *arena,
               struct error *err)
{
    const char *slash = strrchr(path, '/');
    int before_name = slash == NULL ? 0 : (int)(slash + 1 - path);
    char *part = arena_print(arena, "%.*s.%s.part", before_name, path, path + before_name);
    int descriptor;

    /* A rename would put a file in the place of a device, for all others too: of /dev/null. */
    if (is_special(path))
        return error_set(err, ERROR_IO, "cannot replace %s: it is no regular file", path);
    /* What an earlier process left half written is of no use to anybody. */
    unlink(part);
    descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (descriptor < 0)
        return fail(err, "create", path);
    draft->descriptor = descriptor;
    draft->part = part;
    draft->path = arena_text(arena, path);
    return 0;
}

int draft_write(struct draft *draft, const void *bytes, size_t size, struct error *err)
{
    const char *next = bytes;

    while (size > 0) {
        ssize_t written = write(draft->descriptor, next, size);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return fail(err, "write", draft->path);
        next += written;
        size -= (size_t)written;
    }
    return 0;
}

int draft_commit(struct draft *draft, struct error *err)
{
    struct arena *arena;
    int status;

    if (fsync(draft->descriptor) != 0)
        return fail(err, "sync", draft->path);
    if (rename(draft->part, draft->path) != 0)
        return fail(err, "replace", draft->path);
    close(draft->descriptor);
    draft->part = NULL;
    arena = arena_new();
    status = folder_sync(path_folder(arena, draft->path), err);
    arena_free(arena);
    return status;
}

void draft_close(struct draft *draft)
{
    if (draft->part == NULL)
        return;
    close(draft->descriptor);
    unlink(draft->part);
    draft->part = NULL;
}

int file_replace(const char *path, const void *bytes, size_t size, mode_t mode, struct error *err)
{
    struct arena *arena = arena_new();
    struct draft draft = {0};
    int status = draft_open(&draft, path, mode, arena, err);

    if (status == 0)
        status = draft_write(&draft, bytes, size, err);
    if (status == 0)
        status = draft_commit(&draft, err);
    draft_close(&draft);
    arena_free(arena);
    return status;
}

int file_remove(const char *path, struct error *err)
{
    struct arena *arena;
    int status;

    if (unlink(path) != 0)
        return errno == ENOENT ? 0 : fail(err, "remove", path);
    arena = arena_new();
    status = folder_sync(path_folder(arena, path), err);
    arena_free(arena);
    return status;
}

int file_anonymous(const char *folder, struct error *err)
{
    struct arena *arena = arena_new();
    char *path = path_join(arena, folder, "spool-XXXXXX");
    int descriptor = mkstemp(path);

    if (descriptor < 0) {
        fail(err, "create a temporary file in", folder);
    } else {
        unlink(path);
        fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    }
    arena_free(arena);
    return descriptor;
}
