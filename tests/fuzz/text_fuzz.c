/* Any bytes as a text: valid UTF-8 is cut at characters and normalised once and for all. */
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/json.h"
#include "core/normal.h"
#include "core/reader.h"
#include "core/utf8.h"
#include "tests/fuzz/fuzz.h"

static void normalise(const char *text, size_t size, struct arena *arena)
{
    const char *normal, *again;
    size_t normal_size = 0, again_size = 0;

    normal = normal_form(text, size, &normal_size, arena);
    if (normal == NULL)
        return;
    require(utf8_is_valid(normal, normal_size), "form C is no UTF-8");
    require(normal[normal_size] == '\0', "form C has no end");
    again = normal_form(normal, normal_size, &again_size, arena);
    require(again != NULL && again_size == normal_size && memcmp(again, normal, again_size) == 0,
            "form C of form C is another text: %s", normal);
    require(!normal_is_plain(text, size) ||
                (normal_size == size && memcmp(normal, text, size) == 0),
            "a plain text is changed: %s", normal);
}

static void cut(const char *text, size_t size)
{
    size_t limit;

    for (limit = 0; limit <= size && limit < 64; limit++) {
        size_t kept = utf8_cut(text, size, limit), tail = utf8_tail(text, size, limit);

        require(kept <= limit && utf8_is_valid(text, kept), "cut to %zu of %zu", kept, limit);
        require(tail <= size && utf8_is_valid(text + tail, size - tail), "the tail from %zu", tail);
    }
}

/* Whatever the bytes are, they can be quoted, and what is quoted is JSON. */
static void quote(const char *text, size_t size, struct arena *arena)
{
    struct buffer line = {0};
    struct error err;
    struct json *json;

    buffer_byte(&line, '[');
    json_quote(&line, text, size);
    buffer_byte(&line, ']');
    json = json_read(reader_from_memory(line.data, line.size, arena), line.size, &err);
    require(json != NULL || memchr(text, '\0', size) != NULL, "%s: %s", buffer_string(&line),
            err.text);
    json_free(json);
    buffer_free(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_new();
    const char *text = arena_copy(arena, bytes, size);

    quote(text, size, arena);
    if (utf8_is_valid(text, size)) {
        normalise(text, size, arena);
        cut(text, size);
    }
    arena_free(arena);
    return 0;
}
