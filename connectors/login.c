/* Getting a token. */
#include "connectors/login.h"

#include <stddef.h>
#include <stdlib.h>

#include "connectors/connector.h"
#include "connectors/exchange.h"
#include "connectors/secret.h"
#include "connectors/template.h"
#include "core/arena.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/problem.h"
#include "core/yaml.h"

enum { MARGIN_SECONDS = 30 }; /* a token that will not last so long is renewed before its use */

const struct option login_options[] = {
    {"url", OPTION_TEXT, offsetof(struct login, ask.url), true, .help = "address to log in at"},
    {"method", OPTION_CHOICE, offsetof(struct login, ask.method), false, "POST",
     .choices = ask_methods, .help = "HTTP method"},
    {"headers", OPTION_TEXTS, offsetof(struct login, ask.headers),
     .help = "headers, each 'Name: value'"},
    {"content_type", OPTION_TEXT, offsetof(struct login, ask.content_type),
     .help = "content type of the body"},
    {"body", OPTION_TEXT, offsetof(struct login, ask.body),
     .help = "what to send, with {secret:NAME} for secrets"},
    {"token", OPTION_TEXT, offsetof(struct login, token), true,
     .help = "path of the token in the reply"},
    {"expires", OPTION_TEXT, offsetof(struct login, expires),
     .help = "path of the token's life in seconds"},
    {"success", OPTION_STRUCT, offsetof(struct login, success), true, .options = success_options,
     .help = "rule by which a login is a success"},
    {"expired", OPTION_STRUCT, offsetof(struct login, expired), .options = expired_options,
     .help = "how a later reply tells that the token is too old"},
    {0},
};

bool login_is_configured(const struct login *login)
{
    return login->ask.url != NULL;
}

void login_check(const struct login *login, const struct source *source, const struct node *tree,
                 struct problems *problems)
{
    const struct node *success = node_find(tree, "success");
    const struct node *expired = node_find(tree, "expired");

    ask_check(&login->ask, 0, source, tree, problems);
    if (success != NULL && success->kind == NODE_MAP)
        success_check(&login->success, success, problems);
    if (expired != NULL && expired->kind == NODE_MAP)
        expired_check(&login->expired, expired, problems);
}

static int64_t steady_seconds(void)
{
    return clock_steady() / MICROSECONDS_PER_SECOND;
}

static bool is_fresh(const struct token *token)
{
    return token->text != NULL &&
           (token->expires_at == 0 || steady_seconds() + MARGIN_SECONDS < token->expires_at);
}

static int take_token(const struct login *login, const struct answer *answer,
                      struct secrets *secrets, struct token *token, struct error *err)
{
    const char *text = answer->texts[FACT_TOKEN];
    const char *life = answer->texts[FACT_EXPIRES];

    if (text == NULL || text[0] == '\0')
        return error_set(err, ERROR_PROTOCOL, "the reply has no '%s'", login->token);
    secrets_add(secrets, text);
    token->text = arena_text(secrets->arena, text);
    token->expires_at = life == NULL ? 0 : steady_seconds() + strtol(life, NULL, 10);
    return 0;
}

/* Sends the login; one that the far end answers with a code of refusal is a matter of
 * credentials. */
static int send_login(const struct login *login, const struct exchange *exchange,
                      const struct request *request, struct received *received, struct arena *arena,
                      struct error *err)
{
    struct rules rules = {.success = &login->success};

    rules.question.paths[FACT_TOKEN] = login->token;
    rules.question.paths[FACT_EXPIRES] = login->expires;
    if (exchange_send(exchange, request, &rules, received, arena, err) == 0)
        return 0;
    if (err->kind == ERROR_PROTOCOL && received->answer.texts[FACT_CODE] != NULL)
        err->kind = ERROR_CREDENTIALS;
    return -1;
}

int login_refresh(const struct login *login, const struct exchange *exchange,
                  const struct values *values, struct token *token, struct error *err)
{
    struct received received = {.reply = {.body = -1}};
    struct request request;
    struct arena *arena;
    int status;

    if (is_fresh(token))
        return 0;
    arena = arena_new();
    status = ask_expand(&login->ask, values, &request, arena, err);
    if (status == 0)
        status = send_login(login, exchange, &request, &received, arena, err);
    if (status == 0)
        status = take_token(login, &received.answer, values->secrets, token, err);
    if (status != 0)
        error_within(err, "login at %s", ask_describe(&login->ask, values, arena));
    reply_close(&received.reply);
    arena_free(arena);
    return status;
}
