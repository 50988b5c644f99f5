/* A plan as people and programs see it. */
#include "batch/deployment.h"
#include "batch/plan.h"
#include "core/arena.h"
#include "core/instant.h"
#include "core/table.h"

struct table *plan_table(const struct due *first, struct arena *arena)
{
    static const struct column columns[] = {
        {.name = "batch", .is_key = true},
        {.name = "since"},
        {.name = "until"},
        {.name = "step"},
        {.name = "why"},
    };
    struct table *table = table_new("plan", columns, sizeof columns / sizeof columns[0], arena);
    char since[INSTANT_TEXT_SIZE], until[INSTANT_TEXT_SIZE];

    for (; first != NULL; first = first->next) {
        const char **row = table_add(table);

        instant_format(first->window.since, first->config->offset_seconds, since);
        instant_format(first->window.until, first->config->offset_seconds, until);
        row[0] = first->batch;
        row[1] = arena_text(arena, since);
        row[2] = arena_text(arena, until);
        row[3] = first->obstacle != NULL ? "none"
                 : first->is_loaded      ? "reload"
                 : first->is_landed      ? "load"
                                         : "fetch";
        row[4] = first->obstacle == NULL
                     ? first->reason
                     : arena_print(arena, "%s, but %s", first->reason, first->obstacle);
    }
    return table;
}
