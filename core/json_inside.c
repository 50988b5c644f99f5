/* Telling and refusing, as all parts of the decoder do it. */
#include "core/json_inside.h"

#include <string.h>

#include "core/error.h"

int json_refuse_at(const struct json_decoder *json, long offset, const char *words,
                   struct error *err)
{
    return error_at(err, ERROR_DOCUMENT, json->cursor.line,
                    "not well-formed JSON: %s at column %ld", words,
                    offset - json->cursor.line_offset + 1);
}

int json_refuse(const struct json_decoder *json, const char *words, struct error *err)
{
    return json_refuse_at(json, json_cursor_offset(&json->cursor), words, err);
}

int json_refuse_byte(struct json_decoder *json, struct error *err)
{
    bool is_array = json->depth > 0 && json->frames[json->depth - 1].name != NULL;

    switch (json->state) {
    case JSON_STATE_FIRST_ITEM:
        return json_refuse(json, "a value or ']' is expected", err);
    case JSON_STATE_FIRST_NAME:
        return json_refuse(json, "a name in quotes or '}' is expected", err);
    case JSON_STATE_NAME:
        return json_refuse(json, "a name in quotes is expected", err);
    case JSON_STATE_COLON:
        return json_refuse(json, "':' is expected", err);
    case JSON_STATE_NEXT:
        return json_refuse(json, is_array ? "',' or ']' is expected" : "',' or '}' is expected",
                           err);
    case JSON_STATE_END:
        return json_refuse(json, "something follows the value", err);
    case JSON_STATE_IN_NUMBER:
        return json_refuse(json, "a digit is expected", err);
    case JSON_STATE_IN_WORD:
        return json_refuse(json, "true, false or null is expected", err);
    default:
        return json_refuse(json, "a value is expected", err);
    }
}

int json_measure(struct json_decoder *json, size_t size, long limit, const char *what,
                 struct error *err)
{
    json->size += size;
    if (json->size <= (size_t)limit)
        return 0;
    return error_at(err, ERROR_DOCUMENT, json->cursor.line, "a %s is longer than %ld bytes", what,
                    limit);
}

int json_tell_open(struct json_decoder *json, const char *name, struct error *err)
{
    struct sink *sink = json->decoder.sink;

    json->decoder.line = json->cursor.line;
    if (sink->skip == 0)
        return sink->open(sink, name, "", err);
    sink->skip++;
    return 0;
}

int json_tell_text(struct json_decoder *json, const char *text, size_t size, struct error *err)
{
    struct sink *sink = json->decoder.sink;

    return sink->skip > 0 || size == 0 ? 0 : sink->text(sink, text, size, err);
}

int json_tell_close(struct json_decoder *json, struct error *err)
{
    struct sink *sink = json->decoder.sink;

    json->decoder.line = json->cursor.line;
    if (sink->skip == 0)
        return sink->close(sink, err);
    sink->skip--;
    return 0;
}

void json_end_value(struct json_decoder *json)
{
    json->state = json->depth > 0 ? JSON_STATE_NEXT : JSON_STATE_END;
}

void json_begin_string(struct json_decoder *json, enum json_state state)
{
    json->cursor.next++;
    json->state = state;
    json->size = 0;
    memset(&json->string, 0, sizeof json->string);
}
