/* SQLite: opening with the settings we rely on, a statement cache, and its failures in our kinds.
 */
#include "core/database.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "core/error.h"
#include "core/pulse.h"

enum {
    PATIENCE_MILLISECONDS = 10000,
    REST_OF_PATIENCE_MILLISECONDS = 500,
    SAVED_BYTES_IN_MEMORY = 4194304,
    FILE_MODE = 0640
};

/* So many of SQLite's steps, or pages, take some milliseconds. */
enum { STEPS_BETWEEN_QUESTIONS = 50000, PAGES_BETWEEN_QUESTIONS = 1000 };

struct statement {
    struct database *database;
    sqlite3_stmt *handle;
    struct statement *next;
};

struct database {
    sqlite3 *handle;
    char *path;
    struct statement *statements;
    struct pulse *pulse; /* NULL: nobody is asked */
    struct error stop;   /* what the pulse said when it ended a statement */
};

static void *take_memory(size_t size)
{
    void *memory = calloc(1, size);

    if (memory == NULL)
        error_out_of_memory();
    return memory;
}

/* SQLITE_ERROR is what SQL written by people gives: names that do not exist, sums that overflow. */
static enum error_kind kind_of(int code)
{
    switch (code & 0xff) {
    case SQLITE_ERROR:
    case SQLITE_RANGE:
        return ERROR_CONFIG;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERROR_LATER;
    case SQLITE_CONSTRAINT:
        return code == SQLITE_CONSTRAINT_DATATYPE ? ERROR_DATA : ERROR_BUG;
    case SQLITE_NOMEM:
        error_out_of_memory();
    default:
        return ERROR_IO;
    }
}

/* The file is no database any more, or not all of one. */
static bool is_damaged(int code)
{
    return (code & 0xff) == SQLITE_NOTADB || (code & 0xff) == SQLITE_CORRUPT;
}

static int fail(const struct database *database, struct error *err)
{
    int code = sqlite3_extended_errcode(database->handle);

    /* Who has waited for a lock in vain does not wait as long again for what comes next. */
    if (kind_of(code) == ERROR_LATER)
        sqlite3_busy_timeout(database->handle, REST_OF_PATIENCE_MILLISECONDS);
    if (code == SQLITE_INTERRUPT) {
        *err = database->stop;
        return error_within(err, "%s", database->path);
    }
    return error_set(
        err, kind_of(code), "%s: %s%s", database->path, sqlite3_errmsg(database->handle),
        is_damaged(code) ? "; hint: docs/administration.md, 'When something is lost'" : "");
}

/* SQLite would give a new file mode 0644.  An existing file is not opened here: closing it again
 * would drop the locks that another connection of this process holds on it. */
static int create_file(const char *path, struct error *err)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);

    if (descriptor >= 0)
        close(descriptor);
    else if (errno != EEXIST)
        return error_set(err, ERROR_IO, "%s: cannot be created: %s", path, strerror(errno));
    return 0;
}

