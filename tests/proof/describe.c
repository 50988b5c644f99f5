/* A world as a text: its databases, and its other files.  describe_landing.c tells what landed. */
#include "tests/proof/describe.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "batch/audit.h"
#include "batch/ledger.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/database.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/file.h"
#include "tests/proof/describe_landing.h"

/* What of a table is not compared, and why. */
struct apart {
    const char *database, *table;
    const char *columns; /* between spaces; NULL: the whole table */
    const char *where;   /* the rows that are compared; NULL: all */
};

#define OF_WHAT_IS_LOADED                                                                          \
    "attempt = (SELECT loaded_attempt FROM batch b WHERE b.batch = apart.batch)"

static const struct apart aparts[] = {
    /* How often a batch was tried differs by nature.  Which of two windows found a record new
     * depends on which was loaded first; the sum of them does not, see counts. */
    {"store", "nhip_batch", " lan inserted updated unchanged stale ", NULL},
    {"ledger", "batch", " attempt loaded_attempt ", NULL},
    /* The history of attempts; of those that are loaded, counts tells. */
    {"ledger", "attempt", NULL, NULL},
    {"ledger", "event", NULL, NULL},
    {"ledger", "lease", NULL, NULL},    /* see counts */
    {"ledger", "last_run", NULL, NULL}, /* how long the last run took and how it ended */
    /* Its rows have the machine's time; whether it is whole is told by check_audit. */
    {"ledger", "audit", NULL, NULL},
    {"ledger", "quarantine", " number attempt ", OF_WHAT_IS_LOADED},
    {"ledger", "drift", " attempt ", OF_WHAT_IS_LOADED},
    {"ledger", "signature", " attempt landed ", OF_WHAT_IS_LOADED},
};

/* What is told besides the tables. */
static const struct question {
    const char *database, *name, *sql;
} counts[] = {
    {"store", "kept", "SELECT batch, inserted + updated + unchanged + stale FROM nhip_batch"},
    {"ledger", "lease", "SELECT source FROM lease ORDER BY 1"},
    {"ledger", "loaded", "SELECT batch, count(*) FROM attempt WHERE state = 'loaded' GROUP BY 1"},
    {"ledger", "purged",
     "SELECT batch, number, purged_at FROM attempt WHERE purged_at IS NOT NULL ORDER BY 1, 2"},
    {"ledger", "tally",
     "SELECT batch, received, filtered, quarantined, inserted + updated + unchanged + stale"
     " FROM attempt JOIN batch b USING (batch)"
     " WHERE number = b.loaded_attempt ORDER BY 1"},
};

/* Each gives a row for what must not be; the ledger is the main database, the store is s. */
static const struct question laws[] = {
    {"ledger", "an attempt was left open",
     "SELECT batch, number, state FROM attempt WHERE state NOT IN ('loaded', 'failed')"},
    {"ledger", "ledger and store do not agree on a batch",
     "SELECT b.batch FROM batch b JOIN attempt a ON a.batch = b.batch"
     " AND a.number = b.loaded_attempt LEFT JOIN s.nhip_batch n ON n.batch = b.batch"
     " AND n.lan = b.loaded_attempt AND n.received = a.received AND n.filtered = a.filtered"
     " AND n.quarantined = a.quarantined AND n.inserted + n.updated + n.unchanged + n.stale ="
     " a.inserted + a.updated + a.unchanged + a.stale"
     " WHERE b.state = 'loaded' AND n.batch IS NULL"},
    {"ledger", "the store has a batch that the ledger has not loaded",
     "SELECT n.batch FROM s.nhip_batch n LEFT JOIN batch b ON b.batch = n.batch"
     " AND b.state = 'loaded' WHERE b.batch IS NULL"},
    {"ledger", "the store does not conserve",
     "SELECT batch FROM s.nhip_batch WHERE received != inserted + updated + unchanged + stale +"
     " filtered + quarantined"},
    {"ledger", "the last event of a batch tells another state",
     "SELECT batch, state, (SELECT state FROM event e WHERE e.batch = b.batch AND"
     " e.state != 'purged' ORDER BY number DESC LIMIT 1) AS told FROM batch b"
     " WHERE state IS NOT told"},
    /* There may be fewer, after a purge. */
    {"ledger", "more was refused than the tally has",
     "SELECT b.batch FROM batch b JOIN attempt a ON a.batch = b.batch"
     " AND a.number = b.loaded_attempt WHERE a.quarantined < (SELECT count(*) FROM quarantine q"
     " WHERE q.batch = b.batch AND q.attempt = a.number)"},
    /* It looks at all that is attached. */
    {"ledger", "a database is damaged",
     "SELECT * FROM pragma_quick_check WHERE quick_check != 'ok'"},
};

