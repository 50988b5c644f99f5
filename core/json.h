/*
 * JSON values read and written whole.  The only file that knows Jansson.
 *
 * For API replies, configuration-sized documents and what people and other programs read from us.
 * Objects keep the order in which members were set or read; duplicate keys are refused.
 */
#ifndef CORE_JSON_H
#define CORE_JSON_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;
struct error;
struct reader;

struct json;

enum json_kind {
    JSON_KIND_NULL,
    JSON_KIND_FALSE,
    JSON_KIND_TRUE,
    JSON_KIND_NUMBER,
    JSON_KIND_STRING,
    JSON_KIND_ARRAY,
    JSON_KIND_OBJECT
};

/* Reads one value and nothing behind it but white space.  NULL with ERROR_DOCUMENT (and its line)
 * when it is not well-formed UTF-8 JSON, has a duplicate key, or is longer than limit bytes.  To be
 * freed with json_free. */
struct json *json_read(struct reader *bytes, size_t limit, struct error *err);

/* New values; a value that is set into or appended to another belongs to that other. */
struct json *json_new_object(void);
struct json *json_new_array(void);
void json_free(struct json *json); /* accepts NULL */

/* Members of an object; setters return nothing because lost memory ends the process.  A NULL text
 * sets null.  Text that is not valid UTF-8 is set with its bad bytes replaced. */
void json_set_text(struct json *object, const char *key, const char *text);
void json_set_number(struct json *object, const char *key, long long number);
void json_set_flag(struct json *object, const char *key, bool flag);
void json_set(struct json *object, const char *key, struct json *value);
void json_append(struct json *array, struct json *value);
void json_append_text(struct json *array, const char *text);

/* Looking: find gives NULL when absent or when the value is no object. */
enum json_kind json_kind(const struct json *json);
const struct json *json_find(const struct json *object, const char *key);
size_t json_count(const struct json *array); /* 0 when it is no array */
const struct json *json_at(const struct json *array, size_t index);

/* The text of a string member, fallback when absent or of another kind; and so for numbers. */
const char *json_text(const struct json *object, const char *key, const char *fallback);
long long json_number(const struct json *object, const char *key, long long fallback);
bool json_flag(const struct json *object, const char *key, bool fallback);

/* Appends the value as compact JSON, or indented by two blanks. */
void json_format(const struct json *json, bool is_indented, struct buffer *text);

/* Appends text as a JSON string with its quotes; bytes that are not UTF-8 are replaced. */
void json_quote(struct buffer *buffer, const char *text, size_t size);

#endif
