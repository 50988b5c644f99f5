/* The SQLite backend: one file, one transaction a batch, and its batch row in the same one. */
#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "core/batch.h"
#include "core/database.h"
#include "core/error.h"
#include "core/file.h"
#include "core/folder.h"
#include "core/instant.h"
#include "core/option.h"
#include "core/record.h"
#include "stores/sqlite_dictionary.h"
#include "stores/sqlite_row.h"
#include "stores/sqlite_table.h"
#include "stores/store.h"

enum { FOLDER_MODE = 0750 };

/* A table that the current or an earlier batch has put into. */
struct open_table {
    const struct schema *schema;
    struct row_table *rows;
    struct open_table *next;
};

struct sqlite_store {
    struct store store;
    /* options */
    const char *name;
    /* state */
    struct query query;
    const char *path;
    struct database *database;
    struct open_table *tables;
    const struct batch *batch; /* NULL outside a transaction */
    bool is_marked;
};

static const struct option sqlite_options[] = {
    {"path", OPTION_TEXT, offsetof(struct sqlite_store, name), false, "store.db",
     .help = "the database file, relative to the deployment's state folder"},
    {0}};

static struct sqlite_store *self(struct store *store)
{
    return (struct sqlite_store *)store;
}

static int make_dictionary(struct database *database, struct error *err)
{
    if (database_begin(database, err) != 0)
        return -1;
    return database_end(database, dictionary_make(database, err), err);
}

/* Where there is a dictionary, opening waits for nobody who writes. */
static int open_for_writing(struct sqlite_store *sqlite, struct error *err)
{
    int is_there;

    if (!sqlite->store.is_trial &&
        folder_make(path_folder(sqlite->store.arena, sqlite->path), FOLDER_MODE, err) != 0)
        return -1;
    sqlite->database = sqlite->store.is_trial ? database_open_temporary(err)
                                              : database_open(sqlite->path, false, err);
    if (sqlite->database == NULL)
        return -1;
    database_watch(sqlite->database, sqlite->store.pulse);
    is_there = dictionary_is_there(sqlite->database, err);
    return is_there == 0 ? make_dictionary(sqlite->database, err) : is_there > 0 ? 0 : -1;
}

static int sqlite_open(struct store *store, struct error *err)
{
    struct sqlite_store *sqlite = self(store);

    sqlite->path = path_join(store->arena, store->folder, sqlite->name);
    store->file = store->is_trial ? NULL : sqlite->path;
    if (!store->is_read_only || store->is_trial)
        return open_for_writing(sqlite, err);
    if (!file_is_present(sqlite->path))
        return error_set(err, ERROR_DATA, "there is no store yet at %s; hint: run 'nhip run' first",
                         sqlite->path);
    sqlite->database = database_open(sqlite->path, true, err);
    return sqlite->database == NULL ? -1 : 0;
}

static int sqlite_prepare(struct store *store, const struct schema *schema, struct error *err)
{
    struct database *database = self(store)->database;
    int result;

    if (database_begin(database, err) != 0)
        return -1;
    result = dictionary_make(database, err);
    if (result == 0)
        result = table_prepare(database, schema, store->arena, err);
    return database_end(database, result, err);
}

static int sqlite_begin(struct store *store, const struct batch *batch, struct error *err)
{
    struct sqlite_store *sqlite = self(store);

    if (database_begin(sqlite->database, err) != 0)
        return -1;
    sqlite->batch = batch;
    return 0;
}

static struct open_table *find_table(struct sqlite_store *sqlite, const struct schema *schema,
                                     struct error *err)
{
    struct open_table *table;

    for (table = sqlite->tables; table != NULL; table = table->next)
        if (table->schema == schema)
            return table;
    table = arena_alloc(sqlite->store.arena, sizeof *table);
    table->schema = schema;
    table->rows = row_table_open(sqlite->database, schema, sqlite->store.arena, err);
    if (table->rows == NULL)
        return NULL;
    table->next = sqlite->tables;
    sqlite->tables = table;
    return table;
}

/* A record is in a snapshot at the snapshot's time, even when its page was fetched before. */
static int64_t seen_at(const struct batch *batch, const struct origin *origin)
{
    if (batch->is_snapshot && batch->fetched_at > origin->fetched_at)
        return batch->fetched_at;
    return origin->fetched_at;
}

