/* The log: one event a line on standard error, as text, for the journal, or as JSON. */
#include "core/log.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buffer.h"
#include "core/instant.h"
#include "core/json.h"
#include "core/utf8.h"

enum { MESSAGE_SIZE = 4096, STREAM_SIZE = 48 };

static struct {
    enum log_level level;
    bool as_json;
} sink = {LOG_INFO, false};

void log_configure(enum log_level level, bool as_json)
{
    sink.level = level;
    sink.as_json = as_json;
}

static const char *level_name(enum log_level level)
{
    switch (level) {
    case LOG_ERROR:
        return "error";
    case LOG_WARNING:
        return "warning";
    case LOG_INFO:
        return "info";
    default:
        return "debug";
    }
}

/* The variable outlives a redirection such as 2>>file, so it must name what standard error is. */
static bool is_journal(void)
{
    const char *journal = getenv("JOURNAL_STREAM");
    char stream[STREAM_SIZE];
    struct stat status;

    if (journal == NULL || fstat(STDERR_FILENO, &status) != 0)
        return false;
    snprintf(stream, sizeof stream, "%ju:%ju", (uintmax_t)status.st_dev, (uintmax_t)status.st_ino);
    return strcmp(journal, stream) == 0;
}

const char *log_priority(enum log_level level)
{
    static const char *const priorities[] = {
        [LOG_ERROR] = "<3>", [LOG_WARNING] = "<4>", [LOG_INFO] = "<6>", [LOG_DEBUG] = "<7>"};

    return is_journal() ? priorities[level] : "";
}

/* One event on its way to a line. */
struct entry {
    enum log_level level;
    const char *source, *batch;
    char time[INSTANT_TEXT_SIZE];
    char message[MESSAGE_SIZE];
};

static void format_json(const struct entry *entry, struct buffer *line)
{
    struct json *event = json_new_object();

    json_set_text(event, "time", entry->time);
    json_set_text(event, "level", level_name(entry->level));
    if (entry->source != NULL)
        json_set_text(event, "source", entry->source);
    if (entry->batch != NULL)
        json_set_text(event, "batch", entry->batch);
    json_set_text(event, "message", entry->message);
    buffer_text(line, log_priority(entry->level));
    json_format(event, false, line);
    json_free(event);
}

static void format_text(const struct entry *entry, struct buffer *line)
{
    const char *priority = log_priority(entry->level);

    buffer_text(line, priority);
    if (priority[0] == '\0')
        buffer_print(line, "%s %-7s ", entry->time, level_name(entry->level));
    if (entry->batch != NULL)
        buffer_print(line, "%s ", entry->batch);
    else if (entry->source != NULL)
        buffer_print(line, "%s ", entry->source);
    buffer_text(line, entry->message);
}

void log_event(enum log_level level, const char *source, const char *batch, const char *format, ...)
{
    struct entry entry = {.level = level, .source = source, .batch = batch};
    int64_t second = instant_second(clock_now());
    struct buffer line = {0};
    va_list arguments;

    if (level > sink.level)
        return;
    va_start(arguments, format);
    vsnprintf(entry.message, sizeof entry.message, format, arguments);
    va_end(arguments);
    utf8_tame(entry.message, strlen(entry.message), '?');
    instant_format(second, VIETNAM_OFFSET_SECONDS, entry.time);

    if (sink.as_json)
        format_json(&entry, &line);
    else
        format_text(&entry, &line);
    buffer_byte(&line, '\n');
    fwrite(line.data, 1, line.size, stderr);
    buffer_free(&line);
}
