/* Questions about refusals, and dropping them. */
#include "batch/quarantine.h"

#include "batch/actor.h"
#include "batch/ledger.h"
#include "batch/listing_inside.h"
#include "core/database.h"
#include "core/error.h"
#include "core/instant.h"

/* The parameters of every question here: what filter_texts gives. */
#define FILTER                                                                                     \
    " (?1 IS NULL OR q.source = ?1) AND (?2 IS NULL OR q.batch = ?2)"                              \
    " AND (?3 IS NULL OR q.mapping = ?3) AND (?4 IS NULL OR q.field = ?4)"                         \
    " AND (?5 IS NULL OR q.rule = ?5)"
#define LISTED                                                                                     \
    " FROM telling_refusal q WHERE" FILTER " AND (?6 IS NOT NULL OR q.dropped_at IS NULL)"

enum { FILTER_COUNT = 6 };

static void filter_texts(const struct refusal_filter *filter, const char *texts[FILTER_COUNT])
{
    texts[0] = filter->source;
    texts[1] = filter->batch;
    texts[2] = filter->mapping;
    texts[3] = filter->field;
    texts[4] = filter->rule;
    texts[5] = filter->has_dropped ? "dropped" : NULL;
}

static struct table *list(struct ledger *ledger, const struct listing *listing,
                          const struct refusal_filter *filter, struct arena *arena,
                          struct error *err)
{
    const char *texts[FILTER_COUNT];

    filter_texts(filter, texts);
    return listing_make(ledger, listing, texts, arena, err);
}

struct table *quarantine_list(struct ledger *ledger, const struct refusal_filter *filter,
                              struct arena *arena, struct error *err)
{
    static const struct column columns[] = {
        {.name = "number", .type = TYPE_INTEGER, .is_key = true},
        {.name = "batch"},
        {.name = "mapping"},
        {.name = "document"},
        COUNT_COLUMN("position"),
        COUNT_COLUMN("line"),
        {.name = "field"},
        {.name = "value"},
        {.name = "rule"},
        TIME_COLUMN("since"),
        {.name = "dropped"},
        {.name = "reason"},
    };
    static const struct listing listing = LISTING(
        "quarantine",
        "SELECT q.number, q.batch, q.mapping, q.document, nullif(q.position, 0), nullif(q.line, 0),"
        " q.field, q.value, q.rule, q.first_at, q.drop_reason, q.reason" LISTED
        " ORDER BY q.number",
        columns);

    return list(ledger, &listing, filter, arena, err);
}

struct table *quarantine_sum(struct ledger *ledger, const struct refusal_filter *filter,
                             struct arena *arena, struct error *err)
{
    static const struct column columns[] = {
        {.name = "source"},    {.name = "mapping"},  {.name = "field"},     {.name = "rule"},
        COUNT_COLUMN("count"), TIME_COLUMN("since"), TIME_COLUMN("latest"), COUNT_COLUMN("example"),
    };
    static const struct listing listing = LISTING(
        "quarantine",
        "SELECT q.source, q.mapping, q.field, q.rule, count(*), min(q.first_at), max(q.first_at),"
        " min(q.number)" LISTED " GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 1, 2, 3, 4",
        columns);

    return list(ledger, &listing, filter, arena, err);
}

/* What has become of a refusal: who has its number from an earlier list should not take it for open
 * when it is not.  The same one, refused by a later attempt, has a number of its own. */
#define STATE                                                                                      \
    " CASE WHEN q.dropped_at IS NOT NULL THEN 'dropped'"                                           \
    " WHEN EXISTS (SELECT 1 FROM open_refusal o WHERE o.number = q.number) THEN 'open'"            \
    " ELSE coalesce((SELECT 'refused again as ' || max(t.number) FROM telling_refusal t"           \
    " WHERE t.batch = q.batch AND t.mapping IS q.mapping AND t.rule IS q.rule"                     \
    " AND t.field IS q.field"                                                                      \
    " AND coalesce(t.key = q.key, t.document = q.document AND t.position = q.position)),"          \
    " CASE WHEN b.loaded_attempt > q.attempt THEN"                                                 \
    " 'mended: attempt ' || b.loaded_attempt || ' does not refuse it'"                             \
    " ELSE 'set aside: a later attempt has failed otherwise' END) END"