static int sqlite_put(struct store *store, const struct record *record, enum outcome *outcome,
                      struct error *err)
{
    struct sqlite_store *sqlite = self(store);
    struct open_table *table = find_table(sqlite, record->schema, err);

    if (table == NULL)
        return -1;
    if (row_put(table->rows, record, seen_at(sqlite->batch, record->origin), outcome, err) != 0)
        return error_within(err, "record %ld", record->position);
    return 0;
}

static int sqlite_mark(struct store *store, struct error *err)
{
    struct sqlite_store *sqlite = self(store);

    if (sqlite->is_marked && database_run(sqlite->database, "RELEASE document", err) != 0)
        return -1;
    sqlite->is_marked = false;
    if (database_run(sqlite->database, "SAVEPOINT document", err) != 0)
        return -1;
    sqlite->is_marked = true;
    return 0;
}

static int sqlite_rewind(struct store *store, struct error *err)
{
    return database_run(self(store)->database, "ROLLBACK TO document", err);
}

static void bind_tally(struct statement *statement, int index, const struct tally *tally)
{
    const long counts[] = {tally->received, tally->inserted, tally->updated,    tally->unchanged,
                           tally->stale,    tally->filtered, tally->quarantined};
    size_t i;

    for (i = 0; i < sizeof counts / sizeof counts[0]; i++)
        statement_bind_integer(statement, index + (int)i, counts[i]);
}

/* An earlier attempt that is loaded after a later one must not take its place. */
static int write_batch_row(struct sqlite_store *sqlite, const struct tally *tally,
                           struct error *err)
{
    const struct batch *batch = sqlite->batch;
    const int64_t times[] = {batch->window.since, batch->window.until, batch->fetched_at,
                             clock_now()};
    char texts[4][INSTANT_TEXT_SIZE];
    struct statement *statement = database_prepare(
        sqlite->database,
        "INSERT INTO nhip_batch (batch, nguon, tu, den, nhan_luc, nap_luc, lan, la_anh_chup,"
        " la_day_du, received, inserted, updated, unchanged, stale, filtered, quarantined)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)"
        " ON CONFLICT (batch) DO UPDATE SET nguon = ?2, tu = ?3, den = ?4, nhan_luc = ?5,"
        " nap_luc = ?6, lan = ?7, la_anh_chup = ?8, la_day_du = ?9, received = ?10,"
        " inserted = ?11, updated = ?12, unchanged = ?13, stale = ?14, filtered = ?15,"
        " quarantined = ?16 WHERE lan <= ?7",
        err);
    int i;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, batch->id);
    statement_bind_string(statement, 2, batch->source);
    for (i = 0; i < 4; i++) {
        instant_format(times[i], VIETNAM_OFFSET_SECONDS, texts[i]);
        statement_bind_string(statement, 3 + i, texts[i]);
    }
    statement_bind_integer(statement, 7, batch->attempt);
    statement_bind_integer(statement, 8, batch->is_snapshot);
    statement_bind_integer(statement, 9, batch->is_snapshot && tally->quarantined == 0);
    bind_tally(statement, 10, tally);
    return statement_run(statement, err);
}

static int mark_deleted(struct sqlite_store *sqlite, struct arena *arena, struct error *err)
{
    const char **names;
    size_t count, i;

    if (dictionary_tables(sqlite->database, arena, &names, &count, err) != 0)
        return -1;
    for (i = 0; i < count; i++)
        if (rows_mark_deleted(sqlite->database, names[i], sqlite->batch->source, err) != 0)
            return -1;
    return 0;
}

static int settle_snapshot(struct sqlite_store *sqlite, struct error *err)
{
    struct arena *arena;
    int result;

    if (!sqlite->batch->is_snapshot)
        return 0;
    arena = arena_new();
    result = mark_deleted(sqlite, arena, err);
    arena_free(arena);
    return result;
}

