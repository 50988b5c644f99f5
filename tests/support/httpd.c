/* The scripted server, by libmicrohttpd. */
#include "tests/support/httpd.h"

#include <arpa/inet.h>
#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <microhttpd.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "tests/support/check.h"
#include "tests/support/squeeze.h"

enum { HEARD_MOST = 256, STALL_SECONDS = 3, CONNECTION_BYTES = 1 << 18 };

struct httpd {
    struct MHD_Daemon *daemon;
    const struct canned *script;
    const char *url;
    struct arena *arena; /* used by the server's thread alone after the start */
    struct heard heard[HEARD_MOST];
    size_t count, next;
};

/* A reply whose body ends otherwise than its header says. */
struct broken {
    struct buffer bytes;
    bool is_stalled;
};

static const char *header_of(struct httpd *httpd, struct MHD_Connection *connection,
                             const char *name)
{
    const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);

    return arena_text(httpd->arena, value == NULL ? "" : value);
}

static enum MHD_Result add_argument(void *data, enum MHD_ValueKind kind, const char *key,
                                    const char *value)
{
    struct buffer *url = data;

    (void)kind;
    buffer_print(url, "%c%s=%s", strchr(buffer_string(url), '?') == NULL ? '?' : '&', key,
                 value == NULL ? "" : value);
    return MHD_YES;
}

static void remember(struct httpd *httpd, struct MHD_Connection *connection, const char *method,
                     const char *path, const struct buffer *body)
{
    struct heard *heard = &httpd->heard[httpd->count];
    struct buffer url = {0};

    assert(httpd->count < HEARD_MOST);
    buffer_text(&url, path);
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, add_argument, &url);
    heard->method = arena_text(httpd->arena, method);
    heard->url = arena_text(httpd->arena, buffer_string(&url));
    heard->body = arena_text(httpd->arena, buffer_string(body));
    heard->accept_encoding = header_of(httpd, connection, "Accept-Encoding");
    heard->authorization = header_of(httpd, connection, "Authorization");
    heard->soap_action = header_of(httpd, connection, "SOAPAction");
    heard->content_type = header_of(httpd, connection, "Content-Type");
    heard->user_agent = header_of(httpd, connection, "User-Agent");
    heard->signature = header_of(httpd, connection, "X-Nhip-Signature");
    httpd->count++;
    buffer_free(&url);
}

static const struct canned *next_canned(struct httpd *httpd, const char *path)
{
    static const struct canned over = {
        .status = 599, .content_type = "text/plain", .body = "the script is over"};
    static const struct canned other = {
        .status = 598, .content_type = "text/plain", .body = "another path was expected"};
    const struct canned *canned = &httpd->script[httpd->next];

    if (canned->status == 0)
        return &over;
    httpd->next++;
    return canned->path == NULL || strcmp(canned->path, path) == 0 ? canned : &other;
}

static ssize_t send_broken(void *data, uint64_t position, char *buffer, size_t most)
{
    const struct timespec stall = {STALL_SECONDS, 0};
    struct broken *broken = data;
    size_t left = broken->bytes.size - (size_t)position;

    if (left == 0 && broken->is_stalled)
        nanosleep(&stall, NULL);
    if (left == 0)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    left = left < most ? left : most;
    memcpy(buffer, broken->bytes.data + position, left);
    return (ssize_t)left;
}

static void free_broken(void *data)
{
    struct broken *broken = data;

    buffer_free(&broken->bytes);
    free(broken);
}

static struct MHD_Response *break_off(const struct buffer *body, enum delivery delivery)
{
    struct broken *broken = calloc(1, sizeof *broken);
    uint64_t promised = delivery == DELIVER_CUT_CHUNK ? MHD_SIZE_UNKNOWN : body->size + 100;

    assert(broken != NULL);
    buffer_append(&broken->bytes, body->data, body->size);
    broken->is_stalled = delivery == DELIVER_STALLED;
    return MHD_create_response_from_callback(promised, 1024, send_broken, broken, free_broken);
}

