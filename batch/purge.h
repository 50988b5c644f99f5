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

#include <stddef.h>

struct arena;
struct deployment;
struct error;
struct ledger;
struct pulse;
struct table;

/* What the operator asks for. */
struct purge_request {
    const char *const *sources; /* names; none: all */
    size_t source_count;
    const char *batch; /* with attempt: only this landing, whatever its age; NULL: by retention */
    long attempt;
    const char *line, *reason; /* for the audit; reason may be NULL */
    struct pulse *pulse;       /* may end it between two landings; may be NULL */
};

/* An empty table for what goes; it lives in the arena. */
struct table *purge_table(struct arena *arena);

/* Adds to the table what would go, and why.  Touches nothing. */
int purge_show(const struct deployment *deployment, struct ledger *ledger,
               const struct purge_request *request, struct table *table, struct error *err);

/* Does it, and adds to the table what went.  1 when a source was being run and was left out, else
 * 0, or -1. */
int purge_run(const struct deployment *deployment, struct ledger *ledger,
              const struct purge_request *request, struct table *table, struct error *err);

/* Removes only what fetches left that did not end.  It needs no ledger: on a disk that is full to
 * the last byte none can be opened, and leftovers may be what fills it. */
int purge_leftovers(const struct deployment *deployment, const struct purge_request *request,
                    struct table *table, struct error *err);

#endif
