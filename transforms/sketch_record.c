/* The weighing of elements: what is there often and says much looks like a record. */
#include "transforms/sketch_record.h"

#include <string.h>

#include "core/format.h"
#include "transforms/survey.h"

/* How much a repeated element is preferred to one that may only look like a record. */
enum { REPEATED_WEIGHT = 4, WRAPPED_PERCENT = 80 };

/* The values of an element, those in structures that stand in it once too. */
static long count_values(const struct spot *spot)
{
    const struct spot *child;
    long count = 0;

    for (child = spot->first; child != NULL; child = child->next)
        if (child->kind == SPOT_ELEMENT)
            count += spot_is_leaf(child) ? 1 : child->most <= 1 ? count_values(child) : 0;
    return count;
}

/* True for the outermost document where it may be a record as a whole: its root is no element. */
static bool is_whole(const struct spot *spot)
{
    return spot->parent == NULL && spot->format != NULL && strcmp(spot->format->name, "json") == 0;
}

/* A record is what is there often and says much; the saying counts twice, so that a dossier is
 * preferred to its fees. */
static long weigh(const struct spot *spot)
{
    long values = count_values(spot);

    if (values < 2 || (spot->kind == SPOT_DOCUMENT && !is_whole(spot)))
        return 0;
    return spot->count * values * values * (spot_is_repeated(spot) ? REPEATED_WEIGHT : 1);
}

/* Goes from what only stands around a record to the record. */
static const struct spot *unwrap(const struct spot *spot)
{
    const struct spot *child = spot->first;

    while (child != NULL && spot->most <= 1) {
        if (child->kind == SPOT_ELEMENT &&
            count_values(child) * 100 >= count_values(spot) * WRAPPED_PERCENT) {
            spot = child;
            child = spot->first;
        } else {
            child = child->next;
        }
    }
    return spot;
}

static bool is_within(const struct spot *spot, const struct spot *top)
{
    while (spot != NULL && spot != top)
        spot = spot->parent;
    return spot != NULL;
}

const struct spot *record_find(const struct spot *top)
{
    const struct spot *spot, *best = NULL;

    for (spot = top; spot != NULL && is_within(spot, top); spot = spot_next(spot))
        if (weigh(spot) > (best != NULL ? weigh(best) : 0))
            best = spot;
    return best != NULL ? unwrap(best) : NULL;
}

bool is_record_like(const struct spot *spot)
{
    return weigh(spot) > 0 && spot_is_repeated(spot);
}
