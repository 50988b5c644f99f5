/*
 * SQLite, behind the few verbs that the store and the ledger need.  The only file that knows it.
 *
 * Databases open with WAL, foreign keys on, synchronous FULL and a busy timeout.  Failures name the
 * file and give SQLite's words.  They are ERROR_IO (a full disk says so), except: SQL that SQLite
 * refuses is ERROR_CONFIG, for it is written by people; a file that another process kept locked
 * longer than the timeout of ten seconds is ERROR_LATER (what comes next waits for half a second
 * only, until something could be begun again), and so is a statement that was told to end; a value
 * that does not fit its column's type is ERROR_DATA; a constraint that is broken otherwise is
 * ERROR_BUG, for what we write should obey our own.
 */
#ifndef CORE_DATABASE_H
#define CORE_DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct pulse;

struct database;
struct statement;

/* Opens or creates (mode 0640 less umask); a read-only one must exist.  NULL on failure. */
struct database *database_open(const char *path, bool is_read_only, struct error *err);

/* A private, empty database that is gone when it is closed, or its process ends.  What its cache
 * does not hold lies in a temporary file without a name.  NULL on failure. */
struct database *database_open_temporary(struct error *err);

/* Says in which folder temporary files lie: those of $TMPDIR may be on a small disk.  To be called
 * before the process opens its first database. */
void database_keep_temporary(const char *folder);

/* Makes the content of a database, tables and all, exactly that of another, in one transaction:
 * readers see the old one until their own transaction ends.  Neither may be in a transaction.  Asks
 * the pulse of the first whether to go on. */
int database_become(struct database *database, struct database *other, struct error *err);

/* From now on long statements ask the pulse whether to go on.  NULL: they ask nobody. */
void database_watch(struct database *database, struct pulse *pulse);

void database_close(struct database *database); /* accepts NULL; finalizes its statements */

/* Runs one or several statements without results. */
int database_run(struct database *database, const char *sql, struct error *err);

/* A transaction that may write.  A commit that fails leaves it open; a rollback outside of one does
 * nothing. */
int database_begin(struct database *database, struct error *err);
int database_commit(struct database *database, struct error *err);
void database_rollback(struct database *database);

/* Commits when the result so far is 0; rolls back and gives -1 when it is not, or when the commit
 * fails. */
int database_end(struct database *database, int result, struct error *err);

/* A prepared statement, owned by the database: the same SQL prepared again gives the cached one,
 * reset and without bindings.  The text must hold exactly one.  NULL on failure. */
struct statement *database_prepare(struct database *database, const char *sql, struct error *err);

/* Forgets a statement that will not be asked for again. */
void statement_drop(struct statement *statement);

/* True when running it gives rows and changes nothing. */
bool statement_is_question(const struct statement *statement);

/* The highest number of a parameter in the text, 0 when it has none. */
int statement_parameters(const struct statement *statement);

/* Parameters count from 1.  A NULL text binds NULL.  Texts must stay until the statement is
 * stepped to its end or reset. */
void statement_bind_text(struct statement *statement, int index, const char *text, size_t size);
void statement_bind_string(struct statement *statement, int index, const char *text);
void statement_bind_integer(struct statement *statement, int index, int64_t number);

/* 1: a row is there; 0: done, and the statement is reset; -1. */
int statement_next(struct statement *statement, struct error *err);

/* For questions with one number as the answer: the first row's first column, 0 for NULL; resets. 1,
 * 0 when there is no row, which leaves *number untouched, or -1. */
int statement_ask(struct statement *statement, int64_t *number, struct error *err);

/* Steps to the end and resets; for statements without rows. */
int statement_run(struct statement *statement, struct error *err);

/* The row's columns, from 0; texts are valid until the next step.  NULL for NULL. */
const char *statement_text(struct statement *statement, int column);
int64_t statement_integer(struct statement *statement, int column);
int statement_width(struct statement *statement);
void statement_reset(struct statement *statement);

/* Rows that the last statement changed. */
int64_t database_changes(struct database *database);

#endif
