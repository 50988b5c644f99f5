/*
 * Handing one mail to a server.
 *
 * The way there is encrypted and the server's certificate verified, by smtps:// or by STARTTLS,
 * which is demanded, never hoped for; only a server on this machine may be talked to openly.
 */
#ifndef CONNECTORS_SMTP_H
#define CONNECTORS_SMTP_H

#include <stdbool.h>

struct error;
struct mail;
struct pulse;

struct smtp_server {
    const char *url;      /* "smtps://host[:port]" or "smtp://host[:port]" */
    bool starttls;        /* of smtp://, must be true unless the host is this machine */
    const char *ca;       /* PEM file of the CAs that count; NULL: the system's */
    const char *user;     /* NULL: nobody logs in */
    const char *password; /* of the user */
    long total_seconds;   /* for all of it */
    struct pulse *pulse;  /* may be NULL */
};

/* Why this server may not be used, in words for after the URL; NULL when it may. */
const char *smtp_url_mistake(const char *url, bool starttls);

/* Sends the mail to all of its recipients, or fails when one is refused.  ERROR_CREDENTIALS: the
 * server refuses the user or the password; ERROR_SOURCE: it cannot be reached, is too slow, not
 * safe, or refuses the mail; ERROR_LATER: the pulse says so; ERROR_CONFIG: the URL may not be
 * used, or the file of CAs cannot be read.  The texts have nothing of what the server says, for it
 * may repeat what it was given. */
int smtp_send(const struct smtp_server *server, const struct mail *mail, struct error *err);

#endif
