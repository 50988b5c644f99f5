/*
 * Acknowledging: a far end is told that a batch is safe, once it is loaded and never before.
 *
 * A process that ended between loading and telling, or a far end that did not listen, leaves a
 * batch that is loaded and still offered.  It is not due, so nothing else would come back to it.
 */
#ifndef BATCH_ACKNOWLEDGE_H
#define BATCH_ACKNOWLEDGE_H

struct deployment;
struct error;
struct ledger;
struct source_config;

/* Acknowledges whatever the source still offers although it is loaded as it stands there; nothing
 * for sources whose far end has no list of what there is.  A failure to tell is logged; *failures
 * is how many there were, and one takes nothing from what is loaded.  The caller holds the source's
 * lock. */
int acknowledge_loaded(const struct deployment *deployment, const struct source_config *config,
                       struct ledger *ledger, long *failures, struct error *err);

#endif
