/* Any bytes as base64: the same in any pieces; what is written so comes back, blanks or not. */
#include <string.h>

#include "core/arena.h"
#include "core/base64.h"
#include "core/reader.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/events.h"

enum { STEP_MOST = 64 };

static void decode(const void *bytes, size_t size, size_t step, struct fuzz_outcome *outcome)
{
    struct arena *arena = arena_new();
    struct reader *below = drip_reader(reader_from_memory(bytes, size, arena), step, arena);

    memset(outcome, 0, sizeof *outcome);
    fuzz_drain(base64_reader(below, arena), outcome);
    arena_free(arena);
}

/* The same the other way round: the text is fed, up to 64 bytes at a time. */
static void feed(const uint8_t *bytes, size_t size, size_t step, struct fuzz_outcome *outcome)
{
    struct base64 base64 = {0};
    size_t i, plain_size;
    char plain[STEP_MOST];

    memset(outcome, 0, sizeof *outcome);
    for (i = 0; i < size && outcome->status == 0; i += step) {
        plain_size = 0;
        outcome->status =
            base64_feed(&base64, (const char *)bytes + i, size - i < step ? size - i : step, plain,
                        &plain_size, &outcome->err);
        if (outcome->status == 0)
            buffer_append(&outcome->given, plain, plain_size);
    }
    if (outcome->status == 0)
        outcome->status = base64_end(&base64, &outcome->err);
}

/* How much is given of a damaged text may depend on the pieces. */
static void decode_in_steps(const uint8_t *bytes, size_t size)
{
    struct fuzz_outcome whole, pieces, fed, fed_pieces;

    decode(bytes, size, size + 1, &whole);
    decode(bytes, size, 1, &pieces);
    feed(bytes, size, STEP_MOST, &fed);
    feed(bytes, size, 1, &fed_pieces);
    fuzz_alike("base64", &whole, &pieces);
    fuzz_alike("base64, fed", &fed, &fed_pieces);
    fuzz_alike("base64, read and fed", &whole, &fed);
    buffer_free(&whole.given);
    buffer_free(&pieces.given);
    buffer_free(&fed.given);
    buffer_free(&fed_pieces.given);
}

/* Writes a group of up to three bytes, and a blank behind it where the bytes themselves say so. */
static void encode_group(const uint8_t *bytes, size_t left, struct buffer *text)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t bits = (uint32_t)bytes[0] << 16;

    bits |= left > 1 ? (uint32_t)bytes[1] << 8 : 0;
    bits |= left > 2 ? (uint32_t)bytes[2] : 0;
    buffer_byte(text, letters[bits >> 18]);
    buffer_byte(text, letters[bits >> 12 & 63]);
    buffer_byte(text, left > 1 ? letters[bits >> 6 & 63] : '=');
    if (bytes[0] % 4 == 0)
        buffer_byte(text, " \t\r\n"[bytes[0] / 4 % 4]);
    buffer_byte(text, left > 2 ? letters[bits & 63] : '=');
}

static void encode_and_decode(const uint8_t *bytes, size_t size)
{
    struct fuzz_outcome outcome;
    struct buffer text = {0};
    size_t i;

    for (i = 0; i < size; i += 3)
        encode_group(bytes + i, size - i, &text);
    decode(buffer_string(&text), text.size, 5, &outcome);
    require(outcome.status == 0, "base64: %s", outcome.err.text);
    require(outcome.given.size == size &&
                (size == 0 || memcmp(outcome.given.data, bytes, size) == 0),
            "what was written in base64 is not what came back");
    buffer_free(&text);
    buffer_free(&outcome.given);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    decode_in_steps(bytes, size);
    encode_and_decode(bytes, size);
    return 0;
}
