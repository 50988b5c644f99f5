/* A queue of events, filled and emptied in turns. */
#include "core/event_queue.h"

#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/format.h"

enum { FIRST_CAPACITY = 512 };

/* An event that waits.  Its text is kept by offset, because the buffer moves while it grows. */
struct queued {
    struct event event;
    size_t start;
};

static struct queued *queue_add(struct event_queue *queue, enum event_kind kind, long line)
{
    struct queued *queued;

    if (queue->items == NULL || queue->count == queue->capacity) {
        queue->capacity = queue->capacity == 0 ? FIRST_CAPACITY : queue->capacity * 2;
        queue->items = realloc(queue->items, queue->capacity * sizeof *queue->items);
        if (queue->items == NULL)
            error_out_of_memory();
    }
    queued = &queue->items[queue->count++];
    queued->event = (struct event){.kind = kind, .text = "", .line = line};
    queued->start = queue->text.size;
    return queued;
}

void event_queue_open(struct event_queue *queue, const char *name, const char *name_space,
                      long line)
{
    struct queued *queued = queue_add(queue, EVENT_OPEN, line);

    queued->event.name = name;
    queued->event.name_space = name_space;
}

void event_queue_text(struct event_queue *queue, const char *text, size_t size, long line)
{
    struct queued *last = queue->count > queue->taken ? &queue->items[queue->count - 1] : NULL;

    if (last == NULL || last->event.kind != EVENT_TEXT)
        last = queue_add(queue, EVENT_TEXT, line);
    buffer_append(&queue->text, text, size);
    last->event.size += size;
}

void event_queue_close(struct event_queue *queue, long line)
{
    queue_add(queue, EVENT_CLOSE, line);
}

bool event_queue_take(struct event_queue *queue, struct event *event)
{
    const struct queued *queued;

    if (queue->taken == queue->count)
        return false;
    queued = &queue->items[queue->taken++];
    *event = queued->event;
    if (event->size != 0)
        event->text = queue->text.data + queued->start;
    return true;
}

void event_queue_clear(struct event_queue *queue)
{
    queue->count = queue->taken = 0;
    buffer_clear(&queue->text);
}

void event_queue_free(struct event_queue *queue)
{
    free(queue->items);
    buffer_free(&queue->text);
    memset(queue, 0, sizeof *queue);
}
