/*
 * One HTTP server per far end, on libmicrohttpd.
 *
 * A service is a far end at work: its routes answer requests and this file puts the answers on the
 * wire, with the faults that the plan asks for.  Each service has one thread, and its state is
 * touched by no other, so handlers need no locks.  Only this file knows libmicrohttpd.
 */
#ifndef FAREND_SERVER_H
#define FAREND_SERVER_H

#include <stdbool.h>

#include "tests/farend/fault.h"
#include "tests/farend/stream.h"
#include "tests/farend/text.h"

struct MHD_Connection;
struct MHD_Daemon;

/* refused is set when an expire fault takes this request's credentials away. */
struct request {
    struct MHD_Connection *connection;
    const char *method, *path;
    const char *body;
    bool refused;
};

/* A zeroed reply is 200; packed asks for gzip where the caller accepts it. */
struct reply {
    unsigned status;
    const char *type;
    struct text body;
    char retry_after[48];
    bool packed;
};

struct service;

struct route {
    const char *method, *path;
    bool is_login;
    void (*handle)(struct service *service, const struct request *request, struct reply *reply);
};

/* What one far end speaks.  complain writes the system's own error body, as sent with status 200.
 */
struct dialect {
    const char *name;
    const char *variable;
    const struct route *routes;
    unsigned route_count;
    void (*complain)(struct reply *reply);
};

struct service {
    const struct dialect *dialect;
    const struct world *world;
    const struct fault_plan *plan;
    unsigned cut_every; /* every so many documents one is cut; 0 is none */
    unsigned port;
    unsigned long requests, calls, documents, throttles;
    unsigned long sessions_issued, sessions_forgotten;
    struct cursors cursors;
    struct window counted; /* the window that count was counted for */
    unsigned long count;
    struct MHD_Daemon *daemon;
};

enum { SESSION_SIZE = 40 };

/* Starts to serve on a free port of 127.0.0.1 and sets service->port; false when it cannot.
 * dialect, world, plan and cut_every are set by the caller and stay until service_close. */
bool service_open(struct service *service);

/* Stops serving; accepts a service that was not opened. */
void service_close(struct service *service);

/* Returns the header or the query argument with that name, or NULL. */
const char *request_header(const struct request *request, const char *name);
const char *request_argument(const struct request *request, const char *name);

/* Must be called on each complete document before it is wrapped: cuts it in its middle when its
 * turn to be malformed has come. */
void service_finish_document(struct service *service, struct text *document);

/* Makes a new session (or token) and writes it; it holds until an expire fault. */
void session_issue(struct service *service, char out[SESSION_SIZE]);

/* Tells whether the text is a session that was issued and is not forgotten; NULL is none. */
bool session_is_valid(const struct service *service, const char *text);

#endif