static int configure(struct database *database, bool is_read_only, struct error *err)
{
    /* 16 MiB of cache: with SQLite's own 2 MiB, scattered keys are written again and again. */
    static const char common[] =
        "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -16384;";
    static const char writing[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                  "PRAGMA journal_size_limit = 67108864;";

    if (database_run(database, common, err) != 0)
        return -1;
    if (!is_read_only)
        return database_run(database, writing, err);
    /* Asks the file something, so that one that is no database is told now and not later. */
    return database_run(database, "PRAGMA schema_version;", err);
}

static int open_handle(struct database *database, bool is_read_only, struct error *err)
{
    int flags = is_read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

    /* Nobody asks SQLite how much memory it has, and counting takes a lock at each allocation.
     * What a savepoint keeps of the pages of a night goes into a file only when it is more than
     * usual.  Once SQLite is in use it does not listen any more. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, SAVED_BYTES_IN_MEMORY);
    if (sqlite3_open_v2(database->path, &database->handle, flags | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK) {
        if (database->handle == NULL)
            error_out_of_memory();
        return fail(database, err);
    }
    sqlite3_extended_result_codes(database->handle, 1);
    sqlite3_busy_timeout(database->handle, PATIENCE_MILLISECONDS);
    return configure(database, is_read_only, err);
}

static struct database *open_path(const char *path, bool is_read_only, struct error *err)
{
    struct database *database = take_memory(sizeof *database);

    database->path = take_memory(strlen(path) + 1);
    memcpy(database->path, path, strlen(path));
    if (open_handle(database, is_read_only, err) == 0)
        return database;
    database_close(database);
    return NULL;
}

struct database *database_open(const char *path, bool is_read_only, struct error *err)
{
    if (!is_read_only && create_file(path, err) != 0)
        return NULL;
    return open_path(path, is_read_only, err);
}

struct database *database_open_temporary(struct error *err)
{
    /* SQLite's word for a temporary file without a name, which messages should have nevertheless.
     */
    static const char name[] = "the temporary database";
    struct database *database = open_path("", false, err);

    if (database == NULL)
        return NULL;
    free(database->path);
    database->path = take_memory(sizeof name);
    memcpy(database->path, name, sizeof name);
    return database;
}

/* SQLite reads the variable once, when it begins. */
void database_keep_temporary(const char *folder)
{
    setenv("SQLITE_TMPDIR", folder, 1);
}

static int ask_pulse(void *context)
{
    struct database *database = context;

    return pulse_check_amid(database->pulse, &database->stop);
}

void database_watch(struct database *database, struct pulse *pulse)
{
    database->pulse = pulse;
    sqlite3_progress_handler(database->handle, STEPS_BETWEEN_QUESTIONS,
                             pulse != NULL ? ask_pulse : NULL, database);
}

static void release(struct statement *statement)
{
    sqlite3_finalize(statement->handle);
    free(statement);
}

void database_close(struct database *database)
{
    struct statement *statement;

    if (database == NULL)
        return;
    while ((statement = database->statements) != NULL) {
        database->statements = statement->next;
        release(statement);
    }
    sqlite3_close(database->handle);
    free(database->path);
    free(database);
}

int database_run(struct database *database, const char *sql, struct error *err)
{
    if (sqlite3_exec(database->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        return fail(database, err);
    return 0;
}

int database_begin(struct database *database, struct error *err)
{
    if (database_run(database, "BEGIN IMMEDIATE", err) != 0)
        return -1;
    sqlite3_busy_timeout(database->handle, PATIENCE_MILLISECONDS);
    return 0;
}

int database_commit(struct database *database, struct error *err)
{
    return database_run(database, "COMMIT", err);
}

void database_rollback(struct database *database)
{
    struct error ignored;

    if (sqlite3_get_autocommit(database->handle) == 0)
        database_run(database, "ROLLBACK", &ignored);
}

int database_end(struct database *database, int result, struct error *err)
{
    if (result == 0 && database_commit(database, err) == 0)
        return 0;
    database_rollback(database);
    return -1;
}

/* Copies some pages: 1, 0 at the end, -1 when the pulse says so or SQLite does, which tells at the
 * end only. */
static int copy_pages(struct database *database, sqlite3_backup *copy, struct error *err)
{
    int code = sqlite3_backup_step(copy, PAGES_BETWEEN_QUESTIONS);

    if (code == SQLITE_OK)
        return pulse_check_amid(database->pulse, err) == 0 ? 1 : -1;
    return code == SQLITE_DONE ? 0 : -1;
}

/* SQLite takes back what was copied of a copy that is finished before its end. */
int database_become(struct database *database, struct database *other, struct error *err)
{
    sqlite3_backup *copy = sqlite3_backup_init(database->handle, "main", other->handle, "main");
    int got;

    if (copy == NULL)
        return fail(database, err);
    while ((got = copy_pages(database, copy, err)) == 1)
        continue;
    return sqlite3_backup_finish(copy) == SQLITE_OK ? got : fail(database, err);
}

int64_t database_changes(struct database *database)
{
    return sqlite3_changes64(database->handle);
}

static struct statement *find_statement(struct database *database, const char *sql)
{
    struct statement *statement;

    for (statement = database->statements; statement != NULL; statement = statement->next)
        if (strcmp(sqlite3_sql(statement->handle), sql) == 0)
            return statement;
    return NULL;
}

/* Compiles the one statement that the text may hold. */
static sqlite3_stmt *compile(struct database *database, const char *sql, struct error *err)
{
    sqlite3_stmt *handle = NULL;
    const char *rest;

    if (sqlite3_prepare_v3(database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, &rest) !=
        SQLITE_OK) {
        fail(database, err);
        return NULL;
    }
    rest += strspn(rest, " \t\r\n;");
    if (handle != NULL && *rest == '\0')
        return handle;
    sqlite3_finalize(handle);
    error_set(err, ERROR_CONFIG, "%s: exactly one SQL statement was expected", database->path);
    return NULL;
}

struct statement *database_prepare(struct database *database, const char *sql, struct error *err)
{
    struct statement *statement = find_statement(database, sql);
    sqlite3_stmt *handle;

    if (statement != NULL) {
        statement_reset(statement);
        return statement;
    }
    handle = compile(database, sql, err);
    if (handle == NULL)
        return NULL;
    statement = take_memory(sizeof *statement);
    statement->database = database;
    statement->handle = handle;
    statement->next = database->statements;
    database->statements = statement;
    return statement;
}

void statement_drop(struct statement *statement)
{
    struct statement **place = &statement->database->statements;

    while (*place != statement)
        place = &(*place)->next;
    *place = statement->next;
    release(statement);
}

bool statement_is_question(const struct statement *statement)
{
    return sqlite3_stmt_readonly(statement->handle) != 0 &&
           sqlite3_column_count(statement->handle) > 0;
}

int statement_parameters(const struct statement *statement)
{
    return sqlite3_bind_parameter_count(statement->handle);
}

static void check_bound(int code)
{
    if (code == SQLITE_NOMEM)
        error_out_of_memory();
    assert(code == SQLITE_OK);
}

void statement_bind_text(struct statement *statement, int index, const char *text, size_t size)
{
    if (text == NULL)
        check_bound(sqlite3_bind_null(statement->handle, index));
    else
        check_bound(
            sqlite3_bind_text64(statement->handle, index, text, size, SQLITE_STATIC, SQLITE_UTF8));
}

void statement_bind_string(struct statement *statement, int index, const char *text)
{
    statement_bind_text(statement, index, text, text == NULL ? 0 : strlen(text));
}

void statement_bind_integer(struct statement *statement, int index, int64_t number)
{
    check_bound(sqlite3_bind_int64(statement->handle, index, number));
}

int statement_next(struct statement *statement, struct error *err)
{
    int code = sqlite3_step(statement->handle);

    if (code == SQLITE_ROW)
        return 1;
    if (code != SQLITE_DONE)
        fail(statement->database, err);
    sqlite3_reset(statement->handle);
    return code == SQLITE_DONE ? 0 : -1;
}

int statement_run(struct statement *statement, struct error *err)
{
    int got;

    while ((got = statement_next(statement, err)) == 1)
        continue;
    return got;
}

const char *statement_text(struct statement *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement->handle, column);

    /* NULL is no value, or no memory to write a number down. */
    if (text == NULL && sqlite3_errcode(statement->database->handle) == SQLITE_NOMEM)
        error_out_of_memory();
    return text;
}

int64_t statement_integer(struct statement *statement, int column)
{
    return sqlite3_column_int64(statement->handle, column);
}

int statement_width(struct statement *statement)
{
    return sqlite3_column_count(statement->handle);
}

void statement_reset(struct statement *statement)
{
    sqlite3_reset(statement->handle);
    sqlite3_clear_bindings(statement->handle);
}

int statement_ask(struct statement *statement, int64_t *number, struct error *err)
{
    int got = statement_next(statement, err);

    if (got == 1)
        *number = statement_integer(statement, 0);
    statement_reset(statement);
    return got;
}
