/*
 * Pulling: what the connectors that ask over HTTP have in common.
 *
 * A pull logs in where it must, asks for page after page, judges each reply and hands it out as
 * received.  A connector of this kind embeds struct pull as its first member, repeats
 * PULL_OPTIONS in its option table, and adds what makes its requests.
 */
#ifndef CONNECTORS_PULL_H
#define CONNECTORS_PULL_H

#include <stdbool.h>
#include <stddef.h>

#include "connectors/ask.h"
#include "connectors/connector.h"
#include "connectors/exchange.h"
#include "connectors/login.h"
#include "connectors/page.h"
#include "connectors/secret.h"
#include "connectors/success.h"
#include "core/option.h"

struct pull {
    struct source source;

    /* From configuration. */
    struct ask ask;
    struct login login;
    struct success success;
    struct paging page;
    const char *declared;
    struct retry_options retry;
    struct http_limits limits;
    const char *proxy;

    /* The batch's. */
    struct http_setting setting;
    struct exchange exchange;
    struct secrets secrets;
    struct token token;
    struct progress progress;
    struct received received;
    struct reader *bytes;     /* of the page that was handed out last */
    struct arena *page_arena; /* what lives until the next page */
};

/* The rows that every option table of this kind has. */
#define PULL_OPTIONS                                                                               \
    {"url", OPTION_TEXT, offsetof(struct pull, ask.url), true,                                     \
     .help = "address to ask, with placeholders"},                                                 \
        {"headers", OPTION_TEXTS, offsetof(struct pull, ask.headers),                              \
         .help = "headers, each 'Name: value'"},                                                   \
        {"login", OPTION_STRUCT, offsetof(struct pull, login), .options = login_options,           \
         .help = "how to get a token, for {token}"},                                               \
        {"page", OPTION_STRUCT, offsetof(struct pull, page), .options = paging_options,            \
         .help = "how a window is asked for in pages; absent: one reply has all"},                 \
        {"declared", OPTION_TEXT, offsetof(struct pull, declared),                                 \
         .help = "path of the number of records that the whole window has"},                       \
        {"retry", OPTION_STRUCT, offsetof(struct pull, retry), .options = retry_options,           \
         .help = "how often and how patiently to try again"},                                      \
        {"limits", OPTION_STRUCT, offsetof(struct pull, limits), .options = http_limits_options,   \
         .help = "timeouts and sizes"},                                                            \
    {                                                                                              \
        "proxy", OPTION_TEXT, offsetof(struct pull, proxy),                                        \
            .help = "proxy to go through; the environment is not asked"                            \
    }

/* Finds mistakes that the option table cannot see, but for those in success. */
void pull_check(struct source *source, const struct node *options, struct problems *problems);

/* Checks one more template of the same source, as template_check does. */
bool pull_check_template(const struct source *source, const char *text, const struct node *options,
                         struct problems *problems);

/* The functions of the vtable, as connector.h has them.  What to ask and the rule for success are
 * taken as they are when the source is opened. */
int pull_open(struct source *source, struct error *err);
int pull_next(struct source *source, struct document *document, struct error *err);
ssize_t pull_read(struct source *source, void *buffer, size_t size, struct error *err);
void pull_close(struct source *source);

#endif
