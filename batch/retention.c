/* Ages and sizes from the configuration. */
#include "batch/retention.h"

#include <stddef.h>

#include "core/instant.h"

const struct option retention_options[] = {
    {"landing", OPTION_SPAN, offsetof(struct retention, landing),
     .help = "how long what has landed is kept; without it for ever"},
    {"landing_size", OPTION_SIZE, offsetof(struct retention, landing_size),
     .help = "how much of a source may lie in the landing before what was replaced goes"},
    {"quarantine", OPTION_SPAN, offsetof(struct retention, quarantine),
     .help = "how long refusals are kept; without it for ever"},
    {0}};

int64_t retention_cut(struct span span)
{
    if (span.seconds == 0 && span.months == 0)
        return INT64_MIN;
    return instant_add(clock_now(), span, -1, VIETNAM_OFFSET_SECONDS);
}
