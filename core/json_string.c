/* Plain bytes are looked at eight at a time, all others one by one. */
#include "core/json_string.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/utf8.h"

enum {
    CHARACTER_SIZE_MOST = 4,
    ESCAPE_DIGITS = 4,
    HIGH_FROM = 0xD800, /* the first halves of surrogate pairs, and behind them the second ones */
    LOW_FROM = 0xDC00,
    SURROGATES_END = 0xE000,
    PAIRS_FROM = 0x10000
};

static const char bad_utf8[] = "it is not valid UTF-8";
static const char bad_escape[] = "an escape is none that JSON has";
static const char half_pair[] = "an escape is half of a surrogate pair";

long json_cursor_offset(const struct json_cursor *cursor)
{
    return cursor->offset + (cursor->next - cursor->start);
}

static enum json_finding give(struct json_string *string, const char *piece, size_t size)
{
    string->piece = piece;
    string->piece_size = size;
    return JSON_STRING_PIECE;
}

static enum json_finding refuse(struct json_string *string, long offset, const char *mistake)
{
    string->mistake = mistake;
    string->mistake_offset = offset;
    return JSON_STRING_MISTAKE;
}

/* Whether none of eight bytes ends a run of plain ASCII: quote, backslash, below a blank, above
 * 0x7F.  A byte of a difference has its highest bit where a smaller number was subtracted from; a
 * borrow can only make a byte behind such a one look like another. */
static bool is_plain_word(const char *bytes)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;
    uint64_t word, quote, backslash;

    memcpy(&word, bytes, sizeof word);
    quote = word ^ ones * '"';
    backslash = word ^ ones * '\\';
    return ((word | (word - ones * ' ') | (quote - ones) | (backslash - ones)) & highs) == 0;
}

static bool is_plain(char byte)
{
    return (unsigned char)byte >= ' ' && (unsigned char)byte < 0x80 && byte != '"' && byte != '\\';
}

/* Where the plain characters end that begin here. */
static const char *skip_plain(const char *next, const char *end)
{
    size_t length;

    for (;;) {
        while (end - next >= (long)sizeof(uint64_t) && is_plain_word(next))
            next += sizeof(uint64_t);
        while (next < end && is_plain(*next))
            next++;
        if (next == end || (unsigned char)*next < 0x80)
            return next;
        while (next < end && (unsigned char)*next >= 0x80) {
            length = utf8_length(next, (size_t)(end - next));
            if (length == 0)
                return next;
            next += length;
        }
    }
}

/* Takes the byte behind plain characters. */
static enum json_finding take_mark(struct json_string *string, struct json_cursor *cursor)
{
    unsigned char byte = (unsigned char)*cursor->next;

    if (byte == '"') {
        cursor->next++;
        return JSON_STRING_END;
    }
    if (byte == 0)
        return refuse(string, json_cursor_offset(cursor), "a text has a NUL byte");
    if (byte < ' ')
        return refuse(string, json_cursor_offset(cursor),
                      "a text has a control character that is not escaped");
    if (byte == '\\') {
        cursor->next++;
        string->state = JSON_STRING_ESCAPE;
        return JSON_STRING_MORE;
    }
    if (cursor->end - cursor->next >= CHARACTER_SIZE_MOST)
        return refuse(string, json_cursor_offset(cursor), bad_utf8);
    string->state = JSON_STRING_CHARACTER;
    string->character_size = 0;
    return JSON_STRING_MORE;
}

static enum json_finding take_plain(struct json_string *string, struct json_cursor *cursor)
{
    const char *start = cursor->next;

    cursor->next = skip_plain(start, cursor->end);
    if (cursor->next > start)
        return give(string, start, (size_t)(cursor->next - start));
    return take_mark(string, cursor);
}

/* Takes a byte of a character at the end of a chunk.  It stops where it would have stopped if the
 * whole character had been there, so that a document is refused alike however it comes. */
static enum json_finding take_character(struct json_string *string, struct json_cursor *cursor)
{
    char byte = *cursor->next;
    long start = json_cursor_offset(cursor) - (long)string->character_size;

