/* The log: one event a line on standard error, as text, for the journal, or as JSON. */
#include "core/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/buffer.h"
#include "core/instant.h"
#include "core/json.h"

enum { MESSAGE_SIZE = 4096 };

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

static void clean(char *message)
{
    for (; *message != '\0'; message++)
        if ((unsigned char)*message < ' ' || *message == 0x7f)
            *message = '?';
}

static void format_json(struct buffer *line, const char *time, enum log_level level,
                        const char *source, const char *batch, const char *message)
{
    struct json *event = json_new_object();

    json_set_text(event, "time", time);
    json_set_text(event, "level", level_name(level));
    if (source != NULL)
        json_set_text(event, "source", source);
    if (batch != NULL)
        json_set_text(event, "batch", batch);
    json_set_text(event, "message", message);
    json_format(event, false, line);
    json_free(event);
}

static void format_text(struct buffer *line, const char *time, enum log_level level,
                        const char *source, const char *batch, const char *message)
{
    const char *journal = getenv("JOURNAL_STREAM");

    if (journal != NULL && journal[0] != '\0')
        buffer_print(line, "<%d>", (int)level);
    else
        buffer_print(line, "%s %-7s ", time, level_name(level));
    if (batch != NULL)
        buffer_print(line, "%s ", batch);
    else if (source != NULL)
        buffer_print(line, "%s ", source);
    buffer_text(line, message);
}

void log_event(enum log_level level, const char *source, const char *batch, const char *format, ...)
{
    char message[MESSAGE_SIZE];
    char time[INSTANT_TEXT_SIZE];
    struct buffer line = {0};
    va_list arguments;

    if (level > sink.level)
        return;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    clean(message);
    instant_format(clock_now() / 1000000 * 1000000, VIETNAM_OFFSET_SECONDS, time);

    (sink.as_json ? format_json : format_text)(&line, time, level, source, batch, message);
    buffer_byte(&line, '\n');
    fwrite(line.data, 1, line.size, stderr);
    buffer_free(&line);
}
