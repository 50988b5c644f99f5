/* A streaming base64 decoder. */
#include "core/base64.h"

#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/reader.h"

enum { CHUNK_SIZE = 8192, MARK_BAD = 64, MARK_BLANK = 65, MARK_PAD = 66 };

/* The six bits of each byte that is a letter, MARK_ for all others. */
static const unsigned char letters_of[256] = {
    64, 64, 64, 64, 64, 64, 64, 64, 64, 65, 65, 64, 64, 65, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 65, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 62, 64, 64, 64, 63,
    52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 64, 64, 64, 66, 64, 64, 64, 0,  1,  2,  3,  4,  5,  6,
    7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 64, 64, 64, 64, 64,
    64, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48,
    49, 50, 51, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
};

/* Turns a full group of four into bytes: how many, or -1. */
static int finish_group(struct base64 *base64, char *plain, struct error *err)
{
    uint32_t bits = base64->bits << (6 * base64->pads);
    int pads = base64->pads;

    if (pads > 2)
        return error_set(err, ERROR_DOCUMENT, "not base64: too much padding");
    if ((bits & ((1U << (8 * pads)) - 1)) != 0)
        return error_set(err, ERROR_DOCUMENT, "not base64: bits are left over before the padding");
    plain[0] = (char)(bits >> 16);
    if (pads < 2)
        plain[1] = (char)(bits >> 8);
    if (pads < 1)
        plain[2] = (char)bits;
    base64->is_ended = pads > 0;
    base64->bits = 0;
    base64->letters = base64->pads = 0;
    return 3 - pads;
}

/* Takes one byte of the text: how many bytes it makes plain, or -1. */
static int take_byte(struct base64 *base64, unsigned char byte, char *plain, struct error *err)
{
    int letter = letters_of[byte];

    if (letter == MARK_BLANK)
        return 0;
    if (letter == MARK_BAD)
        return error_set(err, ERROR_DOCUMENT, "not base64: byte 0x%02X", byte);
    if (base64->is_ended || (base64->pads > 0 && letter != MARK_PAD))
        return error_set(err, ERROR_DOCUMENT, "not base64: more text behind the padding");
    if (letter == MARK_PAD) {
        base64->pads++;
    } else {
        base64->bits = base64->bits << 6 | (uint32_t)letter;
        base64->letters++;
    }
    return base64->letters + base64->pads == 4 ? finish_group(base64, plain, err) : 0;
}

/* Decodes whole groups of letters, as far as nothing else stands between them: nearly all of any
 * text.  Returns how many letters that were. */
static size_t take_groups(const struct base64 *base64, const unsigned char *text, size_t size,
                          char *plain)
{
    size_t used = 0;

    if (base64->letters + base64->pads != 0 || base64->is_ended)
        return 0;
    for (; size - used >= 4; used += 4, plain += 3) {
        uint32_t a = letters_of[text[used]], b = letters_of[text[used + 1]];
        uint32_t c = letters_of[text[used + 2]], d = letters_of[text[used + 3]];

        if ((a | b | c | d) >= MARK_BAD)
            break;
        plain[0] = (char)(a << 2 | b >> 4);
        plain[1] = (char)(b << 4 | c >> 2);
        plain[2] = (char)(c << 6 | d);
    }
    return used;
}

int base64_feed(struct base64 *base64, const char *text, size_t size, char *plain,
                size_t *plain_size, struct error *err)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t used = 0;

    *plain_size = 0;
    while (used < size) {
        size_t whole = take_groups(base64, bytes + used, size - used, plain + *plain_size);
        int made;

        used += whole;
        *plain_size += whole / 4 * 3;
        if (used == size)
            break;
        made = take_byte(base64, bytes[used++], plain + *plain_size, err);
        if (made < 0)
            return -1;
        *plain_size += (size_t)made;
    }
    return 0;
}

int base64_end(const struct base64 *base64, struct error *err)
{
    if (base64->letters + base64->pads != 0)
        return error_set(err, ERROR_DOCUMENT, "not base64: it ends inside a group of four letters");
    return 0;
}

struct base64_reader {
    struct reader reader;
    struct reader *below;
    struct base64 base64;
    size_t used, filled; /* of plain */
    char chunk[CHUNK_SIZE], plain[CHUNK_SIZE];
};

/* Refills plain: 1, 0 at the end, -1. */
static int fill(struct base64_reader *reader, struct error *err)
{
    reader->used = reader->filled = 0;
    while (reader->filled == 0) {
        ssize_t got = reader_read(reader->below, reader->chunk, sizeof reader->chunk, err);

        if (got <= 0)
            return got < 0 ? -1 : base64_end(&reader->base64, err);
        if (base64_feed(&reader->base64, reader->chunk, (size_t)got, reader->plain, &reader->filled,
                        err) != 0)
            return -1;
    }
    return 1;
}

static ssize_t base64_read(struct reader *above, void *buffer, size_t size, struct error *err)
{
    struct base64_reader *reader = (struct base64_reader *)above;
    size_t count;

    if (reader->used == reader->filled) {
        int got = fill(reader, err);

        if (got <= 0)
            return got;
    }
    count = reader->filled - reader->used < size ? reader->filled - reader->used : size;
    memcpy(buffer, reader->plain + reader->used, count);
    reader->used += count;
    return (ssize_t)count;
}

static void base64_close(struct reader *reader)
{
    reader_close(((struct base64_reader *)reader)->below);
}

struct reader *base64_reader(struct reader *below, struct arena *arena)
{
    struct base64_reader *reader = arena_alloc(arena, sizeof *reader);

    reader->reader.read = base64_read;
    reader->reader.close = base64_close;
    reader->below = below;
    return &reader->reader;
}
