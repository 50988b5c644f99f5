/*
 * The life of a dossier, from filing to the paper in hand.
 *
 * A life is a function of (seed, day, serial): the first day is the one in the dossier's code.
 * Every change of state is a moment that the far end sends in a date field, so the newest of these
 * fields says when the dossier last changed.  How a dossier is written on the wire is not known
 * here.
 */
#ifndef FAREND_DOSSIERS_H
#define FAREND_DOSSIERS_H

#include "tests/farend/catalogue.h"
#include "tests/farend/stream.h"

enum { DOSSIER_DAYS = 45, ROUNDS_MAX = 2, DOSSIER_CODE_SIZE = 48 };

enum status {
    STATUS_NEW = 1,
    STATUS_ACCEPTED,
    STATUS_REFUSED,
    STATUS_IN_PROCESS,
    STATUS_SUPPLEMENT,
    STATUS_PAYMENT,
    STATUS_WITHDRAWN,
    STATUS_STOPPED,
    STATUS_DONE,
    STATUS_RETURNED
};

/* One request for missing papers; answered is 0 while the citizen is silent. */
struct round {
    int64_t asked, answered;
    int64_t due_before, due_after;
};

/* Moments are 0 where the event has not happened. */
struct dossier {
    long day;
    unsigned serial;
    struct dice dice;
    struct procedure procedure;
    const struct agency *agency;
    unsigned channel;            /* 1 counter, 2 online, 3 post, 0 not said */
    enum status resting, ending; /* while in process; once finished */
    int64_t submitted, received, refused, due, finished, returned;
    struct round rounds[ROUNDS_MAX];
    unsigned round_count;
};

/* The dossiers of a window: each that had an event in it, as it stood at the window's end. */
extern const struct stream DOSSIER_STREAM;

/* Computes the whole life of one dossier. */
void dossier_make(const struct world *world, long day, unsigned serial, struct dossier *dossier);

/* Forgets everything that happens at or after the moment. */
void dossier_cut(struct dossier *dossier, int64_t until);

/* Returns the moment of the last event, 0 when there is none. */
int64_t dossier_latest(const struct dossier *dossier);

/* Returns the national status of the dossier as it stands. */
enum status dossier_status(const struct dossier *dossier);

/* Tells whether it was finished after the day and hour that were promised last. */
bool dossier_is_late(const struct dossier *dossier);

/* Writes the code: agency, yyMMdd of the first day, serial of the day. */
void dossier_code(const struct dossier *dossier, char out[DOSSIER_CODE_SIZE]);

/* Writes a code of the same agency and day that no good dossier has. */
void dossier_foreign_code(const struct dossier *dossier, char out[DOSSIER_CODE_SIZE]);

/* Returns a share that moves from one value to the other in the half year after 15/12/2021, so that
 * figures show a trend. */
unsigned trend(long day, unsigned from, unsigned to);

#endif
