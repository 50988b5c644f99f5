/*
 * A notice: what one target is told about one source, as JSON for a webhook and as a mail.
 *
 * It has names of sources, ids of batches, kinds, counts and times, and nothing of what a document
 * says: no value, no element's name, no text of an error, for these may hold what belongs to a
 * person.  Whoever wants more asks nhip.
 */
#ifndef BATCH_NOTICE_H
#define BATCH_NOTICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "batch/notify_config.h"

struct arena;
struct buffer;
struct mail;

enum { NOTICE_BATCHES = 10 };

struct notice {
    enum notice_event event;
    const char *source; /* "" when it is about the run as a whole */
    const char *title;  /* of the source, for people; may be NULL */
    /* What distinguishes it from another of its kind: the kind of the error, "warn" or "stale", the
     * kind of the drift, or what was recovered from. */
    const char *what;
    long count;                          /* failed batches, or things that drifted */
    const char *batches[NOTICE_BATCHES]; /* the newest failed ones */
    size_t batch_count;
    int64_t lag_seconds, limit_seconds; /* of staleness */
    int64_t good_until;                 /* of staleness; 0: nothing was ever loaded */
    struct notice *next;
};

/* All that one target is told at once. */
struct letter {
    const char *id;         /* unique */
    const char *deployment; /* its title; may be NULL */
    const char *host;
    bool is_test; /* there is nothing to tell */
    int64_t at;
    const struct notice *notices;
};

/* The body for a webhook: compact JSON. */
void letter_format(const struct letter *letter, struct buffer *text);

/* What people read: one paragraph a notice. */
char *letter_text(const struct letter *letter, struct arena *arena);

/* One line that says what it is about, in Vietnamese and English. */
char *letter_subject(const struct letter *letter, struct arena *arena);

#endif
