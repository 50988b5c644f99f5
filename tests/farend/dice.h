/*
 * Values that look random and are pure functions of where they are asked for.
 *
 * The far end stores nothing: a field of a record is computed again each time it is sent.  So there
 * is no running generator here, only a hash of (seed, topic, day, serial, field).  It must never
 * depend on the order of calls, and it is no cryptography.
 */
#ifndef FAREND_DICE_H
#define FAREND_DICE_H

#include <stdbool.h>
#include <stdint.h>

/* What a value is drawn for; two topics never share their values. */
enum topic {
    TOPIC_DOSSIER = 1,
    TOPIC_DOSSIER_SPOIL,
    TOPIC_VISIT,
    TOPIC_VISIT_SPOIL,
    TOPIC_LAND,
    TOPIC_NOTICE_SPOIL,
    TOPIC_SLIP_SPOIL,
    TOPIC_ANSWER,
    TOPIC_ANSWER_SPOIL,
    TOPIC_SESSION,
    TOPIC_STYLE
};

/* The dice of one thing (a dossier, a visit); copied freely. */
struct dice {
    uint64_t key;
};

/* Returns the dice of the thing that topic, day and serial name under this seed. */
struct dice dice_of(uint64_t seed, enum topic topic, long day, uint64_t serial);

/* Returns 64 well-mixed bits for the field; the same field always gives the same bits. */
uint64_t dice_value(struct dice dice, unsigned field);

/* Returns a number in 0 .. limit - 1; limit must not be 0. */
unsigned dice_below(struct dice dice, unsigned field, unsigned limit);

/* Tells whether the field's draw falls into the given share of a thousand. */
bool dice_chance(struct dice dice, unsigned field, unsigned permille);

#endif
