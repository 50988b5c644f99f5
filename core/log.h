/*
 * One line an event on standard error.  Only batch/ and cli/ log; all else returns errors.
 *
 * Text form: "2026-11-21T06:00:01 info    dvcqg@2026-11-20 landed documents=3 bytes=18211", with
 * the source where there is no batch, or nothing.  JSON form has the members time, level, source,
 * batch, message.  Where standard error is the journal's, each line begins with its syslog
 * priority, which the journal takes off: "<6>" stands instead of time and level, or before the
 * JSON.
 */
#ifndef CORE_LOG_H
#define CORE_LOG_H

#include <stdbool.h>

enum log_level { LOG_ERROR = 3, LOG_WARNING = 4, LOG_INFO = 6, LOG_DEBUG = 7 };

/* Lines graver than or as grave as level are written; starts as text and LOG_INFO. */
void log_configure(enum log_level level, bool as_json);

/* source and batch may be NULL.  The message is one line: control characters are written as '?'. */
void log_event(enum log_level level, const char *source, const char *batch, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* What a line of standard error that is no event begins with, so that the journal files it by its
 * level: "<3>" and so on where standard error is the journal's, "" elsewhere. */
const char *log_priority(enum log_level level);

#endif
