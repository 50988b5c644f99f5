/*
 * Events: each change of a batch's state, with time, who, from where, and why.
 *
 * They are written with the change, in its transaction, and only ever added: the history that
 * `nhip log` shows.
 */
#ifndef BATCH_EVENT_H
#define BATCH_EVENT_H

struct batch;
struct error;
struct ledger;

/* What has become of a batch's attempt. */
struct event {
    const char *state;
    const char *kind; /* of the error, NULL when it is none */
    const char *note; /* what there is to say: the error's text; may be NULL */
};

/* Notes the event in the ledger's name.  Fails as the ledger does. */
int event_add(struct ledger *ledger, const struct batch *batch, const struct event *event,
              struct error *err);

#endif
