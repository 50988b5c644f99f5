/* Counting calls, and striking at one of them. */
/* For dladdr. */
#define _GNU_SOURCE

#include "tests/proof/calls.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/proof/proof.h"

const char *const call_names[CALL_KINDS] = {"connector", "format", "landing", "store",  "sql",
                                            "open",      "write",  "sync",    "rename", "unlink",
                                            "truncate",  "folder", "read",    "memory"};
const char *const fault_names[FAULTS] = {"none",  "before", "after", "torn", "eio",    "enospc",
                                         "eintr", "short",  "lost",  "busy", "source", "null"};

static const enum fault faults[CALL_KINDS][8] = {
    [CALL_CONNECTOR] = {FAULT_BEFORE, FAULT_SOURCE, FAULT_AFTER, FAULT_IO, FAULT_BUSY},
    [CALL_FORMAT] = {FAULT_BEFORE, FAULT_IO, FAULT_AFTER},
    [CALL_LANDING] = {FAULT_BEFORE, FAULT_IO, FAULT_AFTER, FAULT_LOST},
    [CALL_STORE] = {FAULT_BEFORE, FAULT_IO, FAULT_AFTER, FAULT_BUSY, FAULT_LOST},
    [CALL_SQL] = {FAULT_BEFORE, FAULT_IO, FAULT_AFTER, FAULT_FULL, FAULT_LOST, FAULT_BUSY},
    [CALL_OPEN] = {FAULT_BEFORE, FAULT_IO, FAULT_AFTER, FAULT_FULL, FAULT_INTERRUPT},
    [CALL_WRITE] = {FAULT_BEFORE, FAULT_FULL, FAULT_TORN, FAULT_SHORT, FAULT_IO, FAULT_INTERRUPT,
                    FAULT_AFTER},
    [CALL_SYNC] = {FAULT_BEFORE, FAULT_IO, FAULT_AFTER, FAULT_FULL, FAULT_LOST},
    [CALL_RENAME] = {FAULT_BEFORE, FAULT_IO, FAULT_AFTER, FAULT_FULL, FAULT_LOST},
    [CALL_UNLINK] = {FAULT_BEFORE, FAULT_IO, FAULT_AFTER},
    [CALL_TRUNCATE] = {FAULT_BEFORE, FAULT_IO, FAULT_AFTER, FAULT_INTERRUPT},
    [CALL_FOLDER] = {FAULT_BEFORE, FAULT_FULL, FAULT_AFTER, FAULT_IO, FAULT_LOST},
    [CALL_READ] = {FAULT_IO, FAULT_SHORT, FAULT_BEFORE, FAULT_INTERRUPT},
    [CALL_MEMORY] = {FAULT_NULL},
};

static struct calls *watched;

const enum fault *call_faults(enum call_kind kind)
{
    return faults[kind];
}

bool fault_is_end(enum fault fault)
{
    return fault == FAULT_BEFORE || fault == FAULT_AFTER || fault == FAULT_TORN;
}

bool fault_refuses(enum fault fault)
{
    return fault == FAULT_IO || fault == FAULT_FULL || fault == FAULT_INTERRUPT ||
           fault == FAULT_BUSY || fault == FAULT_SOURCE || fault == FAULT_NULL;
}

struct calls *calls_new(long capacity)
{
    size_t size = sizeof(struct calls) + (size_t)capacity * sizeof(struct call);
    struct calls *calls = proof_share(size);

    calls->capacity = capacity;
    return calls;
}

void calls_reset(struct calls *calls, const struct point *point)
{
    int kind;

    for (kind = 0; kind < CALL_KINDS; kind++)
        atomic_store(&calls->counts[kind], 0);
    atomic_store(&calls->is_hit, false);
    atomic_store(&calls->listed, 0);
    memset(&calls->hit, 0, sizeof calls->hit);
    calls->point = *point;
}

void calls_watch(struct calls *calls)
{
    watched = calls;
}

bool calls_are_watched(void)
{
    return watched != NULL;
}

static void note(struct call *call, enum call_kind kind, long number, const char *place)
{
    size_t root = strlen(watched->root);

    if (root != 0 && strncmp(place, watched->root, root) == 0)
        place += root + (place[root] == '/');
    call->kind = kind;
    call->number = number;
    /* snprintf would ask for memory, and be counted. */
    memcpy(call->place, place, strnlen(place, sizeof call->place - 1));
}

enum fault call_enter(enum call_kind kind, const char *place)
{
    long number, index;

    if (watched == NULL)
        return FAULT_NONE;
    number = atomic_fetch_add(&watched->counts[kind], 1) + 1;
    if (watched->capacity != 0) {
        index = atomic_fetch_add(&watched->listed, 1);
        if (index < watched->capacity)
            note(&watched->list[index], kind, number, place);
    }
    if (kind != watched->point.kind || number != watched->point.number)
        return FAULT_NONE;
    note(&watched->hit, kind, number, place);
    atomic_store(&watched->is_hit, true);
    if (watched->point.fault == FAULT_BEFORE)
        _exit(CALL_END_STATUS);
    return watched->point.fault;
}

enum fault call_enter_at(enum call_kind kind, const void *caller)
{
    char place[CALL_PLACE_SIZE];
    Dl_info info;

    if (watched == NULL)
        return FAULT_NONE;
    if (dladdr(caller, &info) == 0)
        return call_enter(kind, "");
    snprintf(place, sizeof place, "%s+0x%lx", info.dli_fname,
             (unsigned long)((const char *)caller - (const char *)info.dli_fbase));
    return call_enter(kind, place);
}

int fault_errno(enum fault fault)
{
    errno = fault == FAULT_FULL ? ENOSPC : fault == FAULT_INTERRUPT ? EINTR : EIO;
    return -1;
}

long call_leave(enum fault fault, long status)
{
    if (fault == FAULT_AFTER || fault == FAULT_TORN)
        _exit(CALL_END_STATUS);
    return fault == FAULT_LOST ? fault_errno(fault) : status;
}
