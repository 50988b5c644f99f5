/*
 * One request and its judged reply, with as many tries as patience allows.
 *
 * Everything that goes over the network passes here: documents and logins alike.
 */
#ifndef CONNECTORS_EXCHANGE_H
#define CONNECTORS_EXCHANGE_H

#include <stdbool.h>

#include "connectors/answer.h"
#include "connectors/http.h"
#include "connectors/retry.h"
#include "connectors/success.h"

struct arena;
struct error;
struct pulse;
struct secrets;

/* How to talk to one far end; lives as long as its source. */
struct exchange {
    struct http *http;
    const struct retry_options *retry;
    const struct secrets *secrets; /* hidden in the far end's words, which may repeat them */
    struct pulse *pulse;           /* may be NULL */
};

/* The rules for one reply. */
struct rules {
    const struct success *success;
    const struct expired *expired; /* NULL: there is no token to renew */
    struct question question;      /* what else is to be known of the reply */
};

struct received {
    struct reply reply;
    struct answer answer;
    bool is_expired; /* the far end says that the token is too old, and nothing else */
};

/* Sends the request until a reply meets the rule or tells of an old token, or there is no more
 * hope.  received must hold no reply (see reply_close); on success it does, and texts of its answer
 * live in the arena. */
int exchange_send(const struct exchange *exchange, const struct request *request,
                  const struct rules *rules, struct received *received, struct arena *arena,
                  struct error *err);

#endif
