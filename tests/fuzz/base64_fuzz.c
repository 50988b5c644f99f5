/* Any bytes as base64: the same in any pieces; what is written so comes back, blanks or not. */
#include <string.h>

#include "core/arena.h"
#include "core/base64.h"
#include "core/reader.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/events.h"

static void decode(const void *bytes, size_t size, size_t step, struct fuzz_outcome *outcome)
{
    struct arena *arena = arena_new();
    struct reader *below = drip_reader(reader_from_memory(bytes, size, arena), step, arena);

    memset(outcome, 0, sizeof *outcome);
    fuzz_drain(base64_reader(below, arena), outcome);
    arena_free(arena);
}

/* How much is given of a damaged text may depend on the pieces. */
static void decode_in_steps(const uint8_t *bytes, size_t size)
{
    struct fuzz_outcome whole, pieces;

    decode(bytes, size, size + 1, &whole);
    decode(bytes, size, 1, &pieces);
    fuzz_alike("base64", &whole, &pieces);
    buffer_free(&whole.given);
    buffer_free(&pieces.given);
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
