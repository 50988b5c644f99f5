/*
 * Folders as a whole: making one, what and how much lies in it, and taking it away.
 *
 * What another process removes at the same time is no failure.  All fail with ERROR_IO and name the
 * path, with the system's reason.
 */
#ifndef CORE_FOLDER_H
#define CORE_FOLDER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct arena;
struct error;

/* Makes a folder and those above it that are missing, with this mode; one that exists is kept. */
int folder_make(const char *path, mode_t mode, struct error *err);

/* Makes what was renamed into, made in or removed from the folder survive a power cut. */
int folder_sync(const char *folder, struct error *err);

/* Names in a folder, sorted by bytes, without those that begin with a dot.  A folder that does not
 * exist has none.  *names lives in the arena. */
int folder_list(const char *path, struct arena *arena, char ***names, size_t *count,
                struct error *err);

/* The bytes of all files below the folder, as far as they can be seen; what comes and goes
 * meanwhile may be counted or not. */
int64_t folder_bytes(const char *path);

/* The bytes of all files that lie in the folder, also of those whose names begin with a dot,
 * without those of folders in it. */
int folder_measure(const char *path, int64_t *bytes, struct error *err);

/* Removes the files that lie in a folder.  Folders in it stay, and names that begin with a dot. */
int folder_clear(const char *path, struct error *err);

/* Removes a folder and all files that lie in it; one with folders in it stays, and is a failure. */
int folder_remove(const char *path, struct error *err);

/* Removes a folder that is empty; any other stays. */
void folder_remove_empty(const char *path);

#endif
