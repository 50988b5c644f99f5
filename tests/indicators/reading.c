/* Files of a test's own, and what is said of them. */
#include "tests/indicators/reading.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/instant.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

void reading_begin(struct reading *reading)
{
    *reading = (struct reading){.arena = arena_new()};
    reading->folder = scratch_make(reading->arena);
    reading->problems.arena = reading->arena;
}

void reading_end(struct reading *reading)
{
    scratch_remove(reading->folder);
    arena_free(reading->arena);
}

const char *reading_file(struct reading *reading, const char *text)
{
    return scratch_write(reading->folder, "file.yaml", text, strlen(text), reading->arena);
}

const char *reading_problems(struct reading *reading)
{
    const struct problem *problem;
    struct buffer text = {0};
    const char *kept;

    for (problem = reading->problems.first; problem != NULL; problem = problem->next)
        buffer_print(&text, "%d:%d: %s\n", problem->line, problem->column, problem->text);
    kept = arena_text(reading->arena, buffer_string(&text));
    buffer_free(&text);
    return kept;
}

int64_t moment(const char *text)
{
    struct error err;
    int64_t instant = 0;

    CHECK_DONE(instant_parse(text, VIETNAM_OFFSET_SECONDS, &instant, &err), &err);
    return instant;
}
