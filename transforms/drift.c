/* The list of drifted values. */
#include "transforms/drift.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/error.h"

enum { DIFFERENT_MOST = 100 };

static struct drift *drift_find(const struct drifts *drifts, const char *column, const char *value)
{
    size_t i;

    for (i = 0; i < drifts->count; i++) {
        struct drift *drift = &drifts->items[i];

        if (strcmp(drift->column, column) != 0 || (drift->value == NULL) != (value == NULL))
            continue;
        if (value == NULL || strcmp(drift->value, value) == 0)
            return drift;
    }
    return NULL;
}

static struct drift *drift_add(struct drifts *drifts, const char *column, const char *value)
{
    struct drift *drift;

    if (drifts->count == drifts->capacity) {
        drifts->capacity = drifts->capacity == 0 ? 8 : drifts->capacity * 2;
        drifts->items = realloc(drifts->items, drifts->capacity * sizeof *drifts->items);
        if (drifts->items == NULL)
            error_out_of_memory();
    }
    drift = &drifts->items[drifts->count++];
    drift->column = column;
    drift->value = arena_text(drifts->arena, value);
    drift->count = 0;
    return drift;
}

void drift_count(struct drifts *drifts, const char *column, const struct value *value)
{
    struct drift *drift = drift_find(drifts, column, value->text);
    const char *kept = drifts->count < DIFFERENT_MOST ? value->text : NULL;

    if (drift == NULL)
        drift = drift_find(drifts, column, kept);
    if (drift == NULL)
        drift = drift_add(drifts, column, kept);
    drift->count++;
}

void drifts_free(struct drifts *drifts)
{
    free(drifts->items);
    drifts->items = NULL;
    drifts->count = drifts->capacity = 0;
}