static int sqlite_commit(struct store *store, const struct tally *tally, struct error *err)
{
    struct sqlite_store *sqlite = self(store);

    if (!tally_is_balanced(tally))
        return error_set(err, ERROR_BUG,
                         "batch %s: %ld records were received, but what became of them does not "
                         "add up to that",
                         sqlite->batch->id, tally->received);
    if ((sqlite->batch->id != NULL && write_batch_row(sqlite, tally, err) != 0) ||
        settle_snapshot(sqlite, err) != 0 || database_commit(sqlite->database, err) != 0)
        return -1;
    sqlite->batch = NULL;
    sqlite->is_marked = false;
    return 0;
}

static void sqlite_rollback(struct store *store)
{
    struct sqlite_store *sqlite = self(store);

    if (sqlite->database != NULL)
        database_rollback(sqlite->database);
    sqlite->batch = NULL;
    sqlite->is_marked = false;
}

static int sqlite_loaded(struct store *store, const char *batch, int *attempt, struct error *err)
{
    struct statement *statement =
        database_prepare(self(store)->database, "SELECT lan FROM nhip_batch WHERE batch = ?1", err);
    int got;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, batch);
    got = statement_next(statement, err);
    if (got < 0)
        return -1;
    *attempt = got == 0 ? 0 : (int)statement_integer(statement, 0);
    statement_reset(statement);
    return 0;
}

static int sqlite_replace(struct store *store, const struct table *table, struct error *err)
{
    struct database *database = self(store)->database;

    if (database_begin(database, err) != 0)
        return -1;
    return database_end(database, table_replace(database, table, err), err);
}

static int sqlite_become(struct store *store, struct store *trial, struct error *err)
{
    return database_become(self(store)->database, self(trial)->database, err);
}

static int answer(struct statement *statement,
                  int (*row)(void *context, const char *const *cells, size_t count,
                             struct error *err),
                  void *context, struct error *err)
{
    int width = statement_width(statement);
    struct arena *arena = arena_new();
    const char **cells = arena_array(arena, (size_t)width, sizeof *cells);
    int got, i;

    while ((got = statement_next(statement, err)) == 1) {
        for (i = 0; i < width; i++)
            cells[i] = statement_text(statement, i);
        if (row(context, cells, (size_t)width, err) != 0) {
            got = -1;
            break;
        }
    }
    arena_free(arena);
    return got;
}

/* The text is not kept prepared: questions are many and seldom asked twice. */
static int
sqlite_ask(struct query *query, const char *sql, const char *const *parameters, size_t count,
           int (*row)(void *context, const char *const *cells, size_t count, struct error *err),
           void *context, struct error *err)
{
    char *base = (char *)query - offsetof(struct sqlite_store, query);
    struct database *database = ((struct sqlite_store *)(void *)base)->database;
    struct statement *statement = database_prepare(database, sql, err);
    size_t i;
    int result;

    if (statement == NULL)
        return -1;
    for (i = 0; i < count && (int)i < statement_parameters(statement); i++)
        statement_bind_string(statement, (int)i + 1, parameters[i]);
    result = statement_is_question(statement)
                 ? answer(statement, row, context, err)
                 : error_set(err, ERROR_CONFIG, "only a SELECT can be asked of the store");
    statement_drop(statement);
    return result;
}

static struct query *sqlite_query(struct store *store)
{
    struct sqlite_store *sqlite = self(store);

    sqlite->query.run = sqlite_ask;
    return &sqlite->query;
}

static void sqlite_close(struct store *store)
{
    struct sqlite_store *sqlite = self(store);

    sqlite_rollback(store);
    for (; sqlite->tables != NULL; sqlite->tables = sqlite->tables->next)
        row_table_close(sqlite->tables->rows);
    database_close(sqlite->database);
    sqlite->database = NULL;
}

const struct backend backend_sqlite = {
    .name = "sqlite",
    .summary = "one SQLite file on this machine",
    .options = sqlite_options,
    .size = sizeof(struct sqlite_store),
    .open = sqlite_open,
    .prepare = sqlite_prepare,
    .begin = sqlite_begin,
    .put = sqlite_put,
    .mark = sqlite_mark,
    .rewind = sqlite_rewind,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .loaded = sqlite_loaded,
    .replace = sqlite_replace,
    .become = sqlite_become,
    .query = sqlite_query,
    .close = sqlite_close,
};
