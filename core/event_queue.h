/*
 * Events that wait until they are asked for: what lets a parser push while its caller pulls.
 *
 * A zeroed struct is an empty queue.  Texts are copied, names are not.
 */
#ifndef CORE_EVENT_QUEUE_H
#define CORE_EVENT_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"

struct event;
struct queued;

struct event_queue {
    struct queued *items;
    size_t count, capacity, taken;
    struct buffer text;
};

/* Puts an event at the end.  A text behind a text becomes part of it. */
void event_queue_open(struct event_queue *queue, const char *name, const char *name_space,
                      long line);
void event_queue_text(struct event_queue *queue, const char *text, size_t size, long line);
void event_queue_close(struct event_queue *queue, long line);

/* Gives the next event, valid until the queue is cleared or filled again; false when it is empty.
 */
bool event_queue_take(struct event_queue *queue, struct event *event);

/* Empties the queue and keeps its memory; gives the memory back. */
void event_queue_clear(struct event_queue *queue);
void event_queue_free(struct event_queue *queue);

#endif
