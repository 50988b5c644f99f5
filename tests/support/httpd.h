/*
 * A small HTTP server that plays a script: one canned reply after another, and a list of what was
 * asked.
 */
#ifndef TESTS_SUPPORT_HTTPD_H
#define TESTS_SUPPORT_HTTPD_H

#include <stddef.h>

struct arena;
struct httpd;

/* How a canned body goes out. */
enum delivery {
    DELIVER_WHOLE,
    DELIVER_SQUEEZED,     /* gzip, with Content-Encoding */
    DELIVER_CUT_SQUEEZED, /* the same without its last bytes, but with a true Content-Length */
    DELIVER_CUT,          /* Content-Length promises more than is sent */
    DELIVER_CUT_CHUNK,    /* chunked, without the last chunk */
    DELIVER_STALLED       /* the header, then nothing for some seconds */
};

struct canned {
    const char *path; /* the request must be for this path; NULL: any */
    int status;
    const char *content_type;
    const char *body; /* "%body%" in it is replaced by the request's body */
    enum delivery delivery;
    const char *header, *value; /* one more header, or NULL */
};

/* What one request was. */
struct heard {
    const char *method, *url; /* the path with its query */
    const char *body;
    const char *accept_encoding, *authorization, *soap_action, *content_type, *user_agent,
        *signature;
};

/* Starts on a free port of 127.0.0.1; a script ends with a row whose status is 0, and must live as
 * long as the server.  Requests after its end get 599. */
struct httpd *httpd_start(const struct canned *script, struct arena *arena);

/* "http://127.0.0.1:PORT" */
const char *httpd_url(const struct httpd *httpd);

/* Requests so far, and the one of this number, from 0. */
size_t httpd_count(const struct httpd *httpd);
const struct heard *httpd_heard(const struct httpd *httpd, size_t number);

/* Stops, and gives the memory back. */
void httpd_stop(struct httpd *httpd);

#endif
