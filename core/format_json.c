/*
 * JSON documents as events.
 *
 * API pages are small, so a document is read whole and then walked, without recursion.  It must not
 * invent a shape: an array has no element of its own, its items stand where it stands, so that one
 * item and many look alike.
 */
#include <stdbool.h>
#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/format.h"
#include "core/json.h"

/* An object or array whose members are being given. */
struct frame {
    const struct json *container;
    const char *name; /* of an array: what its items are called */
    void *step;
    size_t index;
    bool is_array, is_element; /* an element: its end is an event */
};

struct json_decoder {
    struct decoder decoder;
    struct json *document;
    bool is_started;
    struct frame *frames;
    long depth;
    const struct json *scalar; /* opened, its text not yet given */
    bool is_scalar_open;
    char small[64];
};

static struct json_decoder *self(struct decoder *decoder)
{
    return (struct json_decoder *)decoder;
}

static int open_json(struct decoder *decoder, struct error *err)
{
    struct json_decoder *json = self(decoder);

    (void)err;
    json->frames =
        arena_array(decoder->arena, (size_t)decoder->limits.depth + 1, sizeof *json->frames);
    return 0;
}

static int push_frame(struct json_decoder *json, const struct json *value, const char *name,
                      bool is_element, struct error *err)
{
    struct frame *frame = &json->frames[json->depth];

    if (json->depth > json->decoder.limits.depth)
        return error_set(err, ERROR_DOCUMENT, "nested deeper than %ld levels",
                         json->decoder.limits.depth);
    memset(frame, 0, sizeof *frame);
    frame->container = value;
    frame->name = name;
    frame->is_array = json_kind(value) == JSON_KIND_ARRAY;
    frame->is_element = is_element;
    json->depth++;
    return 0;
}

static void set_event(struct event *event, enum event_kind kind, const char *name)
{
    memset(event, 0, sizeof *event);
    event->kind = kind;
    event->name = name;
    event->name_space = "";
}

/* Gives the opening of a value.  An array as a member's value is stepped into without an event. */
static int begin_value(struct json_decoder *json, const char *name, const struct json *value,
                       struct event *event, struct error *err)
{
    enum json_kind kind = json_kind(value);

    set_event(event, EVENT_OPEN, name);
    if (kind == JSON_KIND_OBJECT || kind == JSON_KIND_ARRAY)
        return push_frame(json, value, name, true, err) != 0 ? -1 : 1;
    json->scalar = value;
    json->is_scalar_open = true;
    return 1;
}

/* The text of the open scalar, when it has one and it was not given yet; then its end. */
static int next_of_scalar(struct json_decoder *json, struct event *event, struct error *err)
{
    const struct json *scalar = json->scalar;

    json->scalar = NULL;
    if (scalar != NULL) {
        set_event(event, EVENT_TEXT, NULL);
        if (json_scalar(scalar, json->small, &event->text, &event->size, err) != 0)
            return -1;
        if ((long)event->size > json->decoder.limits.value_bytes)
            return error_set(err, ERROR_DOCUMENT, "a text is longer than %ld bytes",
                             json->decoder.limits.value_bytes);
        if (event->size != 0)
            return 1;
    }
    json->is_scalar_open = false;
    set_event(event, EVENT_CLOSE, NULL);
    return 1;
}

/* Finds the next member or item of the innermost container; false when there is none left. */
static bool next_member(struct frame *frame, struct json_member *member)
{
    if (!frame->is_array)
        return json_next(frame->container, &frame->step, member);
    if (frame->index >= json_count(frame->container))
        return false;
    member->key = frame->name;
    member->value = json_at(frame->container, frame->index++);
    return true;
}

/* One step of the walk: 1 with an event, 0 without one, -1. */
static int walk(struct json_decoder *json, struct event *event, struct error *err)
{
    struct frame *frame = &json->frames[json->depth - 1];
    struct json_member member;

    if (!next_member(frame, &member)) {
        json->depth--;
        set_event(event, EVENT_CLOSE, NULL);
        return frame->is_element;
    }
    if (!frame->is_array && json_kind(member.value) == JSON_KIND_ARRAY)
        return push_frame(json, member.value, member.key, false, err);
    return begin_value(json, member.key, member.value, event, err);
}

/* Reads the document.  A scalar as a document is given as one item. */
static int start(struct json_decoder *json, struct event *event, struct error *err)
{
    enum json_kind kind;

    json->document =
        json_read(json->decoder.bytes, (size_t)json->decoder.limits.document_bytes, err);
    if (json->document == NULL)
        return -1;
    json->is_started = true;
    kind = json_kind(json->document);
    if (kind == JSON_KIND_OBJECT || kind == JSON_KIND_ARRAY)
        return push_frame(json, json->document, "item", false, err);
    return begin_value(json, "item", json->document, event, err);
}

static int next_json(struct decoder *decoder, struct event *event, struct error *err)
{
    struct json_decoder *json = self(decoder);
    int got = 0;

    if (!json->is_started)
        got = start(json, event, err);
    else if (json->is_scalar_open)
        return next_of_scalar(json, event, err);
    while (got == 0 && json->depth > 0)
        got = walk(json, event, err);
    return got;
}

static void close_json(struct decoder *decoder)
{
    json_free(self(decoder)->document);
    self(decoder)->document = NULL;
}

const struct format format_json = {
    .name = "json",
    .summary = "JSON (RFC 8259) in UTF-8",
    .size = sizeof(struct json_decoder),
    .open = open_json,
    .next = next_json,
    .close = close_json,
};
