/* A streaming base64 decoder. */
#include "core/base64.h"

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/reader.h"

enum { CHUNK_SIZE = 8192, MARK_BAD = 64, MARK_BLANK = 65, MARK_PAD = 66 };

struct base64_reader {
    struct reader reader;
    struct reader *below;
    size_t used, filled;
    uint32_t bits;     /* of the group under way */
    int letters, pads; /* of the group under way */
    bool is_ended;     /* a padded group was seen: only blanks may follow */
    unsigned char plain[3];
    size_t plain_used, plain_size;
    unsigned char letters_of[256];
    unsigned char chunk[CHUNK_SIZE];
};

/* The six bits of a letter, or a mark. */
static int letter_of(unsigned char byte)
{
    if (byte >= 'A' && byte <= 'Z')
        return byte - 'A';
    if (byte >= 'a' && byte <= 'z')
        return byte - 'a' + 26;
    if (byte >= '0' && byte <= '9')
        return byte - '0' + 52;
    if (byte == '+' || byte == '/')
        return byte == '+' ? 62 : 63;
    if (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n')
        return MARK_BLANK;
    return byte == '=' ? MARK_PAD : MARK_BAD;
}

/* Turns a full group of four into bytes. */
static int finish_group(struct base64_reader *base64, struct error *err)
{
    uint32_t bits = base64->bits << (6 * base64->pads);

    if (base64->pads > 2)
        return error_set(err, ERROR_DOCUMENT, "not base64: too much padding");
    base64->plain[0] = (unsigned char)(bits >> 16);
    base64->plain[1] = (unsigned char)(bits >> 8);
    base64->plain[2] = (unsigned char)bits;
    base64->plain_used = 0;
    base64->plain_size = 3 - (size_t)base64->pads;
    if ((bits & ((1U << (8 * base64->pads)) - 1)) != 0)
        return error_set(err, ERROR_DOCUMENT, "not base64: bits are left over before the padding");
    base64->is_ended = base64->pads > 0;
    base64->bits = 0;
    base64->letters = base64->pads = 0;
    return 0;
}

/* Takes one byte of the text. */
static int take_byte(struct base64_reader *base64, unsigned char byte, struct error *err)
{
    int letter = base64->letters_of[byte];

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
    return base64->letters + base64->pads == 4 ? finish_group(base64, err) : 0;
}

/* Refills the chunk: 1, 0 at the end, -1. */
static int fill_chunk(struct base64_reader *base64, struct error *err)
{
    ssize_t got = reader_read(base64->below, base64->chunk, sizeof base64->chunk, err);

    if (got < 0)
        return -1;
    base64->used = 0;
    base64->filled = (size_t)got;
    if (got == 0 && base64->letters + base64->pads != 0)
        return error_set(err, ERROR_DOCUMENT, "not base64: it ends inside a group of four letters");
    return got > 0;
}

/* Decodes whole groups of letters straight into out, as far as nothing else stands between them:
 * nearly all of any text.  Returns how many bytes that were. */
static size_t read_groups(struct base64_reader *base64, unsigned char *out, size_t size)
{
    const unsigned char *letters_of = base64->letters_of;
    size_t count = 0;

    if (base64->letters + base64->pads != 0 || base64->is_ended)
        return 0;
    while (size - count >= 3 && base64->filled - base64->used >= 4) {
        const unsigned char *text = base64->chunk + base64->used;
        uint32_t a = letters_of[text[0]], b = letters_of[text[1]];
        uint32_t c = letters_of[text[2]], d = letters_of[text[3]];

        if ((a | b | c | d) >= MARK_BAD)
            break;
        out[count] = (unsigned char)(a << 2 | b >> 4);
        out[count + 1] = (unsigned char)(b << 4 | c >> 2);
        out[count + 2] = (unsigned char)(c << 6 | d);
        base64->used += 4;
        count += 3;
    }
    return count;
}

static ssize_t base64_read(struct reader *reader, void *buffer, size_t size, struct error *err)
{
    struct base64_reader *base64 = (struct base64_reader *)reader;
    unsigned char *out = buffer;
    size_t count = 0;

    while (count < size) {
        int more = 1;

        if (base64->plain_used < base64->plain_size) {
            out[count++] = base64->plain[base64->plain_used++];
            continue;
        }
        count += read_groups(base64, out + count, size - count);
        if (count == size)
            break;
        if (base64->used == base64->filled)
            more = fill_chunk(base64, err);
        if (more <= 0)
            return more < 0 ? -1 : (ssize_t)count;
        if (take_byte(base64, base64->chunk[base64->used++], err) != 0)
            return -1;
    }
    return (ssize_t)count;
}

static void base64_close(struct reader *reader)
{
    reader_close(((struct base64_reader *)reader)->below);
}

struct reader *base64_reader(struct reader *below, struct arena *arena)
{
    struct base64_reader *base64 = arena_alloc(arena, sizeof *base64);
    int byte;

    base64->reader.read = base64_read;
    base64->reader.close = base64_close;
    base64->below = below;
    for (byte = 0; byte < 256; byte++)
        base64->letters_of[byte] = (unsigned char)letter_of((unsigned char)byte);
    return &base64->reader;
}