/* Files whose content is told elsewhere, or of which only the name is compared. */
static const struct {
    const char *beginning;
    bool is_named;
} other_files[] = {
    {"state/landing", false},
    {"state/store.db", false}, /* and what SQLite has beside it while it needs that */
    {"state/ledger.db", false},
    {"state/locks/", true},   /* inside stands which process held it last */
    {"state/metrics/", true}, /* times and durations of the last run */
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static int tell_rows(struct database *database, const char *name, const char *sql,
                     struct buffer *text, struct error *err)
{
    struct statement *statement = database_prepare(database, sql, err);
    int got, i;

    if (statement == NULL)
        return -1;
    while ((got = statement_next(statement, err)) == 1) {
        buffer_text(text, name);
        for (i = 0; i < statement_width(statement); i++) {
            const char *value = statement_text(statement, i);

            buffer_print(text, "|%s", value != NULL ? value : "(null)");
        }
        buffer_byte(text, '\n');
    }
    return got;
}

static const struct apart *find_apart(const char *database, const char *table)
{
    size_t i;

    for (i = 0; i < COUNT(aparts); i++)
        if (strcmp(aparts[i].database, database) == 0 && strcmp(aparts[i].table, table) == 0)
            return &aparts[i];
    return NULL;
}

/* The columns to be told, in "SELECT ..., ... FROM table ORDER BY 1, 2, ..."; NULL on failure. */
static const char *selection(struct database *database, const char *table,
                             const struct apart *apart, struct arena *arena, struct error *err)
{
    const char *columns = "", *order = "";
    struct statement *statement =
        database_prepare(database, "SELECT name FROM pragma_table_info(?1)", err);
    int count = 0, got;

    if (statement == NULL)
        return NULL;
    statement_bind_string(statement, 1, table);
    while ((got = statement_next(statement, err)) == 1) {
        const char *name = statement_text(statement, 0);

        if (apart != NULL && strstr(apart->columns, arena_print(arena, " %s ", name)) != NULL)
            continue;
        columns = arena_print(arena, "%s%s\"%s\"", columns, count == 0 ? "" : ", ", name);
        order = arena_print(arena, "%s%s%d", order, count == 0 ? "" : ", ", count + 1);
        count++;
    }
    return got < 0 ? NULL
                   : arena_print(arena, "SELECT %s FROM \"%s\" AS apart WHERE %s ORDER BY %s",
                                 columns, table,
                                 apart != NULL && apart->where != NULL ? apart->where : "1", order);
}

static int tell_tables(struct database *database, const char *name, struct arena *arena,
                       struct buffer *text, struct error *err)
{
    struct statement *statement =
        database_prepare(database,
                         "SELECT name FROM sqlite_master WHERE type = 'table'"
                         " AND name NOT LIKE 'sqlite%' ORDER BY name",
                         err);
    int got;

    if (statement == NULL)
        return -1;
    while ((got = statement_next(statement, err)) == 1) {
        const char *table = arena_text(arena, statement_text(statement, 0));
        const struct apart *apart = find_apart(name, table);
        const char *sql;

        if (apart != NULL && apart->columns == NULL)
            continue;
        sql = selection(database, table, apart, arena, err);
        if (sql == NULL ||
            tell_rows(database, arena_print(arena, "%s.%s", name, table), sql, text, err) != 0)
            return -1;
    }
    return got;
}

static int tell_questions(struct database *database, const char *name, struct buffer *text,
                          struct error *err)
{
    size_t i;

    for (i = 0; i < COUNT(counts); i++)
        if (strcmp(counts[i].database, name) == 0 &&
            tell_rows(database, counts[i].name, counts[i].sql, text, err) != 0)
            return -1;
    return 0;
}

static int tell_laws(struct database *ledger, const char *store, struct arena *arena,
                     struct buffer *text, struct error *err)
{
    size_t i;

    if (database_run(ledger, arena_print(arena, "ATTACH '%s' AS s", store), err) != 0)
        return -1;
    for (i = 0; i < COUNT(laws); i++)
        if (tell_rows(ledger, arena_print(arena, "BROKEN: %s", laws[i].name), laws[i].sql, text,
                      err) != 0)
            return -1;
    return 0;
}

static int tell_audit(const char *path, struct arena *arena, struct buffer *text, struct error *err)
{
    struct ledger *ledger = ledger_open(path, true, arena, err);
    struct audit_head head;

    if (ledger == NULL)
        return -1;
    if (audit_verify(ledger, NULL, &head, err) != 0)
        buffer_print(text, "BROKEN: the audit: %s\n", err->text);
    ledger_close(ledger);
    return 0;
}

static int tell_database(const char *world, const char *name, struct arena *arena,
                         struct buffer *text, struct error *err)
{
    const char *path = arena_print(arena, "%s/state/%s.db", world, name);
    const char *store = arena_print(arena, "%s/state/store.db", world);
    struct database *database;
    int status;

    if (!file_is_present(path))
        return 0;
    database = database_open(path, false, err);
    if (database == NULL)
        return -1;
    status = tell_tables(database, name, arena, text, err);
    if (status == 0)
        status = tell_questions(database, name, text, err);
    if (status == 0 && strcmp(name, "ledger") == 0)
        status = tell_audit(path, arena, text, err);
    if (status == 0 && strcmp(name, "ledger") == 0 && file_is_present(store))
        status = tell_laws(database, store, arena, text, err);
    database_close(database);
    return status;
}

static int tell_file(const char *world, const char *path, struct arena *arena, struct buffer *text,
                     struct error *err)
{
    struct buffer bytes = {0};
    struct digest *digest;
    char hash[DIGEST_TEXT_SIZE];
    size_t i;

    for (i = 0; i < COUNT(other_files); i++)
        if (strncmp(path, other_files[i].beginning, strlen(other_files[i].beginning)) == 0) {
            if (other_files[i].is_named)
                buffer_print(text, "file|%s\n", path);
            return 0;
        }
    if (file_read(path_join(arena, world, path), (size_t)1 << 30, &bytes, err) != 0)
        return -1;
    digest = digest_new();
    digest_update(digest, buffer_string(&bytes), bytes.size);
    digest_format(digest, hash);
    digest_free(digest);
    buffer_print(text, "file|%s|%zu|%s\n", path, bytes.size, hash);
    buffer_free(&bytes);
    return 0;
}

static int by_name(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name);
}

