/* The formats by name, decoders in general, and questions to whole documents. */
#include "core/format.h"

#include <assert.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/reader.h"

enum { CHUNK_SIZE = 16384 };

/* Each stands in a file of its own, which has no header: this list is the way to it. */
extern const struct format format_xml, format_json, format_csv;

const struct format *const formats[] = {&format_xml, &format_json, &format_csv, NULL};
const char *const format_names[] = {"xml", "json", "csv", NULL};

static const struct limits default_limits = {
    .depth = 200,
    .text_bytes = 1L << 30,
    .tag_bytes = 1L << 20,
    .value_bytes = 16L << 20,
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
    complete.prolog_bytes = limits->prolog_bytes;
    return complete;
}

struct decoder *decoder_open(const struct format *format, struct sink *sink,
                             const struct limits *limits, struct arena *arena, struct error *err)
{
    struct decoder *decoder = arena_alloc(arena, format->size);

    decoder->format = format;
    decoder->sink = sink;
    decoder->arena = arena;
    decoder->limits = limits_complete(limits);
    decoder->separator = ',';
    prolog_start(&decoder->prolog, decoder->limits.prolog_bytes, arena);
    if (format->open(decoder, err) == 0)
        return decoder;
    format->close(decoder);
    return NULL;
}

void decoder_validate(struct decoder *decoder, const struct xsd *xsd)
{
    assert(decoder->format->validate != NULL && decoder->sink->violation != NULL);
    decoder->format->validate(decoder, xsd);
}

void decoder_separate(struct decoder *decoder, char separator)
{
    decoder->separator = separator;
}

/* Feeds what the prolog has held back. */
static int feed_held(struct decoder *decoder, struct error *err)
{
    const struct prolog *prolog = &decoder->prolog;

    return decoder->format->feed(decoder, prolog->head + prolog->start,
                                 prolog->size - prolog->start, err);
}

int decoder_feed(struct decoder *decoder, const char *bytes, size_t size, struct error *err)
{
    size_t taken;

    if (decoder->prolog.is_past)
        return decoder->format->feed(decoder, bytes, size, err);
    taken = prolog_take(&decoder->prolog, bytes, size);
    if (!decoder->prolog.is_past)
        return 0;
    if (feed_held(decoder, err) != 0)
        return -1;
    return decoder->format->feed(decoder, bytes + taken, size - taken, err);
}

int decoder_end(struct decoder *decoder, struct error *err)
{
    if (!decoder->prolog.is_past) {
        decoder->prolog.is_past = true;
        if (feed_held(decoder, err) != 0)
            return -1;
    }
    return decoder->format->end(decoder, err);
}

int decoder_run(struct decoder *decoder, struct reader *bytes, struct error *err)
{
    char *chunk = arena_alloc(decoder->arena, CHUNK_SIZE);
    ssize_t got;

    while ((got = reader_read(bytes, chunk, CHUNK_SIZE, err)) > 0)
        if (decoder_feed(decoder, chunk, (size_t)got, err) != 0)
            return -1;
    return got < 0 ? -1 : decoder_end(decoder, err);
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

/* The questions to a document, as the sink of its events. */
struct tracking {
    struct sink sink;
    struct tracker *trackers;
    size_t count;
    long depth;
};

static int tracking_open(struct sink *sink, const char *name, const char *name_space,
                         struct error *err)
{
    struct tracking *tracking = (struct tracking *)sink;
    size_t i;

    (void)name_space, (void)err;
    tracking->depth++;
    for (i = 0; i < tracking->count; i++)
        tracker_open(&tracking->trackers[i], name, tracking->depth);
    return 0;
}

static int tracking_text(struct sink *sink, const char *text, size_t size, struct error *err)
{
    struct tracking *tracking = (struct tracking *)sink;
    size_t i;

    (void)err;
    for (i = 0; i < tracking->count; i++) {
        struct tracker *tracker = &tracking->trackers[i];

        if (tracking->depth == tracker->length && tracker->matched == tracking->depth &&
            tracker->probe->count == 1)
            buffer_append(&tracker->text, text, size);
    }
    return 0;
}

static int tracking_close(struct sink *sink, struct error *err)
{
    struct tracking *tracking = (struct tracking *)sink;
    size_t i;

    (void)err;
    for (i = 0; i < tracking->count; i++)
        if (tracking->trackers[i].matched == tracking->depth)
            tracking->trackers[i].matched--;
    tracking->depth--;
    return 0;
}

/* A damaged element is no matter for a question to the document. */
static int tracking_damage(struct sink *sink, struct error *err)
{
    (void)sink, (void)err;
    return 0;
}

int document_probe(const struct format *format, struct reader *bytes, struct probe *probes,
                   size_t count, struct arena *arena, struct error *err)
{
    struct tracking tracking = {
        {tracking_open, tracking_text, tracking_close, tracking_damage, NULL, NULL, 0},
        arena_array(arena, count, sizeof *tracking.trackers),
        count,
        0,
    };
    struct decoder *decoder = decoder_open(format, &tracking.sink, NULL, arena, err);
    int status = -1;
    size_t i;

    for (i = 0; i < count; i++)
        tracker_start(&tracking.trackers[i], &probes[i], arena);
    if (decoder != NULL) {
        decoder_separate(decoder, '\0');
        status = decoder_run(decoder, bytes, err);
    }
    decoder_close(decoder);
    for (i = 0; i < count; i++) {
        if (status != 0)
            probes[i].count = 0;
        if (probes[i].count != 0)
            probes[i].text = arena_text(arena, buffer_string(&tracking.trackers[i].text));
        buffer_free(&tracking.trackers[i].text);
    }
    return status;
}
