/* Any text as a path of a mapping: steps that are named, or a reason with its column. */
#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "transforms/path.h"

static void look_at_step(const struct step *step)
{
    size_t i;

    require(step->name == NULL || step->name[0] != '\0', "a step without a name");
    for (i = 0; i < step->filter_count; i++) {
        const struct filter *filter = &step->filters[i];

        require(filter->name != NULL && filter->name[0] != '\0', "a filter without a name");
        require(filter->kind == FILTER_PRESENT || filter->text != NULL, "a filter without a text");
    }
}

static void look_at(const struct path *path)
{
    size_t i, k;

    require(path->count > 0, "a path without branches");
    for (i = 0; i < path->count; i++) {
        require(path->branches[i].ups >= 0, "a branch that climbs %d times", path->branches[i].ups);
        for (k = 0; k < path->branches[i].step_count; k++)
            look_at_step(&path->branches[i].steps[k]);
    }
    require(!path_is_plain(path) || path->count == 1, "a plain path with several branches");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct name_space items[] = {{"t", "urn:t"}, {"soap", "urn:soap"}};
    const struct name_spaces name_spaces = {items, 2, false};
    struct arena *arena = arena_new();
    const char *text = arena_copy(arena, bytes, size);
    struct error err = {0};
    const struct path *path = path_parse(text, &name_spaces, arena, &err);

    if (path != NULL) {
        look_at(path);
    } else {
        /* Configuration is UTF-8; of what is not, the reason need not be either. */
        if (utf8_is_valid(text, strlen(text)))
            fuzz_has_reason(&err);
        require(err.kind == ERROR_CONFIG, "kind %s", error_kind_name(err.kind));
        require(err.line >= 1 && err.line <= (long)size + 1, "column %ld of '%s'", err.line, text);
    }
    arena_free(arena);
    return 0;
}
