/* Folders by POSIX: mkdir, opendir, unlink, rmdir. */
#include "core/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/file.h"

static int fail(struct error *err, const char *what, const char *path)
{
    return error_set(err, ERROR_IO, "cannot %s %s: %s", what, path, strerror(errno));
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

/* Calls visit for everything in the folder. */
static int visit_all(const char *path,
                     int (*visit)(const char *path, void *context, struct error *), void *context,
                     struct error *err)
{
    struct arena *arena = arena_new();
    DIR *folder = opendir(path);
    const struct dirent *entry = NULL;
    int status = 0;

    if (folder == NULL && errno != ENOENT)
        status = fail(err, "list folder", path);
    while (folder != NULL && status == 0 && (errno = 0, entry = readdir(folder)) != NULL)
        if (!is_way(entry->d_name))
            status = visit(path_join(arena, path, entry->d_name), context, err);
    if (folder != NULL && status == 0 && errno != 0)
        status = fail(err, "list folder", path);
    if (folder != NULL)
        closedir(folder);
    arena_free(arena);
    return status;
}

static int add_size(const char *path, void *context, struct error *err)
{
    struct stat status;
    int64_t *bytes = context;

    if (lstat(path, &status) != 0)
        return errno == ENOENT ? 0 : fail(err, "look at", path);
    if (!S_ISDIR(status.st_mode))
        *bytes += status.st_size;
    return 0;
}

int folder_measure(const char *path, int64_t *bytes, struct error *err)
{
    int64_t sum = 0;

    if (visit_all(path, add_size, &sum, err) != 0)
        return -1;
    *bytes = sum;
    return 0;
}

static int remove_one(const char *path, void *context, struct error *err)
{
    (void)context;
    return unlink(path) == 0 || errno == ENOENT ? 0 : fail(err, "remove", path);
}

int folder_remove(const char *path, struct error *err)
{
    if (visit_all(path, remove_one, NULL, err) != 0)
        return -1;
    return rmdir(path) == 0 || errno == ENOENT ? 0 : fail(err, "remove folder", path);
}

void folder_remove_empty(const char *path)
{
    if (rmdir(path) != 0)
        return;
}
