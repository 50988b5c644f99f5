/*
 * Folders as a whole: how much lies in one, and taking it away.
 *
 * Names that begin with a dot count here.  What another process removes at the same time is no
 * failure.  All fail with ERROR_IO and name the path, with the system's reason.
 */
#ifndef CORE_FOLDER_H
#define CORE_FOLDER_H

#include <stdint.h>

struct error;

/* The bytes of all files that lie in the folder, without those of folders in it. */
int folder_measure(const char *path, int64_t *bytes, struct error *err);

/* Removes a folder and the files that lie in it; one with folders in it stays, and is a failure. */
int folder_remove(const char *path, struct error *err);

/* Removes a folder that is empty; any other stays. */
void folder_remove_empty(const char *path);

/* Removes a file, for good: also when the power fails afterwards. */
int file_remove(const char *path, struct error *err);

#endif
