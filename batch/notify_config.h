/*
 * Whom to tell, of what, and how often: the part `notify` of nhip.yaml.
 */
#ifndef BATCH_NOTIFY_CONFIG_H
#define BATCH_NOTIFY_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "core/option.h"
#include "core/span.h"

struct arena;
struct deployment;
struct problems;

/* What people are told of. */
enum notice_event {
    NOTICE_FAILURE,   /* a source, or the run as a whole, does not do its work */
    NOTICE_RECOVERY,  /* it does again, after a failure or staleness that was told */
    NOTICE_STALENESS, /* a source is over a limit of its freshness */
    NOTICE_DRIFT,     /* something drifted that had not been seen before */
    NOTICE_EVENTS
};
extern const char *const notice_event_names[]; /* "failure", ...; ends with NULL */

/* One target: a webhook or a mail server, of which the other has NULL. */
struct notify_target {
    const char *name;    /* unique; what logs and the ledger call it */
    const char *webhook; /* a URL, in which {secret:NAME} stands for a credential */
    const char *proxy;   /* to the webhook */
    const char *smtp;    /* the server's URL */
    bool starttls;
    const char *from;
    struct texts to;
    const char *user;
    const char *secret; /* the credential: the mail user's password, or the key that signs bodies */
    const char *ca;     /* PEM file of the CAs that count; NULL: the system's */
};

struct notify_config {
    struct texts on;      /* names of events */
    struct span every;    /* the same is told once in this time at most */
    struct items targets; /* struct notify_target */
};

extern const struct option notify_options[];

/* Whether this event is to be told. */
bool notify_tells(const struct notify_config *config, enum notice_event event);

/* The targets as an array of config->targets.count. */
const struct notify_target *notify_targets(const struct notify_config *config);

/* Reports what the table cannot see, names the targets that have no name, and places CA files in
 * the deployment's folder.  A credential that cannot be read is a warning. */
void notify_check(struct deployment *deployment, struct problems *problems);

#endif
