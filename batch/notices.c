/* Asking the ledger what there is to tell. */
#include "batch/notices.h"

#include <string.h>

#include "batch/deployment.h"
#include "batch/freshness.h"
#include "batch/last_run.h"
#include "batch/ledger.h"
#include "batch/notify.h"
#include "core/arena.h"
#include "core/database.h"
#include "core/error.h"

void notices_add(struct notices *notices, const struct notice *notice, struct arena *arena)
{
    struct notice *copy = arena_alloc(arena, sizeof *copy);

    *copy = *notice;
    copy->next = NULL;
    if (notices->first == NULL)
        notices->end = &notices->first;
    *notices->end = copy;
    notices->end = &copy->next;
}

const struct notice *notices_find(const struct notices *notices, const char *source)
{
    const struct notice *notice;

    for (notice = notices->first; notice != NULL; notice = notice->next)
        if (strcmp(notice->source, source) == 0)
            return notice;
    return NULL;
}

const char *notice_title(const struct source_config *config)
{
    return config->title.vi != NULL && config->title.vi[0] != '\0' ? config->title.vi : NULL;
}

/* What is only put off, or loaded but for a part, has not failed. */
static bool is_failure(const char *kind)
{
    static const enum error_kind harmless[] = {ERROR_NONE, ERROR_RECORD, ERROR_DOCUMENT,
                                               ERROR_LATER};
    size_t i;

    for (i = 0; i < sizeof harmless / sizeof harmless[0]; i++)
        if (strcmp(kind, error_kind_name(harmless[i])) == 0)
            return false;
    return true;
}

/* Adds the source's failed batches, the newest first, to the notice. */
static int find_failed(const struct notify *notify, struct notice *notice, struct error *err)
{
    struct statement *statement =
        database_prepare(ledger_database(notify->ledger),
                         "SELECT b.batch, a.error_kind FROM batch b JOIN attempt a"
                         " ON a.batch = b.batch AND a.number = b.attempt"
                         " WHERE b.source = ?1 AND b.state = 'failed' AND a.error_kind IS NOT NULL"
                         " ORDER BY b.since DESC, b.batch",
                         err);
    int got;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, notice->source);
    while ((got = statement_next(statement, err)) == 1) {
        if (!is_failure(statement_text(statement, 1)))
            continue;
        if (notice->what == NULL)
            notice->what = arena_text(notify->arena, statement_text(statement, 1));
        if (notice->batch_count < NOTICE_BATCHES)
            notice->batches[notice->batch_count++] =
                arena_text(notify->arena, statement_text(statement, 0));
        notice->count++;
    }
    return got;
}

/* Adds a notice when the source, or with "" the run as a whole, fails. */
static int add_failure(const struct notify *notify, const char *source, const char *title,
                       struct notices *found, struct error *err)
{
    struct notice notice = {.event = NOTICE_FAILURE, .source = source, .title = title};
    struct last_run run;
    int got = last_run_find(notify->ledger, source, &run, err);

    if (got < 0)
        return -1;
    if (got == 1 && is_failure(run.kind))
        notice.what = arena_text(notify->arena, run.kind);
    if (find_failed(notify, &notice, err) != 0)
        return -1;
    if (notice.what != NULL)
        notices_add(found, &notice, notify->arena);
    return 0;
}

int notices_of_failure(const struct notify *notify, struct notices *found, struct error *err)
{
    const struct deployment *deployment = notify->deployment;
    size_t i;

    for (i = 0; i < deployment->source_count; i++)
        if (add_failure(notify, deployment->sources[i].name, notice_title(&deployment->sources[i]),
                        found, err) != 0)
            return -1;
    return add_failure(notify, "", NULL, found, err);
}

int notices_of_staleness(const struct notify *notify, struct notices *found, struct error *err)
{
    const struct deployment *deployment = notify->deployment;
    size_t i;

    for (i = 0; i < deployment->source_count; i++) {
        const struct source_config *config = &deployment->sources[i];
        struct notice notice = {
            .event = NOTICE_STALENESS, .source = config->name, .title = notice_title(config)};
        struct freshness freshness;

        if (freshness_find(config, notify->ledger, notify->arena, &freshness, err) != 0)
            return -1;
        if (freshness.state == FRESHNESS_FRESH)
            continue;
        notice.what = freshness_names[freshness.state];
        notice.good_until = freshness.good_until;
        notice.lag_seconds = freshness.lag_seconds;
        notice.limit_seconds =
            freshness.state == FRESHNESS_STALE ? freshness.error_seconds : freshness.warn_seconds;
        notices_add(found, &notice, notify->arena);
    }
    return 0;
}

int notices_count_drift(const struct notify *notify, const struct notice *notice, int64_t since,
                        long *count, struct error *err)
{
    struct statement *statement = database_prepare(
        ledger_database(notify->ledger),
        "SELECT count(*) FROM (SELECT min(a.ended_at) AS first FROM batch b"
        " JOIN drift d ON d.batch = b.batch AND d.kind = ?2"
        " JOIN attempt a ON a.batch = d.batch AND a.number = d.attempt AND a.state = 'loaded'"
        " WHERE b.source = ?1 GROUP BY d.mapping, d.name, d.value) WHERE first > ?3",
        err);
    int64_t found = 0;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, notice->source);
    statement_bind_string(statement, 2, notice->what);
    statement_bind_integer(statement, 3, since);
    if (statement_ask(statement, &found, err) < 0)
        return -1;
    *count = (long)found;
    return 0;
}