/* All files below the folder, hidden ones too. */
static int tell_files(const char *world, const char *below, struct arena *arena,
                      struct buffer *text, struct error *err)
{
    struct dirent **entries;
    int count = scandir(path_join(arena, world, below), &entries, NULL, by_name);
    int status = 0, i;

    for (i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        const char *path = path_join(arena, below, name);
        struct stat kind;

        if (status != 0 || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
            continue;
        if (lstat(path_join(arena, world, path), &kind) == 0 && S_ISDIR(kind.st_mode))
            status = tell_files(world, path, arena, text, err);
        else
            status = tell_file(world, path, arena, text, err);
    }
    for (i = 0; i < count; i++)
        free(entries[i]);
    if (count >= 0)
        free(entries);
    return status;
}

int describe(const char *world, struct buffer *text, struct error *err)
{
    struct arena *arena = arena_new();
    int status = tell_files(world, "state", arena, text, err);

    if (status == 0)
        status = tell_files(world, "drop", arena, text, err);
    if (status == 0)
        status = tell_database(world, "store", arena, text, err);
    if (status == 0)
        status = tell_database(world, "ledger", arena, text, err);
    if (status == 0)
        status = describe_landing(world, arena, text, err);
    arena_free(arena);
    return status;
}

static size_t line_length(const char *text)
{
    return strcspn(text, "\n");
}

const char *describe_difference(const char *wanted, const char *got)
{
    static char line[600];

    while (*wanted != '\0' || *got != '\0') {
        size_t length = line_length(wanted);

        if (length != line_length(got) || strncmp(wanted, got, length) != 0) {
            snprintf(line, sizeof line, "- %.*s\n  + %.*s", (int)(length < 280 ? length : 280),
                     wanted, (int)(line_length(got) < 280 ? line_length(got) : 280), got);
            return line;
        }
        wanted += length + (wanted[length] != '\0');
        got += length + (got[length] != '\0');
    }
    return NULL;
}
