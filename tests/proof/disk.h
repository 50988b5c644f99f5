/*
 * What may lie on a disk after a power cut.
 *
 * The model is the one that POSIX promises and no more: bytes are safe once their file was synced
 * after them; a name (made, given, changed, taken away) once its folder was; whatever was not
 * synced may be there or not, each deed by itself.
 */
#ifndef TESTS_PROOF_DISK_H
#define TESTS_PROOF_DISK_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/proof/trace.h"

struct arena;
struct buffer;

/* A deed and what it does to the disk. */
struct effect {
    const struct deed *deed;
    enum { EFFECT_NONE, EFFECT_NAME, EFFECT_BYTES } kind;
    int inode;
    const char *folder, *other_folder; /* whose sync makes a name safe; the other one may be NULL */
    size_t safe_at;                    /* the number of the deed from which on it is safe */
};

struct disk {
    const struct trace *trace;
    struct effect *effects; /* one for each deed */
    size_t count;
    struct arena *arena;
    const char *before;
    struct name *begun; /* the names there were before, by path */
    size_t begun_count;
};

/* What the trace did to a world that began as before. */
struct disk *disk_new(const struct trace *trace, const char *before, struct arena *arena);

/* The names on a disk. */
struct name {
    const char *path;
    int inode;
};
struct names {
    struct name *list;
    size_t count, capacity;
};

/* The names after the first deeds, without those that are lost: lost[i] is of deed i; NULL: none
 * is. A name in a folder that is not there is not there. */
void disk_names(const struct disk *disk, size_t deeds, const bool *lost, struct names *names,
                struct arena *arena);

/* The inode at the path, 0 when there is none. */
int names_find(const struct names *names, const char *path);

/* True when none of the bytes that were written to the inode by then is lost. */
bool disk_is_whole(const struct disk *disk, size_t deeds, const bool *lost, int inode);

/* Appends the inode's bytes as they are after the first deeds, for one that was there before as
 * they were then; false when it cannot be read, as a folder. */
bool disk_bytes(const struct disk *disk, size_t deeds, int inode, struct buffer *bytes);

#endif
