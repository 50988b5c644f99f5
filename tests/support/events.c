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

/* Writes the events that it is told. */
struct writing {
    struct sink sink;
    struct buffer *events;
    bool is_in_text;
};

/* Ends or begins the quotes around a text, which may come in pieces. */
static void set_in_text(struct writing *writing, bool is_in_text)
{
    if (writing->is_in_text != is_in_text)
        buffer_byte(writing->events, '"');
    writing->is_in_text = is_in_text;
}

static int write_open(struct sink *sink, const char *name, const char *name_space,
                      struct error *err)
{
    struct writing *writing = (struct writing *)sink;

    (void)err;
    set_in_text(writing, false);
    if (name_space[0] != '\0')
        buffer_print(writing->events, "{%s}%s(", name_space, name);
    else
        buffer_print(writing->events, "%s(", name);
    return 0;
}

static int write_text(struct sink *sink, const char *text, size_t size, struct error *err)
{
    struct writing *writing = (struct writing *)sink;

    (void)err;
    set_in_text(writing, true);
    buffer_append(writing->events, text, size);
    return 0;
}

static int write_close(struct sink *sink, struct error *err)
{
    struct writing *writing = (struct writing *)sink;

    (void)err;
    set_in_text(writing, false);
    buffer_byte(writing->events, ')');
    return 0;
}

static int write_damage(struct sink *sink, struct error *err)
{
    buffer_print(((struct writing *)sink)->events, "!%s!", err->text);
    return 0;
}

/* Runs the decoder, which is NULL when it could not be opened, and closes it. */
static int run(struct decoder *decoder, struct reader *bytes, struct error *err)
{
    int status = decoder == NULL ? -1 : decoder_run(decoder, bytes, err);

    decoder_close(decoder);
    return status;
}

static struct writing writing_to(struct buffer *events)
{
    const struct writing writing = {
        {write_open, write_text, write_close, write_damage, NULL, NULL, 0}, events, false};

    return writing;
}

int events_read(const char *format, struct reader *bytes, const struct limits *limits,
                struct buffer *events, struct error *err)
{
    struct writing writing = writing_to(events);
    struct arena *arena = arena_new();
    int status =
        run(decoder_open(format_find(format), &writing.sink, limits, arena, err), bytes, err);

    arena_free(arena);
    return status;
}

int events_separated(char separator, const char *text, size_t size, size_t step,
                     struct buffer *events, struct error *err)
{
    struct writing writing = writing_to(events);
    struct arena *arena = arena_new();
    struct reader *bytes = drip_reader(reader_from_memory(text, size, arena), step, arena);
    struct decoder *decoder = decoder_open(format_find("csv"), &writing.sink, NULL, arena, err);
    int status;

    decoder_separate(decoder, separator);
    status = run(decoder, bytes, err);
    reader_close(bytes);
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
