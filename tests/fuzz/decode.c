/* Decoders: a document gives the same events however it is cut into pieces. */
#include <string.h>

#include "core/arena.h"
#include "core/format.h"
#include "core/reader.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/events.h"

static void read_in_steps(const char *format, const uint8_t *bytes, size_t size, size_t step,
                          struct fuzz_outcome *outcome)
{
    memset(outcome, 0, sizeof *outcome);
    outcome->status =
        events_of(format, (const char *)bytes, size, step, &outcome->given, &outcome->err);
    if (outcome->status == 0)
        return;
    fuzz_has_reason(&outcome->err);
    require(outcome->err.kind == ERROR_DOCUMENT, "%s: kind %s: %s", format,
            error_kind_name(outcome->err.kind), outcome->err.text);
}

/* A probe must agree with the decoder on whether the document is one. */
static void probe(const char *format, const uint8_t *bytes, size_t size, int status)
{
    struct probe probes[] = {{.path = "*"}, {.path = "*/*"}, {.path = "a/@b"}};
    struct arena *arena = arena_new();
    struct error err;
    struct reader *reader = reader_from_memory(bytes, size, arena);
    int probed = document_probe(format_find(format), reader, probes, 3, arena, &err);

    require((probed == 0) == (status == 0), "%s: a probe says otherwise than the decoder", format);
    require(probed == 0 || (probes[0].text == NULL && probes[0].count == 0),
            "%s: a malformed document answers", format);
    arena_free(arena);
}

void fuzz_decode(const char *format,
                 void (*compare)(const char *what, const struct fuzz_outcome *one,
                                 const struct fuzz_outcome *other),
                 const uint8_t *bytes, size_t size)
{
    static const size_t steps[] = {1, 3, 61};
    struct fuzz_outcome whole, pieces;
    size_t i;

    read_in_steps(format, bytes, size, size + 1, &whole);
    for (i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        read_in_steps(format, bytes, size, steps[i], &pieces);
        compare(format, &whole, &pieces);
        buffer_free(&pieces.given);
    }
    probe(format, bytes, size, whole.status);
    buffer_free(&whole.given);
}
