/* Looking at what may end a run. */
#include "core/pulse.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/reader.h"

enum {
    GRACE_MICROSECONDS = 3 * MICROSECONDS_PER_SECOND,
    NAP_MILLISECONDS = 100,
    MICROSECONDS = 1000,
    NANOSECONDS = 1000000
};

/* A signal handler can only set a flag, so that the time is taken by who sees it. */
static bool is_asked(struct pulse *pulse)
{
    if (pulse->is_stopping == NULL || *pulse->is_stopping == 0)
        return false;
    if (pulse->asked_at == 0)
        pulse->asked_at = clock_steady();
    return true;
}

static int beat(struct pulse *pulse, struct error *err)
{
    return pulse->beat == NULL ? 0 : pulse->beat(pulse, err);
}

int pulse_check(struct pulse *pulse, struct error *err)
{
    if (pulse == NULL)
        return 0;
    if (is_asked(pulse))
        return error_set(err, ERROR_LATER, "stopped by a signal");
    if (pulse->ends_at != 0 && clock_steady() >= pulse->ends_at)
        return error_set(err, ERROR_LATER, "%s", pulse->ends_why);
    return beat(pulse, err);
}

int pulse_check_amid(struct pulse *pulse, struct error *err)
{
    if (pulse == NULL)
        return 0;
    if (is_asked(pulse) && clock_steady() - pulse->asked_at >= GRACE_MICROSECONDS)
        return error_set(err, ERROR_LATER, "stopped by a signal in the midst of it");
    return beat(pulse, err);
}

/* Until then, or for one nap when that is shorter. */
static void nap(int64_t until)
{
    int64_t left = (until - clock_steady()) / MICROSECONDS;
    struct timespec pause = {0, 0};

    if (left > NAP_MILLISECONDS)
        left = NAP_MILLISECONDS;
    /* Less than a millisecond is left too: a wait is never shorter than it was asked for. */
    pause.tv_nsec = left > 0 ? (long)left * NANOSECONDS : NANOSECONDS;
    nanosleep(&pause, NULL);
}

int pulse_wait(struct pulse *pulse, int64_t milliseconds, struct error *err)
{
    int64_t until = clock_steady() + milliseconds * MICROSECONDS;

    while (pulse_check(pulse, err) == 0) {
        if (clock_steady() >= until)
            return 0;
        nap(until);
    }
    return -1;
}

struct watched {
    struct reader reader;
    struct reader *below;
    struct pulse *pulse;
};

static ssize_t watched_read(struct reader *reader, void *buffer, size_t size, struct error *err)
{
    struct watched *watched = (struct watched *)reader;

    if (pulse_check_amid(watched->pulse, err) != 0)
        return -1;
    return reader_read(watched->below, buffer, size, err);
}

static ssize_t watched_view(struct reader *reader, void *buffer, size_t size, const char **bytes,
                            struct error *err)
{
    struct watched *watched = (struct watched *)reader;

    if (pulse_check_amid(watched->pulse, err) != 0)
        return -1;
    return reader_view(watched->below, buffer, size, bytes, err);
}

static void watched_close(struct reader *reader)
{
    reader_close(((struct watched *)reader)->below);
}

struct reader *pulse_reader(struct reader *below, struct pulse *pulse, struct arena *arena)
{
    struct watched *watched = arena_alloc(arena, sizeof *watched);

    watched->reader.read = watched_read;
    watched->reader.view = watched_view;
    watched->reader.close = watched_close;
    watched->reader.is_prompt = below->is_prompt;
    watched->below = below;
    watched->pulse = pulse;
    return &watched->reader;
}
