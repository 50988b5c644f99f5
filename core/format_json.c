/*
 * JSON documents as events, told while the bytes come.
 *
 * Reading JSON is our own work because no library does what is asked here at once: the digits of
 * numbers as they stand in the document, and strings longer than memory in pieces.  Jansson, which
 * reads what is read whole (core/json.h), keeps the document and makes numbers binary.
 *
 * It must not invent a shape: an array has no element of its own, its items stand where it stands,
 * so that one item and many look alike.  Columns in messages count bytes, from 1.
 */
#include <stdbool.h>
#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/json_inside.h"
#include "core/json_names.h"

enum { MARK_SIZE = 3 };

static struct json_decoder *self(struct decoder *decoder)
{
    return (struct json_decoder *)decoder;
}

static int open_json(struct decoder *decoder, struct error *err)
{
    struct json_decoder *json = self(decoder);
    size_t depth = (size_t)decoder->limits.depth + 1;

    (void)err;
    json->frames = arena_array(decoder->arena, depth, sizeof *json->frames);
    json->names = json_names_new((long)depth, decoder->arena);
    json->name = json_names_intern(json->names, "item", strlen("item"));
    json->cursor.line = 1;
    decoder->line = 1;
    return 0;
}

/* Opens an object or array.  An array as a member's value, and what is the document, has no event
 * of its own. */
static int push_frame(struct json_decoder *json, const char *name, bool is_array, struct error *err)
{
    bool is_in_array = json->depth > 0 && json->frames[json->depth - 1].name != NULL;
    bool is_element = json->depth > 0 && (is_in_array || !is_array);
    struct json_frame *frame = &json->frames[json->depth];

    if (json->depth > json->decoder.limits.depth)
        return error_at(err, ERROR_DOCUMENT, json->cursor.line, "nested deeper than %ld levels",
                        json->decoder.limits.depth);
    if (is_element && json_tell_open(json, name, err) != 0)
        return -1;
    json->depth++;
    frame->name = is_array ? name : NULL;
    frame->is_element = is_element;
    if (!is_array)
        json_names_enter(json->names);
    json->state = is_array ? JSON_STATE_FIRST_ITEM : JSON_STATE_FIRST_NAME;
    json->cursor.next++;
    return 0;
}

static int pop_frame(struct json_decoder *json, struct error *err)
{
    const struct json_frame *frame = &json->frames[--json->depth];

    if (frame->name == NULL)
        json_names_leave(json->names);
    if (frame->is_element && json_tell_close(json, err) != 0)
        return -1;
    json->cursor.next++;
    json_end_value(json);
    return 0;
}

static int step_value(struct json_decoder *json, struct error *err)
{
    const char *name = json->depth > 0 ? json->frames[json->depth - 1].name : NULL;
    char byte = *json->cursor.next;

    if (name == NULL)
        name = json->name;
    if (byte == '{' || byte == '[')
        return push_frame(json, name, byte == '[', err);
    return json_begins_scalar(byte) ? json_begin_scalar(json, name, err)
                                    : json_refuse_byte(json, err);
}

/* Looks at what became of a name. */
static int end_name(struct json_decoder *json, enum json_naming naming, struct error *err)
{
    json->state = JSON_STATE_COLON;
    if (naming == JSON_NAMING_NEW)
        return 0;
    if (naming == JSON_NAMING_TWICE)
        return json_refuse_at(json, json->name_offset, "an object has the same key twice", err);
    return error_at(err, ERROR_DOCUMENT, json->cursor.line,
                    "the names in the document take more than %d bytes", JSON_NAMES_BYTES_MOST);
}

static int step_name(struct json_decoder *json, struct error *err)
{
    struct json_cursor *cursor = &json->cursor;
    size_t guess;

    if (*cursor->next != '"')
        return json_refuse_byte(json, err);
    json->name_offset = json_cursor_offset(cursor);
    buffer_clear(&json->held);
    json_begin_string(json, JSON_STATE_IN_NAME);
    guess = json_names_guess(json->names, cursor->next, (size_t)(cursor->end - cursor->next));
    if (guess == 0)
        return 0;
    cursor->next += guess + 1;
    return end_name(json, json_names_add_guessed(json->names, &json->name), err);
}

static int step_in_name(struct json_decoder *json, struct error *err)
{
    struct json_string *string = &json->string;
    enum json_finding finding;

    while ((finding = json_string_next(string, &json->cursor)) == JSON_STRING_PIECE) {
        if (json_measure(json, string->piece_size, json->decoder.limits.value_bytes, "name", err) !=
            0)
            return -1;
        buffer_append(&json->held, string->piece, string->piece_size);
    }
    if (finding == JSON_STRING_MISTAKE)
        return json_refuse_at(json, string->mistake_offset, string->mistake, err);
    if (finding == JSON_STRING_MORE)
        return 0;
    return end_name(
        json, json_names_add(json->names, buffer_string(&json->held), json->held.size, &json->name),
        err);
}

