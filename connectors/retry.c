/* Exponential back-off with jitter. */
#include "connectors/retry.h"

#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include "core/error.h"
#include "core/instant.h"
#include "core/option.h"
#include "core/pulse.h"

enum { MILLISECONDS = 1000 };

const struct option retry_options[] = {
    {"times", OPTION_NUMBER, offsetof(struct retry_options, times), false, "3", .most = 100,
     .help = "tries after the first when the far end is down or throttles"},
    {"pause_seconds", OPTION_NUMBER, offsetof(struct retry_options, pause_seconds), false, "1",
     .most = 3600, .help = "pause before the second try; doubles each time"},
    {"patience_seconds", OPTION_NUMBER, offsetof(struct retry_options, patience_seconds), false,
     "60", .most = 3600, .help = "longest pause; a far end that asks for more is left for later"},
    {0},
};

/* A number from 0 to most that two sources hardly share: enough to keep them from coming back at
 * the same moment, and no use for anything else. */
static int64_t jitter(int64_t most)
{
    uint64_t mixed = (uint64_t)clock_steady() ^ (uint64_t)getpid() << 32;

    mixed *= UINT64_C(0x9E3779B97F4A7C15);
    return most == 0 ? 0 : (int64_t)((mixed >> 33) % (uint64_t)(most + 1));
}

/* Between half and one and a half of the doubled pause. */
static int64_t pause_milliseconds(const struct retry_options *options, long tries)
{
    int64_t most = (int64_t)options->patience_seconds * MILLISECONDS;
    int64_t pause = (int64_t)options->pause_seconds * MILLISECONDS;

    for (long i = 1; i < tries && pause < most; i++)
        pause *= 2;
    pause = pause / 2 + jitter(pause);
    return pause < most ? pause : most;
}

static bool wait_for(int64_t milliseconds, struct error *err, struct pulse *pulse)
{
    struct error stop;

    if (pulse_wait(pulse, milliseconds, &stop) == 0)
        return true;
    error_set(err, ERROR_LATER, "%s; not tried again: %s", err->text, stop.text);
    return false;
}

bool retry_again(struct retry *retry, const struct retry_options *options, struct error *err,
                 long retry_after_seconds, struct pulse *pulse)
{
    struct error stop;

    retry->tries++;
    if (err->kind != ERROR_SOURCE && err->kind != ERROR_LATER)
        return false;
    /* It has said so already, to whoever was in the midst of the try. */
    if (pulse_check_amid(pulse, &stop) != 0)
        return false;
    if (retry->tries > options->times || retry_after_seconds > options->patience_seconds)
        return false;
    if (retry_after_seconds > 0)
        return wait_for((int64_t)retry_after_seconds * MILLISECONDS, err, pulse);
    return wait_for(pause_milliseconds(options, retry->tries), err, pulse);
}
