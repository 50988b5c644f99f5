/*
 * The libmicrohttpd glue: collect the body, route, answer, break what is to be broken.
 *
 * Replies are sent through a reader function where a fault has to act during the transfer (a short
 * body, a slow one) and from one buffer otherwise.
 */
#include "tests/farend/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>

#include <microhttpd.h>

#include "tests/farend/encoding.h"

enum { BODY_MAX = 1 << 20, SLOW_STEPS = 20, DRIP_STEPS = 2000, SLOW_STEP_NANOSECONDS = 100000000 };

/* One request while its body comes in. */
struct exchange {
    struct text body;
};

/* A body on its way out through the reader function. */
struct transfer {
    struct text body;
    size_t stop; /* where the connection is closed; body.length when it is not */
    size_t step; /* bytes between two pauses; 0 for no pauses */
};

const char *request_header(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

const char *request_argument(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name);
}

void service_finish_document(struct service *service, struct text *document)
{
    service->documents++;
    if (service->cut_every && service->documents % service->cut_every == 0) {
        document->length /= 2;
        document->bytes[document->length] = '\0';
    }
}

static bool accepts_gzip(const struct request *request)
{
    const char *accepted = request_header(request, "Accept-Encoding");

    return accepted && strstr(accepted, "gzip");
}

static void throttle(struct service *service, struct reply *reply)
{
    time_t later = time(NULL) + 1;
    struct tm parts;

    reply->status = 429;
    reply->type = "application/json";
    text_add(&reply->body, "{\"fault\":{\"code\":900800,\"message\":\"Message throttled out\"}}");
    if (service->throttles++ % 2 == 0) {
        reply->retry_after[0] = '1';
        reply->retry_after[1] = '\0';
        return;
    }
    gmtime_r(&later, &parts);
    strftime(reply->retry_after, sizeof(reply->retry_after), "%a, %d %b %Y %H:%M:%S GMT", &parts);
}

/* Answers in the handler's place where the fault is one of those; false when the handler must
 * answer. */
static bool answer_fault(struct service *service, enum fault_kind fault, struct reply *reply)
{
    switch (fault) {
    case FAULT_HTTP500:
        reply->status = 500;
        reply->type = "text/plain; charset=utf-8";
        text_add(&reply->body, "Internal Server Error\n");
        return true;
    case FAULT_HTML200:
        reply->type = "text/html; charset=utf-8";
        text_add(&reply->body, "<!DOCTYPE html><html><head><title>Bảo trì</title></head>"
                               "<body><h1>Hệ thống đang bảo trì</h1></body></html>\n");
        return true;
    case FAULT_ERROR200:
        service->dialect->complain(reply);
        return true;
    case FAULT_THROTTLE:
        throttle(service, reply);
        return true;
    default:
        return false;
    }
}

static const struct route *route_find(const struct service *service, const struct request *request)
{
    unsigned i;

    for (i = 0; i < service->dialect->route_count; i++) {
        const struct route *route = &service->dialect->routes[i];

        if (!strcmp(route->method, request->method) && !strcmp(route->path, request->path))
            return route;
    }
    return NULL;
}

static void answer_unknown(struct reply *reply)
{
    reply->status = 404;
    reply->type = "text/plain; charset=utf-8";
    text_add(&reply->body, "no such resource\n");
}

static ssize_t transfer_read(void *context, uint64_t position, char *buffer, size_t room)
{
    struct transfer *transfer = context;
    struct timespec pause = {0, SLOW_STEP_NANOSECONDS};
    size_t left;

    if (position >= transfer->stop)
        return position < transfer->body.length ? MHD_CONTENT_READER_END_WITH_ERROR
                                                : MHD_CONTENT_READER_END_OF_STREAM;
    left = transfer->stop - (size_t)position;
    if (transfer->step) {
        nanosleep(&pause, NULL);
        room = room < transfer->step ? room : transfer->step;
    }
    left = left < room ? left : room;
    memcpy(buffer, transfer->body.bytes + position, left);
    return (ssize_t)left;
}

static void transfer_free(void *context)
{
    struct transfer *transfer = context;

    text_free(&transfer->body);
    free(transfer);
}

/* How many pauses the reply has. */
static size_t steps_of(enum fault_kind fault)
{
    if (fault == FAULT_SLOW)
        return SLOW_STEPS;
    return fault == FAULT_DRIP ? DRIP_STEPS : 0;
}

static struct MHD_Response *respond_broken(struct reply *reply, enum fault_kind fault)
{
    struct transfer *transfer = calloc(1, sizeof(*transfer));
    size_t steps = steps_of(fault);
    struct MHD_Response *response;

