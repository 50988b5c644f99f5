/* Finding and filling the placeholders of templates. */
#include "connectors/template.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "connectors/secret.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/json.h"
#include "core/problem.h"
#include "core/yaml.h"

static const char NAME_LETTERS[] = "abcdefghijklmnopqrstuvwxyz_";
static const char UNRESERVED[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

enum blank {
    BLANK_SINCE,
    BLANK_UNTIL,
    BLANK_LAST,
    BLANK_PAGE,
    BLANK_OFFSET,
    BLANK_PAGE_SIZE,
    BLANK_TOKEN,
    BLANK_SECRET
};

/* What there is to ask for. */
static const struct blank_row {
    const char *name;
    const char *argument; /* what it takes; NULL: nothing */
    unsigned needs;       /* of template_check's bits */
} blank_rows[] = {
    [BLANK_SINCE] = {"since", "FORM", 0},        [BLANK_UNTIL] = {"until", "FORM", 0},
    [BLANK_LAST] = {"last", "FORM", 0},          [BLANK_PAGE] = {"page", NULL, MAY_PAGE},
    [BLANK_OFFSET] = {"offset", NULL, MAY_PAGE}, [BLANK_PAGE_SIZE] = {"page_size", NULL, MAY_PAGE},
    [BLANK_TOKEN] = {"token", NULL, MAY_TOKEN},  [BLANK_SECRET] = {"secret", "NAME", 0},
};
enum { BLANK_COUNT = sizeof blank_rows / sizeof blank_rows[0] };

/* One placeholder where it stands in a text. */
struct mark {
    const char *start, *name, *argument; /* argument: NULL when there is none */
    size_t size, name_size, argument_size;
};

/* Whether a placeholder begins at this brace. */
static bool mark_read(const char *brace, struct mark *mark)
{
    const char *end;

    mark->start = brace;
    mark->name = brace + 1;
    mark->name_size = strspn(mark->name, NAME_LETTERS);
    mark->argument = NULL;
    mark->argument_size = 0;
    end = mark->name + mark->name_size;
    if (mark->name_size == 0)
        return false;
    if (*end == ':') {
        mark->argument = end + 1;
        mark->argument_size = strcspn(mark->argument, "{}\"'\r\n");
        end = mark->argument + mark->argument_size;
    }
    mark->size = (size_t)(end + 1 - brace);
    return *end == '}';
}

/* The next placeholder at or after text; false when there is none. */
static bool mark_next(const char *text, struct mark *mark)
{
    for (text = strchr(text, '{'); text != NULL; text = strchr(text + 1, '{'))
        if (mark_read(text, mark))
            return true;
    return false;
}

/* Which placeholder it is; BLANK_COUNT when it is none that we know. */
static size_t blank_find(const struct mark *mark)
{
    size_t i;

    for (i = 0; i < BLANK_COUNT; i++)
        if (strlen(blank_rows[i].name) == mark->name_size &&
            memcmp(blank_rows[i].name, mark->name, mark->name_size) == 0)
            break;
    return i;
}

enum place place_of_body(const char *content_type)
{
    if (content_type == NULL)
        return PLACE_PLAIN;
    if (strstr(content_type, "json") != NULL)
        return PLACE_JSON;
    if (strstr(content_type, "xml") != NULL)
        return PLACE_XML;
    return strstr(content_type, "form-urlencoded") != NULL ? PLACE_URL : PLACE_PLAIN;
}

static void append_json(const char *value, struct buffer *expanded)
{
    struct buffer quoted = {0};

    json_quote(&quoted, value, strlen(value));
    buffer_append(expanded, quoted.data + 1, quoted.size - 2);
    buffer_free(&quoted);
}

static void append_xml(const char *value, struct buffer *expanded)
{
    for (; *value != '\0'; value++) {
        switch (*value) {
        case '&':
            buffer_text(expanded, "&amp;");
            break;
        case '<':
            buffer_text(expanded, "&lt;");
            break;
        case '>':
            buffer_text(expanded, "&gt;");
            break;
        case '"':
            buffer_text(expanded, "&quot;");
            break;
        case '\'':
            buffer_text(expanded, "&apos;");
            break;
        default:
            buffer_byte(expanded, *value);
        }
    }
}

static void append_url(const char *value, struct buffer *expanded)
{
    for (; *value != '\0'; value++) {
        if (strchr(UNRESERVED, *value) != NULL)
            buffer_byte(expanded, *value);
        else
            buffer_print(expanded, "%%%02X", (unsigned)(unsigned char)*value);
    }
}

static bool has_control(const char *value)
{
    for (; *value != '\0'; value++)
        if ((unsigned char)*value < 0x20 || *value == 0x7F)
            return true;
    return false;
}

static int append_escaped(const char *value, enum place place, struct buffer *expanded,
                          struct error *err)
{
    switch (place) {
    case PLACE_JSON:
        append_json(value, expanded);
        return 0;
    case PLACE_XML:
        append_xml(value, expanded);
        return 0;
    case PLACE_URL:
        append_url(value, expanded);
        return 0;
    case PLACE_HEADER:
        if (has_control(value))
            return error_set(err, ERROR_CONFIG, "a value for a header has control characters");
        buffer_text(expanded, value);
        return 0;
    default:
        buffer_text(expanded, value);
        return 0;
    }
}

/* Appends what nobody may read; its escaped form becomes as secret as itself. */
static int append_secret(const char *value, enum place place, const struct values *values,
                         struct buffer *expanded, struct error *err)
{
    size_t before = expanded->size;

    if (values->is_public || value[0] == '\0') {
        buffer_text(expanded, values->is_public ? "***" : "");
        return 0;
    }
    if (append_escaped(value, place, expanded, err))
        return -1;
    secrets_add(values->secrets, expanded->data + before);
    return 0;
}

static int fill_secret(const struct mark *mark, enum place place, const struct values *values,
                       struct buffer *expanded, struct error *err)
{
    struct arena *arena = arena_new();
    const char *name = arena_copy(arena, mark->argument, mark->argument_size);
    const char *value = values->is_public ? "" : secrets_find(values->secrets, name, err);

    arena_free(arena);
    return value == NULL ? -1 : append_secret(value, place, values, expanded, err);
}

static int fill_time(const struct mark *mark, int64_t instant, enum place place,
                     const struct values *values, struct buffer *expanded, struct error *err)
{
    struct arena *arena = arena_new();
    const char *form = arena_copy(arena, mark->argument, mark->argument_size);
    const char *text = instant_print(arena, form, instant, values->offset_seconds);
    int status = append_escaped(text, place, expanded, err);

    arena_free(arena);
    return status;
}

static int fill(const struct mark *mark, enum place place, const struct values *values,
                struct buffer *expanded, struct error *err)
{
    switch (blank_find(mark)) {
    case BLANK_SINCE:
        return fill_time(mark, values->since, place, values, expanded, err);
    case BLANK_UNTIL:
        return fill_time(mark, values->until, place, values, expanded, err);
    case BLANK_LAST:
        return fill_time(mark, values->until - MICROSECONDS_PER_SECOND, place, values, expanded,
                         err);
    case BLANK_PAGE:
        buffer_print(expanded, "%ld", values->page);
        return 0;
    case BLANK_OFFSET:
        buffer_print(expanded, "%ld", values->offset);
        return 0;
    case BLANK_PAGE_SIZE:
        buffer_print(expanded, "%ld", values->page_size);
        return 0;
    case BLANK_TOKEN:
        return append_secret(values->token == NULL ? "" : values->token, place, values, expanded,
                             err);
    case BLANK_SECRET:
        return fill_secret(mark, place, values, expanded, err);
    default:
        return error_set(err, ERROR_BUG, "unknown placeholder %.*s", (int)mark->size, mark->start);
    }
}

int template_expand(const char *text, enum place place, const struct values *values,
                    struct buffer *expanded, struct error *err)
{
    struct mark mark;

    for (; mark_next(text, &mark); text = mark.start + mark.size) {
        buffer_append(expanded, text, (size_t)(mark.start - text));
        if (fill(&mark, place, values, expanded, err))
            return -1;
    }
    buffer_text(expanded, text);
    return 0;
}

static void report_unknown(const char *text, const struct mark *mark,
                           const struct template_scope *scope)
{
    struct buffer known = {0};

    for (size_t i = 0; i < BLANK_COUNT; i++)
        buffer_print(&known, "%s{%s%s%s}", i == 0 ? "" : " ", blank_rows[i].name,
                     blank_rows[i].argument == NULL ? "" : ":",
                     blank_rows[i].argument == NULL ? "" : blank_rows[i].argument);
    problem_at_text(scope->problems, scope->tree, text,
                    "unknown placeholder %.*s at character %zu; accepted: %s", (int)mark->size,
                    mark->start, (size_t)(mark->start - text) + 1, buffer_string(&known));
    buffer_free(&known);
}

/* What is wrong with a known placeholder; NULL when nothing is. */
static const char *mistake_in(const struct mark *mark, const struct blank_row *row)
{
    if (row->argument == NULL && mark->argument != NULL)
        return "takes no argument";
    if (row->argument != NULL && mark->argument_size == 0)
        return row->argument[0] == 'F' ? "needs a form, as in {since:yyyyMMddHHmmss}"
                                       : "needs a name, as in {secret:NAME}";
    if (row->argument != NULL && row->argument[0] == 'N' &&
        !secret_name_is_valid(mark->argument, mark->argument_size))
        return "names no credential; accepted: letters, digits, '.', '_', '-'";
    return NULL;
}

/* What has no value here, told once: it is one thing that is missing. */
static const char *lack_of(const struct blank_row *row, struct template_scope *scope)
{
    unsigned lacking = row->needs & ~scope->allowed;

    scope->allowed |= lacking;
    if (lacking == 0)
        return NULL;
    return lacking == MAY_TOKEN ? "has no value here; hint: configure login"
                                : "has no value here; hint: configure page";
}

/* Warns when the secret cannot be had on this machine. */
static void try_secret(const char *text, const struct mark *mark,
                       const struct template_scope *scope)
{
    struct arena *arena = arena_new();
    struct secrets secrets = {scope->credentials, arena, NULL};
    const struct node *node = node_of_text(scope->tree, text);
    struct error err;

    if (secrets_find(&secrets, arena_copy(arena, mark->argument, mark->argument_size), &err) ==
        NULL)
        problem_warn(scope->problems, node != NULL ? node : scope->tree, "%s", err.text);
    arena_free(arena);
}

static void check_mark(const char *text, const struct mark *mark, struct template_scope *scope)
{
    size_t blank = blank_find(mark);
    const char *mistake;

    if (blank == BLANK_COUNT) {
        report_unknown(text, mark, scope);
        return;
    }
    mistake = mistake_in(mark, &blank_rows[blank]);
    if (mistake == NULL)
        mistake = lack_of(&blank_rows[blank], scope);
    if (mistake != NULL)
        problem_at_text(scope->problems, scope->tree, text, "placeholder %.*s at character %zu %s",
                        (int)mark->size, mark->start, (size_t)(mark->start - text) + 1, mistake);
    else if (blank == BLANK_SECRET && scope->credentials != NULL)
        try_secret(text, mark, scope);
}

bool template_check(const char *text, struct template_scope *scope)
{
    size_t before = scope->problems->errors;
    struct mark mark;
    const char *rest = text;

    while (rest != NULL && mark_next(rest, &mark)) {
        check_mark(text, &mark, scope);
        rest = mark.start + mark.size;
    }
    return text != NULL && scope->problems->errors == before;
}
