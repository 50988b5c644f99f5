/* From text through base64 and gzip into a decoder. */
#include "transforms/content.h"

#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/format.h"
#include "core/gzip.h"

enum { PIECE_SIZE = 16384 };

static int feed_decoder(void *context, const char *bytes, size_t size, struct error *err)
{
    return decoder_feed(context, bytes, size, err);
}

void content_start(struct content *content, enum decoding decoding, struct decoder *decoder,
                   struct arena *arena)
{
    memset(content, 0, sizeof *content);
    content->decoding = decoding;
    content->decoder = decoder;
    if (decoding == DECODING_TEXT)
        return;
    content->gunzip = gunzip_open(feed_decoder, decoder, arena);
    content->plain = arena_alloc(arena, PIECE_SIZE);
}

/* What stands before a mistake is read whatever piece it comes in: records must not depend on how a
 * document is cut into pieces. */
static int feed_base64(struct content *content, const char *text, size_t size, struct error *err)
{
    struct error mistake;
    size_t plain_size;
    bool is_base64 =
        base64_feed(&content->base64, text, size, content->plain, &plain_size, &mistake) == 0;

    if (gunzip_feed(content->gunzip, content->plain, plain_size, err) != 0)
        return -1;
    if (!is_base64)
        *err = mistake;
    return is_base64 ? 0 : -1;
}

int content_feed(struct content *content, const char *text, size_t size, struct error *err)
{
    if (content->decoding == DECODING_TEXT)
        return decoder_feed(content->decoder, text, size, err);
    while (size > 0) {
        size_t piece = size < PIECE_SIZE ? size : PIECE_SIZE;

        if (feed_base64(content, text, piece, err) != 0)
            return -1;
        text += piece;
        size -= piece;
    }
    return 0;
}

int content_end(struct content *content, struct error *err)
{
    if (content->decoding == DECODING_BASE64 &&
        (base64_end(&content->base64, err) != 0 || gunzip_end(content->gunzip, err) != 0))
        return -1;
    return decoder_end(content->decoder, err);
}

void content_stop(struct content *content)
{
    gunzip_close(content->gunzip);
    content->gunzip = NULL;
}
