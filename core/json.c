/*
 * JSON by Jansson: a struct json is a json_t that nobody else needs to know.
 *
 * Jansson's own messages quote what stands near a mistake.  Replies hold tokens and names of
 * persons, so only the place and the sort of the mistake are passed on.
 */
#include "core/json.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "core/buffer.h"
#include "core/error.h"
#include "core/reader.h"
#include "core/utf8.h"

static const char REPLACEMENT[] = "\xEF\xBF\xBD"; /* U+FFFD */

/* What json_load_callback reads from. */
struct intake {
    struct reader *bytes;
    size_t left;
    struct error *err;
    bool is_failed;
};

static json_t *inside(const struct json *json)
{
    return (json_t *)(uintptr_t)json;
}

static struct json *wrapped(json_t *value)
{
    if (value == NULL)
        error_out_of_memory();
    return (struct json *)value;
}

static void must(int status)
{
    if (status != 0)
        error_out_of_memory();
}

/* Jansson has many ways to tell of lost memory, some of which look like a mistake in the text. */
static void *take_memory(size_t size)
{
    void *memory = malloc(size != 0 ? size : 1);

    if (memory == NULL)
        error_out_of_memory();
    return memory;
}

static size_t intake_fill(void *buffer, size_t size, void *data)
{
    struct intake *intake = data;
    ssize_t got = reader_read(intake->bytes, buffer, size, intake->err);

    if (got >= 0 && (size_t)got > intake->left)
        got = error_set(intake->err, ERROR_DOCUMENT, "JSON document is longer than allowed");
    if (got < 0) {
        intake->is_failed = true;
        return (size_t)-1;
    }
    intake->left -= (size_t)got;
    return (size_t)got;
}

static const char *mistake_text(const json_error_t *error)
{
    switch (json_error_code(error)) {
    case json_error_premature_end_of_input:
        return "it ends too early";
    case json_error_end_of_input_expected:
        return "something follows the value";
    case json_error_duplicate_key:
        return "an object has the same key twice";
    case json_error_invalid_utf8:
        return "it is not valid UTF-8";
    case json_error_stack_overflow:
        return "it is nested too deep";
    case json_error_numeric_overflow:
        return "a number is too big";
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return "a text has a NUL character";
    default:
        return "unexpected character";
    }
}

static struct json *check_parsed(json_t *value, const json_error_t *error, struct error *err)
{
    if (value != NULL)
        return (struct json *)value;
    if (json_error_code(error) == json_error_out_of_memory)
        error_out_of_memory();
    error_at(err, ERROR_DOCUMENT, error->line > 0 ? error->line : 1,
             "not well-formed JSON: %s at column %d", mistake_text(error),
             error->column > 0 ? error->column : 1);
    return NULL;
}

struct json *json_read(struct reader *bytes, size_t limit, struct error *err)
{
    struct intake intake = {bytes, limit, err, false};
    json_error_t error;
    json_t *value;

