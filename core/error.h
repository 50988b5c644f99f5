/*
 * What went wrong, in two parts: a kind that names the reaction, and a text that names the thing.
 *
 * Every function that can fail returns 0 or -1 (iterators 1, 0, -1) and fills a struct error when
 * it returns -1.  Whoever finds the mistake classifies it; callers only put context in front.  Only
 * batch/ decides by kind, and the exit status of the program is that of the worst kind of the run.
 */
#ifndef CORE_ERROR_H
#define CORE_ERROR_H

/* The reaction.  Ordered from harmless to grave, so that the worse of two is the greater. */
enum error_kind {
    ERROR_NONE,
    ERROR_RECORD,     /* quarantine this record and carry on */
    ERROR_DOCUMENT,   /* quarantine this document and load the batch without it */
    ERROR_QUARANTINE, /* more was refused than is allowed: fail the batch, look at it */
    ERROR_LATER,      /* locked, throttled or not ripe: try again later */
    ERROR_SOURCE,     /* the far end failed: leave the window due */
    ERROR_DATA,       /* what was given cannot be used as a whole: fail the batch, look at it */
    ERROR_PROTOCOL,   /* the far end speaks otherwise than configured: fail the batch, look at it */
    ERROR_CREDENTIALS, /* the far end refuses us: stop this source */
    ERROR_IO,          /* landing, disk or store failed: roll back */
    ERROR_CONFIG,      /* an operator must edit a file */
    ERROR_USAGE,       /* the command line is wrong */
    ERROR_BUG          /* the program or the machine is broken: stop */
};

struct error {
    enum error_kind kind;
    long line;       /* line of the document or file at fault, 0 when unknown */
    char text[1024]; /* lower case, no full stop; advice only after "hint:" */
};

/* Fills *err with the kind and the formatted text and forgets the line.  Always returns -1. */
int error_set(struct error *err, enum error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, and says at which line (counted from 1) of the document the mistake was found. */
int error_at(struct error *err, enum error_kind kind, long line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Puts "context: " in front of the text and keeps kind and line.  Always returns -1. */
int error_within(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The exit status for a run whose worst kind is this one: sysexits where it has a word for it. */
int error_exit_status(enum error_kind kind);

/* One word for logs, tables and tests: "record", "document", "later", "source", ... */
const char *error_kind_name(enum error_kind kind);

/* Ends the process with status 70 after one line on standard error.  Only for lost memory. */
void error_out_of_memory(void) __attribute__((noreturn));

#endif
