/* Scalars are told while they come, but for numbers, which are told whole. */
#include <stdbool.h>
#include <string.h>

#include "core/error.h"
#include "core/format.h"
#include "core/json_inside.h"

static bool begins_number(char byte)
{
    return (byte >= '0' && byte <= '9') || byte == '-';
}

/* The word that begins with this byte, or NULL. */
static const char *word_of(char byte)
{
    switch (byte) {
    case 't':
        return "true";
    case 'f':
        return "false";
    case 'n':
        return "null";
    default:
        return NULL;
    }
}

bool json_begins_scalar(char byte)
{
    return byte == '"' || begins_number(byte) || word_of(byte) != NULL;
}

static void begin_number(struct json_decoder *json)
{
    json->state = JSON_STATE_IN_NUMBER;
    json->digits = JSON_DIGITS_BEGIN;
    json->size = 0;
    buffer_clear(&json->held);
}

static void begin_word(struct json_decoder *json, const char *word)
{
    json->state = JSON_STATE_IN_WORD;
    json->word = word;
    json->matched = 0;
}

int json_begin_scalar(struct json_decoder *json, const char *name, struct error *err)
{
    char byte = *json->cursor.next;

    if (json_tell_open(json, name, err) != 0)
        return -1;
    if (byte == '"')
        json_begin_string(json, JSON_STATE_IN_TEXT);
    else if (begins_number(byte))
        begin_number(json);
    else
        begin_word(json, word_of(byte));
    return 0;
}

static int end_scalar(struct json_decoder *json, struct error *err)
{
    json_end_value(json);
    return json_tell_close(json, err);
}

static int tell_held_text(struct json_decoder *json, struct error *err)
{
    size_t size = json->piece_size;

    json->piece_size = 0;
    return json_tell_text(json, json->piece, size, err);
}

/* Tells a piece, or keeps it when it is short and not all. */
static int take_piece(struct json_decoder *json, const char *piece, size_t size, struct error *err)
{
    const struct json_cursor *cursor = &json->cursor;
    bool is_all = json->piece_size == 0 && cursor->next < cursor->end && *cursor->next == '"';

    if (json->decoder.sink->skip > 0)
        return 0;
    if (is_all)
        return json_tell_text(json, piece, size, err);
    if (size > JSON_PIECE_SIZE - json->piece_size && tell_held_text(json, err) != 0)
        return -1;
    if (size > JSON_PIECE_SIZE)
        return json_tell_text(json, piece, size, err);
    memcpy(json->piece + json->piece_size, piece, size);
    json->piece_size += size;
    return 0;
}

int json_step_in_text(struct json_decoder *json, struct error *err)
{
    struct json_string *string = &json->string;
    enum json_finding finding;

    while ((finding = json_string_next(string, &json->cursor)) == JSON_STRING_PIECE)
        if (json_measure(json, string->piece_size, json->decoder.limits.text_bytes, "text", err) !=
                0 ||
            take_piece(json, string->piece, string->piece_size, err) != 0)
            return -1;
    if (finding == JSON_STRING_MISTAKE)
        return json_refuse_at(json, string->mistake_offset, string->mistake, err);
    if (finding == JSON_STRING_MORE)
        return 0;
    return tell_held_text(json, err) != 0 ? -1 : end_scalar(json, err);
}

/* Tells a number as it stands, or without its exponent; what that would make too long damages its
 * element only. */
static int tell_number(struct json_decoder *json, const char *text, size_t size, struct error *err)
{
    char plain[JSON_PLAIN_SIZE];
    size_t plain_size;

    if (json->digits != JSON_DIGITS_EXPONENT || json->decoder.sink->skip > 0)
        return json_tell_text(json, text, size, err);
    plain_size = json_digits_plain(text, size, plain);
    if (plain_size > 0)
        return json_tell_text(json, plain, plain_size, err);
    error_at(err, ERROR_RECORD, json->cursor.line,
             "a number with an exponent has more than %d digits", JSON_PLAIN_DIGITS_MOST);
    return json->decoder.sink->damage(json->decoder.sink, err);
}

/* Ends a number, of which these bytes come behind the held ones. */
static int end_number(struct json_decoder *json, const char *text, size_t size, struct error *err)
{
    if (!json_digits_is_complete(json->digits))
        return json_refuse_byte(json, err);
    if (json->held.size > 0) {
        buffer_append(&json->held, text, size);
        text = json->held.data;
        size = json->held.size;
    }
    return tell_number(json, text, size, err) != 0 ? -1 : end_scalar(json, err);
}

int json_step_in_number(struct json_decoder *json, struct error *err)
{
    struct json_cursor *cursor = &json->cursor;
    const char *start = cursor->next;
    size_t size;

    while (cursor->next < cursor->end && json_digits_take(&json->digits, *cursor->next))
        cursor->next++;
    size = (size_t)(cursor->next - start);
    if (json_measure(json, size, json->decoder.limits.value_bytes, "number", err) != 0)
        return -1;
    if (cursor->next < cursor->end)
        return end_number(json, start, size, err);
    if (json->decoder.sink->skip == 0)
        buffer_append(&json->held, start, size);
    return 0;
}

int json_step_in_word(struct json_decoder *json, struct error *err)
{
    if (*json->cursor.next != json->word[json->matched])
        return json_refuse_byte(json, err);
    json->cursor.next++;
    json->matched++;
    if (json->word[json->matched] != '\0')
        return 0;
    if (json->word[0] != 'n' && json_tell_text(json, json->word, json->matched, err) != 0)
        return -1;
    return end_scalar(json, err);
}

int json_end_number(struct json_decoder *json, struct error *err)
{
    return end_number(json, "", 0, err);
}
