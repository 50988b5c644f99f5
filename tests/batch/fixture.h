/*
 * A new ledger in a folder of its own, and a batch that can be entered in it.
 */
#ifndef TESTS_BATCH_FIXTURE_H
#define TESTS_BATCH_FIXTURE_H

#include "core/batch.h"
#include "core/error.h"

struct arena;
struct ledger;

struct fixture {
    struct arena *arena;
    char *folder;
    struct ledger *ledger;
    struct batch batch; /* the first attempt at dvcqg@2022-03-01, which the ledger does not know */
    struct error err;
};

/* Set-up and tear-down of a test whose state is a struct fixture. */
int fixture_open(void **state);
int fixture_close(void **state);

#endif
