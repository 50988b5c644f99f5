/*
 * The strings of JSON in pieces, as their bytes come: a string may be longer than memory.
 *
 * Strict, as RFC 8259 and RFC 3629 have it: valid UTF-8, no control characters but as escapes, only
 * the escapes that there are, no halves of surrogate pairs.  NUL is refused even as an escape,
 * because no text of ours can hold it.
 */
#ifndef CORE_JSON_STRING_H
#define CORE_JSON_STRING_H

#include <stddef.h>

/* The bytes that are there, and where they stand in the document. */
struct json_cursor {
    const char *start, *next, *end;
    long offset; /* of start, in the document */
    long line, line_offset;
};

/* Where a string has got to. */
enum json_string_state {
    JSON_STRING_PLAIN,
    JSON_STRING_CHARACTER, /* in a character whose bytes have not all come */
    JSON_STRING_ESCAPE,    /* behind a backslash */
    JSON_STRING_DIGITS,    /* in the four digits of \u */
    JSON_STRING_PAIR,      /* before the backslash of the second half of a pair */
    JSON_STRING_PAIR_MARK  /* before its 'u' */
};

/* A string under way; zeroed behind the opening quote. */
struct json_string {
    enum json_string_state state;
    unsigned code, high; /* of an escape; the first half of a pair, 0 when there is none */
    int digits;
    char character[4];
    size_t character_size;
    const char *piece; /* what JSON_STRING_PIECE gives, until the next call */
    size_t piece_size;
    const char *mistake; /* what JSON_STRING_MISTAKE means */
    long mistake_offset;
};

enum json_finding {
    JSON_STRING_MORE,  /* all bytes are taken, and the string goes on */
    JSON_STRING_PIECE, /* whole characters */
    JSON_STRING_END,   /* the closing quote was taken */
    JSON_STRING_MISTAKE
};

/* Where the next byte stands in the document, counted from 0. */
long json_cursor_offset(const struct json_cursor *cursor);

/* Takes bytes up to the end of a piece. */
enum json_finding json_string_next(struct json_string *string, struct json_cursor *cursor);

#endif