/* The canned body with the request's own put in. */
static void fill_body(const struct canned *canned, const struct buffer *asked, struct buffer *body)
{
    const char *text = canned->body == NULL ? "" : canned->body;
    const char *place = strstr(text, "%body%");

    if (place == NULL) {
        buffer_text(body, text);
        return;
    }
    buffer_append(body, text, (size_t)(place - text));
    buffer_append(body, asked->data, asked->size);
    buffer_text(body, place + strlen("%body%"));
}

static struct MHD_Response *respond(const struct canned *canned, const struct buffer *asked)
{
    struct buffer body = {0}, squeezed = {0};
    struct MHD_Response *response;

    fill_body(canned, asked, &body);
    squeeze(buffer_string(&body), body.size, &squeezed);
    if (canned->delivery == DELIVER_CUT_SQUEEZED)
        squeezed.size -= 6;
    if (canned->delivery == DELIVER_WHOLE)
        response = MHD_create_response_from_buffer(body.size, (void *)(uintptr_t)body.data,
                                                   MHD_RESPMEM_MUST_COPY);
    else if (canned->delivery >= DELIVER_CUT)
        response = break_off(&body, canned->delivery);
    else
        response =
            MHD_create_response_from_buffer(squeezed.size, squeezed.data, MHD_RESPMEM_MUST_COPY);
    if (canned->delivery == DELIVER_SQUEEZED || canned->delivery == DELIVER_CUT_SQUEEZED)
        MHD_add_response_header(response, "Content-Encoding", "gzip");
    if (canned->content_type != NULL)
        MHD_add_response_header(response, "Content-Type", canned->content_type);
    if (canned->header != NULL)
        MHD_add_response_header(response, canned->header, canned->value);
    buffer_free(&body);
    buffer_free(&squeezed);
    return response;
}

static enum MHD_Result answer(void *data, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **state)
{
    struct httpd *httpd = data;
    struct buffer *body = *state;
    const struct canned *canned;
    struct MHD_Response *response;
    enum MHD_Result result;

    (void)version;
    if (body == NULL) {
        *state = calloc(1, sizeof *body);
        return *state == NULL ? MHD_NO : MHD_YES;
    }
    if (*upload_size != 0) {
        buffer_append(body, upload, *upload_size);
        *upload_size = 0;
        return MHD_YES;
    }
    remember(httpd, connection, method, path, body);
    canned = next_canned(httpd, path);
    response = respond(canned, body);
    result = MHD_queue_response(connection, (unsigned)canned->status, response);
    MHD_destroy_response(response);
    return result;
}

static void forget(void *data, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode code)
{
    (void)data;
    (void)connection;
    (void)code;
    if (*state != NULL)
        buffer_free(*state);
    free(*state);
    *state = NULL;
}

struct httpd *httpd_start(const struct canned *script, struct arena *arena)
{
    struct httpd *httpd = arena_alloc(arena, sizeof *httpd);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const union MHD_DaemonInfo *info;

    httpd->script = script;
    httpd->arena = arena_new();
    httpd->daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, answer, httpd,
                                     MHD_OPTION_SOCK_ADDR, &address,
                                     MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
                                     MHD_OPTION_NOTIFY_COMPLETED, forget, NULL, MHD_OPTION_END);
    assert_non_null(httpd->daemon);
    info = MHD_get_daemon_info(httpd->daemon, MHD_DAEMON_INFO_BIND_PORT);
    assert_non_null(info);
    httpd->url = arena_print(arena, "http://127.0.0.1:%u", (unsigned)info->port);
    return httpd;
}

const char *httpd_url(const struct httpd *httpd)
{
    return httpd->url;
}

size_t httpd_count(const struct httpd *httpd)
{
    return httpd->count;
}

const struct heard *httpd_heard(const struct httpd *httpd, size_t number)
{
    assert_true(number < httpd->count);
    return &httpd->heard[number];
}

void httpd_stop(struct httpd *httpd)
{
    MHD_stop_daemon(httpd->daemon);
    arena_free(httpd->arena);
}
