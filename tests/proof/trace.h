/*
 * What a run did to files, in its order and with all bytes, so that power.c can take parts away.
 *
 * The functions are called by files.c after each call that succeeded, and do nothing unless a trace
 * was begun.  Paths are told from the root of the world, without "." and "..".
 */
#ifndef TESTS_PROOF_TRACE_H
#define TESTS_PROOF_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum deed_kind {
    DEED_OPEN,     /* a file or folder that is there is opened: path, file */
    DEED_CREATE,   /* a file comes into being: path, file */
    DEED_FOLDER,   /* a folder comes into being: path, file */
    DEED_WRITE,    /* file, offset, bytes */
    DEED_TRUNCATE, /* file, offset: its new length */
    DEED_SYNC,     /* file */
    DEED_RENAME,   /* path, other: its new name */
    DEED_UNLINK,   /* path */
    DEED_COMMIT    /* SQLite has told the program that a transaction of this database is safe */
};

enum { TRACE_PATH_SIZE = 256 };

struct deed {
    enum deed_kind kind;
    int process;
    int file; /* a number for each file or folder that was opened or made, from 1 */
    off_t offset;
    size_t bytes, size; /* where in the trace's bytes, and how many */
    char path[TRACE_PATH_SIZE], other[TRACE_PATH_SIZE];
};

/* In shared memory; a run that does more than fits is told by is_full. */
struct trace;

struct trace *trace_new(void);
/* In the process that is to be recorded: paths are told from root, which is where it works. */
void trace_begin(struct trace *trace, const char *root);

size_t trace_count(const struct trace *trace);
const struct deed *trace_deed(const struct trace *trace, size_t number);
const char *trace_bytes(const struct trace *trace, const struct deed *deed);
bool trace_is_full(const struct trace *trace);

/* True when the path is absent and somebody is recording: to be asked before a file is made. */
bool trace_is_new(const char *path);
void trace_open(int descriptor, const char *path, bool is_new);
void trace_folder(const char *path);
void trace_write(int descriptor, off_t offset, const void *bytes, size_t size);
void trace_truncate(int descriptor, off_t size);
void trace_sync(int descriptor);
void trace_rename(const char *from, const char *to);
void trace_unlink(const char *path);
void trace_commit(const char *path);

#endif
