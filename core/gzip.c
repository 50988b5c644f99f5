/* gzip by zlib: the header is looked at by hand, so that plain bytes pass and rubbish is refused.
 */
#include "core/gzip.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define ZLIB_CONST /* what is inflated is not written to */
#include <zlib.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/reader.h"

enum {
    INPUT_SIZE = 16384,
    MAGIC_SIZE = 2,
    PLAIN_FREE = 64 << 20, /* bytes that may come out of whatever */
    GROWTH_MOST = 200,
    GZIP_WINDOW = MAX_WBITS + 16 /* zlib's way to ask for gzip and nothing else */
};

enum state { STATE_START, STATE_PLAIN, STATE_MEMBER, STATE_BETWEEN, STATE_END };

/* What was put in and what came out, of all members. */
struct growth {
    uint64_t packed, plain;
};

struct gzip {
    struct reader reader;
    struct reader *below;
    enum state state;
    bool is_inflating; /* zlib holds memory */
    bool is_drained;   /* below has no more */
    struct growth growth;
    z_stream stream; /* next_in and avail_in: what of input is still to be used */
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

static void start_inflating(z_stream *stream)
{
    if (inflateInit2(stream, GZIP_WINDOW) != Z_OK)
        error_out_of_memory();
}

/* Inflates once and counts.  Texts shrink to a tenth or a thirtieth; what becomes hundreds of times
 * longer was made to keep us busy. */
static int inflate_counted(z_stream *stream, struct growth *growth, struct error *err)
{
    const unsigned packed = stream->avail_in, room = stream->avail_out;
    const int status = inflate(stream, Z_NO_FLUSH);

    growth->packed += packed - stream->avail_in;
    growth->plain += room - stream->avail_out;
    if (growth->plain <= PLAIN_FREE || growth->plain / GROWTH_MOST <= growth->packed)
        return status;
    error_set(err, ERROR_DOCUMENT, "gzip that becomes more than %d times longer", GROWTH_MOST);
    return Z_ERRNO;
}

/* What an inflate that gives this status means for the document. */
static int check_status(const z_stream *stream, int status, struct error *err)
{
    if (status == Z_MEM_ERROR)
        error_out_of_memory();
    if (status == Z_ERRNO)
        return -1;
    if (status == Z_OK || status == Z_BUF_ERROR || status == Z_STREAM_END)
        return 0;
    return error_set(err, ERROR_DOCUMENT, "damaged gzip: %s",
                     stream->msg != NULL ? stream->msg : "it needs a dictionary");
}

/* Decides at the first read whether the bytes are gzip. */
static int start(struct gzip *gzip, struct error *err)
{
    if (fill(gzip, MAGIC_SIZE, err))
        return -1;
    gzip->state = STATE_PLAIN;
    if (!has_magic(gzip))
        return 0;
    start_inflating(&gzip->stream);
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
    unsigned room = size > UINT_MAX ? UINT_MAX : (unsigned)size, made;
    int status;

    if (fill(gzip, 1, err))
        return -1;
    gzip->stream.next_out = buffer;
    gzip->stream.avail_out = room;
    status = inflate_counted(&gzip->stream, &gzip->growth, err);
    if (status == Z_ERRNO)
        return -1;
    made = room - gzip->stream.avail_out;
    /* What stands before the damage is given first; the next call meets the damage again. */
    if (made == 0 && check_status(&gzip->stream, status, err) != 0)
        return -1;
    if (status == Z_STREAM_END)
        gzip->state = STATE_BETWEEN;
    else if (status == Z_BUF_ERROR && gzip->is_drained)
        return error_set(err, ERROR_DOCUMENT, "damaged gzip: it is cut short");
    return (ssize_t)made;
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
    gzip->reader.is_prompt = below->is_prompt;
    gzip->below = below;
    return &gzip->reader;
}

struct gunzip {
    int (*take)(void *context, const char *bytes, size_t size, struct error *err);
    void *context;
    enum state state;
    bool is_inflating;
    struct growth growth;
    z_stream stream;
    char magic[MAGIC_SIZE]; /* the first bytes, until there are enough to decide */
    size_t magic_size;
    char plain[INPUT_SIZE];
};

struct gunzip *gunzip_open(int (*take)(void *context, const char *bytes, size_t size,
                                       struct error *err),
                           void *context, struct arena *arena)
{
    struct gunzip *gunzip = arena_alloc(arena, sizeof *gunzip);

    gunzip->take = take;
    gunzip->context = context;
    return gunzip;
}

/* Inflates all of the bytes.  Behind a member another one may begin, which zlib checks. */
static int inflate_all(struct gunzip *gunzip, const char *bytes, size_t size, struct error *err)
{
    gunzip->stream.next_in = (z_const Bytef *)bytes;
    gunzip->stream.avail_in = (unsigned)size;
    do {
        size_t made;
        int status;

        if (gunzip->state == STATE_BETWEEN) {
            if (gunzip->stream.avail_in == 0)
                return 0;
            inflateReset(&gunzip->stream);
            gunzip->state = STATE_MEMBER;
        }
        gunzip->stream.next_out = (Bytef *)gunzip->plain;
        gunzip->stream.avail_out = INPUT_SIZE;
        status = inflate_counted(&gunzip->stream, &gunzip->growth, err);
        made = INPUT_SIZE - gunzip->stream.avail_out;
        if (made > 0 && gunzip->take(gunzip->context, gunzip->plain, made, err) != 0)
            return -1;
        if (check_status(&gunzip->stream, status, err) != 0)
            return -1;
        if (status == Z_STREAM_END)
            gunzip->state = STATE_BETWEEN;
    } while (gunzip->stream.avail_in > 0 || gunzip->stream.avail_out == 0);
    return 0;
}

static int pass(struct gunzip *gunzip, const char *bytes, size_t size, struct error *err)
{
    if (size == 0)
        return 0;
    if (gunzip->state == STATE_PLAIN)
        return gunzip->take(gunzip->context, bytes, size, err);
    return inflate_all(gunzip, bytes, size, err);
}

/* Knows what the bytes are and gives on those that were held back. */
static int decide(struct gunzip *gunzip, struct error *err)
{
    gunzip->state = STATE_PLAIN;
    if (gunzip->magic_size == MAGIC_SIZE && memcmp(gunzip->magic, "\x1f\x8b", MAGIC_SIZE) == 0) {
        start_inflating(&gunzip->stream);
        gunzip->is_inflating = true;
        gunzip->state = STATE_MEMBER;
    }
    return pass(gunzip, gunzip->magic, gunzip->magic_size, err);
}

int gunzip_feed(struct gunzip *gunzip, const char *bytes, size_t size, struct error *err)
{
    while (gunzip->state == STATE_START && size > 0) {
        gunzip->magic[gunzip->magic_size++] = *bytes++;
        size--;
        if (gunzip->magic_size == MAGIC_SIZE && decide(gunzip, err) != 0)
            return -1;
    }
    return pass(gunzip, bytes, size, err);
}

int gunzip_end(struct gunzip *gunzip, struct error *err)
{
    if (gunzip->state == STATE_START)
        return decide(gunzip, err);
    if (gunzip->state == STATE_MEMBER)
        return error_set(err, ERROR_DOCUMENT, "damaged gzip: it is cut short");
    return 0;
}

void gunzip_close(struct gunzip *gunzip)
{
    if (gunzip != NULL && gunzip->is_inflating)
        inflateEnd(&gunzip->stream);
}
