/* SELECTs over the ledger, each with the columns that it shows. */
#include "batch/listing.h"

#include "batch/ledger.h"
#include "batch/ledger_tables.h"
#include "batch/listing_inside.h"
#include "core/arena.h"
#include "core/database.h"
#include "core/error.h"
#include "core/instant.h"

static const char *show_cell(struct statement *statement, int column, enum type type,
                             struct arena *arena)
{
    char time[INSTANT_TEXT_SIZE];

    if (statement_text(statement, column) == NULL)
        return NULL;
    if (type != TYPE_DATETIME)
        return arena_text(arena, statement_text(statement, column));
    instant_format(statement_integer(statement, column), VIETNAM_OFFSET_SECONDS, time);
    return arena_text(arena, time);
}

static void add_row(struct table *table, struct statement *statement)
{
    const char **row = table_add(table);
    size_t i;

    for (i = 0; i < table->column_count; i++)
        row[i] = show_cell(statement, (int)i, table->columns[i].type, table->arena);
}

struct table *listing_make(struct ledger *ledger, const struct listing *listing,
                           const char *const *parameters, struct arena *arena, struct error *err)
{
    struct table *table = table_new(listing->name, listing->columns, listing->column_count, arena);
    struct statement *statement = database_prepare(ledger_database(ledger), listing->sql, err);
    int got, i;

    if (statement == NULL)
        return NULL;
    for (i = 0; i < statement_parameters(statement); i++)
        statement_bind_string(statement, i + 1, parameters[i]);
    while ((got = statement_next(statement, err)) == 1)
        add_row(table, statement);
    return got == 0 ? table : NULL;
}

#define TALLY_COLUMNS                                                                              \
    COUNT_COLUMN("received"), COUNT_COLUMN("inserted"), COUNT_COLUMN("updated"),                   \
        COUNT_COLUMN("unchanged"), COUNT_COLUMN("stale"), COUNT_COLUMN("filtered"),                \
        COUNT_COLUMN("quarantined")
#define TALLY_SQL                                                                                  \
    "a.received, a.inserted, a.updated, a.unchanged, a.stale, a.filtered, a.quarantined"

static const struct column batch_columns[] = {
    {.name = "batch", .is_key = true},
    {.name = "state"},
    TIME_COLUMN("since"),
    TIME_COLUMN("until"),
    COUNT_COLUMN("attempt"),
    TIME_COLUMN("loaded_at"),
    TALLY_COLUMNS,
};

#define BATCH_SQL                                                                                  \
    "SELECT b.batch, b.state, b.since, b.until, b.attempt, b.loaded_at, " TALLY_SQL                \
    " FROM batch b LEFT JOIN attempt a ON a.batch = b.batch AND a.number = b.loaded_attempt"

struct table *listing_batches(struct ledger *ledger, const char *source, struct arena *arena,
                              struct error *err)
{
    static const struct listing listing = {
        "batches", BATCH_SQL " WHERE ?1 IS NULL OR b.source = ?1 ORDER BY b.source, b.since",
        batch_columns, sizeof batch_columns / sizeof batch_columns[0]};

    return listing_make(ledger, &listing, &source, arena, err);
}

struct table *listing_batch(struct ledger *ledger, const char *batch, struct arena *arena,
                            struct error *err)
{
    static const struct listing listing = {"batch", BATCH_SQL " WHERE b.batch = ?1", batch_columns,
                                           sizeof batch_columns / sizeof batch_columns[0]};

    return listing_make(ledger, &listing, &batch, arena, err);
}

