/* Any text as an instant, a zone, a span: what is accepted is written and read as the same. */
#include "core/instant.h"

#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/utf8.h"
#include "tests/fuzz/fuzz.h"

static void read_instant(const char *text)
{
    char written[INSTANT_TEXT_SIZE];
    int64_t instant, again;
    struct error err = {0};

    if (instant_parse(text, VIETNAM_OFFSET_SECONDS, &instant, &err) != 0) {
        if (utf8_is_valid(text, strlen(text)))
            fuzz_has_reason(&err);
        return;
    }
    instant_format(instant, VIETNAM_OFFSET_SECONDS, written);
    require(instant_parse(written, VIETNAM_OFFSET_SECONDS, &again, &err) == 0, "%s: %s", written,
            err.text);
    require(again == instant, "'%s' becomes %s", text, written);
}

static void read_span(const char *text)
{
    const int64_t start = INT64_C(1650000000000000);
    struct span span;

    if (span_parse(text, &span) != 0)
        return;
    require((span.seconds == 0) != (span.months == 0), "a span of two kinds: '%s'", text);
    require(instant_add(start, span, 1, VIETNAM_OFFSET_SECONDS) > start, "no way on by '%s'", text);
    require(instant_add(start, span, -1, VIETNAM_OFFSET_SECONDS) < start, "no way back by '%s'",
            text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_new();
    const char *text = arena_copy(arena, bytes, size);
    int offset;

    read_instant(text);
    read_span(text);
    if (zone_parse(text, &offset) == 0)
        require(offset > -SECONDS_PER_DAY && offset < SECONDS_PER_DAY, "zone '%s' is %d s", text,
                offset);
    arena_free(arena);
    return 0;
}
