/* The ledger of a test: opened in a scratch folder, closed and removed with it. */
#include "tests/batch/fixture.h"

#include <stdlib.h>

#include "batch/ledger.h"
#include "core/arena.h"
#include "core/file.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

int fixture_open(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    fixture->arena = arena_new();
    fixture->folder = scratch_make(fixture->arena);
    fixture->ledger = ledger_open(path_join(fixture->arena, fixture->folder, "ledger.db"), false,
                                  fixture->arena, &fixture->err);
    assert_non_null(fixture->ledger);
    fixture->batch = (struct batch){.id = "dvcqg@2022-03-01",
                                    .source = "dvcqg",
                                    .window = {"2022-03-01", 1000, 2000},
                                    .attempt = 1};
    *state = fixture;
    return 0;
}

int fixture_close(void **state)
{
    struct fixture *fixture = *state;

    ledger_close(fixture->ledger);
    scratch_remove(fixture->folder);
    arena_free(fixture->arena);
    free(fixture);
    return 0;
}
