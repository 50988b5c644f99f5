/* The rules for success, and what the codes of gateways and faults mean. */
#include "connectors/success.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "connectors/answer.h"
#include "connectors/http.h"
#include "core/error.h"
#include "core/problem.h"

static const char *const contents[] = {"any", "json", "xml", NULL};

const struct option success_options[] = {
    {"status", OPTION_TEXTS, offsetof(struct success, status), false, "200",
     .help = "HTTP status codes that a success may have"},
    {"content", OPTION_CHOICE, offsetof(struct success, content), false, "any", .choices = contents,
     .help = "what the body must be, judged by its first bytes"},
    {"path", OPTION_TEXT, offsetof(struct success, path),
     .help = "path of the far end's own code, as in error_code"},
    {"equals", OPTION_TEXTS, offsetof(struct success, equals), .help = "codes that mean success"},
    {"retry", OPTION_TEXTS, offsetof(struct success, retry),
     .help = "codes that mean that the far end failed and may be asked again"},
    {"present", OPTION_TEXT, offsetof(struct success, present), .help = "path that a success has"},
    {"absent", OPTION_TEXT, offsetof(struct success, absent),
     .help = "path that a success does not have"},
    {"message", OPTION_TEXT, offsetof(struct success, message),
     .help = "path of the far end's words, for our messages"},
    {0},
};

const struct option expired_options[] = {
    {"status", OPTION_TEXTS, offsetof(struct expired, status), false, "401",
     .help = "HTTP status codes that tell of an old token"},
    {"path", OPTION_TEXT, offsetof(struct expired, path),
     .help = "path of the code that tells of an old token"},
    {"equals", OPTION_TEXTS, offsetof(struct expired, equals),
     .help = "codes there that tell of an old token"},
    {0},
};

/* The codes of WSO2 gateways, from their error handling pages. */
static const struct gateway_row {
    long first, last;
    enum error_kind kind;
    const char *meaning;
} gateway_rows[] = {
    {101500, 101508, ERROR_SOURCE, "the gateway cannot reach the far end"},
    {700700, 700700, ERROR_LATER, "the gateway is closed for maintenance"},
    {900800, 900807, ERROR_LATER, "the gateway throttles us"},
    {900900, 900900, ERROR_SOURCE, "the gateway could not check our credentials"},
    {900901, 900910, ERROR_CREDENTIALS, "the gateway refuses our credentials"},
};

static bool has_text(const struct texts *texts, const char *text)
{
    for (size_t i = 0; text != NULL && i < texts->count; i++)
        if (strcmp(texts->items[i], text) == 0)
            return true;
    return false;
}

static bool has_status(const struct texts *texts, int status)
{
    char text[16];

    snprintf(text, sizeof text, "%d", status);
    return has_text(texts, text);
}

static void check_status(const struct texts *status, const struct node *tree,
                         struct problems *problems)
{
    for (size_t i = 0; i < status->count; i++)
        if (strlen(status->items[i]) != 3 || strspn(status->items[i], "0123456789") != 3)
            problem_at_text(problems, tree, status->items[i],
                            "'status' does not accept '%s'; accepted: HTTP status codes, as in 200",
                            status->items[i]);
}

void success_check(const struct success *success, const struct node *tree,
                   struct problems *problems)
{
    check_status(&success->status, tree, problems);
    if (success->path != NULL && success->equals.count == 0 &&
        !problem_is_of(problems, tree, "equals", NULL))
        problem_at_text(problems, tree, success->path, "'path' needs 'equals' beside it");
    if (problem_is_of(problems, tree, "path", NULL))
        return;
    if (success->path == NULL && (success->equals.count != 0 || success->retry.count != 0))
        problem_at(problems, tree, "'equals' and 'retry' need 'path' beside them");
    else if (success->path == NULL && success->present == NULL && success->content == CONTENT_ANY &&
             !problem_is_of(problems, tree, "content", "present", NULL))
        problem_at(problems, tree,
                   "the rule accepts whatever comes with its status; hint: give 'content', "
                   "'present', or 'path' and 'equals'");
}

void expired_check(const struct expired *expired, const struct node *tree,
                   struct problems *problems)
{
    check_status(&expired->status, tree, problems);
    if ((expired->path == NULL) != (expired->equals.count == 0) &&
        !problem_is_of(problems, tree, "path", "equals", NULL))
        problem_at(problems, tree, "'path' and 'equals' of 'expired' need each other");
}

void success_ask(const struct success *success, struct question *question)
{
    question->paths[FACT_CODE] = success->path;
    question->paths[FACT_PRESENT] = success->present;
    question->paths[FACT_ABSENT] = success->absent;
    question->paths[FACT_MESSAGE] = success->message;
}

bool expired_is(const struct expired *expired, const struct reply *reply,
                const struct answer *answer)
{
    return has_status(&expired->status, reply->status) ||
           has_text(&expired->equals, answer->texts[FACT_EXPIRED]);
}

/* Puts the first of these words behind the text.  Nothing else of a reply is ever quoted: it may
 * be full of records about persons. */
static int with_words(const char *const words[], size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++)
        if (words[i] != NULL && words[i][0] != '\0')
            return error_set(err, err->kind, "%s: %s", err->text, words[i]);
    return -1;
}

