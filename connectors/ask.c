/* Requests as templates. */
#include "connectors/ask.h"

#include <string.h>

#include "connectors/connector.h"
#include "connectors/http.h"
#include "connectors/template.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/json.h"
#include "core/problem.h"
#include "core/reader.h"

const char *const ask_methods[] = {"GET", "POST", NULL};

/* Expands one template into the arena. */
static char *expand(const char *text, enum place place, const struct values *values,
                    struct arena *arena, struct error *err)
{
    struct buffer expanded = {0};
    char *copy = NULL;

    if (template_expand(text, place, values, &expanded, err) == 0)
        copy = arena_copy(arena, buffer_string(&expanded), expanded.size);
    buffer_free(&expanded);
    return copy;
}

static int expand_headers(const struct ask *ask, const struct values *values,
                          struct request *request, struct arena *arena, struct error *err)
{
    request->headers = arena_array(arena, ask->headers.count, sizeof *request->headers);
    request->header_count = ask->headers.count;
    for (size_t i = 0; i < ask->headers.count; i++) {
        request->headers[i] = expand(ask->headers.items[i], PLACE_HEADER, values, arena, err);
        if (request->headers[i] == NULL)
            return -1;
    }
    return 0;
}

int ask_expand(const struct ask *ask, const struct values *values, struct request *request,
               struct arena *arena, struct error *err)
{
    struct request filled = {.method = ask_methods[ask->method]};

    filled.url = expand(ask->url, PLACE_URL, values, arena, err);
    if (filled.url == NULL || expand_headers(ask, values, &filled, arena, err))
        return -1;
    if (ask->body != NULL) {
        filled.content_type = ask->content_type;
        filled.body = expand(ask->body, place_of_body(ask->content_type), values, arena, err);
        if (filled.body == NULL)
            return -1;
        filled.body_size = strlen(filled.body);
    }
    *request = filled;
    return 0;
}

char *ask_describe(const struct ask *ask, const struct values *values, struct arena *arena)
{
    struct values public = *values;
    struct error ignored;
    const char *url;

    public.is_public = true;
    url = expand(ask->url, PLACE_URL, &public, arena, &ignored);
    return arena_print(arena, "%s %s", ask_methods[ask->method], url == NULL ? ask->url : url);
}

static void check_header(const char *header, const struct node *tree, struct problems *problems)
{
    static const char accepted[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "0123456789-_.";
    size_t name = strspn(header, accepted);

    if (name == 0 || header[name] != ':')
        problem_at_text(problems, tree, header, "a header is written 'Name: value'");
    else if (strpbrk(header, "\r\n") != NULL)
        problem_at_text(problems, tree, header, "a header stands on one line");
}

static void check_url(const struct ask *ask, const struct values *values, const struct node *tree,
                      struct problems *problems)
{
    struct arena *arena = arena_new();
    struct error ignored;
    const char *url = expand(ask->url, PLACE_URL, values, arena, &ignored);
    const char *mistake = url == NULL ? NULL : http_url_mistake(url);

    if (mistake != NULL)
        problem_at_text(problems, tree, ask->url, "the URL %s", mistake);
    arena_free(arena);
}

/* A body that says it is JSON has to be; it is looked at with made-up values. */
static void check_json(const struct ask *ask, const struct values *values, const struct node *tree,
                       struct problems *problems)
{
    struct arena *arena = arena_new();
    struct error err;
    const char *body = expand(ask->body, PLACE_JSON, values, arena, &err);

    if (body != NULL) {
        size_t size = strlen(body);
        struct json *json = json_read(reader_from_memory(body, size, arena), size, &err);

        if (json == NULL)
            problem_at_text(problems, tree, ask->body, "the body: %s", err.text);
        json_free(json);
    }
    arena_free(arena);
}

static void check_body(const struct ask *ask, const struct node *tree, struct problems *problems)
{
    if (ask->method != METHOD_POST && !problem_is_of(problems, tree, "method", NULL))
        problem_at_text(problems, tree, ask->body, "a body needs 'method: POST'");
    if (ask->content_type == NULL && !problem_is_of(problems, tree, "content_type", NULL))
        problem_at_text(problems, tree, ask->body,
                        "a body needs a content_type, as in application/json");
}

void ask_check(const struct ask *ask, unsigned allowed, const struct source *source,
               const struct node *tree, struct problems *problems)
{
    struct template_scope scope = {allowed, source->credentials, tree, problems};
    struct values values = {.offset_seconds = source->offset_seconds, .is_public = true};

    for (size_t i = 0; i < ask->headers.count; i++) {
        check_header(ask->headers.items[i], tree, problems);
        template_check(ask->headers.items[i], &scope);
    }
    if (ask->body != NULL)
        check_body(ask, tree, problems);
    /* Templates with mistakes in them cannot be tried out. */
    if (template_check(ask->url, &scope))
        check_url(ask, &values, tree, problems);
    if (template_check(ask->body, &scope) && place_of_body(ask->content_type) == PLACE_JSON)
        check_json(ask, &values, tree, problems);
}
