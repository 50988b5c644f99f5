/* A reader over the texts of one element. */
#include "transforms/content.h"

#include <string.h>

#include "core/error.h"
#include "core/format.h"

static void enter(struct content *content, const struct event *event)
{
    content->element = event->name;
    content->depth++;
}

/* Pulls one event: 0, or -1 when the outer decoder failed. */
static int pull(struct content *content, struct event *event, struct error *err)
{
    int got = decoder_next(content->outer, event, err);

    if (got < 0 && err->kind != ERROR_RECORD) {
        content->has_failed = true;
        return -1;
    }
    /* A number that cannot be given exactly is no document either. */
    if (got < 0)
        event->kind = EVENT_TEXT, event->size = 0;
    if (got == 0)
        content->is_ended = true;
    else if (event->kind == EVENT_OPEN)
        enter(content, event);
    else if (event->kind == EVENT_CLOSE && content->depth-- == 0)
        content->is_ended = true;
    return 0;
}

static bool is_white(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Drops white space in front of the document, where no declaration may stand behind it. */
static void skip_white(struct content *content)
{
    while (!content->has_text && content->size > 0 && is_white(*content->text)) {
        content->text++;
        content->size--;
    }
    content->has_text = content->has_text || content->size > 0;
}

/* Makes sure that there is text, unless the element has ended. */
static int fill(struct content *content, struct error *err)
{
    struct event event;

    while (content->size == 0 && !content->is_ended && content->depth == 0) {
        if (pull(content, &event, err) != 0)
            return -1;
        if (!content->is_ended && event.kind == EVENT_TEXT) {
            content->text = event.text;
            content->size = event.size;
            skip_white(content);
        }
    }
    if (content->depth > 0)
        return error_set(err, ERROR_DOCUMENT,
                         "the element <%s> stands where the text of a document was expected",
                         content->element);
    return 0;
}

static ssize_t content_read(struct reader *reader, void *buffer, size_t size, struct error *err)
{
    struct content *content = (struct content *)reader;
    size_t taken;

    if (fill(content, err) != 0)
        return -1;
    taken = size < content->size ? size : content->size;
    if (taken > 0)
        memcpy(buffer, content->text, taken);
    content->text += taken;
    content->size -= taken;
    return (ssize_t)taken;
}

void content_start(struct content *content, struct decoder *outer, const struct event *first)
{
    memset(content, 0, sizeof *content);
    content->reader.read = content_read;
    content->outer = outer;
    if (first->kind == EVENT_OPEN) {
        enter(content, first);
        return;
    }
    content->text = first->text;
    content->size = first->size;
    skip_white(content);
}

int content_drain(struct content *content, struct error *err)
{
    struct event event;

    content->size = 0;
    while (!content->is_ended)
        if (pull(content, &event, err) != 0)
            return -1;
    return 0;
}
