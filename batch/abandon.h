/*
 * Abandoning: windows of which nothing will come any more leave the due list, with a reason.
 */
#ifndef BATCH_ABANDON_H
#define BATCH_ABANDON_H

struct arena;
struct deployment;
struct error;
struct selection;

/* Makes each batch that the selection names ABANDONED, holding its source, for the selection's
 * reason.  ERROR_USAGE when one is loaded, or is no window of its source; ERROR_LATER when its
 * source is being run; those before it are done. */
int abandon_batches(const struct deployment *deployment, const struct selection *selection,
                    struct arena *arena, struct error *err);

#endif