static int with_message(const struct answer *answer, struct error *err)
{
    return with_words(&answer->quotes[FACT_MESSAGE], 1, err);
}

/* The far end's own words or its gateway's, else the beginning of a text for people. */
static int with_any_words(const struct answer *answer, struct error *err)
{
    const char *const words[] = {answer->quotes[FACT_MESSAGE],
                                 answer->quotes[FACT_GATEWAY_DESCRIPTION],
                                 answer->quotes[FACT_GATEWAY_MESSAGE], answer->excerpt};

    return with_words(words, sizeof words / sizeof words[0], err);
}

/* SOAP 1.1, section 4.4.1: what stands before the first point is Client or Server or neither. */
static int judge_fault(const struct answer *answer, struct error *err)
{
    const char *code = answer->quotes[FACT_FAULT_CODE];
    const char *text = answer->quotes[FACT_FAULT_TEXT];
    const char *colon = code == NULL ? NULL : strchr(code, ':');
    const char *local = colon != NULL ? colon + 1 : code == NULL ? "" : code;
    bool is_server = strncmp(local, "Server", strlen("Server")) == 0;

    return error_set(err, is_server ? ERROR_SOURCE : ERROR_PROTOCOL,
                     "the far end answered with the fault %.100s: %s",
                     local[0] == '\0' ? "without a code" : local, text == NULL ? "" : text);
}

static const struct gateway_row *gateway_find(const struct answer *answer)
{
    const char *text = answer->texts[FACT_GATEWAY_CODE];
    long code = text == NULL ? 0 : strtol(text, NULL, 10);

    for (size_t i = 0; i < sizeof gateway_rows / sizeof gateway_rows[0]; i++)
        if (code >= gateway_rows[i].first && code <= gateway_rows[i].last)
            return &gateway_rows[i];
    return NULL;
}

static int judge_status(int status, const struct answer *answer, struct error *err)
{
    if (status == 429)
        return error_set(err, ERROR_LATER, "the far end throttles us with HTTP 429");
    if (status >= 300 && status < 400)
        return error_set(err, ERROR_PROTOCOL,
                         "the far end redirects with HTTP %d; hint: configure the address that it "
                         "means",
                         status);
    if (status == 401)
        error_set(err, ERROR_CREDENTIALS, "the far end refuses our credentials with HTTP 401");
    else if (status == 403)
        error_set(err, ERROR_CREDENTIALS, "the far end forbids it with HTTP 403");
    else if (status >= 500 || status == 408)
        error_set(err, ERROR_SOURCE, "the far end failed with HTTP %d", status);
    else
        error_set(err, ERROR_PROTOCOL, "the far end answered HTTP %d", status);
    return with_any_words(answer, err);
}

/* Judges what did not come with a status of the rule. */
static int judge_failure(const struct reply *reply, const struct answer *answer, struct error *err)
{
    const struct gateway_row *gateway = gateway_find(answer);

    if (gateway == NULL)
        return judge_status(reply->status, answer, err);
    return error_set(err, gateway->kind, "%s with HTTP %d and code %.20s", gateway->meaning,
                     reply->status, answer->quotes[FACT_GATEWAY_CODE]);
}

static int judge_code(const struct success *success, const struct answer *answer, struct error *err)
{
    const char *code = answer->texts[FACT_CODE];

    if (code == NULL)
        error_set(err, ERROR_PROTOCOL, "the reply has no '%s'", success->path);
    else if (has_text(&success->equals, code))
        return 0;
    else
        error_set(err, has_text(&success->retry, code) ? ERROR_SOURCE : ERROR_PROTOCOL,
                  "the far end says %s '%.100s'", success->path, answer->quotes[FACT_CODE]);
    return with_message(answer, err);
}

static int judge_presence(const struct success *success, const struct answer *answer,
                          struct error *err)
{
    if (success->present != NULL && answer->counts[FACT_PRESENT] <= 0)
        error_set(err, ERROR_PROTOCOL, "the reply has no '%s'", success->present);
    else if (success->absent != NULL && answer->counts[FACT_ABSENT] > 0)
        error_set(err, ERROR_PROTOCOL, "the reply has '%s'", success->absent);
    else
        return 0;
    return with_message(answer, err);
}

static int judge_content(const struct success *success, const struct answer *answer,
                         struct error *err)
{
    const char *expected = content_name((enum content)success->content);
    const char *excerpt = answer->excerpt;

    if (success->content == CONTENT_ANY || answer->content == (enum content)success->content)
        return 0;
    error_set(err, ERROR_PROTOCOL, "the far end answered with %s, not %s",
              content_name(answer->content), expected);
    return answer->content == CONTENT_HTML ? with_words(&excerpt, 1, err) : -1;
}

int success_judge(const struct success *success, const struct reply *reply,
                  const struct answer *answer, struct error *err)
{
    if (answer->counts[FACT_FAULT] > 0)
        return judge_fault(answer, err);
    if (!has_status(&success->status, reply->status) || gateway_find(answer) != NULL)
        return judge_failure(reply, answer, err);
    if (judge_content(success, answer, err))
        return -1;
    if (answer->is_damaged)
        return 0;
    if (success->path != NULL && judge_code(success, answer, err))
        return -1;
    return judge_presence(success, answer, err);
}
