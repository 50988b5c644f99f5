/* Cutting time into windows. */
#include "batch/windows.h"

#include <stdlib.h>

#include "batch/deployment.h"
#include "connectors/connector.h"
#include "core/arena.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/table.h"

bool source_is_calendar(const struct source_config *config)
{
    return config->source->connector->list == NULL && !config->is_snapshot;
}

/* How the ids of the source's windows are written. */
static const char *window_form(const struct source_config *config)
{
    if (config->every.months != 0)
        return civil_from_instant(config->start, config->offset_seconds).day == 1 ? "yyyy-MM"
                                                                                  : "yyyy-MM-dd";
    if (config->every.seconds % SECONDS_PER_DAY == 0)
        return "yyyy-MM-dd";
    return config->every.seconds % 3600 == 0 ? "yyyy-MM-ddTHH" : "yyyy-MM-ddTHHmm";
}

int64_t window_since(const struct source_config *config, int64_t start, int number)
{
    return instant_add(start, config->every, number, config->offset_seconds);
}

int windows_ripe(const struct source_config *config, int64_t now)
{
    int count = 0;

    while ((config->until == 0 || window_since(config, config->start, count) < config->until) &&
           instant_add(window_since(config, config->start, count + 1), config->not_before, 1,
                       config->offset_seconds) <= now)
        count++;
    return count;
}

struct window window_find(const struct source_config *config, int number, struct arena *arena)
{
    struct window window = {.since = window_since(config, config->start, number),
                            .until = window_since(config, config->start, number + 1)};

    window.id = instant_print(arena, window_form(config), window.since, config->offset_seconds);
    return window;
}

struct window *windows_offered(const struct source_config *config, const char *spool, size_t *count,
                               struct arena *arena, struct error *err)
{
    static const struct column columns[] = {{.name = "id"}, {.name = "time"}};
    struct table *offered = table_new("offered", columns, 2, arena);
    struct window none = {.id = ""}, *windows;
    size_t i;

    if (source_list(source_for_batch(config->source, &none, spool, arena), offered, err) != 0) {
        error_within(err, "%s", config->name);
        return NULL;
    }
    windows = arena_array(arena, offered->row_count, sizeof *windows);
    for (i = 0; i < offered->row_count; i++) {
        windows[i].id = table_cell(offered, i, 0);
        windows[i].since = strtoll(table_cell(offered, i, 1), NULL, 10);
        windows[i].until = windows[i].since;
    }
    *count = offered->row_count;
    return windows;
}

static int64_t snapshot_start(const struct source_config *config)
{
    static const struct civil anchor = {.year = 2000, .month = 1, .day = 3}; /* a Monday */

    return config->start != 0 ? config->start : instant_from_civil(&anchor, config->offset_seconds);
}

int snapshot_number(const struct source_config *config, int64_t now)
{
    const int64_t start = snapshot_start(config);
    int number = 0;

    while (window_since(config, start, number + 1) <= now)
        number++;
    return number;
}

const char *snapshot_id(const struct source_config *config, int number, struct arena *arena)
{
    return instant_print(arena, window_form(config),
                         window_since(config, snapshot_start(config), number),
                         config->offset_seconds);
}
