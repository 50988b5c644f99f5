/*
 * What a decoder tells of a document, counted; and texts that are documents, opened.
 *
 * A text that begins like a document and then is none counts as text.
 */
#include "transforms/scan.h"

#include <string.h>

#include "core/error.h"
#include "transforms/sniff.h"

enum { KEPT_BYTES = 4096 /* of a text */ };

/* Attributes that tell a reader how to read tell nothing of the record. */
static const char instance_uri[] = "http://www.w3.org/2001/XMLSchema-instance";

/* Opens the document that the innermost element's text begins like, if it does. */
static int open_inner(struct scan *scan, struct level *level, struct error *err)
{
    const char *text = buffer_string(&level->text);
    size_t skipped = sniff_blanks(text, level->text.size);
    size_t size = level->text.size - skipped;
    bool is_base64;

    level->is_decided = true;
    if (size == 0 || scan->layer + 1 == SCAN_LAYERS_MOST)
        return 0;
    is_base64 = sniff_format(text, level->text.size) == NULL;
    if (is_base64 && !sniff_base64(text + skipped, size))
        return 0;
    scan->inner = scan_open(scan->survey, scan, is_base64);
    return scan_feed(scan->inner, text + skipped, size, err);
}

static int take_open(struct sink *sink, const char *name, const char *name_space, struct error *err)
{
    struct scan *scan = (struct scan *)sink;
    struct level *level = &scan->levels[scan->depth];
    struct spot *spot;

    (void)err;
    if (strcmp(name_space, instance_uri) == 0) {
        sink->skip = 1;
        return 0;
    }
    spot = spot_child(scan->survey, scan->depth > 0 ? level[-1].spot : scan->document, name);
    if (spot == NULL || scan->depth == SCAN_DEPTH_MOST) {
        scan->survey->left_out++;
        sink->skip = 1;
        return 0;
    }
    spot_open(spot);
    level->spot = spot;
    level->length = 0;
    level->is_decided = false;
    level->is_damaged = false;
    buffer_clear(&level->text);
    scan->depth++;
    return 0;
}

/* Keeps at most this many bytes of the text in all; returns how many were taken. */
static size_t keep(struct level *level, size_t most, const char *text, size_t size)
{
    size_t room = most > level->text.size ? most - level->text.size : 0;
    size_t taken = size < room ? size : room;

    buffer_append(&level->text, text, taken);
    return taken;
}

static int take_text(struct sink *sink, const char *text, size_t size, struct error *err)
{
    struct scan *scan = (struct scan *)sink;
    struct level *level = &scan->levels[scan->depth - 1];

    level->length += size;
    if (!level->is_decided) {
        size_t taken = keep(level, SNIFF_BYTES, text, size);

        text += taken;
        size -= taken;
        if (level->text.size == SNIFF_BYTES && open_inner(scan, level, err) != 0)
            return -1;
    }
    if (scan->inner != NULL)
        return scan_feed(scan->inner, text, size, err);
    keep(level, KEPT_BYTES, text, size);
    return 0;
}

/* Ends the inner document: true when it was one. */
static int end_inner(struct scan *scan, bool *was_document, struct error *err)
{
    struct scan *inner = scan->inner;
    int result = scan_end(inner, err);

    *was_document = !inner->has_failed && inner->document != NULL;
    scan->inner = NULL;
    scan_close(inner);
    return result;
}

static bool has_text(const struct level *level)
{
    return level->length > level->text.size ||
           sniff_blanks(buffer_string(&level->text), level->text.size) != level->text.size;
}

static void remember(struct spot *spot, const struct level *level)
{
    size_t size = level->length;

    spot->latest[0] = '\0';
    if (size == 0 || size > DECIDER_SIZE_MOST)
        return;
    memcpy(spot->latest, level->text.data, size);
    spot->latest[size] = '\0';
}

static int take_close(struct sink *sink, struct error *err)
{
    struct scan *scan = (struct scan *)sink;
    struct level *level = &scan->levels[scan->depth - 1];
    struct spot *spot = level->spot;
    bool was_document = false;

    if (!level->is_decided && scan->inner == NULL && open_inner(scan, level, err) != 0)
        return -1;
    if (scan->inner != NULL && end_inner(scan, &was_document, err) != 0)
        return -1;
    spot_close(spot);
    if (!was_document && (has_text(level) || spot_is_leaf(spot))) {
        forms_add(&spot->forms, buffer_string(&level->text), level->text.size, level->length,
                  &scan->survey->budget, scan->survey->scratch);
        remember(spot, level);
    }
    spot->damaged += level->is_damaged;
    if (scan->depth > 1)
        level[-1].is_damaged = level[-1].is_damaged || level->is_damaged;
    scan->depth--;
    return 0;
}

static int take_damage(struct sink *sink, struct error *err)
{
    struct scan *scan = (struct scan *)sink;

    (void)err;
    if (scan->depth > 0)
        scan->levels[scan->depth - 1].is_damaged = true;
    return 0;
}

const struct sink scan_sink = {take_open, take_text, take_close, take_damage, NULL, NULL, 0};
