/* gzip for tests, by zlib. */
#include "tests/support/squeeze.h"

#include <zlib.h>

#include "core/buffer.h"
#include "tests/support/check.h"

void squeeze(const void *bytes, size_t size, struct buffer *squeezed)
{
    z_stream stream = {0};
    size_t room;

    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY),
                     Z_OK);
    room = deflateBound(&stream, size);
    stream.next_in = (unsigned char *)(uintptr_t)bytes;
    stream.avail_in = (unsigned)size;
    stream.next_out = (unsigned char *)buffer_reserve(squeezed, room);
    stream.avail_out = (unsigned)room;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    squeezed->size += room - stream.avail_out;
    squeezed->data[squeezed->size] = '\0';
    deflateEnd(&stream);
}
