/*
 * A walk over the survey that leaves out the records of the draft.
 *
 * A draft is of one kind of record; whoever reads it should not believe that it is all there is.
 */
#include "transforms/sketch_rest.h"

#include <string.h>

#include "core/buffer.h"
#include "core/format.h"
#include "transforms/sketch.h"
#include "transforms/sketch_record.h"
#include "transforms/survey.h"

enum { LINES_MOST = 12 };

struct rest {
    const struct sketch *sketch;
    struct buffer *text;
    size_t count;
};

/* True when the records of the draft stand in it. */
static bool is_around(const struct sketch *sketch, const struct spot *spot)
{
    const struct spot *record = sketch->record.spot;

    while (record != NULL && record != spot)
        record = record->parent;
    return record != NULL;
}

static bool is_inner(const struct spot *spot)
{
    return spot->kind == SPOT_DOCUMENT && spot->parent != NULL;
}

/* True for what would be a draft of its own: the root of an XML document, other documents as a
 * whole, and what looks like records. */
static bool is_kind(const struct spot *spot)
{
    const struct spot *parent = spot->parent;

    if (is_inner(spot))
        return spot->first != NULL && strcmp(spot->format->name, "xml") != 0;
    if (parent->kind == SPOT_DOCUMENT && strcmp(parent->format->name, "xml") == 0)
        return spot->first != NULL;
    return is_record_like(spot);
}

static void tell_kind(struct rest *rest, const struct spot *spot)
{
    const struct spot *record = record_find(spot);
    const struct spot *root = &rest->sketch->survey->root;

    if (rest->count++ >= LINES_MOST)
        return;
    if (rest->count == 1)
        buffer_text(rest->text, "# Not in this draft; hint: --record drafts them:\n");
    if (record == NULL)
        record = spot;
    buffer_print(rest->text, "#   %s (%ld)\n", spot_path(root, record, rest->sketch->arena),
                 record->count);
}

static void walk(struct rest *rest, const struct spot *spot)
{
    const struct spot *child;

    for (child = spot->first; child != NULL; child = child->next) {
        if (child == rest->sketch->record.spot ||
            (child->kind == SPOT_ELEMENT && !survey_can_write(child->name)))
            continue;
        if (!is_around(rest->sketch, child) && is_kind(child))
            tell_kind(rest, child);
        else
            walk(rest, child);
    }
}

void sketch_tell_rest(const struct sketch *sketch, struct buffer *text)
{
    struct rest rest = {sketch, text, 0};

    if (sketch->record.spot != &sketch->survey->root)
        walk(&rest, &sketch->survey->root);
    if (rest.count > LINES_MOST)
        buffer_print(text, "#   and %zu more\n", rest.count - LINES_MOST);
}
