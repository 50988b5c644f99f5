/* The list of failures that are harmless, and why. */
#include "tests/proof/harmless.h"

#include <fnmatch.h>
#include <stddef.h>

static const struct harmless all[] = {
    {CALL_WRITE, FAULT_INTERRUPT, "*", false, "it is done again"},
    {CALL_WRITE, FAULT_SHORT, "*", false, "the rest is written next"},
    {CALL_READ, FAULT_INTERRUPT, "*", false, "it is done again"},
    {CALL_READ, FAULT_SHORT, "*", false, "the rest is read next"},
    {CALL_OPEN, FAULT_INTERRUPT, "*.db*", false, "SQLite opens again"},
    {CALL_TRUNCATE, FAULT_INTERRUPT, "*.db*", false, "SQLite does it again"},
    {CALL_UNLINK, FAULT_NONE, "*.db-*", false, "SQLite reuses what it could not remove"},
    {CALL_SYNC, FAULT_NONE, "state", false, "SQLite cannot help that its folder is not synced"},
    {CALL_OPEN, FAULT_NONE, "state", false, "SQLite cannot help that its folder is not synced"},
    {CALL_READ, FAULT_NONE, "state/*.db-wal", false, "SQLite moves later what it has in its log"},
    {CALL_WRITE, FAULT_NONE, "state/*.db", false, "SQLite moves later what it has in its log"},
    {CALL_SYNC, FAULT_NONE, "state/*.db", false, "SQLite moves later what it has in its log"},
    {CALL_SYNC, FAULT_NONE, "state/*.db-wal", false, "SQLite moves later what it has in its log"},
    {CALL_TRUNCATE, FAULT_NONE, "state/*.db", false, "SQLite moves later what it has in its log"},
    {CALL_OPEN, FAULT_NONE, "*.xsd", false, "libxml2 opens it in another way"},
    {CALL_OPEN, FAULT_NONE, "/dev/urandom", false, "SQLite asks the clock then"},
    {CALL_READ, FAULT_NONE, "/dev/urandom", false, "SQLite does without then"},
    {CALL_UNLINK, FAULT_NONE, "*/spool/*", true, "the spool is cleared by the next run"},
    {CALL_UNLINK, FAULT_NONE, "*.part", false, "what was not there could not be removed"},
    {CALL_UNLINK, FAULT_NONE, "*/figures.stale", true, "the figures are made once more"},
    {CALL_WRITE, FAULT_NONE, "*/locks/*", false, "who holds a lock is only told"},
    {CALL_OPEN, FAULT_NONE, "*/credentials/*", false, "who needs it will read it then"},
    {CALL_READ, FAULT_NONE, "*/credentials/*", false, "who needs it will read it then"},
    {CALL_OPEN, FAULT_NONE, "*/state/landing/*", false, "metrics do without what is not counted"},
    {CALL_OPEN, FAULT_NONE, "*/locks/store.turn", false, "the store is prepared later then"},
    {CALL_MEMORY, FAULT_NULL, "*", false, "a library makes do with less"},
};

const struct harmless *harmless_find(const struct call *call, enum fault fault)
{
    size_t i;

    for (i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i].kind == call->kind && (all[i].fault == FAULT_NONE || all[i].fault == fault) &&
            fnmatch(all[i].place, call->place, 0) == 0)
            return &all[i];
    return NULL;
}
