/*
 * The harvest: records and refusals that a piece of a document has given, until they are taken.
 *
 * It lets a document be pushed through while whoever loads it pulls.  How much can wait is bounded
 * by what one piece of a document can hold.
 */
#ifndef TRANSFORMS_HARVEST_H
#define TRANSFORMS_HARVEST_H

#include <stddef.h>

#include "core/record.h"

struct arena;
struct error;
struct harvested;

struct harvest {
    const struct origin *origin; /* of all its records */
    struct arena *arena;         /* of what waits; emptied by harvest_clear */
    struct harvested *items;
    size_t count, taken, capacity;
};

/* Adds a record whose values are in the harvest's arena.  With refusal, which is copied, it is a
 * record that was refused. */
void harvest_add(struct harvest *harvest, const struct record *record, const struct error *refusal);

/* Takes the next: 1 with a record, -1 with a refused one and *err, 0 when none is left. */
int harvest_take(struct harvest *harvest, struct record *record, struct error *err);

/* Forgets what was taken, and all that lies in the arena. */
void harvest_clear(struct harvest *harvest);

/* Gives the memory back. */
void harvest_free(struct harvest *harvest);

#endif