struct table *quarantine_find(struct ledger *ledger, const char *number, struct arena *arena,
                              struct error *err)
{
    static const struct column columns[] = {
        COUNT_COLUMN("number"),    {.name = "state"},         {.name = "source"},
        {.name = "batch"},         COUNT_COLUMN("attempt"),   {.name = "mapping"},
        {.name = "document"},      COUNT_COLUMN("position"),  COUNT_COLUMN("line"),
        {.name = "key"},           {.name = "field"},         {.name = "value"},
        {.name = "rule"},          {.name = "reason"},        TIME_COLUMN("since"),
        TIME_COLUMN("refused_at"), TIME_COLUMN("dropped_at"), {.name = "dropped_by"},
        {.name = "drop_reason"},
    };
    static const struct listing listing = LISTING(
        "refusal",
        "SELECT q.number," STATE ", q.source, q.batch, q.attempt, q.mapping, q.document,"
        " nullif(q.position, 0), nullif(q.line, 0), q.key, q.field, q.value, q.rule, q.reason,"
        " q.first_at, q.at, q.dropped_at, q.dropped_by, q.drop_reason"
        " FROM quarantine q LEFT JOIN batch b ON b.batch = q.batch WHERE q.number = ?1",
        columns);

    return listing_make(ledger, &listing, &number, arena, err);
}

struct table *quarantine_export(struct ledger *ledger, const struct refusal_filter *filter,
                                struct arena *arena, struct error *err)
{
    static const struct column columns[] = {
        {.name = "number"},          {.name = "batch"},    TIME_COLUMN("window_since"),
        TIME_COLUMN("window_until"), {.name = "document"}, COUNT_COLUMN("position"),
        COUNT_COLUMN("line"),        {.name = "key"},      {.name = "field"},
        {.name = "value"},           {.name = "rule"},     {.name = "reason"},
        TIME_COLUMN("since"),
    };
    static const struct listing listing =
        LISTING("quarantine",
                "SELECT q.number, q.batch, b.since, b.until, q.document, nullif(q.position, 0),"
                " nullif(q.line, 0), q.key, q.field, q.value, q.rule, q.reason, q.first_at"
                " FROM telling_refusal q JOIN batch b ON b.batch = q.batch WHERE" FILTER
                " AND (?6 IS NOT NULL OR q.dropped_at IS NULL) ORDER BY q.number",
                columns);

    return list(ledger, &listing, filter, arena, err);
}

/* Who drops, when and why; from ?7 on. */
static void bind_drop(struct ledger *ledger, struct statement *statement)
{
    statement_bind_integer(statement, 7, clock_now());
    statement_bind_string(statement, 8, ledger_actor(ledger)->name);
    statement_bind_string(statement, 9, ledger_reason(ledger));
}

#define DROP                                                                                       \
    "UPDATE quarantine SET dropped_at = ?7, dropped_by = ?8, drop_reason = ?9 WHERE number IN"     \
    " (SELECT q.number FROM open_refusal q WHERE"

static int run_drop(struct ledger *ledger, struct statement *statement, long *count,
                    struct error *err)
{
    bind_drop(ledger, statement);
    if (statement_run(statement, err) != 0)
        return -1;
    *count = (long)database_changes(ledger_database(ledger));
    return 0;
}

int quarantine_drop(struct ledger *ledger, const char *number, long *count, struct error *err)
{
    struct statement *statement =
        database_prepare(ledger_database(ledger), DROP " q.number = ?1)", err);

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, number);
    return run_drop(ledger, statement, count, err);
}

int quarantine_drop_all(struct ledger *ledger, const struct refusal_filter *filter, long *count,
                        struct error *err)
{
    struct statement *statement = database_prepare(ledger_database(ledger), DROP FILTER ")", err);
    const char *texts[FILTER_COUNT];
    int i;

    if (statement == NULL)
        return -1;
    filter_texts(filter, texts);
    for (i = 0; i < FILTER_COUNT - 1; i++)
        statement_bind_string(statement, i + 1, texts[i]);
    return run_drop(ledger, statement, count, err);
}

const char *quarantine_batch(struct ledger *ledger, const char *number, struct arena *arena,
                             struct error *err)
{
    const struct table *found = quarantine_find(ledger, number, arena, err);

    if (found == NULL)
        return NULL;
    if (found->row_count != 0)
        return table_cell(found, 0, 3);
    error_set(err, ERROR_USAGE, "no refusal number %s; hint: nhip quarantine list has the numbers",
              number);
    return NULL;
}
