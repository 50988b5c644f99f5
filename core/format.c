/* The formats by name, decoders in general, and questions to whole documents. */
#include "core/format.h"

#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/reader.h"

/* Each stands in a file of its own, which has no header: this list is the way to it. */
extern const struct format format_xml, format_json, format_csv;

const struct format *const formats[] = {&format_xml, &format_json, &format_csv, NULL};
const char *const format_names[] = {"xml", "json", "csv", NULL};

static const struct limits default_limits = {
    .depth = 200,
    .text_bytes = 1L << 30,
    .tag_bytes = 1L << 20,
    .value_bytes = 16L << 20,
    .document_bytes = 256L << 20,
};

const struct format *format_find(const char *name)
{
    size_t i;

    for (i = 0; formats[i] != NULL; i++)
        if (strcmp(formats[i]->name, name) == 0)
            return formats[i];
    return NULL;
}

static long limit_or(long limit, long fallback)
{
    return limit != 0 ? limit : fallback;
}

static struct limits limits_complete(const struct limits *limits)
{
    struct limits complete = default_limits;

    if (limits == NULL)
        return complete;
    complete.depth = limit_or(limits->depth, complete.depth);
    complete.text_bytes = limit_or(limits->text_bytes, complete.text_bytes);
    complete.tag_bytes = limit_or(limits->tag_bytes, complete.tag_bytes);
    complete.value_bytes = limit_or(limits->value_bytes, complete.value_bytes);
    complete.document_bytes = limit_or(limits->document_bytes, complete.document_bytes);
    return complete;
}

struct decoder *decoder_open(const struct format *format, struct reader *bytes,
                             const struct limits *limits, struct arena *arena, struct error *err)
{
    struct decoder *decoder = arena_alloc(arena, format->size);

    decoder->format = format;
    decoder->bytes = bytes;
    decoder->arena = arena;
    decoder->limits = limits_complete(limits);
    if (format->open(decoder, err) == 0)
        return decoder;
    format->close(decoder);
    return NULL;
}

int decoder_next(struct decoder *decoder, struct event *event, struct error *err)
{
    return decoder->format->next(decoder, event, err);
}

void decoder_close(struct decoder *decoder)
{
    if (decoder != NULL)
        decoder->format->close(decoder);
}

/* A probe on its way through a document: how much of its path the open elements have matched. */
struct tracker {
    struct probe *probe;
    const char **names;
    long length, matched;
    struct buffer text;
};

static void tracker_start(struct tracker *tracker, struct probe *probe, struct arena *arena)
{
    char *rest = arena_text(arena, probe->path);
    size_t i;

    probe->text = NULL;
    probe->count = 0;
    tracker->probe = probe;
    tracker->length = 1;
    for (i = 0; rest[i] != '\0'; i++)
        tracker->length += rest[i] == '/';
    tracker->names = arena_array(arena, (size_t)tracker->length, sizeof *tracker->names);
    for (i = 0; i < (size_t)tracker->length; i++) {
        tracker->names[i] = rest;
        rest += strcspn(rest, "/");
        *rest++ = '\0';
    }
}

static void tracker_open(struct tracker *tracker, const char *name, long depth)
{
    const char *wanted;

    if (tracker->matched != depth - 1 || depth > tracker->length)
        return;
    wanted = tracker->names[depth - 1];
    if (strcmp(wanted, name) != 0 && (strcmp(wanted, "*") != 0 || name[0] == '@'))
        return;
    tracker->matched = depth;
    if (depth == tracker->length)
        tracker->probe->count++;
}

static void tracker_text(struct tracker *tracker, const struct event *event, long depth)
{
    if (depth == tracker->length && tracker->matched == depth && tracker->probe->count == 1)
        buffer_append(&tracker->text, event->text, event->size);
}

static void tracker_take(struct tracker *tracker, const struct event *event, long depth)
{
    if (event->kind == EVENT_OPEN)
        tracker_open(tracker, event->name, depth);
    else if (event->kind == EVENT_TEXT)
        tracker_text(tracker, event, depth);
    else if (tracker->matched == depth)
        tracker->matched = depth - 1;
}

static int track_all(struct decoder *decoder, struct tracker *trackers, size_t count,
                     struct error *err)
{
    struct event event;
    long depth = 0;
    int got;
    size_t i;

    while ((got = decoder_next(decoder, &event, err)) != 0) {
        /* A damaged element is no matter for a question to the document. */
        if (got < 0 && err->kind == ERROR_RECORD)
            continue;
        if (got < 0)
            return -1;
        depth += event.kind == EVENT_OPEN;
        for (i = 0; i < count; i++)
            tracker_take(&trackers[i], &event, depth);
        depth -= event.kind == EVENT_CLOSE;
    }
    return 0;
}

int document_probe(const struct format *format, struct reader *bytes, struct probe *probes,
                   size_t count, struct arena *arena, struct error *err)
{
    struct tracker *trackers = arena_array(arena, count, sizeof *trackers);
    struct decoder *decoder = decoder_open(format, bytes, NULL, arena, err);
    int status = -1;
    size_t i;

    for (i = 0; i < count; i++)
        tracker_start(&trackers[i], &probes[i], arena);
    if (decoder != NULL)
        status = track_all(decoder, trackers, count, err);
    decoder_close(decoder);
    for (i = 0; i < count; i++) {
        if (status != 0)
            probes[i].count = 0;
        if (probes[i].count != 0)
            probes[i].text = arena_text(arena, buffer_string(&trackers[i].text));
        buffer_free(&trackers[i].text);
    }
    return status;
}
