/* The libcurl gateway. */
#include "connectors/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <curl/curl.h>

#include "connectors/secret.h"
#include "core/arena.h"
#include "core/error.h"
#include "core/file.h"
#include "core/option.h"
#include "core/pulse.h"
#include "core/reader.h"

enum {
    HEADER_BYTES_MOST = 65536,
    STALL_BYTES_A_SECOND = 16, /* fewer than these are no progress */
    LOOPBACK_NETWORK = 127
};

const struct option http_limits_options[] = {
    {"connect_seconds", OPTION_NUMBER, offsetof(struct http_limits, connect_seconds), false, "10",
     .least = 1, .most = 600, .help = "seconds until the connection must stand"},
    {"stall_seconds", OPTION_NUMBER, offsetof(struct http_limits, stall_seconds), false, "60",
     .least = 1, .most = 3600, .help = "seconds without progress after which to give up"},
    {"total_seconds", OPTION_NUMBER, offsetof(struct http_limits, total_seconds), false, "900",
     .least = 1, .most = 86400, .help = "seconds for one request and its whole reply"},
    {"body_mebibytes", OPTION_NUMBER, offsetof(struct http_limits, body_mebibytes), false, "512",
     .least = 1, .most = 4096, .help = "MiB that one reply may have as received"},
    {0},
};

/* A reply on its way to the spool. */
struct intake {
    int descriptor;
    int64_t size, limit;
    size_t header_bytes;
    struct error err; /* kind is ERROR_NONE while all is well */
};

struct http {
    CURL *curl;
    const struct http_setting *setting;
    struct intake intake;
    char detail[CURL_ERROR_SIZE];
};

static bool is_loopback(const char *host)
{
    struct in_addr address;

    if (strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
        return true;
    return inet_pton(AF_INET, host, &address) == 1 &&
           ntohl(address.s_addr) >> 24 == LOOPBACK_NETWORK;
}

/* One part of a URL, in memory to be given back with curl_free; NULL when there is none. */
static char *url_part(CURLU *url, CURLUPart part)
{
    char *text = NULL;

    return curl_url_get(url, part, &text, 0) == CURLUE_OK ? text : NULL;
}

static const char *mistake_in_parts(const char *scheme, const char *host, const char *user)
{
    if (scheme == NULL || host == NULL)
        return "is not a URL";
    if (user != NULL)
        return "must not hold a user name or password; hint: use a header and a credential file";
    if (strcmp(scheme, "https") == 0)
        return NULL;
    if (strcmp(scheme, "http") != 0)
        return "must begin with https://";
    return is_loopback(host) ? NULL : "must begin with https://, for http:// is not encrypted";
}

const char *http_url_mistake(const char *url)
{
    CURLU *parsed = curl_url();
    const char *mistake = "is not a URL";
    char *scheme, *host, *user;

    if (parsed == NULL)
        error_out_of_memory();
    if (curl_url_set(parsed, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK) {
        scheme = url_part(parsed, CURLUPART_SCHEME);
        host = url_part(parsed, CURLUPART_HOST);
        user = url_part(parsed, CURLUPART_USER);
        mistake = mistake_in_parts(scheme, host, user);
        curl_free(scheme);
        curl_free(host);
        curl_free(user);
    }
    curl_url_cleanup(parsed);
    return mistake;
}

struct http *http_open(const struct http_setting *setting, struct arena *arena)
{
    struct http *http = arena_alloc(arena, sizeof *http);

    http->setting = setting;
    http->curl = curl_easy_init();
    if (http->curl == NULL)
        error_out_of_memory();
    return http;
}

void http_close(struct http *http)
{
    if (http == NULL)
        return;
    curl_easy_cleanup(http->curl);
    http->curl = NULL;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the type is curl's */
static size_t take_header(char *bytes, size_t size, size_t count, void *data)
{
    struct intake *intake = data;

    (void)bytes;
    intake->header_bytes += size * count;
    if (intake->header_bytes <= HEADER_BYTES_MOST)
        return size * count;
    error_set(&intake->err, ERROR_PROTOCOL, "the reply's headers are longer than %d bytes",
              HEADER_BYTES_MOST);
    return 0;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *data)
{
    struct intake *intake = data;
    size_t left = size * count;

    intake->size += (int64_t)left;
    if (intake->size > intake->limit) {
        error_set(&intake->err, ERROR_PROTOCOL, "the reply is longer than %lld MiB",
                  (long long)(intake->limit >> 20));
        return 0;
    }
    while (left > 0) {
        ssize_t written = write(intake->descriptor, bytes, left);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            error_set(&intake->err, ERROR_IO, "cannot spool the reply: %s", strerror(errno));
            return 0;
        }
        bytes += written;
        left -= (size_t)written;
    }
    return size * count;
}

/* curl calls it about once a second also when nothing moves. */
static int watch(void *data, curl_off_t total, curl_off_t now, curl_off_t up_total, curl_off_t up)
{
    struct http *http = data;

    (void)total;
    (void)now;
    (void)up_total;
    (void)up;
    if (pulse_check_amid(http->setting->pulse, &http->intake.err) == 0)
        return 0;
    /* Nor is a name server waited for that does not answer. */
    curl_easy_setopt(http->curl, CURLOPT_QUICK_EXIT, 1L);
    return -1;
}

static void must(CURLcode code)
{
    if (code != CURLE_OK)
        error_out_of_memory();
}

static struct curl_slist *list_add(struct curl_slist *list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(list, line);

    if (longer == NULL)
        error_out_of_memory();
    return longer;
}

static struct curl_slist *headers_of(const struct request *request, struct arena *arena)
{
    /* A header given by hand asks for gzip without having curl undo it.  "Expect:" and an empty
     * content type take away what curl would add by itself. */
    struct curl_slist *list = list_add(NULL, "Accept-Encoding: gzip");

    list = list_add(list, "Expect:");
    if (request->content_type == NULL)
        list = list_add(list, "Content-Type:");
    else
        list = list_add(list, arena_print(arena, "Content-Type: %s", request->content_type));
    for (size_t i = 0; i < request->header_count; i++)
        list = list_add(list, request->headers[i]);
    return list;
}

/* What is the same for all requests. */
static void set_house_rules(CURL *curl, const struct http_setting *setting)
{
    must(curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https"));
    must(curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L));
    must(curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L));
    must(curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L));
    must(curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED));
    must(curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L));
    must(curl_easy_setopt(curl, CURLOPT_USERAGENT, "nhip"));
    /* An empty text also keeps curl from asking the environment. */
    must(curl_easy_setopt(curl, CURLOPT_PROXY, setting->proxy == NULL ? "" : setting->proxy));
    must(curl_easy_setopt(curl, CURLOPT_NOPROXY, ""));
    must(curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, setting->limits.connect_seconds));
    must(curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)STALL_BYTES_A_SECOND));
    must(curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, setting->limits.stall_seconds));
    must(curl_easy_setopt(curl, CURLOPT_TIMEOUT, setting->limits.total_seconds));
}

