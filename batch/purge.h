/*
 * Purging: what retention allows to go, and what no fetch will ever use again, is removed.
 *
 * What a batch needs that is not loaded, or waits to be loaded again, stays whatever its age, and
 * so does the newest batch of a snapshot.  What goes by size is only what newer landings have
 * replaced.  The ledger is told first, then the manifest goes, then the documents: a second purge
 * finishes what a killed one has left.
 */
#ifndef BATCH_PURGE_H
#define BATCH_PURGE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct deployment;
struct error;
struct ledger;
struct table;

/* What the operator asks for. */
struct purge_request {
    const char *const *sources; /* names; none: all */
    size_t source_count;
    const char *batch; /* with attempt: only this landing, whatever its age; NULL: by retention */
    long attempt;
    const char *line, *reason; /* for the audit; reason may be NULL */
};

/* Shows what would go, and why.  Touches nothing.  NULL on failure. */
struct table *purge_plan(const struct deployment *deployment, struct ledger *ledger,
                         const struct purge_request *request, struct arena *arena,
                         struct error *err);

/* Does it, and gives the same table of what went; *is_skipped when a source was being run and was
 * left out.  The table may be partly filled on failure, which gives NULL. */
struct table *purge_run(const struct deployment *deployment, struct ledger *ledger,
                        const struct purge_request *request, bool *is_skipped, struct arena *arena,
                        struct error *err);

#endif