/* Columns of the first line count from behind the mark. */
static int step_mark(struct json_decoder *json, struct error *err)
{
    static const char mark[] = "\xEF\xBB\xBF";

    if (*json->cursor.next == mark[json->matched]) {
        json->cursor.next++;
        if (++json->matched < MARK_SIZE)
            return 0;
        json->cursor.line_offset = MARK_SIZE;
    } else if (json->matched > 0) {
        return json_refuse_byte(json, err);
    }
    json->state = JSON_STATE_VALUE;
    return 0;
}

static int step_first_item(struct json_decoder *json, struct error *err)
{
    return *json->cursor.next == ']' ? pop_frame(json, err) : step_value(json, err);
}

static int step_first_name(struct json_decoder *json, struct error *err)
{
    return *json->cursor.next == '}' ? pop_frame(json, err) : step_name(json, err);
}

static int step_colon(struct json_decoder *json, struct error *err)
{
    if (*json->cursor.next != ':')
        return json_refuse_byte(json, err);
    json->cursor.next++;
    json->state = JSON_STATE_VALUE;
    return 0;
}

static int step_next(struct json_decoder *json, struct error *err)
{
    bool is_array = json->frames[json->depth - 1].name != NULL;
    char byte = *json->cursor.next;

    if (byte == (is_array ? ']' : '}'))
        return pop_frame(json, err);
    if (byte != ',')
        return json_refuse_byte(json, err);
    json->cursor.next++;
    json->state = is_array ? JSON_STATE_VALUE : JSON_STATE_NAME;
    return 0;
}

static bool skips_blanks(enum json_state state)
{
    return state >= JSON_STATE_VALUE && state <= JSON_STATE_END;
}

static void skip_blanks(struct json_cursor *cursor)
{
    for (; cursor->next < cursor->end; cursor->next++) {
        if (*cursor->next == '\n') {
            cursor->line++;
            cursor->line_offset = json_cursor_offset(cursor) + 1;
        } else if (*cursor->next != ' ' && *cursor->next != '\t' && *cursor->next != '\r') {
            return;
        }
    }
}

static int feed_json(struct decoder *decoder, const char *bytes, size_t size, struct error *err)
{
    static int (*const steps[])(struct json_decoder *, struct error *) = {
        [JSON_STATE_MARK] = step_mark,
        [JSON_STATE_VALUE] = step_value,
        [JSON_STATE_FIRST_ITEM] = step_first_item,
        [JSON_STATE_FIRST_NAME] = step_first_name,
        [JSON_STATE_NAME] = step_name,
        [JSON_STATE_COLON] = step_colon,
        [JSON_STATE_NEXT] = step_next,
        [JSON_STATE_END] = json_refuse_byte,
        [JSON_STATE_IN_NAME] = step_in_name,
        [JSON_STATE_IN_TEXT] = json_step_in_text,
        [JSON_STATE_IN_NUMBER] = json_step_in_number,
        [JSON_STATE_IN_WORD] = json_step_in_word,
    };
    struct json_decoder *json = self(decoder);
    struct json_cursor *cursor = &json->cursor;

    cursor->start = cursor->next = bytes;
    cursor->end = bytes + size;
    for (;;) {
        if (skips_blanks(json->state))
            skip_blanks(cursor);
        if (cursor->next == cursor->end)
            break;
        if (steps[json->state](json, err) != 0)
            return -1;
    }
    cursor->offset += (long)size;
    cursor->start = cursor->next = cursor->end = NULL;
    return 0;
}

static int end_json(struct decoder *decoder, struct error *err)
{
    struct json_decoder *json = self(decoder);

    if (json->state == JSON_STATE_IN_NUMBER && json->depth == 0 &&
        json_digits_is_complete(json->digits) && json_end_number(json, err) != 0)
        return -1;
    return json->state == JSON_STATE_END ? 0 : json_refuse(json, "it ends too early", err);
}

static void close_json(struct decoder *decoder)
{
    buffer_free(&self(decoder)->held);
}

const struct format format_json = {
    .name = "json",
    .summary = "JSON (RFC 8259) in UTF-8",
    .size = sizeof(struct json_decoder),
    .open = open_json,
    .feed = feed_json,
    .end = end_json,
    .close = close_json,
};
