/*
 * JSON documents as events.
 *
 * API pages are small, so a document is read whole and then told in parts, without recursion.  It
 * must not invent a shape: an array has no element of its own, its items stand where it stands, so
 * that one item and many look alike.
 */
#include <stdbool.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/format.h"
#include "core/json.h"

/* How many steps one call of end goes. */
enum { STEPS_AT_ONCE = 1024 };

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
    struct buffer text; /* as it was fed */
    struct json *document;
    struct frame *frames;
    long depth;
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

static int tell_close(struct json_decoder *json, struct error *err)
{
    struct sink *sink = json->decoder.sink;

    if (sink->skip == 0)
        return sink->close(sink, err);
    sink->skip--;
    return 0;
}

static int tell_text(struct json_decoder *json, const struct json *value, struct error *err)
{
    struct sink *sink = json->decoder.sink;
    const char *text;
    char small[64];
    size_t size;

    if (sink->skip > 0)
        return 0;
    if (json_scalar(value, small, &text, &size, err) != 0)
        return err->kind == ERROR_RECORD ? sink->damage(sink, err) : -1;
    if ((long)size > json->decoder.limits.value_bytes)
        return error_set(err, ERROR_DOCUMENT, "a text is longer than %ld bytes",
                         json->decoder.limits.value_bytes);
    return size > 0 ? sink->text(sink, text, size, err) : 0;
}

/* Tells a value: a scalar whole, of an object or array the opening. */
static int tell_value(struct json_decoder *json, const char *name, const struct json *value,
                      struct error *err)
{
    enum json_kind kind = json_kind(value);
    struct sink *sink = json->decoder.sink;

    if (sink->skip > 0)
        sink->skip++;
    else if (sink->open(sink, name, "", err) != 0)
        return -1;
    if (kind == JSON_KIND_OBJECT || kind == JSON_KIND_ARRAY)
        return push_frame(json, value, name, true, err);
    return tell_text(json, value, err) != 0 ? -1 : tell_close(json, err);
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

/* Tells the next member or item, or the end of the innermost container. */
static int step(struct json_decoder *json, struct error *err)
{
    struct frame *frame = &json->frames[json->depth - 1];
    struct json_member member;

    if (!next_member(frame, &member)) {
        json->depth--;
        return frame->is_element ? tell_close(json, err) : 0;
    }
    /* An array as a member's value is stepped into without an event. */
    if (!frame->is_array && json_kind(member.value) == JSON_KIND_ARRAY)
        return push_frame(json, member.value, member.key, false, err);
    return tell_value(json, member.key, member.value, err);
}

static int feed_json(struct decoder *decoder, const char *bytes, size_t size, struct error *err)
{
    struct json_decoder *json = self(decoder);

    if ((long)(json->text.size + size) > decoder->limits.document_bytes)
        return error_set(err, ERROR_DOCUMENT, "JSON document is longer than allowed");
    buffer_append(&json->text, bytes, size);
    return 0;
}

/* Parses the document.  A scalar as a document is told as one item. */
static int start(struct json_decoder *json, struct error *err)
{
    enum json_kind kind;

    json->document = json_parse(json->text.data, json->text.size, err);
    if (json->document == NULL)
        return -1;
    buffer_free(&json->text);
    kind = json_kind(json->document);
    if (kind == JSON_KIND_OBJECT || kind == JSON_KIND_ARRAY)
        return push_frame(json, json->document, "item", false, err);
    return tell_value(json, "item", json->document, err);
}

static int end_json(struct decoder *decoder, struct error *err)
{
    struct json_decoder *json = self(decoder);
    int left = STEPS_AT_ONCE;

    if (json->document == NULL && start(json, err) != 0)
        return -1;
    while (json->depth > 0 && left-- > 0)
        if (step(json, err) != 0)
            return -1;
    return json->depth > 0;
}

static void close_json(struct decoder *decoder)
{
    buffer_free(&self(decoder)->text);
    json_free(self(decoder)->document);
    self(decoder)->document = NULL;
}

const struct format format_json = {
    .name = "json",
    .summary = "JSON (RFC 8259) in UTF-8",
    .size = sizeof(struct json_decoder),
    .open = open_json,
    .feed = feed_json,
    .end = end_json,
    .close = close_json,
};
