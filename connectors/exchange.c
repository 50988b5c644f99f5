/* Request, reply, verdict, and again. */
#include "connectors/exchange.h"

#include <stdio.h>

#include "connectors/secret.h"
#include "core/error.h"

/* What is to be looked for in a reply under these rules. */
static struct question question_of(const struct rules *rules)
{
    struct question question = rules->question;

    success_ask(rules->success, &question);
    if (rules->expired != NULL)
        question.paths[FACT_EXPIRED] = rules->expired->path;
    return question;
}

static int judge(const struct exchange *exchange, const struct rules *rules,
                 struct received *received, struct arena *arena, struct error *err)
{
    struct question question = question_of(rules);

    if (answer_read(&question, &received->reply, exchange->secrets, &received->answer, arena, err))
        return -1;
    received->is_expired =
        rules->expired != NULL && expired_is(rules->expired, &received->reply, &received->answer);
    if (received->is_expired)
        return 0;
    return success_judge(rules->success, &received->reply, &received->answer, err);
}

static int try_once(const struct exchange *exchange, const struct request *request,
                    const struct rules *rules, struct received *received, struct arena *arena,
                    struct error *err)
{
    if (http_send(exchange->http, request, &received->reply, err))
        return -1;
    return judge(exchange, rules, received, arena, err);
}

static void hide_secrets(const struct exchange *exchange, struct arena *arena, struct error *err)
{
    snprintf(err->text, sizeof err->text, "%s", secrets_hide(exchange->secrets, err->text, arena));
}

int exchange_send(const struct exchange *exchange, const struct request *request,
                  const struct rules *rules, struct received *received, struct arena *arena,
                  struct error *err)
{
    struct retry retry = {0};
    long retry_after_seconds;

    do {
        if (try_once(exchange, request, rules, received, arena, err) == 0)
            return 0;
        hide_secrets(exchange, arena, err);
        retry_after_seconds = received->reply.retry_after_seconds;
        reply_close(&received->reply);
    } while (retry_again(&retry, exchange->retry, err, retry_after_seconds, exchange->pulse));
    if (retry_after_seconds > exchange->retry->patience_seconds)
        error_set(err, err->kind, "%s (it asks to come back in %ld seconds)", err->text,
                  retry_after_seconds);
    else if (retry.tries > 1)
        error_set(err, err->kind, "%s (after %ld tries)", err->text, retry.tries);
    return -1;
}
