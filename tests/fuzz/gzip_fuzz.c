/* Any bytes as gzip or not: the same in any pieces; what was squeezed comes back, cut it does not.
 */
#include <string.h>

#include "core/arena.h"
#include "core/gzip.h"
#include "core/reader.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/events.h"
#include "tests/support/squeeze.h"

static void expand(const void *bytes, size_t size, size_t step, struct fuzz_outcome *outcome)
{
    struct arena *arena = arena_new();
    struct reader *below = drip_reader(reader_from_memory(bytes, size, arena), step, arena);

    memset(outcome, 0, sizeof *outcome);
    fuzz_drain(gzip_reader(below, arena), outcome);
    arena_free(arena);
}

static int note(void *context, const char *bytes, size_t size, struct error *err)
{
    struct fuzz_outcome *outcome = context;

    (void)err;
    buffer_append(&outcome->given, bytes, size);
    return 0;
}

/* The same the other way round: the bytes are fed. */
static void feed(const uint8_t *bytes, size_t size, size_t step, struct fuzz_outcome *outcome)
{
    struct arena *arena = arena_new();
    struct gunzip *gunzip = gunzip_open(note, outcome, arena);
    size_t i;

    memset(outcome, 0, sizeof *outcome);
    for (i = 0; i < size && outcome->status == 0; i += step)
        outcome->status = gunzip_feed(gunzip, (const char *)bytes + i,
                                      size - i < step ? size - i : step, &outcome->err);
    if (outcome->status == 0)
        outcome->status = gunzip_end(gunzip, &outcome->err);
    gunzip_close(gunzip);
    arena_free(arena);
}

static void expand_in_steps(const uint8_t *bytes, size_t size)
{
    struct fuzz_outcome whole, pieces, fed, fed_pieces;

    expand(bytes, size, size + 1, &whole);
    expand(bytes, size, 1, &pieces);
    feed(bytes, size, size + 1, &fed);
    feed(bytes, size, 3, &fed_pieces);
    fuzz_same("gzip", &whole, &pieces);
    fuzz_same("gzip, fed", &fed, &fed_pieces);
    /* The words for what follows the end are not the same. */
    fuzz_alike("gzip, read and fed", &whole, &fed);
    buffer_free(&whole.given);
    buffer_free(&pieces.given);
    buffer_free(&fed.given);
    buffer_free(&fed_pieces.given);
}

/* The first byte says where the squeezed bytes are cut; two bytes are needed to be gzip at all. */
static void squeeze_and_expand(const uint8_t *bytes, size_t size)
{
    struct fuzz_outcome whole, cut;
    struct buffer squeezed = {0};

    squeeze(bytes, size, &squeezed);
    expand(squeezed.data, squeezed.size, 7, &whole);
    require(whole.status == 0, "gzip: %s", whole.err.text);
    require(whole.given.size == size && (size == 0 || memcmp(whole.given.data, bytes, size) == 0),
            "what was squeezed is not what came back");
    expand(squeezed.data, 2 + (size > 0 ? bytes[0] : 0) % (squeezed.size - 2), 5, &cut);
    require(cut.status < 0, "cut gzip is accepted");
    require(cut.given.size <= size &&
                (cut.given.size == 0 || memcmp(cut.given.data, bytes, cut.given.size) == 0),
            "cut gzip gives other bytes");
    buffer_free(&squeezed);
    buffer_free(&whole.given);
    buffer_free(&cut.given);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    expand_in_steps(bytes, size);
    squeeze_and_expand(bytes, size);
    return 0;
}
