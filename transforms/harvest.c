/* A list that is filled and emptied in turns. */
#include "transforms/harvest.h"

#include <stdlib.h>

#include "core/arena.h"
#include "core/error.h"

struct harvested {
    struct record record;
    const struct error *refusal;
};

void harvest_add(struct harvest *harvest, const struct record *record, const struct error *refusal)
{
    struct harvested *item;

    if (harvest->items == NULL || harvest->count == harvest->capacity) {
        harvest->capacity = harvest->capacity == 0 ? 64 : harvest->capacity * 2;
        harvest->items = realloc(harvest->items, harvest->capacity * sizeof *harvest->items);
        if (harvest->items == NULL)
            error_out_of_memory();
    }
    item = &harvest->items[harvest->count++];
    item->record = *record;
    item->refusal = NULL;
    if (refusal != NULL) {
        struct error *copy = arena_alloc(harvest->arena, sizeof *copy);

        *copy = *refusal;
        item->refusal = copy;
    }
}

int harvest_take(struct harvest *harvest, struct record *record, struct error *err)
{
    const struct harvested *item;

    if (harvest->taken == harvest->count)
        return 0;
    item = &harvest->items[harvest->taken++];
    *record = item->record;
    if (item->refusal == NULL)
        return 1;
    *err = *item->refusal;
    return -1;
}

void harvest_clear(struct harvest *harvest)
{
    harvest->count = harvest->taken = 0;
    arena_reset(harvest->arena);
}

void harvest_free(struct harvest *harvest)
{
    free(harvest->items);
    harvest->items = NULL;
    harvest->count = harvest->taken = harvest->capacity = 0;
}
