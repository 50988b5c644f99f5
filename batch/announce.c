/* Metrics and notices, in turn. */
#include "batch/announce.h"

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/lock.h"
#include "batch/metrics.h"
#include "batch/notify.h"
#include "core/arena.h"
#include "core/error.h"
#include "core/file.h"
#include "core/instant.h"
#include "core/log.h"
#include "core/pulse.h"

enum { PATIENCE_SECONDS = 30 };

/* Waits until no other process announces; -1 when that takes too long. */
static int wait_for_turn(const struct notify *notify, struct error *err)
{
    struct pulse patience = {
        .is_stopping = notify->pulse == NULL ? NULL : notify->pulse->is_stopping,
        .ends_at = clock_steady() + PATIENCE_SECONDS * (int64_t)MICROSECONDS_PER_SECOND,
        .ends_why = "another process has been announcing for half a minute"};

    return lock_turn(notify->deployment->locks, "announcing", &patience, err);
}

static void tell(const struct notify *notify, void (*tell_people)(const struct notify *))
{
    struct error err;
    int lock = wait_for_turn(notify, &err);

    if (lock < 0) {
        log_event(LOG_WARNING, NULL, NULL, "no metrics and no notices: %s", err.text);
        return;
    }
    if (metrics_write(notify->deployment, notify->ledger, notify->arena, &err) != 0)
        log_event(LOG_WARNING, NULL, NULL, "no metrics: %s", err.text);
    if (pulse_check(notify->pulse, &err) == 0)
        tell_people(notify);
    lock_close(lock);
}

void announce_end(const struct deployment *deployment, struct ledger *ledger,
                  const struct ending *ending, struct pulse *pulse, struct arena *arena)
{
    struct notify notify = {deployment, ledger, pulse, arena};
    struct error err;

    if (ledger == NULL && file_is_present(deployment->ledger))
        notify.ledger = ledger_open(deployment->ledger, false, arena, &err);
    if (notify.ledger == NULL)
        return;
    if (last_run_note(notify.ledger, "", &ending->since, ending->own, ending->worst, &err) != 0)
        log_event(LOG_WARNING, NULL, NULL, "the end of the run is not noted: %s", err.text);
    tell(&notify, notify_after_run);
    if (ledger == NULL)
        ledger_close(notify.ledger);
}

int announce_loss(const struct deployment *deployment, struct ledger *ledger, const char *source,
                  enum error_kind kind, struct error *err)
{
    const struct beginning now = beginning_now();
    struct notify notify = {.deployment = deployment, .ledger = ledger};

    if (last_run_note(ledger, source, &now, kind, kind, err) != 0)
        return -1;
    notify.arena = arena_new();
    tell(&notify, notify_after_run);
    arena_free(notify.arena);
    return 0;
}

void announce_staleness(const struct deployment *deployment, struct ledger *ledger,
                        struct arena *arena)
{
    const struct notify notify = {deployment, ledger, NULL, arena};

    tell(&notify, notify_of_staleness);
}
