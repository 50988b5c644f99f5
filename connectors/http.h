/*
 * One HTTP request and its reply.
 *
 * Transfer is curl's; what may be asked of whom is decided here: TLS is always verified, plain
 * http:// goes to this machine only, redirects are not followed, nothing is taken from the
 * environment, no cookies are kept.  Replies are spooled exactly as received, so compressed ones
 * stay compressed.  What a status means is for others to say.
 */
#ifndef CONNECTORS_HTTP_H
#define CONNECTORS_HTTP_H

#include <stddef.h>
#include <stdint.h>

#include "core/option.h"

struct arena;
struct error;
struct http; /* a connection kept alive between requests */
struct pulse;
struct reader;
struct secrets;

/* Options of every connector that speaks HTTP, under the key "limits". */
struct http_limits {
    long connect_seconds; /* until the connection stands */
    long stall_seconds;   /* with hardly a byte received */
    long total_seconds;   /* for one request and its whole reply */
    long body_mebibytes;  /* of one reply as received */
};
extern const struct option http_limits_options[];

/* What one exchange needs from its source; must outlive the struct http. */
struct http_setting {
    struct http_limits limits;
    const char *proxy;             /* NULL: none, whatever the environment says */
    const char *ca;                /* PEM file of the CAs that count; NULL: the system's */
    const char *spool;             /* the folder for replies under way */
    const struct secrets *secrets; /* hidden in what headers of replies say */
    struct pulse *pulse;           /* may be NULL */
};

struct request {
    const char *method; /* "GET" or "POST" */
    const char *url;
    const char **headers; /* "Name: value" */
    size_t header_count;
    const char *content_type; /* NULL: no such header */
    const void *body;         /* of POST */
    size_t body_size;
};

enum { CONTENT_TYPE_SIZE = 128 };

struct reply {
    int status;
    char content_type[CONTENT_TYPE_SIZE]; /* "" when the far end does not say */
    long retry_after_seconds;             /* 0 when the far end does not say */
    int body;                             /* a descriptor at the body's beginning, -1: none */
    int64_t size;
    struct pulse *pulse; /* the setting's */
};

/* Why a URL may not be asked, in words for after the URL; NULL when it may. */
const char *http_url_mistake(const char *url);

/* Never fails: without memory the process ends. */
struct http *http_open(const struct http_setting *setting, struct arena *arena);

/* Sends and receives.  Whatever status comes back is a success here.  ERROR_SOURCE: no connection,
 * no answer, a broken or short one; ERROR_PROTOCOL: a reply over the limits or in an encoding that
 * was not asked for; ERROR_IO: it cannot be spooled; ERROR_LATER: the run is stopping;
 * ERROR_CONFIG: the URL may not be asked.  The texts have no part of the request, and neither they
 * nor the reply's content_type have a secret. */
int http_send(struct http *http, const struct request *request, struct reply *reply,
              struct error *err);
void http_close(struct http *http); /* accepts NULL */

/* The body as received, from its beginning.  Readers of one reply share their position: one at a
 * time.  NULL with ERROR_IO when there are no descriptors left. */
struct reader *reply_reader(const struct reply *reply, struct arena *arena, struct error *err);

/* Gives the body back and leaves a reply without one. */
void reply_close(struct reply *reply);

#endif
