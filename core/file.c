/* Files that are whole or absent, by the steps that POSIX gives: write beside, sync, rename. */
#include "core/file.h"

#include <dirent.h>
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

int folder_sync(const char *folder, struct error *err)
{
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int status;

    if (descriptor < 0)
        return fail(err, "open folder", folder);
    status = fsync(descriptor);
    /* Some network file systems cannot sync folders and say so with EINVAL. */
    if (status != 0 && errno != EINVAL)
        fail(err, "sync folder", folder);
    else
        status = 0;
    close(descriptor);
    return status;
}

static bool is_folder(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static int make_one(const char *path, mode_t mode, struct arena *arena, struct error *err)
{
    if (mkdir(path, mode) == 0)
        return folder_sync(path_folder(arena, path), err);
    if (errno == EEXIST && is_folder(path))
        return 0;
    return fail(err, "make folder", path);
}

/* The folders above come first; a path has few enough parts to recurse. */
static int make_down_to(const char *path, mode_t mode, struct arena *arena, struct error *err)
{
    const char *above = path_folder(arena, path);

    if (is_folder(path))
        return 0;
    if (strcmp(above, path) != 0 && make_down_to(above, mode, arena, err))
        return -1;
    return make_one(path, mode, arena, err);
}

int folder_make(const char *path, mode_t mode, struct error *err)
{
    struct arena *arena = arena_new();
    int status = make_down_to(path, mode, arena, err);

    arena_free(arena);
    return status;
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

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Copies the names as pointers into the arena; the list is theirs who called. */
static int read_names(DIR *folder, const char *path, struct arena *arena, struct buffer *list,
                      struct error *err)
{
    const struct dirent *entry;

    while (errno = 0, (entry = readdir(folder)) != NULL) {
        char *name;

        if (entry->d_name[0] == '.')
            continue;
        name = arena_text(arena, entry->d_name);
        buffer_append(list, &name, sizeof name);
    }
    return errno == 0 ? 0 : fail(err, "list folder", path);
}

int folder_list(const char *path, struct arena *arena, char ***names, size_t *count,
                struct error *err)
{
    struct buffer list = {0};
    DIR *folder = opendir(path);
    int status = 0;

    if (folder == NULL && errno != ENOENT)
        return fail(err, "list folder", path);
    if (folder != NULL) {
        status = read_names(folder, path, arena, &list, err);
        closedir(folder);
    }
    if (status == 0) {
        *count = list.size / sizeof **names;
        *names = (char **)arena_copy(arena, buffer_string(&list), list.size);
        qsort(*names, *count, sizeof **names, compare_names);
    }
    buffer_free(&list);
    return status;
}

static bool is_way(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static int64_t bytes_below(const char *path, struct arena *arena)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;
    int64_t bytes = 0;

    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        struct arena_mark mark = arena_mark(arena);
        const char *below = path_join(arena, path, entry->d_name);
        struct stat status;

        if (!is_way(entry->d_name) && lstat(below, &status) == 0)
            bytes += S_ISDIR(status.st_mode)   ? bytes_below(below, arena)
                     : S_ISREG(status.st_mode) ? status.st_size
                                               : 0;
        arena_rewind(arena, mark);
    }
    if (folder != NULL)
        closedir(folder);
    return bytes;
}

int64_t folder_bytes(const char *path)
{
    struct arena *arena = arena_new();
    int64_t bytes = bytes_below(path, arena);

    arena_free(arena);
    return bytes;
}

static ssize_t read_some(int descriptor, void *buffer, size_t size)
{
    ssize_t got;

    do
        got = read(descriptor, buffer, size);
    while (got < 0 && errno == EINTR);
    return got;
}

int folder_clear(const char *path, struct error *err)
{
    struct arena *arena = arena_new();
    char **names;
    size_t count = 0, i;
    int status = folder_list(path, arena, &names, &count, err);

    for (i = 0; status == 0 && i < count; i++) {
        const char *file = path_join(arena, path, names[i]);

        /* Another process may do the same. */
        if (!is_folder(file) && unlink(file) != 0 && errno != ENOENT)
            status = fail(err, "remove", file);
    }
    arena_free(arena);
    return status;
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

int draft_open(struct draft *draft, const char *path, mode_t mode, struct arena *arena,
               struct error *err)
{
    const char *slash = strrchr(path, '/');
    int before_name = slash == NULL ? 0 : (int)(slash + 1 - path);
    char *part = arena_print(arena, "%.*s.%s.part", before_name, path, path + before_name);
    int descriptor;

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
