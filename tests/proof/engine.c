/*
 * SQLite's steps, with a count before each.  The linker puts these in front of the calls of the
 * program itself (--wrap); what SQLite then asks of the system is counted in files.c.
 */
#include <string.h>

#include <sqlite3.h>

#include "tests/proof/calls.h"
#include "tests/proof/trace.h"

/* What the next questions for the error are answered with; 0 when SQLite may answer itself. */
static int pretended;

static int code_of(enum fault fault)
{
    return fault == FAULT_FULL ? SQLITE_FULL : fault == FAULT_BUSY ? SQLITE_BUSY : SQLITE_IOERR;
}

static int leave(enum fault fault, int code)
{
    call_leave(fault, 0);
    pretended = fault == FAULT_LOST ? SQLITE_IOERR : 0;
    return fault == FAULT_LOST ? SQLITE_IOERR : code;
}

static int refuse(enum fault fault)
{
    pretended = code_of(fault);
    return pretended;
}

int __real_sqlite3_step(sqlite3_stmt *statement);
int __wrap_sqlite3_step(sqlite3_stmt *statement);
int __wrap_sqlite3_step(sqlite3_stmt *statement)
{
    enum fault fault = calls_are_watched() ? call_enter(CALL_SQL, sqlite3_sql(statement)) : 0;

    return fault_refuses(fault) ? refuse(fault) : leave(fault, __real_sqlite3_step(statement));
}

typedef int row_function(void *context, int count, char **cells, char **names);

int __real_sqlite3_exec(sqlite3 *handle, const char *sql, row_function *row, void *context,
                        char **text);
int __wrap_sqlite3_exec(sqlite3 *handle, const char *sql, row_function *row, void *context,
                        char **text);
int __wrap_sqlite3_exec(sqlite3 *handle, const char *sql, row_function *row, void *context,
                        char **text)
{
    enum fault fault = call_enter(CALL_SQL, sql);
    int code;

    if (fault_refuses(fault))
        return refuse(fault);
    code = __real_sqlite3_exec(handle, sql, row, context, text);
    if (code == SQLITE_OK && strcmp(sql, "COMMIT") == 0)
        trace_commit(sqlite3_db_filename(handle, "main"));
    return leave(fault, code);
}

int __real_sqlite3_extended_errcode(sqlite3 *handle);
int __wrap_sqlite3_extended_errcode(sqlite3 *handle);
int __wrap_sqlite3_extended_errcode(sqlite3 *handle)
{
    return pretended != 0 ? pretended : __real_sqlite3_extended_errcode(handle);
}

const char *__real_sqlite3_errmsg(sqlite3 *handle);
const char *__wrap_sqlite3_errmsg(sqlite3 *handle);
const char *__wrap_sqlite3_errmsg(sqlite3 *handle)
{
    return pretended != 0 ? "made to fail" : __real_sqlite3_errmsg(handle);
}
