/* Records as lines of JSON.  What all records of a schema have in common is made once: on a full
 * run this is one of the places where the time goes. */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/json.h"
#include "core/record.h"
#include "transforms/transform.h"

/* What stands before a value: the comma, the member's name, and for children the bracket. */
struct piece {
    const char *text;
    size_t size;
    enum type type;
};

struct frame {
    const struct schema *schema;
    struct piece *columns, *openings; /* of the columns, of the children */
    struct frame *children;
    struct frame *next;
};

struct json_frames {
    struct arena *arena;
    struct frame *first;
};

struct json_frames *json_frames_new(struct arena *arena)
{
    struct json_frames *frames = arena_alloc(arena, sizeof *frames);

    frames->arena = arena;
    return frames;
}

/* Names of columns and members are of letters that JSON need not escape. */
static struct piece piece_of(bool is_first, const char *name, const char *end, struct arena *arena)
{
    struct piece piece = {.text =
                              arena_print(arena, "%s\"%s\":%s", is_first ? "" : ",", name, end)};

    piece.size = strlen(piece.text);
    return piece;
}

static void fill_frame(struct frame *frame, const struct schema *schema, struct arena *arena)
{
    size_t i;

    frame->schema = schema;
    frame->columns = arena_array(arena, schema->column_count, sizeof *frame->columns);
    for (i = 0; i < schema->column_count; i++) {
        frame->columns[i] = piece_of(i == 0, schema->columns[i].name, "", arena);
        frame->columns[i].type = schema->columns[i].type;
    }
    frame->openings = arena_array(arena, schema->child_count, sizeof *frame->openings);
    for (i = 0; i < schema->child_count; i++)
        frame->openings[i] =
            piece_of(schema->column_count + i == 0, schema->children[i].member, "[", arena);
}

/* Children have no children. */
static struct frame *frame_of(struct json_frames *frames, const struct schema *schema)
{
    struct frame *frame;
    size_t i;

    for (frame = frames->first; frame != NULL; frame = frame->next)
        if (frame->schema == schema)
            return frame;
    frame = arena_alloc(frames->arena, sizeof *frame);
    fill_frame(frame, schema, frames->arena);
    frame->children = arena_array(frames->arena, schema->child_count, sizeof *frame->children);
    for (i = 0; i < schema->child_count; i++)
        fill_frame(&frame->children[i], &schema->children[i], frames->arena);
    frame->next = frames->first;
    frames->first = frame;
    return frame;
}

/* Whether any of eight bytes may need an escape: one below 0x20, a quote or a backslash.  (Bytes of
 * letters beyond ASCII have their highest bit, and are never taken for one.  See "Bit Twiddling
 * Hacks", haszero and hasless.) */
static bool has_special(uint64_t bytes)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones * 0x80;
    uint64_t quotes = bytes ^ (ones * '"'), slashes = bytes ^ (ones * '\\');

    return (((bytes - ones * 0x20) & ~bytes) | ((quotes - ones) & ~quotes) |
            ((slashes - ones) & ~slashes)) &
           highs;
}

/* Values of records are Unicode already, so only what JSON escapes has to be looked for. */
static bool is_plain(const char *text, size_t size)
{
    uint64_t bytes;
    size_t i;

    for (i = 0; i + sizeof bytes <= size; i += sizeof bytes) {
        memcpy(&bytes, text + i, sizeof bytes);
        if (has_special(bytes))
            return false;
    }
    for (; i < size; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == '"' || text[i] == '\\')
            return false;
    return true;
}

static void append_bare(struct buffer *line, const struct piece *piece, const char *text,
                        size_t size)
{
    char *at = buffer_reserve(line, piece->size + size);

    memcpy(at, piece->text, piece->size);
    memcpy(at + piece->size, text, size);
    line->size += piece->size + size;
}

/* A text that needs no escapes. */
static void append_plain(struct buffer *line, const struct piece *piece, const struct value *value)
{
    char *at = buffer_reserve(line, piece->size + value->size + 2);

    memcpy(at, piece->text, piece->size);
    at += piece->size;
    at[0] = '"';
    memcpy(at + 1, value->text, value->size);
    at[value->size + 1] = '"';
    line->size += piece->size + value->size + 2;
}

static void append_text(struct buffer *line, const struct piece *piece, const struct value *value)
{
    if (is_plain(value->text, value->size)) {
        append_plain(line, piece, value);
        return;
    }
    append_bare(line, piece, "", 0);
    json_quote(line, value->text, value->size);
}

static void append_member(struct buffer *line, const struct piece *piece, const struct value *value)
{
    if (value->text == NULL) {
        append_bare(line, piece, "null", 4);
        return;
    }
    switch (piece->type) {
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
        append_bare(line, piece, value->text, value->size);
        break;
    case TYPE_BOOLEAN:
        append_bare(line, piece, value->text[0] == '1' ? "true" : "false",
                    value->text[0] == '1' ? 4 : 5);
        break;
    case TYPE_DATE:
    case TYPE_DATETIME:
        append_plain(line, piece, value);
        break;
    default:
        append_text(line, piece, value);
    }
}

static void append_members(struct buffer *line, const struct frame *frame,
                           const struct value *values)
{
    size_t i;

    for (i = 0; i < frame->schema->column_count; i++)
        append_member(line, &frame->columns[i], &values[i]);
}

static void append_children(struct buffer *line, const struct frame *frame, const struct rows *rows)
{
    size_t row;

    for (row = 0; row < rows->count; row++) {
        buffer_text(line, row == 0 ? "{" : ",{");
        append_members(line, frame, rows->values + row * frame->schema->column_count);
        buffer_byte(line, '}');
    }
}

void record_format_json(const struct record *record, struct json_frames *frames,
                        struct buffer *line)
{
    const struct frame *frame = frame_of(frames, record->schema);
    size_t i;

    buffer_byte(line, '{');
    append_members(line, frame, record->values);
    for (i = 0; i < record->schema->child_count; i++) {
        append_bare(line, &frame->openings[i], "", 0);
        append_children(line, &frame->children[i], &record->children[i]);
        buffer_byte(line, ']');
    }
    buffer_byte(line, '}');
}
