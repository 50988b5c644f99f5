/* Events as text. */
#include "tests/support/events.h"

#include <stdbool.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/format.h"
#include "core/reader.h"

struct drip {
    struct reader reader;
    struct reader *below;
    size_t step;
};

static ssize_t drip_read(struct reader *reader, void *buffer, size_t size, struct error *err)
{
    struct drip *drip = (struct drip *)reader;

    return reader_read(drip->below, buffer, size < drip->step ? size : drip->step, err);
}

static void drip_close(struct reader *reader)
{
    reader_close(((struct drip *)reader)->below);
}

struct reader *drip_reader(struct reader *below, size_t step, struct arena *arena)
{
    struct drip *drip = arena_alloc(arena, sizeof *drip);

    drip->reader.read = drip_read;
    drip->reader.close = drip_close;
    drip->below = below;
    drip->step = step;
    return &drip->reader;
}

static void write_event(const struct event *event, bool *is_in_text, struct buffer *events)
{
    if (*is_in_text && event->kind != EVENT_TEXT)
        buffer_byte(events, '"');
    if (!*is_in_text && event->kind == EVENT_TEXT)
        buffer_byte(events, '"');
    *is_in_text = event->kind == EVENT_TEXT;
    if (event->kind == EVENT_TEXT)
        buffer_append(events, event->text, event->size);
    else if (event->kind == EVENT_CLOSE)
        buffer_byte(events, ')');
    else if (event->name_space[0] != '\0')
        buffer_print(events, "{%s}%s(", event->name_space, event->name);
    else
        buffer_print(events, "%s(", event->name);
}

static int write_all(struct decoder *decoder, struct buffer *events, struct error *err)
{
    bool is_in_text = false;
    struct event event;
    int got;

    while ((got = decoder_next(decoder, &event, err)) != 0) {
        if (got > 0)
            write_event(&event, &is_in_text, events);
        else if (err->kind == ERROR_RECORD)
            buffer_print(events, "!%s!", err->text);
        else
            return -1;
    }
    return 0;
}

int events_read(const char *format, struct reader *bytes, const struct limits *limits,
                struct buffer *events, struct error *err)
{
    struct arena *arena = arena_new();
    struct decoder *decoder = decoder_open(format_find(format), bytes, limits, arena, err);
    int status = decoder == NULL ? -1 : write_all(decoder, events, err);

    decoder_close(decoder);
    arena_free(arena);
    return status;
}

int events_of(const char *format, const char *text, size_t size, size_t step, struct buffer *events,
              struct error *err)
{
    struct arena *arena = arena_new();
    struct reader *bytes = drip_reader(reader_from_memory(text, size, arena), step, arena);
    int status = events_read(format, bytes, NULL, events, err);

    reader_close(bytes);
    arena_free(arena);
    return status;
}
