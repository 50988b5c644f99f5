/* Folders by POSIX: opendir, unlink, rmdir. */
#include "core/folder.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/file.h"

static int fail(struct error *err, const char *what, const char *path)
{
    return error_set(err, ERROR_IO, "cannot %s %s: %s", what, path, strerror(errno));
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
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
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
