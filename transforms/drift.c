/* The list of what drifted. */
#include "transforms/drift.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/error.h"

enum { VALUES_MOST = 100, NAMES_MOST = 1000 };

static const char others[] = "(others)";

const char *const drift_names[] = {
    [DRIFT_CODE] = "code",   [DRIFT_MISSING] = "missing", [DRIFT_UNKNOWN] = "unknown",
    [DRIFT_CHECK] = "check", [DRIFT_SCHEMA] = "schema",   NULL};

static bool is_drift(const struct drift *drift, enum drift_kind kind, const char *name,
                     const char *value)
{
    if (drift->kind != kind || strcmp(drift->name, name) != 0 ||
        (drift->value == NULL) != (value == NULL))
        return false;
    return value == NULL || strcmp(drift->value, value) == 0;
}

static struct drift *drift_find(const struct drifts *drifts, enum drift_kind kind, const char *name,
                                const char *value)
{
    size_t i;

    for (i = 0; i < drifts->count; i++)
        if (is_drift(&drifts->items[i], kind, name, value))
            return &drifts->items[i];
    return NULL;
}

static struct drift *drift_add(struct drifts *drifts, enum drift_kind kind, const char *name,
                               const char *value)
{
    struct drift *drift;

    if (drifts->count == drifts->capacity) {
        drifts->capacity = drifts->capacity == 0 ? 8 : drifts->capacity * 2;
        drifts->items = realloc(drifts->items, drifts->capacity * sizeof *drifts->items);
        if (drifts->items == NULL)
            error_out_of_memory();
    }
    drift = &drifts->items[drifts->count++];
    drift->kind = kind;
    drift->name = arena_text(drifts->arena, name);
    drift->value = arena_text(drifts->arena, value);
    drift->count = 0;
    return drift;
}

void drift_count(struct drifts *drifts, enum drift_kind kind, const char *name,
                 const struct value *value)
{
    const char *text = value != NULL ? value->text : NULL;
    struct drift *drift = drift_find(drifts, kind, name, text);

    if (drift == NULL && drifts->count >= VALUES_MOST) {
        text = text != NULL ? others : NULL;
        drift = drift_find(drifts, kind, name, text);
    }
    if (drift == NULL && drifts->count >= NAMES_MOST) {
        name = others;
        drift = drift_find(drifts, kind, name, text);
    }
    if (drift == NULL)
        drift = drift_add(drifts, kind, name, text);
    drift->count++;
}

void drifts_free(struct drifts *drifts)
{
    free(drifts->items);
    drifts->items = NULL;
    drifts->count = drifts->capacity = 0;
}
