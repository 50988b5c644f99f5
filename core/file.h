/*
 * Files that are whole or absent: written beside, synced, renamed, the folder synced.
 *
 * Every function fails with ERROR_IO and names the path as it was given, with the system's reason.
 */
#ifndef CORE_FILE_H
#define CORE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct arena;
struct buffer;
struct error;

/* Joins with one '/'; an absolute name stands alone. */
char *path_join(struct arena *arena, const char *folder, const char *name);

/* The folder of a path as dirname(1) gives it. */
char *path_folder(struct arena *arena, const char *path);

bool file_is_present(const char *path);

/* True for bytes on a disk, or a link to such; false for folders, pipes, devices and nothing. */
bool file_is_regular(const char *path);

/* How many bytes at the start of the text are letters, digits, '.', '_' and '-': what the names of
 * files that we make, and of credentials, consist of. */
size_t file_name_span(const char *text);

/* The bytes that whoever runs this may still write to the disk that an existing path lies on. */
int file_free_space(const char *path, int64_t *bytes, struct error *err);

/* Appends the whole file to the buffer; more than limit bytes is ERROR_IO. */
int file_read(const char *path, size_t limit, struct buffer *buffer, struct error *err);

/* A file under construction: draft_open makes ".name.part" beside the target, draft_write appends,
 * draft_commit syncs, renames to the target and syncs the folder, draft_close drops what was not
 * committed.  Pipes and devices are never replaced.  A zeroed draft may be closed. */
struct draft {
    int descriptor;
    char *path, *part;
};
int draft_open(struct draft *draft, const char *path, mode_t mode, struct arena *arena,
               struct error *err);
int draft_write(struct draft *draft, const void *bytes, size_t size, struct error *err);
int draft_commit(struct draft *draft, struct error *err);
void draft_close(struct draft *draft);

/* The four steps at once for bytes that are ready. */
int file_replace(const char *path, const void *bytes, size_t size, mode_t mode, struct error *err);

/* Removes a file, for good: also when the power fails afterwards. */
int file_remove(const char *path, struct error *err);

/* A temporary file without a name in folder, open for writing and reading; its descriptor or -1. */
int file_anonymous(const char *folder, struct error *err);

#endif
