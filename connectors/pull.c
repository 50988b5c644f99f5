/* Asking for page after page. */
#include "connectors/pull.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "connectors/template.h"
#include "core/arena.h"
#include "core/error.h"
#include "core/problem.h"
#include "core/pulse.h"
#include "core/reader.h"
#include "core/yaml.h"

static struct pull *self(struct source *source)
{
    return (struct pull *)source;
}

static void check_proxy(const struct pull *pull, const struct node *options,
                        struct problems *problems)
{
    if (pull->proxy != NULL && strstr(pull->proxy, "://") == NULL)
        problem_at_text(problems, options, pull->proxy,
                        "a proxy is written as a URL, as in http://proxy.example:3128");
}

/* What placeholders of this source may ask for; also what it would have but for a mistake. */
static unsigned allowed_in(const struct pull *pull, const struct node *options,
                           const struct problems *problems)
{
    bool has_login =
        login_is_configured(&pull->login) || problem_is_of(problems, options, "login", NULL);
    bool has_pages = pull->page.size != 0 || problem_is_of(problems, options, "page", NULL);

    return (has_login ? MAY_TOKEN : 0U) | (has_pages ? MAY_PAGE : 0U);
}

void pull_check(struct source *source, const struct node *options, struct problems *problems)
{
    const struct pull *pull = self(source);
    const struct node *login = node_find(options, "login");

    ask_check(&pull->ask, allowed_in(pull, options, problems), source, options, problems);
    if (login != NULL && login->kind == NODE_MAP)
        login_check(&pull->login, source, login, problems);
    check_proxy(pull, options, problems);
}

bool pull_check_template(const struct source *source, const char *text, const struct node *options,
                         struct problems *problems)
{
    const struct pull *pull = (const struct pull *)source;
    struct template_scope scope = {allowed_in(pull, options, problems), source->credentials,
                                   options, problems};

    return template_check(text, &scope);
}

int pull_open(struct source *source, struct error *err)
{
    struct pull *pull = self(source);

    (void)err;
    pull->setting.limits = pull->limits;
    pull->setting.proxy = pull->proxy;
    pull->setting.spool = source->spool;
    pull->setting.secrets = &pull->secrets;
    pull->setting.pulse = source->pulse;
    pull->secrets.folder = source->credentials;
    pull->secrets.arena = source->arena;
    pull->page_arena = arena_new();
    pull->received.reply.body = -1;
    pull->exchange.http = http_open(&pull->setting, source->arena);
    pull->exchange.retry = &pull->retry;
    pull->exchange.secrets = &pull->secrets;
    pull->exchange.pulse = source->pulse;
    return 0;
}

static struct values values_of(struct pull *pull)
{
    struct values values = {
        .since = pull->source.window.since,
        .until = pull->source.window.until,
        .offset_seconds = pull->source.offset_seconds,
        .token = pull->token.text,
        .secrets = &pull->secrets,
    };

    page_values(&pull->page, &pull->progress, &values);
    return values;
}

static struct rules rules_of(const struct pull *pull)
{
    struct rules rules = {.success = &pull->success};

    if (login_is_configured(&pull->login))
        rules.expired = &pull->login.expired;
    if (pull->page.size != 0)
        page_ask(&pull->page, &rules.question);
    rules.question.paths[FACT_DECLARED] = pull->declared;
    return rules;
}

/* Asks for the next page with the token that there is. */
static int ask_once(struct pull *pull, struct error *err)
{
    struct rules rules = rules_of(pull);
    struct values values = values_of(pull);
    struct request request;

    if (login_is_configured(&pull->login)) {
        if (login_refresh(&pull->login, &pull->exchange, &values, &pull->token, err))
            return -1;
        values.token = pull->token.text;
    }
    if (ask_expand(&pull->ask, &values, &request, pull->page_arena, err))
        return -1;
    return exchange_send(&pull->exchange, &request, &rules, &pull->received, pull->page_arena, err);
}

/* Asks for the next page, with a new token when the old one has had its time. */
static int ask_page(struct pull *pull, struct error *err)
{
    if (ask_once(pull, err))
        return -1;
    if (!pull->received.is_expired)
        return 0;
    reply_close(&pull->received.reply);
    pull->token.text = NULL;
    if (ask_once(pull, err))
        return -1;
    if (!pull->received.is_expired)
        return 0;
    return error_set(err, ERROR_CREDENTIALS, "the far end refuses a token that it has just given");
}

static int read_declared(const struct pull *pull, long *declared, struct error *err)
{
    const char *text = pull->received.answer.texts[FACT_DECLARED];
    long number;
    char *end;

    *declared = -1;
    if (text == NULL)
        return 0;
    errno = 0;
    number = strtol(text, &end, 10);
    if (end == text || *end != '\0' || number < 0 || errno != 0)
        return error_set(err, ERROR_PROTOCOL, "'%s' is '%.40s', a number of records was expected",
                         pull->declared, pull->received.answer.quotes[FACT_DECLARED]);
    *declared = number;
    return 0;
}

/* What was asked, for messages and manifests. */
static const char *describe(struct pull *pull, const struct values *values)
{
    const char *asked = ask_describe(&pull->ask, values, pull->page_arena);

    if (pull->page.size == 0)
        return asked;
    return arena_print(pull->page_arena, "%s page %ld", asked, values->page);
}

static int fetch(struct pull *pull, struct document *document, struct error *err)
{
    const struct reply *reply = &pull->received.reply;
    long declared;

    if (pulse_check(pull->source.pulse, err) || ask_page(pull, err) ||
        read_declared(pull, &declared, err))
        return -1;
    pull->bytes = reply_reader(reply, pull->page_arena, err);
    if (pull->bytes == NULL)
        return -1;
    if (page_turn(&pull->page, &pull->received.answer, &pull->progress, err))
        return -1;
    document->name =
        arena_print(pull->page_arena, "page-%04ld.%s", pull->progress.pages, pull->source.format);
    document->format = pull->source.format;
    document->status = reply->status;
    document->content_type = reply->content_type;
    document->declared = declared;
    return 0;
}

/* Forgets the page that was handed out last. */
static void drop_page(struct pull *pull)
{
    reader_close(pull->bytes);
    pull->bytes = NULL;
    reply_close(&pull->received.reply);
    arena_reset(pull->page_arena);
}

int pull_next(struct source *source, struct document *document, struct error *err)
{
    struct pull *pull = self(source);
    struct document fetched;
    struct values values;

    drop_page(pull);
    if (pull->progress.is_ended)
        return 0;
    values = values_of(pull);
    fetched.request = describe(pull, &values);
    if (fetch(pull, &fetched, err))
        return error_within(err, "%s", fetched.request);
    *document = fetched;
    return 1;
}

ssize_t pull_read(struct source *source, void *buffer, size_t size, struct error *err)
{
    return reader_read(self(source)->bytes, buffer, size, err);
}

void pull_close(struct source *source)
{
    struct pull *pull = self(source);

    if (pull->page_arena == NULL)
        return;
    drop_page(pull);
    http_close(pull->exchange.http);
    arena_free(pull->page_arena);
    pull->page_arena = NULL;
}
