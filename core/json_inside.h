/*
 * What the parts of the JSON decoder share: its state, and how it tells and refuses.
 *
 * format_json.c knows objects, arrays and names; json_scalar.c texts, numbers and words.  Nobody
 * else includes this.
 */
#ifndef CORE_JSON_INSIDE_H
#define CORE_JSON_INSIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"
#include "core/format.h"
#include "core/json_digits.h"
#include "core/json_string.h"

/* Short pieces of a text are told together, because whoever reads a document inside it would pay
 * for each of them. */
enum { JSON_PIECE_SIZE = 4096 };

struct json_names;

enum json_state {
    JSON_STATE_MARK,       /* the document begins, perhaps with a byte order mark */
    JSON_STATE_VALUE,      /* this and those up to END may have blanks before them */
    JSON_STATE_FIRST_ITEM, /* behind '[' */
    JSON_STATE_FIRST_NAME, /* behind '{' */
    JSON_STATE_NAME,       /* behind ',' in an object */
    JSON_STATE_COLON,
    JSON_STATE_NEXT, /* behind a value in an object or array */
    JSON_STATE_END,  /* behind the document */
    JSON_STATE_IN_NAME,
    JSON_STATE_IN_TEXT,
    JSON_STATE_IN_NUMBER,
    JSON_STATE_IN_WORD /* true, false or null */
};

/* An open object or array. */
struct json_frame {
    const char *name; /* what the items of an array are called; NULL for an object */
    bool is_element;  /* its end is an event */
};

struct json_decoder {
    struct decoder decoder;
    struct json_cursor cursor;
    enum json_state state;
    struct json_frame *frames;
    long depth;
    struct json_names *names;
    const char *name;   /* of the member whose value comes */
    long name_offset;   /* of the quote before it */
    struct buffer held; /* what has come of a name or number that is not at its end */
    size_t size;        /* of the name, number or text so far */
    struct json_string string;
    char piece[JSON_PIECE_SIZE]; /* of a text, not told yet */
    size_t piece_size;
    enum json_digits digits;
    const char *word; /* which is being read */
    size_t matched;   /* bytes of the word or the byte order mark */
};

/* Refusals, which are always -1: with words and the column of the next byte, or of that at an
 * offset; and of the next byte, because it cannot come in this state. */
int json_refuse(const struct json_decoder *json, const char *words, struct error *err);
int json_refuse_at(const struct json_decoder *json, long offset, const char *words,
                   struct error *err);
int json_refuse_byte(struct json_decoder *json, struct error *err);

/* Counts bytes of what is being read and refuses it when there are more than the limit. */
int json_measure(struct json_decoder *json, size_t size, long limit, const char *what,
                 struct error *err);

/* Events, unless the sink has said that it wants none. */
int json_tell_open(struct json_decoder *json, const char *name, struct error *err);
int json_tell_text(struct json_decoder *json, const char *text, size_t size, struct error *err);
int json_tell_close(struct json_decoder *json, struct error *err);

/* A value has ended, and with it perhaps the document. */
void json_end_value(struct json_decoder *json);

/* A string begins, whose quote is the next byte: a name or a text, as the state says. */
void json_begin_string(struct json_decoder *json, enum json_state state);

/* Scalars (json_scalar.c): whether one begins with this byte; beginning it, with its event; and
 * taking bytes of it, as the state says. */
bool json_begins_scalar(char byte);
int json_begin_scalar(struct json_decoder *json, const char *name, struct error *err);
int json_step_in_text(struct json_decoder *json, struct error *err);
int json_step_in_number(struct json_decoder *json, struct error *err);
int json_step_in_word(struct json_decoder *json, struct error *err);

/* No more bytes come: ends a number that is the document, for only numbers have no end of their
 * own. */
int json_end_number(struct json_decoder *json, struct error *err);

#endif
