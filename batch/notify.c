/* What is to be told to whom, and that it was. */
#include "batch/notify.h"

#include <inttypes.h>
#include <string.h>

#include "batch/actor.h"
#include "batch/deployment.h"
#include "batch/notice.h"
#include "batch/notices.h"
#include "batch/notified.h"
#include "batch/notify_send.h"
#include "core/arena.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/log.h"
#include "core/table.h"
#include "transforms/transform.h"

/* The letter to one target, as it is put together. */
struct writing {
    const struct notify *notify;
    const struct notify_target *target;
    int64_t now;
    struct notices notices;
};

/* Whether the target may hear of this now; *told_at is when it last did. */
static int may_tell(const struct writing *writing, const struct notice *notice, int64_t *told_at,
                    bool *may, struct error *err)
{
    const struct notify_config *config = &writing->notify->deployment->notify;
    int64_t until;

    *may = false;
    if (!notify_tells(config, notice->event))
        return 0;
    if (notified_find(writing->notify->ledger, writing->target->name, notice, told_at, err) != 0)
        return -1;
    until = instant_add(*told_at, config->every, 1, VIETNAM_OFFSET_SECONDS);
    /* What was told in the future, by a clock that went wrong or --as-of, counts for nothing. */
    *may = *told_at == 0 || *told_at > writing->now || until <= writing->now;
    return 0;
}

static int add_found(struct writing *writing, const struct notices *found, struct error *err)
{
    const struct notice *notice;
    int64_t told_at;
    bool may;

    for (notice = found->first; notice != NULL; notice = notice->next) {
        if (may_tell(writing, notice, &told_at, &may, err) != 0)
            return -1;
        if (may)
            notices_add(&writing->notices, notice, writing->notify->arena);
    }
    return 0;
}

/* Adds the end of what the target was told of and what is not found any more. */
static int add_recoveries(struct writing *writing, enum notice_event event,
                          const struct notices *found, struct error *err)
{
    const struct notify *notify = writing->notify;
    const char *source = NULL;
    int got;

    while ((got = notified_next_open(notify->ledger, writing->target->name, event, &source,
                                     notify->arena, err)) == 1) {
        const struct source_config *config = deployment_source(notify->deployment, source);
        const struct notice notice = {.event = NOTICE_RECOVERY,
                                      .source = source,
                                      .title = config == NULL ? NULL : notice_title(config),
                                      .what = notice_event_names[event]};

        if (notices_find(found, source) == NULL &&
            notify_tells(&notify->deployment->notify, NOTICE_RECOVERY))
            notices_add(&writing->notices, &notice, notify->arena);
    }
    return got;
}

static int add_drift_of(struct writing *writing, const struct source_config *config,
                        const char *kind, struct error *err)
{
    struct notice notice = {
        .event = NOTICE_DRIFT, .source = config->name, .title = notice_title(config), .what = kind};
    int64_t told_at;
    bool may;

    if (may_tell(writing, &notice, &told_at, &may, err) != 0)
        return -1;
    if (!may)
        return 0;
    if (notices_count_drift(writing->notify, &notice, told_at, &notice.count, err) != 0)
        return -1;
    if (notice.count != 0)
        notices_add(&writing->notices, &notice, writing->notify->arena);
    return 0;
}

static int add_drift(struct writing *writing, struct error *err)
{
    const struct deployment *deployment = writing->notify->deployment;
    size_t i;
    int kind;

    for (i = 0; i < deployment->source_count; i++)
        for (kind = 0; drift_names[kind] != NULL; kind++)
            if (add_drift_of(writing, &deployment->sources[i], drift_names[kind], err) != 0)
                return -1;
    return 0;
}

static const char *deployment_title(const struct deployment *deployment)
{
    const char *title = deployment->title.vi;

    return title != NULL && title[0] != '\0' ? title : NULL;
}

/* A letter to the target; its id differs from that of every other. */
static struct letter letter_to(const struct deployment *deployment,
                               const struct notify_target *target, struct arena *arena)
{
    const struct actor actor = actor_find(arena);

    return (struct letter){.id = arena_print(arena, "%" PRId64 ".%ld.%td", clock_real(),
                                             actor.process,
                                             target - notify_targets(&deployment->notify)),
                           .deployment = deployment_title(deployment),
                           .host = actor.host,
                           .at = clock_now()};
}

/* Sends what there is to tell and notes it. */
static void deliver(const struct writing *writing)
{
    const struct notify *notify = writing->notify;
    const char *name = writing->target->name;
    struct letter letter = letter_to(notify->deployment, writing->target, notify->arena);
    struct error err;

    if (writing->notices.first == NULL)
        return;
    letter.notices = writing->notices.first;
    if (notify_send(notify->deployment, writing->target, &letter, notify->pulse, notify->arena,
                    &err) != 0)
        log_event(LOG_WARNING, NULL, NULL, "%s was not told, and will be by the next run: %s", name,
                  err.text);
    else if (notified_note(notify->ledger, name, letter.notices, writing->now, &err) != 0)
        log_event(LOG_WARNING, NULL, NULL, "%s was told, which could not be noted: %s", name,
                  err.text);
    else
        log_event(LOG_INFO, NULL, NULL, "%s was told: %s", name,
                  letter_subject(&letter, notify->arena));
}

/* Writes and delivers all letters; event is what recoveries are from. */
static int tell(const struct notify *notify, enum notice_event event, const struct notices *found,
                struct error *err)
{
    const struct notify_config *config = &notify->deployment->notify;
    size_t i;

    for (i = 0; i < config->targets.count; i++) {
        struct writing writing = {
            .notify = notify, .target = &notify_targets(config)[i], .now = clock_now()};

        if (add_found(&writing, found, err) != 0 ||
            add_recoveries(&writing, event, found, err) != 0 ||
            (event == NOTICE_FAILURE && add_drift(&writing, err) != 0))
            return -1;
        deliver(&writing);
    }
    return 0;
}

static void warn(const struct error *err)
{
    log_event(LOG_WARNING, NULL, NULL, "nobody was told: %s", err->text);
}

void notify_after_run(const struct notify *notify)
{
    struct notices found = {0};
    struct error err;

    if (notify->deployment->notify.targets.count == 0)
        return;
    if (notices_of_failure(notify, &found, &err) != 0 ||
        tell(notify, NOTICE_FAILURE, &found, &err) != 0)
        warn(&err);
}

void notify_of_staleness(const struct notify *notify)
{
    struct notices found = {0};
    struct error err;

    if (notify->deployment->notify.targets.count == 0)
        return;
    if (notices_of_staleness(notify, &found, &err) != 0 ||
        tell(notify, NOTICE_STALENESS, &found, &err) != 0)
        warn(&err);
}

struct table *notify_test(const struct deployment *deployment, struct arena *arena, int *worst)
{
    static const struct column columns[] = {{.name = "target", .is_key = true}, {.name = "result"}};
    struct table *table = table_new("test", columns, 2, arena);
    const struct notify_config *config = &deployment->notify;
    size_t i;

    *worst = ERROR_NONE;
    for (i = 0; i < config->targets.count; i++) {
        const struct notify_target *target = &notify_targets(config)[i];
        struct letter letter = letter_to(deployment, target, arena);
        const char **row = table_add(table);
        struct error err = {.kind = ERROR_NONE, .text = "told"};

        letter.is_test = true;
        notify_send(deployment, target, &letter, NULL, arena, &err);
        row[0] = target->name;
        row[1] = arena_text(arena, err.text);
        if ((int)err.kind > *worst)
            *worst = (int)err.kind;
    }
    return table;
}