    json_set_alloc_funcs(take_memory, free);
    value =
        json_load_callback(intake_fill, &intake, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (!intake.is_failed)
        return check_parsed(value, &error, err);
    json_decref(value);
    return NULL;
}

struct json *json_new_object(void)
{
    return wrapped(json_object());
}

struct json *json_new_array(void)
{
    return wrapped(json_array());
}

void json_free(struct json *json)
{
    json_decref(inside(json));
}

/* Appends text with U+FFFD in place of every byte that is not UTF-8. */
static void append_mended(struct buffer *buffer, const char *text, size_t size)
{
    size_t i = 0;

    while (i < size) {
        size_t length = utf8_length(text + i, size - i);

        if (length == 0)
            buffer_text(buffer, REPLACEMENT);
        else
            buffer_append(buffer, text + i, length);
        i += length == 0 ? 1 : length;
    }
}

static json_t *mended_string(const char *text)
{
    struct buffer mended = {0};
    json_t *string;

    append_mended(&mended, text, strlen(text));
    string = json_stringn(buffer_string(&mended), mended.size);
    buffer_free(&mended);
    return string;
}

static json_t *text_or_null(const char *text)
{
    json_t *value;

    if (text == NULL)
        return json_null();
    value = json_string(text);
    return value != NULL ? value : mended_string(text);
}

void json_set_text(struct json *object, const char *key, const char *text)
{
    must(json_object_set_new(inside(object), key, text_or_null(text)));
}

void json_set_number(struct json *object, const char *key, long long number)
{
    must(json_object_set_new(inside(object), key, json_integer(number)));
}

void json_set_flag(struct json *object, const char *key, bool flag)
{
    must(json_object_set_new(inside(object), key, json_boolean(flag)));
}

void json_set(struct json *object, const char *key, struct json *value)
{
    must(json_object_set_new(inside(object), key, inside(value)));
}

void json_append(struct json *array, struct json *value)
{
    must(json_array_append_new(inside(array), inside(value)));
}

void json_append_text(struct json *array, const char *text)
{
    must(json_array_append_new(inside(array), text_or_null(text)));
}

enum json_kind json_kind(const struct json *json)
{
    switch (json_typeof(inside(json))) {
    case JSON_FALSE:
        return JSON_KIND_FALSE;
    case JSON_TRUE:
        return JSON_KIND_TRUE;
    case JSON_INTEGER:
    case JSON_REAL:
        return JSON_KIND_NUMBER;
    case JSON_STRING:
        return JSON_KIND_STRING;
    case JSON_ARRAY:
        return JSON_KIND_ARRAY;
    case JSON_OBJECT:
        return JSON_KIND_OBJECT;
    default:
        return JSON_KIND_NULL;
    }
}

const struct json *json_find(const struct json *object, const char *key)
{
    return (const struct json *)json_object_get(inside(object), key);
}

size_t json_count(const struct json *array)
{
    return json_array_size(inside(array));
}

const struct json *json_at(const struct json *array, size_t index)
{
    return (const struct json *)json_array_get(inside(array), index);
}

const char *json_text(const struct json *object, const char *key, const char *fallback)
{
    const char *text = json_string_value(json_object_get(inside(object), key));

    return text == NULL ? fallback : text;
}

long long json_number(const struct json *object, const char *key, long long fallback)
{
    const json_t *value = json_object_get(inside(object), key);

    return json_is_integer(value) ? json_integer_value(value) : fallback;
}

bool json_flag(const struct json *object, const char *key, bool fallback)
{
    const json_t *value = json_object_get(inside(object), key);

    if (value == NULL || (json_typeof(value) != JSON_TRUE && json_typeof(value) != JSON_FALSE))
        return fallback;
    return json_typeof(value) == JSON_TRUE;
}

static int format_append(const char *bytes, size_t size, void *data)
{
    buffer_append(data, bytes, size);
    return 0;
}

void json_format(const struct json *json, bool is_indented, struct buffer *text)
{
    size_t flags = JSON_ENCODE_ANY | (is_indented ? JSON_INDENT(2) : JSON_COMPACT);

    must(json_dump_callback(inside(json), format_append, text, flags));
}

/* What stands for a byte inside a JSON string; NULL when it stands for itself. */
static const char *escape_of(unsigned char byte, char small[8])
{
    switch (byte) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        break;
    }
    if (byte >= 0x20)
        return NULL;
    snprintf(small, 8, "\\u%04x", byte);
    return small;
}

/* Whether the byte is a character that stands for itself; most bytes are. */
static bool is_plain(unsigned char byte)
{
    return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
}

void json_quote(struct buffer *buffer, const char *text, size_t size)
{
    size_t done = 0, i = 0;
    char small[8];

    buffer_byte(buffer, '"');
    for (;;) {
        const char *escape = REPLACEMENT;
        size_t length;

        while (i < size && is_plain((unsigned char)text[i]))
            i++;
        if (i == size)
            break;
        length = utf8_length(text + i, size - i);
        if (length != 0)
            escape = length > 1 ? NULL : escape_of((unsigned char)text[i], small);
        if (escape != NULL) {
            buffer_append(buffer, text + done, i - done);
            buffer_text(buffer, escape);
            done = i + 1;
        }
        i += length == 0 ? 1 : length;
    }
    buffer_append(buffer, text + done, size - done);
    buffer_byte(buffer, '"');
}