struct table *listing_attempts(struct ledger *ledger, const char *batch, struct arena *arena,
                               struct error *err)
{
    static const struct column columns[] = {
        COUNT_COLUMN("attempt"),  {.name = "state"},        TIME_COLUMN("started_at"),
        TIME_COLUMN("ended_at"),  {.name = "host"},         COUNT_COLUMN("process"),
        {.name = "actor"},        {.name = "reason"},       COUNT_COLUMN("documents"),
        COUNT_COLUMN("bytes"),    COUNT_COLUMN("declared"), TALLY_COLUMNS,
        TIME_COLUMN("purged_at"), {.name = "kind"},         {.name = "error"},
    };
    static const struct listing listing = {
        "attempts",
        "SELECT a.number, a.state, a.started_at, a.ended_at, a.host, a.process,"
        " a.actor, a.reason, a.documents,"
        " a.bytes, a.declared, " TALLY_SQL ", a.purged_at, a.error_kind, a.error"
        " FROM attempt a WHERE a.batch = ?1 ORDER BY a.number",
        columns, sizeof columns / sizeof columns[0]};

    return listing_make(ledger, &listing, &batch, arena, err);
}

struct table *listing_events(struct ledger *ledger, const char *batch, struct arena *arena,
                             struct error *err)
{
    static const struct column columns[] = {
        TIME_COLUMN("at"), COUNT_COLUMN("attempt"), {.name = "state"},
        {.name = "kind"},  {.name = "note"},        {.name = "reason"},
        {.name = "actor"}, {.name = "host"},        COUNT_COLUMN("process"),
    };
    static const struct listing listing = {
        "events",
        "SELECT at, attempt, state, error_kind, note, reason, actor, host, process FROM event"
        " WHERE batch = ?1 ORDER BY number",
        columns, sizeof columns / sizeof columns[0]};

    return listing_make(ledger, &listing, &batch, arena, err);
}

struct table *listing_drift(struct ledger *ledger, const char *batch, struct arena *arena,
                            struct error *err)
{
    static const struct column columns[] = {{.name = "mapping"},
                                            {.name = "kind"},
                                            {.name = "name"},
                                            {.name = "value"},
                                            COUNT_COLUMN("count")};
    static const struct listing listing = {
        "drift",
        "SELECT d.mapping, d.kind, d.name, nullif(d.value, ''), d.count FROM drift d"
        " JOIN batch b ON b.batch = d.batch AND d.attempt =" TELLING_ATTEMPT(
            "drift") " WHERE d.batch = ?1 ORDER BY d.mapping, d.kind, d.name, d.value",
        columns, sizeof columns / sizeof columns[0]};

    return listing_make(ledger, &listing, &batch, arena, err);
}

struct table *listing_signatures(struct ledger *ledger, const char *batch, struct arena *arena,
                                 struct error *err)
{
    static const struct column columns[] = {
        {.name = "document"}, {.name = "signature"}, {.name = "signer"}, {.name = "reason"}};
    static const struct listing listing = {
        "signatures",
        "SELECT s.document, s.state, s.signer, s.reason FROM signature s"
        " JOIN batch b ON b.batch = s.batch AND s.attempt =" TELLING_ATTEMPT(
            "signature") " WHERE s.batch = ?1 ORDER BY s.landed, s.document",
        columns, sizeof columns / sizeof columns[0]};

    return listing_make(ledger, &listing, &batch, arena, err);
}

struct table *listing_all_drift(struct ledger *ledger, const char *source, struct arena *arena,
                                struct error *err)
{
    static const struct column columns[] = {
        {.name = "source"}, {.name = "mapping"},   {.name = "kind"},       {.name = "name"},
        {.name = "value"},  COUNT_COLUMN("count"), {.name = "first_batch"}};
    /* Beside min(), SQLite takes the other columns from the row that has the least. */
    static const struct listing listing = {
        "drift",
        "SELECT source, mapping, kind, name, value, count, batch FROM"
        " (SELECT b.source, d.mapping, d.kind, d.name, nullif(d.value, '') AS value,"
        "  sum(d.count) AS count, b.batch, min(b.since) FROM drift d"
        "  JOIN batch b ON b.batch = d.batch AND b.loaded_attempt = d.attempt"
        "  WHERE ?1 IS NULL OR b.source = ?1"
        "  GROUP BY b.source, d.mapping, d.kind, d.name, d.value)"
        " ORDER BY source, mapping, kind, name, value",
        columns, sizeof columns / sizeof columns[0]};

    return listing_make(ledger, &listing, &source, arena, err);
}
