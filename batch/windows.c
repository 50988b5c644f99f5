/* Cutting time into windows. */
#include "batch/windows.h"

#include "batch/deployment.h"
#include "connectors/connector.h"
#include "core/instant.h"

bool source_is_calendar(const struct source_config *config)
{
    return config->source->connector->list == NULL && !config->is_snapshot;
}

const char *window_form(const struct source_config *config)
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
