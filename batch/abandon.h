/*
 * Abandoning: windows of which nothing will come any more leave the due list, with a reason.
 */
#ifndef BATCH_ABANDON_H
#define BATCH_ABANDON_H

struct arena;
struct deployment;
struct error;
struct pulse;
struct selection;

/* Makes each batch that the selection names ABANDONED, holding its source, for the selection's
 * reason.  ERROR_USAGE when one is loaded, or is no window of its source; ERROR_LATER when its
 * source is being run, or the pulse ends it; those before it are done. */
int abandon_batches(const struct deployment *deployment, const struct selection *selection,
                    struct pulse *pulse, struct arena *arena, struct error *err);

#endif
