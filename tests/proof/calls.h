/*
 * The calls of a program that may fail or be its last: counted, and one of them made to go wrong.
 *
 * The program under proof is linked with functions in front of those of the system (files.c,
 * memory.c), of SQLite (engine.c) and of its own rooms (rooms.c).  Each asks here before it does
 * its work.  Calls are counted by kind, so that the n-th write stays the n-th write however many
 * reads came before it.  Nothing is counted before calls_watch.
 */
#ifndef TESTS_PROOF_CALLS_H
#define TESTS_PROOF_CALLS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct error;

enum call_kind {
    CALL_CONNECTOR,
    CALL_FORMAT, /* decoders and transforms */
    CALL_LANDING,
    CALL_STORE,
    CALL_SQL,
    CALL_OPEN,
    CALL_WRITE,
    CALL_SYNC,
    CALL_RENAME,
    CALL_UNLINK,
    CALL_TRUNCATE,
    CALL_FOLDER,
    CALL_READ,
    CALL_MEMORY,
    CALL_KINDS
};

/* What becomes of a call. */
enum fault {
    FAULT_NONE,
    FAULT_BEFORE,    /* the process ends before it */
    FAULT_AFTER,     /* the process ends when it is done, before anybody knows */
    FAULT_TORN,      /* the process ends when half of it is done */
    FAULT_IO,        /* it fails: EIO */
    FAULT_FULL,      /* ENOSPC */
    FAULT_INTERRUPT, /* EINTR */
    FAULT_SHORT,     /* it does half, and says so */
    FAULT_LOST,      /* it is done, and said to have failed */
    FAULT_BUSY,      /* another has the lock */
    FAULT_SOURCE,    /* the far end fails */
    FAULT_NULL,      /* there is no memory */
    FAULTS
};

extern const char *const call_names[CALL_KINDS];
extern const char *const fault_names[FAULTS];

/* "write:17:enospc" is the 17th write, on a full disk. */
struct point {
    enum call_kind kind;
    long number; /* from 1; 0 is no call */
    enum fault fault;
};

/* The faults that a call of this kind can have, FAULT_NONE at the end. */
const enum fault *call_faults(enum call_kind kind);

bool fault_is_end(enum fault fault); /* of the process */

enum { CALL_PLACE_SIZE = 160, CALL_ROOT_SIZE = 512, CALL_END_STATUS = 99 };

struct call {
    enum call_kind kind;
    long number;
    char place[CALL_PLACE_SIZE];
};

/* In memory that the process under proof shares with the one that started it. */
struct calls {
    struct point point;
    char root[CALL_ROOT_SIZE]; /* of the world; places are told from there */
    atomic_long counts[CALL_KINDS];
    atomic_bool is_hit;
    struct call hit;
    /* What was called, in its order; up to capacity, 0 when it is not asked for. */
    long capacity;
    atomic_long listed;
    struct call list[];
};

struct calls *calls_new(long capacity);

/* Forgets what was counted and listed; the next process does what the point says. */
void calls_reset(struct calls *calls, const struct point *point);

/* From now on the calls of this process and its children are counted there. */
void calls_watch(struct calls *calls);
bool calls_are_watched(void);

/* A call is about to be made: what is to become of it.  Does not return when the process ends
 * before it. */
enum fault call_enter(enum call_kind kind, const char *place);

/* The same for a call that is known by the address that it comes from. */
enum fault call_enter_at(enum call_kind kind, const void *caller);

/* True when the call must not be made. */
bool fault_refuses(enum fault fault);

/* For functions that set errno: gives -1 with the fault's errno. */
int fault_errno(enum fault fault);

/* The call was made: ends the process if that is its fault; gives its status, or -1 with errno set
 * when the answer is lost. */
long call_leave(enum fault fault, long status);

#endif
