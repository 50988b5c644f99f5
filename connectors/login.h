/*
 * Login: how a token is got, kept for the life of a source, and renewed when it is too old.
 */
#ifndef CONNECTORS_LOGIN_H
#define CONNECTORS_LOGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "connectors/ask.h"
#include "connectors/success.h"

struct arena;
struct error;
struct exchange;
struct node;
struct problems;
struct source;
struct values;

/* The key "login". */
struct login {
    struct ask ask;      /* url is NULL when there is no login */
    const char *token;   /* where the token is in the reply */
    const char *expires; /* where its life in seconds is; NULL: it lives until it is refused */
    struct success success;
    struct expired expired;
};
extern const struct option login_options[];

/* A token in use; zeroed at first. */
struct token {
    const char *text;   /* NULL: there is none */
    int64_t expires_at; /* seconds of clock_steady; 0: not known */
};

bool login_is_configured(const struct login *login);

/* Reports mistakes; login must be configured. */
void login_check(const struct login *login, const struct source *source, const struct node *tree,
                 struct problems *problems);

/* Logs in when there is no token or it will soon be too old.  values give window and secrets; the
 * token, which lives in the secrets' arena, is remembered as one of them. */
int login_refresh(const struct login *login, const struct exchange *exchange,
                  const struct values *values, struct token *token, struct error *err);

#endif
