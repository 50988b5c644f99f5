/* Temporary folders for tests. */
#include "tests/support/scratch.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/file.h"
#include "core/folder.h"
#include "tests/support/check.h"

char *scratch_make(struct arena *arena)
{
    const char *base = getenv("TMPDIR");
    char *path = path_join(arena, base == NULL ? "/tmp" : base, "nhip-test-XXXXXX");

    assert_non_null(mkdtemp(path));
    return path;
}

static void remove_entry(const char *path, struct arena *arena)
{
    const struct dirent *entry;
    struct stat status;
    DIR *folder;

    if (lstat(path, &status) != 0)
        return;
    if (!S_ISDIR(status.st_mode)) {
        unlink(path);
        return;
    }
    chmod(path, S_IRWXU);
    folder = opendir(path);
    while (folder != NULL && (entry = readdir(folder)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            remove_entry(path_join(arena, path, entry->d_name), arena);
    if (folder != NULL)
        closedir(folder);
    rmdir(path);
}

void scratch_remove(const char *folder)
{
    struct arena *arena = arena_new();

    remove_entry(folder, arena);
    arena_free(arena);
}

char *scratch_write(const char *folder, const char *name, const void *bytes, size_t size,
                    struct arena *arena)
{
    char *path = path_join(arena, folder, name);
    struct error err;
    FILE *file;

    CHECK_DONE(folder_make(path_folder(arena, path), S_IRWXU, &err), &err);
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    return path;
}

char *scratch_read(const char *folder, const char *name, struct arena *arena)
{
    struct buffer bytes = {0};
    struct error err;
    char *text;

    CHECK_DONE(file_read(path_join(arena, folder, name), 64 << 20, &bytes, &err), &err);
    text = arena_copy(arena, buffer_string(&bytes), bytes.size);
    buffer_free(&bytes);
    return text;
}
