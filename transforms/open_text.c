/* Pieces of text in one buffer, and those that need none. */
#include "transforms/open_text.h"

#include <string.h>

#include "core/arena.h"
#include "transforms/tree.h"
#include "transforms/value.h"

/* How much a blank takes between a piece that begins and the one before it. */
static size_t gap(const struct open_text *text, size_t start)
{
    return text->settled > start ? 1 : 0;
}

bool open_text_is_begun(const struct open_text *text, const struct tree_node *node)
{
    return node->text != NULL || text->bytes.size != text->settled;
}

size_t open_text_cost(const struct open_text *text, const struct tree_node *node, size_t size)
{
    return size + (open_text_is_begun(text, node) ? 0 : gap(text, node->text_start));
}

static void append(struct open_text *text, size_t start, const char *bytes, size_t size)
{
    if (text->bytes.size == text->settled && gap(text, start) > 0)
        buffer_byte(&text->bytes, ' ');
    buffer_append(&text->bytes, bytes, size);
}

/* Puts the piece that an element has kept where others can join it. */
static void give_up(struct open_text *text, struct tree_node *node)
{
    if (node->text == NULL)
        return;
    append(text, node->text_start, node->text, node->size);
    node->text = NULL;
    node->size = 0;
}

void open_text_add(struct open_text *text, struct tree_node *node, const struct value *piece,
                   struct arena *arena)
{
    if (node->text == NULL && text->bytes.size == node->text_start) {
        node->text = arena_copy(arena, piece->text, piece->size);
        node->size = piece->size;
        return;
    }
    give_up(text, node);
    append(text, node->text_start, piece->text, piece->size);
}

void open_text_settle(struct open_text *text, struct tree_node *node)
{
    const size_t start = node->text_start;
    struct value trimmed;
    char *piece;

    give_up(text, node);
    if (!open_text_is_begun(text, node))
        return;
    piece = text->bytes.data + text->settled;
    trimmed = text_trim(piece, text->bytes.size - text->settled);
    if (trimmed.size == 0) {
        open_text_cut(text, text->settled);
        return;
    }
    node->has_content = true;
    memmove(piece + gap(text, start), trimmed.text, trimmed.size);
    open_text_cut(text, text->settled + gap(text, start) + trimmed.size);
}

/* Trims the only piece, which stands in the arena already. */
static void trim(struct tree_node *node, struct arena *arena)
{
    const struct value trimmed = text_trim(node->text, node->size);

    if (trimmed.size != node->size)
        node->text = trimmed.size > 0 ? arena_copy(arena, trimmed.text, trimmed.size) : NULL;
    node->size = trimmed.size;
}

static void join(struct open_text *text, struct tree_node *node, struct arena *arena)
{
    open_text_settle(text, node);
    if (text->bytes.size == node->text_start)
        return;
    node->size = text->bytes.size - node->text_start;
    node->text = arena_copy(arena, text->bytes.data + node->text_start, node->size);
    open_text_cut(text, node->text_start);
}

void open_text_end(struct open_text *text, struct tree_node *node, struct arena *arena)
{
    if (node->text != NULL)
        trim(node, arena);
    else if (text->bytes.size != node->text_start)
        join(text, node, arena);
    node->has_content = node->has_content || node->text != NULL;
}

void open_text_cut(struct open_text *text, size_t size)
{
    if (text->bytes.data != NULL)
        text->bytes.data[size] = '\0';
    text->bytes.size = size;
    text->settled = size;
}
