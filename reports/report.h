/*
 * Reports: figures rendered for people or machines, one function a format over a stdio stream.
 *
 * To add a format: write one function and name it in the table in report.c.
 */
#ifndef REPORTS_REPORT_H
#define REPORTS_REPORT_H

#include <stdio.h>

struct table;

struct report_format {
    const char *name, *suffix;
    /* Writes the whole table; the caller looks at ferror. */
    void (*write)(const struct table *table, FILE *stream);
};

/* "text": aligned columns, Vietnamese letters counted as one place however they are composed,
 * numbers at the right, "-" where there is no value, control characters as blanks.
 * "csv": RFC 4180 with a header line, UTF-8, empty where there is no value.  A text that a
 * spreadsheet would run as a formula (it begins with = + - @, tab or return and is no number) gets
 * an apostrophe in front, and so does such a part of it behind a semicolon or line break;
 * control characters but tabs and line breaks are blanks.  Machines that need the exact text read
 * JSON.
 * "json": an array of objects, one a line, numbers as numbers with all their digits. */
extern const struct report_format report_formats[]; /* ends with a NULL name */
const struct report_format *report_format_find(const char *name);

#endif
