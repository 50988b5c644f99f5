/* One HTTP request by libcurl, spooled. */
#include "connectors/http.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "connectors/secret.h"
#include "connectors/transfer.h"
#include "core/arena.h"
#include "core/error.h"
#include "core/file.h"
#include "core/option.h"
#include "core/pulse.h"
#include "core/reader.h"

enum {
    HEADER_BYTES_MOST = 65536,
    STALL_BYTES_A_SECOND = 16 /* fewer than these are no progress */
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

const char *http_url_mistake(const char *url)
{
    struct url_facts facts;

    if (url_facts_read(url, &facts) != 0 || facts.scheme[0] == '\0' || facts.host[0] == '\0')
        return "is not a URL";
    if (facts.has_user)
        return "must not hold a user name or password; hint: use a header and a credential file";
    if (strcmp(facts.scheme, "https") == 0)
        return NULL;
    if (strcmp(facts.scheme, "http") != 0)
        return "must begin with https://";
    return facts.is_loopback ? NULL : "must begin with https://, for http:// is not encrypted";
}

struct http *http_open(const struct http_setting *setting, struct arena *arena)
{
    struct http *http = arena_alloc(arena, sizeof *http);

    http->setting = setting;
    http->curl = transfer_open();
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

static struct curl_slist *headers_of(const struct request *request, struct arena *arena)
{
    /* A header given by hand asks for gzip without having curl undo it.  "Expect:" and an empty
     * content type take away what curl would add by itself. */
    struct curl_slist *list = transfer_list_add(NULL, "Accept-Encoding: gzip");

    list = transfer_list_add(list, "Expect:");
    if (request->content_type == NULL)
        list = transfer_list_add(list, "Content-Type:");
    else
        list =
            transfer_list_add(list, arena_print(arena, "Content-Type: %s", request->content_type));
    for (size_t i = 0; i < request->header_count; i++)
        list = transfer_list_add(list, request->headers[i]);
    return list;
}

static void set_limits(CURL *curl, const struct http_setting *setting)
{
    transfer_must(curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https"));
    transfer_must(curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L));
    transfer_must(curl_easy_setopt(curl, CURLOPT_USERAGENT, "nhip"));
    transfer_must(curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, setting->limits.connect_seconds));
    transfer_must(curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)STALL_BYTES_A_SECOND));
    transfer_must(curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, setting->limits.stall_seconds));
    transfer_must(curl_easy_setopt(curl, CURLOPT_TIMEOUT, setting->limits.total_seconds));
}

static void set_callbacks(struct http *http)
{
    transfer_must(curl_easy_setopt(http->curl, CURLOPT_HEADERFUNCTION, take_header));
    transfer_must(curl_easy_setopt(http->curl, CURLOPT_HEADERDATA, &http->intake));
    transfer_must(curl_easy_setopt(http->curl, CURLOPT_WRITEFUNCTION, take_body));
    transfer_must(curl_easy_setopt(http->curl, CURLOPT_WRITEDATA, &http->intake));
    transfer_must(curl_easy_setopt(http->curl, CURLOPT_NOPROGRESS, 0L));
    transfer_must(curl_easy_setopt(http->curl, CURLOPT_XFERINFOFUNCTION, watch));
    transfer_must(curl_easy_setopt(http->curl, CURLOPT_XFERINFODATA, http));
}

static void set_request(CURL *curl, const struct request *request, struct curl_slist *headers)
{
    transfer_must(curl_easy_setopt(curl, CURLOPT_URL, request->url));
    transfer_must(curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers));
    if (strcmp(request->method, "POST") == 0) {
        transfer_must(curl_easy_setopt(curl, CURLOPT_POST, 1L));
        transfer_must(
            curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_size));
        transfer_must(
            curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body == NULL ? "" : request->body));
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
    transfer_must(curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &status));
    transfer_must(curl_easy_getinfo(http->curl, CURLINFO_RETRY_AFTER, &retry_after));
    transfer_must(curl_easy_getinfo(http->curl, CURLINFO_CONTENT_TYPE, &content_type));
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

    transfer_set_rules(http->curl, http->setting->ca, http->setting->proxy, http->detail);
    set_limits(http->curl, http->setting);
    set_callbacks(http);
    set_request(http->curl, request, headers);
    code = curl_easy_perform(http->curl);
    curl_slist_free_all(headers);

    if (http->intake.err.kind != ERROR_NONE) {
        *err = http->intake.err;
        return -1;
    }
    return code == CURLE_OK ? read_facts(http, reply, arena, err)
                            : transfer_explain(code, http->detail, err);
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
