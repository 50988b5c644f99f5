/* Writing down what a run does to files. */
#include "tests/proof/trace.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/proof/proof.h"

enum { DEEDS_MOST = 32768, DESCRIPTORS = 256 };
static const size_t BYTES_MOST = (size_t)256 << 20;

struct trace {
    atomic_flag lock; /* several processes may write into it */
    size_t count, used;
    int files;
    bool is_full;
    char root[TRACE_PATH_SIZE];
    struct deed deeds[DEEDS_MOST];
    char bytes[];
};

static struct trace *recorded;
static int opened[DESCRIPTORS]; /* the file behind each descriptor of this process, 0 for none */

struct trace *trace_new(void)
{
    return proof_share(sizeof(struct trace) + BYTES_MOST);
}

void trace_begin(struct trace *trace, const char *root)
{
    recorded = trace;
    snprintf(trace->root, sizeof trace->root, "%s", root);
}

size_t trace_count(const struct trace *trace)
{
    return trace->count;
}

const struct deed *trace_deed(const struct trace *trace, size_t number)
{
    return &trace->deeds[number];
}

const char *trace_bytes(const struct trace *trace, const struct deed *deed)
{
    return trace->bytes + deed->bytes;
}

bool trace_is_full(const struct trace *trace)
{
    return trace->is_full;
}

/* Takes "." and ".." out of the path, and the root from its front. */
static void place(const char *path, char *placed)
{
    size_t root = strlen(recorded->root), length = 0;

    if (strncmp(path, recorded->root, root) == 0)
        path += root;
    while (*path != '\0') {
        size_t part = strcspn(path, "/");

        if (part == 2 && strncmp(path, "..", 2) == 0) {
            while (length > 0 && placed[length - 1] != '/')
                length--;
            length -= length > 0;
        } else if (part != 0 && !(part == 1 && *path == '.') &&
                   length + part + 2 < TRACE_PATH_SIZE) {
            if (length > 0)
                placed[length++] = '/';
            memcpy(placed + length, path, part);
            length += part;
        }
        path += part + (path[part] == '/');
    }
    placed[length] = '\0';
}

static void lock(void)
{
    while (atomic_flag_test_and_set(&recorded->lock))
        continue;
}

static void unlock(void)
{
    atomic_flag_clear(&recorded->lock);
}

/* Under the lock. */
static struct deed *add(enum deed_kind kind, int file)
{
    struct deed *deed;

    if (recorded->count == DEEDS_MOST) {
        recorded->is_full = true;
        return &recorded->deeds[0];
    }
    deed = &recorded->deeds[recorded->count++];
    deed->kind = kind;
    deed->process = getpid();
    deed->file = file;
    return deed;
}

static int file_of(int descriptor)
{
    return recorded == NULL || descriptor < 0 || descriptor >= DESCRIPTORS ? 0 : opened[descriptor];
}

bool trace_is_new(const char *path)
{
    return recorded != NULL && access(path, F_OK) != 0;
}

void trace_open(int descriptor, const char *path, bool is_new)
{
    if (recorded == NULL || descriptor < 0 || descriptor >= DESCRIPTORS)
        return;
    lock();
    opened[descriptor] = ++recorded->files;
    place(path, add(is_new ? DEED_CREATE : DEED_OPEN, recorded->files)->path);
    unlock();
}

void trace_folder(const char *path)
{
    if (recorded == NULL)
        return;
    lock();
    place(path, add(DEED_FOLDER, ++recorded->files)->path);
    unlock();
}

void trace_write(int descriptor, off_t offset, const void *bytes, size_t size)
{
    struct deed *deed;

    if (file_of(descriptor) == 0)
        return;
    lock();
    if (size <= BYTES_MOST - recorded->used) {
        deed = add(DEED_WRITE, file_of(descriptor));
        deed->offset = offset;
        deed->bytes = recorded->used;
        deed->size = size;
        memcpy(recorded->bytes + recorded->used, bytes, size);
        recorded->used += size;
    } else {
        recorded->is_full = true;
    }
    unlock();
}

void trace_truncate(int descriptor, off_t size)
{
    if (file_of(descriptor) == 0)
        return;
    lock();
    add(DEED_TRUNCATE, file_of(descriptor))->offset = size;
    unlock();
}

void trace_sync(int descriptor)
{
    if (file_of(descriptor) == 0)
        return;
    lock();
    add(DEED_SYNC, file_of(descriptor));
    unlock();
}

void trace_rename(const char *from, const char *to)
{
    struct deed *deed;

    if (recorded == NULL)
        return;
    lock();
    deed = add(DEED_RENAME, 0);
    place(from, deed->path);
    place(to, deed->other);
    unlock();
}

void trace_unlink(const char *path)
{
    if (recorded == NULL)
        return;
    lock();
    place(path, add(DEED_UNLINK, 0)->path);
    unlock();
}

void trace_commit(const char *path)
{
    if (recorded == NULL)
        return;
    lock();
    place(path, add(DEED_COMMIT, 0)->path);
    unlock();
}
