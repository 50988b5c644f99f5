/*
 * base64 by hand, gzip by zlib.
 *
 * Both work on a whole page in memory; pages are small.
 */
#include "tests/farend/encoding.h"

#include <stdio.h>
#include <stdlib.h>

#include <zlib.h>

static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void add_group(struct text *out, const unsigned char *bytes, size_t count)
{
    unsigned long group = (unsigned long)bytes[0] << 16;
    char letters[4];

    if (count > 1)
        group |= (unsigned long)bytes[1] << 8;
    if (count > 2)
        group |= bytes[2];
    letters[0] = LETTERS[group >> 18 & 63];
    letters[1] = LETTERS[group >> 12 & 63];
    letters[2] = count > 1 ? LETTERS[group >> 6 & 63] : '=';
    letters[3] = count > 2 ? LETTERS[group & 63] : '=';
    text_add_bytes(out, letters, 4);
}

void base64_add(struct text *out, const struct text *bytes, unsigned line_length)
{
    size_t i;

    for (i = 0; i < bytes->length; i += 3) {
        size_t left = bytes->length - i;

        if (line_length && i && i / 3 * 4 % line_length == 0)
            text_add(out, "\r\n");
        add_group(out, (const unsigned char *)bytes->bytes + i, left < 3 ? left : 3);
    }
}

static void require(int held)
{
    if (held)
        return;
    fputs("farend: zlib failed\n", stderr);
    exit(70);
}

void gzip_replace(struct text *text)
{
    struct text packed = {0};
    z_stream stream = {0};
    char chunk[16384];
    int state;

    require(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    stream.next_in = (unsigned char *)text->bytes;
    stream.avail_in = (unsigned)text->length;
    do {
        stream.next_out = (unsigned char *)chunk;
        stream.avail_out = sizeof(chunk);
        state = deflate(&stream, Z_FINISH);
        require(state == Z_OK || state == Z_STREAM_END);
        text_add_bytes(&packed, chunk, sizeof(chunk) - stream.avail_out);
    } while (state != Z_STREAM_END);
    deflateEnd(&stream);
    text_free(text);
    *text = packed;
}
