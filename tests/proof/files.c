/*
 * The system's file calls, with a count before each: the linker takes these definitions before
 * those of the C library, for the program and for every library that it is linked with.
 *
 * Syncs are counted and not made, for only a power cut could tell: power.c thinks that one through.
 */
/* Each function is defined here under its own name: no header may put another in its place. */
#undef _FORTIFY_SOURCE
#undef _FILE_OFFSET_BITS
#define _GNU_SOURCE

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/proof/calls.h"
#include "tests/proof/trace.h"

enum { DESCRIPTORS = 256 };

/* The C library's headers call parameters otherwise.
 * NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */

/* What each descriptor was opened as; "" for pipes, sockets and the standard streams. */
static char names[DESCRIPTORS][CALL_PLACE_SIZE];

static const char *name_of(int descriptor)
{
    return descriptor >= 0 && descriptor < DESCRIPTORS ? names[descriptor] : "";
}

static bool is_counted(int descriptor)
{
    return calls_are_watched() && name_of(descriptor)[0] != '\0';
}

static void remember(int descriptor, const char *path)
{
    if (descriptor < 0 || descriptor >= DESCRIPTORS || !calls_are_watched())
        return;
    memset(names[descriptor], 0, CALL_PLACE_SIZE);
    memcpy(names[descriptor], path, strnlen(path, CALL_PLACE_SIZE - 1));
}

/* The definition that the program would have without us. */
#define REAL(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

static int open_counted(const char *path, int flags, mode_t mode)
{
    enum fault fault = call_enter(CALL_OPEN, path);
    bool is_new = (flags & O_CREAT) != 0 && trace_is_new(path);
    int descriptor;

    if (fault_refuses(fault))
        return fault_errno(fault);
    descriptor = REAL(open64)(path, flags, mode);
    remember(descriptor, path);
    trace_open(descriptor, path, is_new);
    return (int)call_leave(fault, descriptor);
}

static mode_t mode_argument(int flags, va_list arguments)
{
    return (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
}

int open(const char *path, int flags, ...)
{
    va_list arguments;
    mode_t mode;

    va_start(arguments, flags);
    mode = mode_argument(flags, arguments);
    va_end(arguments);
    return open_counted(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list arguments;
    mode_t mode;

    va_start(arguments, flags);
    mode = mode_argument(flags, arguments);
    va_end(arguments);
    return open_counted(path, flags, mode);
}

int mkstemp64(char *path)
{
    enum fault fault = call_enter(CALL_OPEN, path);
    int descriptor;

    if (fault_refuses(fault))
        return fault_errno(fault);
    descriptor = REAL(mkstemp64)(path);
    remember(descriptor, path);
    trace_open(descriptor, path, true);
    return (int)call_leave(fault, descriptor);
}

FILE *fopen64(const char *path, const char *mode)
{
    enum fault fault = call_enter(CALL_OPEN, path);
    FILE *stream;

    if (fault_refuses(fault)) {
        fault_errno(fault);
        return NULL;
    }
    stream = REAL(fopen64)(path, mode);
    call_leave(fault, 0);
    return stream;
}

FILE *fopen(const char *path, const char *mode)
{
    return fopen64(path, mode);
}

DIR *opendir(const char *path)
{
    enum fault fault = call_enter(CALL_OPEN, path);
    DIR *folder;

    if (fault_refuses(fault)) {
        fault_errno(fault);
        return NULL;
    }
    folder = REAL(opendir)(path);
    call_leave(fault, 0);
    return folder;
}

int close(int descriptor)
{
    if (calls_are_watched() && descriptor >= 0 && descriptor < DESCRIPTORS)
        names[descriptor][0] = '\0';
    return REAL(close)(descriptor);
}

static enum fault enter_counted(enum call_kind kind, int descriptor)
{
    return is_counted(descriptor) ? call_enter(kind, name_of(descriptor)) : FAULT_NONE;
}

static size_t amount(enum fault fault, size_t size)
{
    return fault == FAULT_SHORT || fault == FAULT_TORN ? (size + 1) / 2 : size;
}

ssize_t write(int descriptor, const void *bytes, size_t size)
{
    enum fault fault = enter_counted(CALL_WRITE, descriptor);
    ssize_t written;

    if (fault_refuses(fault))
        return fault_errno(fault);
    written = REAL(write)(descriptor, bytes, amount(fault, size));
    if (is_counted(descriptor) && written > 0)
        trace_write(descriptor, lseek(descriptor, 0, SEEK_CUR) - written, bytes, (size_t)written);
    return call_leave(fault, written);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t size, off64_t offset)
{
    enum fault fault = enter_counted(CALL_WRITE, descriptor);
    ssize_t written;

    if (fault_refuses(fault))
        return fault_errno(fault);
    written = REAL(pwrite64)(descriptor, bytes, amount(fault, size), offset);
    if (written > 0)
        trace_write(descriptor, offset, bytes, (size_t)written);
    return call_leave(fault, written);
}

ssize_t read(int descriptor, void *bytes, size_t size)
{
    enum fault fault = enter_counted(CALL_READ, descriptor);

    if (fault_refuses(fault))
        return fault_errno(fault);
    return call_leave(fault, REAL(read)(descriptor, bytes, amount(fault, size)));
}

ssize_t pread64(int descriptor, void *bytes, size_t size, off64_t offset)
{
    enum fault fault = enter_counted(CALL_READ, descriptor);

    if (fault_refuses(fault))
        return fault_errno(fault);
    return call_leave(fault, REAL(pread64)(descriptor, bytes, amount(fault, size), offset));
}

static int sync_counted(int descriptor)
{
    enum fault fault = enter_counted(CALL_SYNC, descriptor);

    if (fault_refuses(fault))
        return fault_errno(fault);
    trace_sync(descriptor);
    return (int)call_leave(fault, 0);
}

int fsync(int descriptor)
{
    return sync_counted(descriptor);
}

int fdatasync(int descriptor)
{
    return sync_counted(descriptor);
}

int ftruncate64(int descriptor, off64_t size)
{
    enum fault fault = enter_counted(CALL_TRUNCATE, descriptor);
    int status;

    if (fault_refuses(fault))
        return fault_errno(fault);
    status = REAL(ftruncate64)(descriptor, size);
    trace_truncate(descriptor, size);
    return (int)call_leave(fault, status);
}

/* A call that changes what a path leads to: its kind, its name, its parameters and arguments, the
 * path, and what traces it once it is done.
 * NOLINTBEGIN(bugprone-macro-parentheses): parameter lists cannot stand in parentheses */
#define PATH_CALL(kind, name, parameters, arguments, path, trace)                                  \
    int name parameters                                                                            \
    {                                                                                              \
        enum fault fault = call_enter(kind, path);                                                 \
        int status;                                                                                \
                                                                                                   \
        if (fault_refuses(fault))                                                                  \
            return fault_errno(fault);                                                             \
        status = REAL(name) arguments;                                                             \
        if (status == 0)                                                                           \
            trace;                                                                                 \
        return (int)call_leave(fault, status);                                                     \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

PATH_CALL(CALL_RENAME, rename, (const char *from, const char *to), (from, to), to,
          trace_rename(from, to))
PATH_CALL(CALL_UNLINK, unlink, (const char *path), (path), path, trace_unlink(path))
PATH_CALL(CALL_UNLINK, rmdir, (const char *path), (path), path, trace_unlink(path))
PATH_CALL(CALL_FOLDER, mkdir, (const char *path, mode_t mode), (path, mode), path,
          trace_folder(path))

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