    if (string->character_size > 0 && ((unsigned char)byte & 0xC0) != 0x80)
        return refuse(string, start, bad_utf8);
    string->character[string->character_size++] = byte;
    cursor->next++;
    if (utf8_length(string->character, string->character_size) == 0)
        return string->character_size < CHARACTER_SIZE_MOST ? JSON_STRING_MORE
                                                            : refuse(string, start, bad_utf8);
    string->state = JSON_STRING_PLAIN;
    return give(string, string->character, string->character_size);
}

static enum json_finding take_escape(struct json_string *string, struct json_cursor *cursor)
{
    static const char marks[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    const char *mark = *cursor->next != '\0' ? strchr(marks, *cursor->next) : NULL;

    if (*cursor->next == 'u') {
        cursor->next++;
        string->state = JSON_STRING_DIGITS;
        string->digits = 0;
        string->code = 0;
        return JSON_STRING_MORE;
    }
    if (mark == NULL)
        return refuse(string, json_cursor_offset(cursor), bad_escape);
    cursor->next++;
    string->state = JSON_STRING_PLAIN;
    return give(string, meanings + (mark - marks), 1);
}

/* Gives a character by its number, which is neither 0 nor half of a pair. */
static enum json_finding give_code(struct json_string *string, unsigned code)
{
    static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < PAIRS_FROM ? 3 : 4;
    size_t i;

    for (i = size - 1; i > 0; i--) {
        string->character[i] = (char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    string->character[0] = (char)(leads[size] | code);
    string->state = JSON_STRING_PLAIN;
    return give(string, string->character, size);
}

/* Takes the number that four digits make, the last of which is the next byte. */
static enum json_finding take_code(struct json_string *string, struct json_cursor *cursor)
{
    unsigned code = string->code, high = string->high;
    bool is_low = code >= LOW_FROM && code < SURROGATES_END;

    if (code == 0)
        return refuse(string, json_cursor_offset(cursor), "a text has a NUL character");
    if (is_low != (high != 0))
        return refuse(string, json_cursor_offset(cursor), half_pair);
    cursor->next++;
    string->high = 0;
    if (is_low)
        return give_code(string, PAIRS_FROM + ((high - HIGH_FROM) << 10) + (code - LOW_FROM));
    if (code < HIGH_FROM || code >= SURROGATES_END)
        return give_code(string, code);
    string->high = code;
    string->state = JSON_STRING_PAIR;
    return JSON_STRING_MORE;
}

static enum json_finding take_digit(struct json_string *string, struct json_cursor *cursor)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    const char *digit = *cursor->next != '\0' ? strchr(digits, *cursor->next) : NULL;
    unsigned value = digit != NULL ? (unsigned)(digit - digits) : 0;

    if (digit == NULL)
        return refuse(string, json_cursor_offset(cursor), bad_escape);
    string->code = string->code * 16 + (value < 16 ? value : value - 6);
    if (++string->digits == ESCAPE_DIGITS)
        return take_code(string, cursor);
    cursor->next++;
    return JSON_STRING_MORE;
}

/* Takes what must come between the halves of a pair. */
static enum json_finding take_between(struct json_string *string, struct json_cursor *cursor)
{
    bool is_mark = string->state == JSON_STRING_PAIR_MARK;

    if (*cursor->next != (is_mark ? 'u' : '\\'))
        return refuse(string, json_cursor_offset(cursor), half_pair);
    cursor->next++;
    string->state = is_mark ? JSON_STRING_DIGITS : JSON_STRING_PAIR_MARK;
    string->digits = 0;
    string->code = 0;
    return JSON_STRING_MORE;
}

enum json_finding json_string_next(struct json_string *string, struct json_cursor *cursor)
{
    static enum json_finding (*const takers[])(struct json_string *, struct json_cursor *) = {
        [JSON_STRING_PLAIN] = take_plain,   [JSON_STRING_CHARACTER] = take_character,
        [JSON_STRING_ESCAPE] = take_escape, [JSON_STRING_DIGITS] = take_digit,
        [JSON_STRING_PAIR] = take_between,  [JSON_STRING_PAIR_MARK] = take_between,
    };
    enum json_finding finding = JSON_STRING_MORE;

    while (finding == JSON_STRING_MORE && cursor->next < cursor->end)
        finding = takers[string->state](string, cursor);
    return finding;
}
