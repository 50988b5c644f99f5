/* Decoders: a document gives the same events however it is cut into pieces. */
#include <stdbool.h>
#include <string.h>

#include "core/arena.h"
#include "core/format.h"
#include "core/reader.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/events.h"

struct document {
    const char *format;
    bool is_guessed; /* the separator of CSV is */
    const char *bytes;
    size_t size;
};

static int read_events(const struct document *document, size_t step, struct fuzz_outcome *outcome)
{
    if (document->is_guessed)
        return events_separated('\0', document->bytes, document->size, step, &outcome->given,
                                &outcome->err);
    return events_of(document->format, document->bytes, document->size, step, &outcome->given,
                     &outcome->err);
}

static void read_in_steps(const struct document *document, size_t step,
                          struct fuzz_outcome *outcome)
{
    memset(outcome, 0, sizeof *outcome);
    outcome->status = read_events(document, step, outcome);
    if (outcome->status == 0)
        return;
    fuzz_has_reason(&outcome->err);
    require(outcome->err.kind == ERROR_DOCUMENT, "%s: kind %s: %s", document->format,
            error_kind_name(outcome->err.kind), outcome->err.text);
}

/* A probe must agree with the decoder on whether the document is one. */
static void probe(const struct document *document, int status)
{
    const char *format = document->format;
    struct probe probes[] = {{.path = "*"}, {.path = "*/*"}, {.path = "a/@b"}};
    struct arena *arena = arena_new();
    struct error err;
    struct reader *reader = reader_from_memory(document->bytes, document->size, arena);
    int probed = document_probe(format_find(format), reader, probes, 3, arena, &err);

    require((probed == 0) == (status == 0), "%s: a probe says otherwise than the decoder", format);
    require(probed == 0 || (probes[0].text == NULL && probes[0].count == 0),
            "%s: a malformed document answers", format);
    arena_free(arena);
}

/* The status of the whole document, which must be that of its pieces. */
static int read_both(const struct document *document,
                     void (*compare)(const char *what, const struct fuzz_outcome *one,
                                     const struct fuzz_outcome *other))
{
    static const size_t steps[] = {1, 3, 61};
    struct fuzz_outcome whole, pieces;
    size_t i;

    read_in_steps(document, document->size + 1, &whole);
    for (i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        read_in_steps(document, steps[i], &pieces);
        compare(document->format, &whole, &pieces);
        buffer_free(&pieces.given);
    }
    buffer_free(&whole.given);
    return whole.status;
}

void fuzz_decode(const char *format,
                 void (*compare)(const char *what, const struct fuzz_outcome *one,
                                 const struct fuzz_outcome *other),
                 const uint8_t *bytes, size_t size)
{
    struct document document = {format, false, (const char *)bytes, size};
    int status = read_both(&document, compare);

    document.is_guessed = strcmp(format, "csv") == 0;
    if (document.is_guessed)
        status = read_both(&document, compare);
    probe(&document, status);
}
