/*
 * Whether a reply is a success, by the source's own rule.
 *
 * HTTP 200 is not success: far ends answer 200 with error codes and with pages for people.  So a
 * rule is configured, and a reply that does not meet it never becomes "no records".
 */
#ifndef CONNECTORS_SUCCESS_H
#define CONNECTORS_SUCCESS_H

#include <stdbool.h>

#include "core/option.h"

struct answer;
struct error;
struct node;
struct problems;
struct question;
struct reply;

/* The key "success". */
struct success {
    struct texts status; /* of HTTP */
    int content;         /* CONTENT_ANY, CONTENT_JSON or CONTENT_XML */
    const char *path;    /* where the far end's own code is; NULL: it has none */
    struct texts equals; /* the codes that mean success */
    struct texts retry;  /* the codes that mean "try again" */
    const char *present; /* a path that a success has */
    const char *absent;  /* a path that it does not have */
    const char *message; /* where the far end's words for people are */
};
extern const struct option success_options[];

/* The key "expired" of login: how the far end says that a token is too old. */
struct expired {
    struct texts status;
    const char *path;
    struct texts equals;
};
extern const struct option expired_options[];

/* Report rules that mean nothing. */
void success_check(const struct success *success, const struct node *tree,
                   struct problems *problems);
void expired_check(const struct expired *expired, const struct node *tree,
                   struct problems *problems);

/* Adds the paths that the rule needs. */
void success_ask(const struct success *success, struct question *question);

/* Whether the reply says that the token is too old. */
bool expired_is(const struct expired *expired, const struct reply *reply,
                const struct answer *answer);

/* 0 when the reply meets the rule, and also when the rule cannot be asked because the document is
 * damaged: that is for quarantine to deal with.  Otherwise the kind of error is the reaction:
 *   ERROR_SOURCE       5xx, 408, a code of "retry", a fault of the server
 *   ERROR_LATER        429, and the gateway's codes for throttling and maintenance
 *   ERROR_CREDENTIALS  401, 403, and the gateway's codes for them
 *   ERROR_PROTOCOL     anything else that the rule does not accept
 * Its text quotes no more of a JSON or XML body than the words that are meant for messages. */
int success_judge(const struct success *success, const struct reply *reply,
                  const struct answer *answer, struct error *err);

#endif
