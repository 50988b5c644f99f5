/* Replaying a trace with parts left out. */
#include "tests/proof/disk.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/file.h"

enum { FILES_MOST = 65536, BEGUN_BYTES_MOST = 1 << 30 };

/* What is known while the trace is read once. */
struct reading {
    struct disk *disk;
    struct names names;
    int inodes;                    /* given so far */
    int inode_of[FILES_MOST];      /* of each file of the trace */
    const char *paths[FILES_MOST]; /* under which it was opened */
};

static struct name *find(const struct names *names, const char *path)
{
    size_t i;

    for (i = 0; i < names->count; i++)
        if (strcmp(names->list[i].path, path) == 0)
            return &names->list[i];
    return NULL;
}

int names_find(const struct names *names, const char *path)
{
    const struct name *name = find(names, path);

    return name == NULL ? 0 : name->inode;
}

static void bind(struct names *names, const char *path, int inode, struct arena *arena)
{
    struct name *name = find(names, path);

    if (name == NULL && names->count == names->capacity) {
        size_t capacity = 2 * names->capacity + 64;
        struct name *larger = arena_array(arena, capacity, sizeof *larger);

        if (names->count != 0)
            memcpy(larger, names->list, names->count * sizeof *larger);
        names->list = larger;
        names->capacity = capacity;
    }
    if (name == NULL)
        name = &names->list[names->count++];
    name->path = path;
    name->inode = inode;
}

static void unbind(struct names *names, const char *path)
{
    struct name *name = find(names, path);

    if (name != NULL && names->list != NULL)
        *name = names->list[--names->count];
}

/* A name whose source was lost is given to the file that it was meant for. */
static void apply(const struct effect *effect, struct names *names, struct arena *arena)
{
    const struct deed *deed = effect->deed;

    if (deed->kind == DEED_CREATE || deed->kind == DEED_FOLDER)
        bind(names, deed->path, effect->inode, arena);
    if (deed->kind == DEED_RENAME || deed->kind == DEED_UNLINK)
        unbind(names, deed->path);
    if (deed->kind == DEED_RENAME)
        bind(names, deed->other, effect->inode, arena);
}

static void add_begun(struct reading *reading, const char *world, const char *below)
{
    struct arena *arena = reading->disk->arena;
    DIR *entries = opendir(path_join(arena, world, below));
    const struct dirent *entry;

    while (entries != NULL && (entry = readdir(entries)) != NULL) {
        const char *path = path_join(arena, below, entry->d_name);
        struct stat status;

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        bind(&reading->names, path, ++reading->inodes, arena);
        if (lstat(path_join(arena, world, path), &status) == 0 && S_ISDIR(status.st_mode))
            add_begun(reading, world, path);
    }
    if (entries != NULL)
        closedir(entries);
}

/* What was written before this sync, or named in this folder, is safe from now on. */
static void note_sync(struct reading *reading, size_t at, int file)
{
    int inode = reading->inode_of[file];
    const char *path = reading->paths[file];
    size_t i;

    for (i = 0; i < at; i++) {
        struct effect *effect = &reading->disk->effects[i];

        if (effect->safe_at != SIZE_MAX || effect->kind == EFFECT_NONE)
            continue;
        if (effect->kind == EFFECT_BYTES && effect->inode == inode)
            effect->safe_at = at;
        if (effect->kind != EFFECT_NAME)
            continue;
        if (effect->folder != NULL && strcmp(effect->folder, path) == 0)
            effect->folder = NULL;
        if (effect->other_folder != NULL && strcmp(effect->other_folder, path) == 0)
            effect->other_folder = NULL;
        if (effect->folder == NULL && effect->other_folder == NULL)
            effect->safe_at = at;
    }
}

static void read_file_deed(struct reading *reading, const struct deed *deed, struct effect *effect)
{
    int known = names_find(&reading->names, deed->path);

    reading->paths[deed->file] = deed->path;
    if (deed->kind != DEED_OPEN || known == 0)
        known = ++reading->inodes;
    reading->inode_of[deed->file] = known;
    effect->inode = known;
    if (deed->kind != DEED_OPEN) {
        effect->kind = EFFECT_NAME;
        effect->folder = path_folder(reading->disk->arena, deed->path);
    }
}

