/* gzip by zlib: the header is looked at by hand, so that plain bytes pass and rubbish is refused.
 */
#include "core/gzip.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include <zlib.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/reader.h"

enum {
    INPUT_SIZE = 16384,
    MAGIC_SIZE = 2,
    GZIP_WINDOW = MAX_WBITS + 16 /* zlib's way to ask for gzip and nothing else */
};

enum state { STATE_START, STATE_PLAIN, STATE_MEMBER, STATE_BETWEEN, STATE_END };

struct gzip {
    struct reader reader;
    struct reader *below;
    enum state state;
    bool is_inflating; /* zlib holds memory */
    bool is_drained;   /* below has no more */
    z_stream stream;   /* next_in and avail_in: what of input is still to be used */
    unsigned char input[INPUT_SIZE];
};

/* Gets input until there are at least so many bytes or below has no more. */
static int fill(struct gzip *gzip, size_t least, struct error *err)
{
    size_t held = gzip->stream.avail_in;

    if (held >= least || gzip->is_drained)
        return 0;
    memmove(gzip->input, held == 0 ? gzip->input : gzip->stream.next_in, held);
    while (held < least && !gzip->is_drained) {
        ssize_t got = reader_read(gzip->below, gzip->input + held, INPUT_SIZE - held, err);

        if (got < 0)
            return -1;
        gzip->is_drained = got == 0;
        held += (size_t)got;
    }
    gzip->stream.next_in = gzip->input;
    gzip->stream.avail_in = (unsigned)held;
    return 0;
}

static bool has_magic(const struct gzip *gzip)
{
    return gzip->stream.avail_in >= MAGIC_SIZE && memcmp(gzip->stream.next_in, "\x1f\x8b", 2) == 0;
}

/* Decides at the first read whether the bytes are gzip. */
static int start(struct gzip *gzip, struct error *err)
{
    if (fill(gzip, MAGIC_SIZE, err))
        return -1;
    gzip->state = STATE_PLAIN;
    if (!has_magic(gzip))
        return 0;
    if (inflateInit2(&gzip->stream, GZIP_WINDOW) != Z_OK)
        error_out_of_memory();
    gzip->is_inflating = true;
    gzip->state = STATE_MEMBER;
    return 0;
}

/* A member has ended: another one may follow, and nothing else. */
static int go_on(struct gzip *gzip, struct error *err)
{
    if (fill(gzip, MAGIC_SIZE, err))
        return -1;
    if (gzip->stream.avail_in == 0) {
        gzip->state = STATE_END;
        return 0;
    }
    if (!has_magic(gzip))
        return error_set(err, ERROR_DOCUMENT, "damaged gzip: bytes follow its end");
    inflateReset(&gzip->stream);
    gzip->state = STATE_MEMBER;
    return 0;
}

/* Inflates what fits; may give nothing without being at the end. */
static ssize_t inflate_some(struct gzip *gzip, void *buffer, size_t size, struct error *err)
{
    unsigned room = size > UINT_MAX ? UINT_MAX : (unsigned)size;
    int status;

    if (fill(gzip, 1, err))
        return -1;
    gzip->stream.next_out = buffer;
    gzip->stream.avail_out = room;
    status = inflate(&gzip->stream, Z_NO_FLUSH);
    if (status == Z_MEM_ERROR)
        error_out_of_memory();
    if (status == Z_STREAM_END)
        gzip->state = STATE_BETWEEN;
    else if (status == Z_BUF_ERROR && gzip->is_drained)
        return error_set(err, ERROR_DOCUMENT, "damaged gzip: it is cut short");
    else if (status != Z_OK && status != Z_BUF_ERROR)
        return error_set(err, ERROR_DOCUMENT, "damaged gzip: %s",
                         gzip->stream.msg != NULL ? gzip->stream.msg : "it needs a dictionary");
    return (ssize_t)(room - gzip->stream.avail_out);
}

static ssize_t pass_plain(struct gzip *gzip, void *buffer, size_t size, struct error *err)
{
    size_t held = gzip->stream.avail_in < size ? gzip->stream.avail_in : size;

    if (held == 0)
        return gzip->is_drained ? 0 : reader_read(gzip->below, buffer, size, err);
    memcpy(buffer, gzip->stream.next_in, held);
    gzip->stream.next_in += held;
    gzip->stream.avail_in -= (unsigned)held;
    return (ssize_t)held;
}

static ssize_t gzip_read(struct reader *reader, void *buffer, size_t size, struct error *err)
{
    struct gzip *gzip = (struct gzip *)reader;
    ssize_t got = 0;

    if (size == 0)
        return 0;
    if (gzip->state == STATE_START && start(gzip, err))
        return -1;
    if (gzip->state == STATE_PLAIN)
        return pass_plain(gzip, buffer, size, err);
    while (got == 0 && gzip->state != STATE_END) {
        if (gzip->state == STATE_BETWEEN)
            got = go_on(gzip, err);
        else
            got = inflate_some(gzip, buffer, size, err);
    }
    return got;
}

static void gzip_close(struct reader *reader)
{
    struct gzip *gzip = (struct gzip *)reader;

    if (gzip->is_inflating)
        inflateEnd(&gzip->stream);
    gzip->is_inflating = false;
    reader_close(gzip->below);
}

struct reader *gzip_reader(struct reader *below, struct arena *arena)
{
    struct gzip *gzip = arena_alloc(arena, sizeof *gzip);

    gzip->reader.read = gzip_read;
    gzip->reader.close = gzip_close;
    gzip->below = below;
    return &gzip->reader;
}
