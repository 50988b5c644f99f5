/* Unknown elements by their path from the record. */
#include "transforms/unknown.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "transforms/drift.h"
#include "transforms/mapping_inside.h"
#include "transforms/walk.h"

/* "DanhSachLePhi/LePhi/" */
static void append_way(const struct walk *walk, const struct tree_node *node, struct buffer *path)
{
    const char *names[64];
    size_t count = 0;

    for (; node != walk->record && count < sizeof names / sizeof names[0]; node = node->parent)
        names[count++] = node->place->name;
    while (count > 0)
        buffer_print(path, "%s/", names[--count]);
}

static void spoil(struct walk *walk, const char *path, enum error_kind kind)
{
    const struct refusal refusal = {arena_text(walk->harvest->arena, path), NULL, "unknown"};
    struct error err;

    error_set(&err, kind,
              "%s: the mapping does not know this element, and the contract allows none", path);
    walk_damage(walk, &refusal, &err);
}

void unknown_note(struct walk *walk, const char *name)
{
    const int mode = walk->mapping->contract.unknown_fields;
    struct buffer path = {0};

    append_way(walk, walk->node, &path);
    buffer_text(&path, name);
    drift_count(&walk->evaluation.drifts, DRIFT_UNKNOWN, buffer_string(&path), NULL);
    if (mode != CONTRACT_EVOLVE)
        spoil(walk, buffer_string(&path), mode == CONTRACT_FREEZE ? ERROR_DATA : ERROR_RECORD);
    buffer_free(&path);
}