static void read_deed(struct reading *reading, size_t number)
{
    struct arena *arena = reading->disk->arena;
    struct effect *effect = &reading->disk->effects[number];
    const struct deed *deed = trace_deed(reading->disk->trace, number);

    effect->deed = deed;
    effect->safe_at = SIZE_MAX;
    if (deed->kind == DEED_OPEN || deed->kind == DEED_CREATE || deed->kind == DEED_FOLDER)
        read_file_deed(reading, deed, effect);
    if (deed->kind == DEED_WRITE || deed->kind == DEED_TRUNCATE) {
        effect->kind = EFFECT_BYTES;
        effect->inode = reading->inode_of[deed->file];
    }
    if (deed->kind == DEED_RENAME || deed->kind == DEED_UNLINK) {
        effect->kind = EFFECT_NAME;
        effect->inode = names_find(&reading->names, deed->path);
        effect->folder = path_folder(arena, deed->path);
    }
    if (deed->kind == DEED_RENAME && strcmp(path_folder(arena, deed->other), effect->folder) != 0)
        effect->other_folder = path_folder(arena, deed->other);
    if (deed->kind == DEED_SYNC)
        note_sync(reading, number, deed->file);
    apply(effect, &reading->names, arena);
}

struct disk *disk_new(const struct trace *trace, const char *before, struct arena *arena)
{
    struct disk *disk = arena_alloc(arena, sizeof *disk);
    struct reading *reading = calloc(1, sizeof *reading);
    size_t i;

    if (reading == NULL)
        exit(EXIT_FAILURE);
    disk->trace = trace;
    disk->count = trace_count(trace);
    disk->effects = arena_array(arena, disk->count, sizeof *disk->effects);
    disk->arena = arena;
    disk->before = before;
    reading->disk = disk;
    add_begun(reading, before, "state");
    add_begun(reading, before, "drop");
    disk->begun_count = reading->names.count;
    disk->begun = (struct name *)arena_copy(arena, reading->names.list,
                                            disk->begun_count * sizeof *disk->begun);
    for (i = 0; i < disk->count; i++)
        read_deed(reading, i);
    free(reading);
    return disk;
}

/* "state" and "drop" themselves are always there. */
static bool is_reached(const struct names *names, const char *path, struct arena *arena)
{
    const char *folder = path_folder(arena, path);

    return strchr(folder, '/') == NULL ||
           (find(names, folder) != NULL && is_reached(names, folder, arena));
}

static void drop_unreached(struct names *names, struct arena *arena)
{
    size_t kept = 0, i;
    bool *reached = arena_array(arena, names->count + 1, sizeof *reached);

    for (i = 0; i < names->count; i++)
        reached[i] = is_reached(names, names->list[i].path, arena);
    for (i = 0; i < names->count; i++)
        if (reached[i])
            names->list[kept++] = names->list[i];
    names->count = kept;
}

void disk_names(const struct disk *disk, size_t deeds, const bool *lost, struct names *names,
                struct arena *arena)
{
    size_t i;

    names->count = 0;
    for (i = 0; i < disk->begun_count; i++)
        bind(names, disk->begun[i].path, disk->begun[i].inode, arena);
    for (i = 0; i < deeds; i++)
        if (disk->effects[i].kind == EFFECT_NAME && (lost == NULL || !lost[i]))
            apply(&disk->effects[i], names, arena);
    drop_unreached(names, arena);
}

bool disk_is_whole(const struct disk *disk, size_t deeds, const bool *lost, int inode)
{
    size_t i;

    for (i = 0; i < deeds; i++)
        if (lost[i] && disk->effects[i].kind == EFFECT_BYTES && disk->effects[i].inode == inode)
            return false;
    return true;
}

static void apply_bytes(const struct disk *disk, const struct deed *deed, struct buffer *bytes)
{
    size_t end = (size_t)deed->offset + deed->size;

    while (bytes->size < end)
        buffer_byte(bytes, '\0');
    if (deed->kind == DEED_TRUNCATE)
        bytes->size = (size_t)deed->offset;
    else if (deed->size != 0)
        memcpy(bytes->data + deed->offset, trace_bytes(disk->trace, deed), deed->size);
}

bool disk_bytes(const struct disk *disk, size_t deeds, int inode, struct buffer *bytes)
{
    struct error err;
    size_t i;

    for (i = 0; i < disk->begun_count; i++)
        if (disk->begun[i].inode == inode)
            return file_read(path_join(disk->arena, disk->before, disk->begun[i].path),
                             BEGUN_BYTES_MOST, bytes, &err) == 0;
    for (i = 0; i < deeds; i++)
        if (disk->effects[i].kind == EFFECT_BYTES && disk->effects[i].inode == inode)
            apply_bytes(disk, disk->effects[i].deed, bytes);
    return true;
}
