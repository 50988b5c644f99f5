/*
 * The land office: SOAP 1.1 over one path, with a security code in the header.
 *
 * SOAP 1.1 and its fault form are the standard's; the SecurityCode and the documents inside are as
 * seen in public code.  That they travel so, the operations' names and their parameters (tuNgay,
 * denNgay, trang, soLuong) are our assumption.  Requests are searched for elements by local name,
 * whatever their prefix: this is no XML parser.
 */
#include <stdio.h>
#include <string.h>

#include "tests/farend/calendar.h"
#include "tests/farend/dialects.h"
#include "tests/farend/encoding.h"
#include "tests/farend/notices.h"

enum { WORD_SIZE = 64 };

struct operation {
    const char *name;
    const struct stream *stream;
    void (*write)(struct text *text, struct scan *scan, const struct query *query);
};

static const struct operation OPERATIONS[] = {
    {"layThongBaoThue", &NOTICE_STREAM, notices_write},
    {"layPhieuChuyen", &SLIP_STREAM, slips_write},
};

static const char XML_TYPE[] = "text/xml; charset=utf-8";

/* Finds the text of the first element with that local name; NULL when there is none. */
static const char *element_text(const char *body, const char *name, char room[WORD_SIZE])
{
    size_t length = strlen(name);
    const char *found = body;

    while ((found = strstr(found, name)) != NULL) {
        const char *start = found + length;
        size_t size;

        if (found > body && (found[-1] == '<' || found[-1] == ':') && strchr("> \t\r\n", *start)) {
            start = strchr(start, '>');
            size = start ? strcspn(start + 1, "<") : WORD_SIZE;
            if (size >= WORD_SIZE)
                return NULL;
            memcpy(room, start + 1, size);
            room[size] = '\0';
            return room;
        }
        found = start;
    }
    return NULL;
}

static void open_envelope(struct text *text, const char *prefix)
{
    text_format(text,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                "<%s:Envelope xmlns:%s=\"http://schemas.xmlsoap.org/soap/envelope/\"><%s:Body>",
                prefix, prefix, prefix);
}

static void close_envelope(struct text *text, const char *prefix)
{
    text_format(text, "</%s:Body></%s:Envelope>", prefix, prefix);
}

static void refuse(struct reply *reply, unsigned status, const char *code, const char *message)
{
    reply->status = status;
    reply->type = XML_TYPE;
    open_envelope(&reply->body, "soap");
    text_add(&reply->body, "<soap:Fault>");
    text_format(&reply->body, "<faultcode>soap:%s</faultcode>", code);
    xml_leaf(&reply->body, "faultstring", message);
    text_add(&reply->body, "</soap:Fault>");
    close_envelope(&reply->body, "soap");
}

static void complain(struct reply *reply)
{
    refuse(reply, 200, "Server", "Hệ thống đang bận");
}

/* The action may be quoted and may be a URI that ends with the operation's name. */
static const struct operation *operation_find(const struct request *request)
{
    const char *action = request_header(request, "SOAPAction");
    size_t i;

    if (!action)
        return NULL;
    for (i = 0; i < sizeof(OPERATIONS) / sizeof(OPERATIONS[0]); i++)
        if (strstr(action, OPERATIONS[i].name))
            return &OPERATIONS[i];
    return NULL;
}

static void wrap(struct text *out, const struct operation *operation, const struct query *query,
                 const struct text *document)
{
    static const char *const PREFIXES[] = {"soapenv", "s", "SOAP-ENV"};
    unsigned style = (query->page + (unsigned)moment_day(query->window.since)) % 3;
    const char *prefix = PREFIXES[style];

    open_envelope(out, prefix);
    text_format(out, "<d:%sResponse xmlns:d=\"urn:example:dat-dai\"><return>", operation->name);
    base64_add(out, document, style == 1 ? 76 : 0);
    text_format(out, "</return></d:%sResponse>", operation->name);
    close_envelope(out, prefix);
}

static void run(struct service *service, const struct operation *operation,
                const struct query *query, struct reply *reply)
{
    struct text document = {0};
    struct scan scan;

    cursors_open(&service->cursors, service->world, query, &scan);
    operation->write(&document, &scan, query);
    cursors_keep(&service->cursors, query, &scan);
    service_finish_document(service, &document);
    reply->type = XML_TYPE;
    wrap(&reply->body, operation, query, &document);
    text_free(&document);
}

static void serve_call(struct service *service, const struct request *request, struct reply *reply)
{
    char rooms[5][WORD_SIZE];
    const struct operation *operation = operation_find(request);
    const char *code = element_text(request->body, "SecurityCode", rooms[0]);
    struct words words = {element_text(request->body, "tuNgay", rooms[1]),
                          element_text(request->body, "denNgay", rooms[2]),
                          element_text(request->body, "trang", rooms[3]),
                          element_text(request->body, "soLuong", rooms[4])};
    struct query query;

    if (!code || strcmp(code, "demo-dat-dai") != 0 || request->refused)
        refuse(reply, 500, "Client", "SecurityCode không hợp lệ");
    else if (!operation)
        refuse(reply, 500, "Client", "SOAPAction không tồn tại");
    else if (!query_parse(&words, "yyyyMMdd", operation->stream, &query))
        refuse(reply, 500, "Client", "Tham số không hợp lệ");
    else
        run(service, operation, &query, reply);
}

static const struct route ROUTES[] = {{"POST", "/dich-vu", false, serve_call}};

const struct dialect LAND_DIALECT = {
    .name = "dat-dai",
    .variable = "DAT_DAI_URL",
    .routes = ROUTES,
    .route_count = sizeof(ROUTES) / sizeof(ROUTES[0]),
    .complain = complain,
};
