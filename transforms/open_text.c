/* Pieces of text in one buffer. */
#include "transforms/open_text.h"

#include <string.h>

#include "transforms/value.h"

/* How much a blank takes between a piece that begins and the one before it. */
static size_t gap(const struct open_text *text, size_t start)
{
    return text->settled > start ? 1 : 0;
}

static bool is_begun(const struct open_text *text)
{
    return text->bytes.size != text->settled;
}

size_t open_text_cost(const struct open_text *text, size_t start, size_t size)
{
    return size + (is_begun(text) ? 0 : gap(text, start));
}

void open_text_append(struct open_text *text, size_t start, const char *bytes, size_t size)
{
    if (!is_begun(text) && gap(text, start) > 0)
        buffer_byte(&text->bytes, ' ');
    buffer_append(&text->bytes, bytes, size);
}

bool open_text_settle(struct open_text *text, size_t start)
{
    struct value trimmed;
    char *piece;

    if (!is_begun(text))
        return false;
    piece = text->bytes.data + text->settled;
    trimmed = text_trim(piece, text->bytes.size - text->settled);
    if (trimmed.size == 0) {
        open_text_cut(text, text->settled);
        return false;
    }
    memmove(piece + gap(text, start), trimmed.text, trimmed.size);
    open_text_cut(text, text->settled + gap(text, start) + trimmed.size);
    return true;
}

void open_text_cut(struct open_text *text, size_t size)
{
    if (text->bytes.data != NULL)
        text->bytes.data[size] = '\0';
    text->bytes.size = size;
    text->settled = size;
}