static void set_callbacks(struct http *http)
{
    must(curl_easy_setopt(http->curl, CURLOPT_ERRORBUFFER, http->detail));
    must(curl_easy_setopt(http->curl, CURLOPT_HEADERFUNCTION, take_header));
    must(curl_easy_setopt(http->curl, CURLOPT_HEADERDATA, &http->intake));
    must(curl_easy_setopt(http->curl, CURLOPT_WRITEFUNCTION, take_body));
    must(curl_easy_setopt(http->curl, CURLOPT_WRITEDATA, &http->intake));
    must(curl_easy_setopt(http->curl, CURLOPT_NOPROGRESS, 0L));
    must(curl_easy_setopt(http->curl, CURLOPT_XFERINFOFUNCTION, watch));
    must(curl_easy_setopt(http->curl, CURLOPT_XFERINFODATA, http));
}

static void set_request(CURL *curl, const struct request *request, struct curl_slist *headers)
{
    must(curl_easy_setopt(curl, CURLOPT_URL, request->url));
    must(curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers));
    if (strcmp(request->method, "POST") == 0) {
        must(curl_easy_setopt(curl, CURLOPT_POST, 1L));
        must(curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_size));
        must(
            curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body == NULL ? "" : request->body));
    }
}

/* curl's verdict in our words. */
static int explain(const struct http *http, CURLcode code, struct error *err)
{
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return error_set(err, ERROR_SOURCE, "the far end's name is not known");
    case CURLE_COULDNT_CONNECT:
        return error_set(err, ERROR_SOURCE, "the far end does not take connections");
    case CURLE_OPERATION_TIMEDOUT:
        return error_set(err, ERROR_SOURCE, "the far end is too slow");
    case CURLE_GOT_NOTHING:
        return error_set(err, ERROR_SOURCE, "the far end closed the connection without an answer");
    case CURLE_PARTIAL_FILE:
        return error_set(err, ERROR_SOURCE, "the reply is cut short");
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
        return error_set(err, ERROR_SOURCE, "no safe connection: %s",
                         http->detail[0] != '\0' ? http->detail : curl_easy_strerror(code));
    default:
        return error_set(err, ERROR_SOURCE, "the transfer failed: %s", curl_easy_strerror(code));
    }
}