    if (!transfer)
        return NULL;
    transfer->body = reply->body;
    reply->body = (struct text){0};
    transfer->stop = steps > 0 ? transfer->body.length : transfer->body.length / 2;
    transfer->step = steps > 0 ? transfer->body.length / steps + 1 : 0;
    response = MHD_create_response_from_callback(transfer->body.length, 65536, transfer_read,
                                                 transfer, transfer_free);
    if (!response)
        transfer_free(transfer);
    return response;
}

/* Packs the body where it is asked for; returns whether it did. */
static bool pack(const struct request *request, struct reply *reply, enum fault_kind fault)
{
    if (!accepts_gzip(request) || !(reply->packed || fault == FAULT_CUTGZIP))
        return false;
    gzip_replace(&reply->body);
    if (fault == FAULT_CUTGZIP)
        reply->body.length -= reply->body.length / 4;
    return true;
}

static struct MHD_Response *respond(struct reply *reply, enum fault_kind fault, bool packed)
{
    struct MHD_Response *response;

    if (fault == FAULT_SHORT || steps_of(fault) > 0 || (fault == FAULT_CUTGZIP && !packed))
        return respond_broken(reply, fault);
    response = MHD_create_response_from_buffer(reply->body.length, reply->body.bytes,
                                               MHD_RESPMEM_MUST_FREE);
    if (response)
        reply->body = (struct text){0};
    return response;
}

static enum MHD_Result send_reply(const struct request *request, struct reply *reply,
                                  enum fault_kind fault)
{
    bool packed = pack(request, reply, fault);
    struct MHD_Response *response = respond(reply, fault, packed);
    enum MHD_Result result;

    text_free(&reply->body);
    if (!response)
        return MHD_NO;
    if (reply->type)
        MHD_add_response_header(response, "Content-Type", reply->type);
    if (packed)
        MHD_add_response_header(response, "Content-Encoding", "gzip");
    if (reply->retry_after[0])
        MHD_add_response_header(response, "Retry-After", reply->retry_after);
    result = MHD_queue_response(request->connection, reply->status ? reply->status : 200, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result serve(struct service *service, struct request *request)
{
    const struct route *route = route_find(service, request);
    bool is_login = route && route->is_login;
    unsigned long call = is_login ? 0 : ++service->calls;
    struct reply reply = {0};
    enum fault_kind fault =
        fault_plan_find(service->plan, service->dialect->name, ++service->requests, call);

    if (fault == FAULT_EXPIRE) {
        service->sessions_forgotten = service->sessions_issued;
        request->refused = true;
    }
    if (!answer_fault(service, fault, &reply)) {
        if (route)
            route->handle(service, request, &reply);
        else
            answer_unknown(&reply);
    }
    return send_reply(request, &reply, fault);
}

static enum MHD_Result receive(void *context, struct MHD_Connection *connection, const char *path,
                               const char *method, const char *version, const char *bytes,
                               size_t *size, void **state)
{
    struct exchange *exchange = *state;
    struct request request = {.connection = connection, .method = method, .path = path};

    (void)version;
    if (!exchange) {
        *state = calloc(1, sizeof(struct exchange));
        return *state ? MHD_YES : MHD_NO;
    }
    if (*size) {
        if (exchange->body.length + *size > BODY_MAX)
            return MHD_NO;
        text_add_bytes(&exchange->body, bytes, *size);
        *size = 0;
        return MHD_YES;
    }
    request.body = exchange->body.bytes ? exchange->body.bytes : "";
    return serve(context, &request);
}

static void forget_exchange(void *context, struct MHD_Connection *connection, void **state,
                            enum MHD_RequestTerminationCode code)
{
    struct exchange *exchange = *state;

    (void)context;
    (void)connection;
    (void)code;
    if (!exchange)
        return;
    text_free(&exchange->body);
    free(exchange);
    *state = NULL;
}

bool service_open(struct service *service)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    const union MHD_DaemonInfo *info;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    service->daemon =
        MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, receive, service,
                         MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
                         MHD_OPTION_NOTIFY_COMPLETED, forget_exchange, NULL, MHD_OPTION_END);
    if (!service->daemon)
        return false;
    info = MHD_get_daemon_info(service->daemon, MHD_DAEMON_INFO_BIND_PORT);
    service->port = info ? info->port : 0;
    return service->port != 0;
}

void service_close(struct service *service)
{
    if (service->daemon)
        MHD_stop_daemon(service->daemon);
    service->daemon = NULL;
}
