/* Errors as values: how they are filled, extended with context and turned into exit statuses. */
#include "core/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"

struct kind_row {
    const char *name;
    int exit_status;
};

static const struct kind_row kind_rows[] = {
    [ERROR_NONE] = {"none", 0},
    [ERROR_RECORD] = {"record", 2},
    [ERROR_DOCUMENT] = {"document", 2},
    [ERROR_QUARANTINE] = {"quarantine", 2},
    [ERROR_LATER] = {"later", 75},
    [ERROR_SOURCE] = {"source", 69},
    [ERROR_DATA] = {"data", 65},
    [ERROR_PROTOCOL] = {"protocol", 76},
    [ERROR_CREDENTIALS] = {"credentials", 77},
    [ERROR_IO] = {"io", 74},
    [ERROR_CONFIG] = {"config", 78},
    [ERROR_USAGE] = {"usage", 64},
    [ERROR_BUG] = {"bug", 70},
};

/* What snprintf has written must not end inside a character when it wanted more room. */
static void end_whole(char *text, size_t room, int wanted)
{
    if (wanted >= 0 && (size_t)wanted >= room)
        text[utf8_cut(text, room - 1, room - 2)] = '\0';
}

static void error_fill(struct error *err, enum error_kind kind, long line, const char *format,
                       va_list arguments)
{
    char text[sizeof err->text];

    /* The arguments may point into the error itself, so the text is made beside it first. */
    end_whole(text, sizeof text, vsnprintf(text, sizeof text, format, arguments));
    err->kind = kind;
    err->line = line;
    memcpy(err->text, text, sizeof text);
}

int error_set(struct error *err, enum error_kind kind, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    error_fill(err, kind, 0, format, arguments);
    va_end(arguments);
    return -1;
}

int error_at(struct error *err, enum error_kind kind, long line, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    error_fill(err, kind, line, format, arguments);
    va_end(arguments);
    return -1;
}

int error_within(struct error *err, const char *format, ...)
{
    char context[sizeof err->text];
    char text[sizeof err->text];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(context, sizeof context, format, arguments);
    va_end(arguments);

    memcpy(text, err->text, sizeof text);
    end_whole(err->text, sizeof err->text,
              snprintf(err->text, sizeof err->text, "%s: %s", context, text));
    return -1;
}

int error_exit_status(enum error_kind kind)
{
    return kind_rows[kind].exit_status;
}

const char *error_kind_name(enum error_kind kind)
{
    return kind_rows[kind].name;
}

void error_out_of_memory(void)
{
    fputs("nhip: out of memory\n", stderr);
    exit(error_exit_status(ERROR_BUG));
}
