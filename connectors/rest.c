/*
 * rest: far ends that answer HTTP requests with JSON, XML or any other documents.
 *
 * All that it does is in pull.c; here are its options and the duty to say what a success is.
 */
#include "connectors/connector.h"
#include "connectors/pull.h"
#include "core/problem.h"
#include "core/yaml.h"

static const struct option rest_options[] = {
    {"method", OPTION_CHOICE, offsetof(struct pull, ask.method), false, "GET",
     .choices = ask_methods, .help = "HTTP method"},
    {"content_type", OPTION_TEXT, offsetof(struct pull, ask.content_type),
     .help = "content type of the body; values are escaped for it"},
    {"body", OPTION_TEXT, offsetof(struct pull, ask.body),
     .help = "what to send, with placeholders"},
    {"success", OPTION_STRUCT, offsetof(struct pull, success), true, .options = success_options,
     .help = "rule by which a reply is a success"},
    PULL_OPTIONS,
    {0},
};

static void rest_check(struct source *source, const struct node *options, struct problems *problems)
{
    const struct node *success = node_find(options, "success");

    pull_check(source, options, problems);
    if (success != NULL && success->kind == NODE_MAP)
        success_check(&((struct pull *)source)->success, success, problems);
}

const struct connector connector_rest = {
    .name = "rest",
    .summary = "asks HTTP services for JSON, XML or other documents, page after page",
    .options = rest_options,
    .size = sizeof(struct pull),
    .check = rest_check,
    .open = pull_open,
    .next = pull_next,
    .read = pull_read,
    .close = pull_close,
};