/* Curl would hand over anything a far end cares to send; we can only read what we asked for. */
static int judge_encoding(const struct http *http, struct arena *arena, struct error *err)
{
    struct curl_header *header;

    if (curl_easy_header(http->curl, "Content-Encoding", 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
        return 0;
    if (strcasecmp(header->value, "gzip") == 0 || strcasecmp(header->value, "x-gzip") == 0 ||
        strcasecmp(header->value, "identity") == 0 || header->value[0] == '\0')
        return 0;
    return error_set(err, ERROR_PROTOCOL, "the reply's encoding is '%.40s', gzip was asked for",
                     secrets_hide(http->setting->secrets, header->value, arena));
}

static int read_facts(const struct http *http, struct reply *reply, struct arena *arena,
                      struct error *err)
{
    struct reply read = {
        .body = http->intake.descriptor, .size = http->intake.size, .pulse = http->setting->pulse};
    curl_off_t retry_after = 0;
    char *content_type = NULL;
    long status = 0;

    if (judge_encoding(http, arena, err))
        return -1;
    must(curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &status));
    must(curl_easy_getinfo(http->curl, CURLINFO_RETRY_AFTER, &retry_after));
    must(curl_easy_getinfo(http->curl, CURLINFO_CONTENT_TYPE, &content_type));
    read.status = (int)status;
    /* A date in the past comes as a negative number from this curl. */
    read.retry_after_seconds = retry_after > 0 ? (long)retry_after : 0;
    snprintf(read.content_type, sizeof read.content_type, "%s",
             content_type == NULL ? "" : secrets_hide(http->setting->secrets, content_type, arena));
    if (lseek(read.body, 0, SEEK_SET) != 0)
        return error_set(err, ERROR_IO, "cannot read the spooled reply: %s", strerror(errno));
    *reply = read;
    return 0;
}

static int perform(struct http *http, const struct request *request, struct reply *reply,
                   struct arena *arena, struct error *err)
{
    struct curl_slist *headers = headers_of(request, arena);
    CURLcode code;

    curl_easy_reset(http->curl);
    set_house_rules(http->curl, http->setting);
    set_callbacks(http);
    set_request(http->curl, request, headers);
    code = curl_easy_perform(http->curl);
    curl_slist_free_all(headers);

    if (http->intake.err.kind != ERROR_NONE) {
        *err = http->intake.err;
        return -1;
    }
    return code == CURLE_OK ? read_facts(http, reply, arena, err) : explain(http, code, err);
}

int http_send(struct http *http, const struct request *request, struct reply *reply,
              struct error *err)
{
    const char *mistake = http_url_mistake(request->url);
    struct arena *arena;
    int spooled, status;

    if (mistake != NULL)
        return error_set(err, ERROR_CONFIG, "the URL %s", mistake);
    spooled = file_anonymous(http->setting->spool, err);
    if (spooled < 0)
        return -1;
    memset(&http->intake, 0, sizeof http->intake);
    http->intake.descriptor = spooled;
    http->intake.limit = (int64_t)http->setting->limits.body_mebibytes << 20;
    arena = arena_new();
    status = perform(http, request, reply, arena, err);
    arena_free(arena);
    if (status != 0)
        close(spooled);
    return status;
}

struct reader *reply_reader(const struct reply *reply, struct arena *arena, struct error *err)
{
    int descriptor = dup(reply->body);

    if (descriptor < 0 || lseek(descriptor, 0, SEEK_SET) != 0) {
        error_set(err, ERROR_IO, "cannot read the spooled reply: %s", strerror(errno));
        if (descriptor >= 0)
            close(descriptor);
        return NULL;
    }
    return pulse_reader(reader_from_descriptor(descriptor, "the spooled reply", arena),
                        reply->pulse, arena);
}

void reply_close(struct reply *reply)
{
    if (reply->body >= 0)
        close(reply->body);
    memset(reply, 0, sizeof *reply);
    reply->body = -1;
}
