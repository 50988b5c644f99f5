/*
 * The insurance gateway: a WSO2 token, then envelopes of visits by window and page.
 *
 * The token reply, the bearer header and the fault body follow public descriptions of WSO2; the
 * envelope GIAMDINHHS follows the health ministry's. That visits can be pulled by window, under
 * this path and these parameters, is our assumption.
 */
#include <stdio.h>
#include <string.h>

#include "tests/farend/calendar.h"
#include "tests/farend/dialects.h"
#include "tests/farend/visit_xml.h"
#include "tests/farend/visits.h"

static const char JSON_TYPE[] = "application/json; charset=utf-8";

/* "nhip:demo-bhyt" in base64. */
static const char BASIC[] = "Basic bmhpcDpkZW1vLWJoeXQ=";

static void refuse(struct reply *reply, unsigned status, unsigned code, const char *message)
{
    reply->status = status;
    reply->type = JSON_TYPE;
    text_format(&reply->body, "{\"fault\":{\"code\":%u,\"message\":\"%s\",\"description\":\"%s\"}}",
                code, message, message);
}

static void complain(struct reply *reply)
{
    refuse(reply, 200, 900900, "Unclassified Authentication Failure");
}

/* Tells whether a form body has the field with that value; the values that matter need no escapes.
 */
static bool has_field(const char *form, const char *field)
{
    size_t length = strlen(field);

    while (form) {
        if (!strncmp(form, field, length) && (form[length] == '&' || form[length] == '\0'))
            return true;
        form = strchr(form, '&');
        if (form)
            form++;
    }
    return false;
}

static bool is_known(const struct request *request)
{
    const char *basic = request_header(request, "Authorization");

    if (!has_field(request->body, "grant_type=client_credentials"))
        return false;
    if (basic && !strcmp(basic, BASIC))
        return true;
    return has_field(request->body, "client_id=nhip") &&
           has_field(request->body, "client_secret=demo-bhyt");
}

static void give_token(struct service *service, const struct request *request, struct reply *reply)
{
    char token[SESSION_SIZE];

    reply->type = JSON_TYPE;
    if (!is_known(request)) {
        reply->status = 401;
        text_add(&reply->body, "{\"error\":\"invalid_client\","
                               "\"error_description\":\"Client Authentication failed.\"}");
        return;
    }
    session_issue(service, token);
    text_format(&reply->body,
                "{\"access_token\":\"%s\",\"scope\":\"default\",\"token_type\":\"Bearer\","
                "\"expires_in\":3600}",
                token);
}

static bool is_authorised(const struct service *service, const struct request *request)
{
    const char *header = request_header(request, "Authorization");

    return header && !strncmp(header, "Bearer ", 7) && session_is_valid(service, header + 7);
}

static void write_envelope(struct text *text, const struct query *query, const struct text *visits,
                           unsigned count)
{
    char day[MOMENT_SIZE];

    moment_format(query->window.since, "yyyyMMdd", day);
    text_add(text, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<GIAMDINHHS>"
                   "<THONGTINDONVI><MACSKCB>99000</MACSKCB></THONGTINDONVI><THONGTINHOSO>");
    xml_leaf(text, "NGAYLAP", day);
    xml_number(text, "SOLUONGHOSO", count);
    text_add(text, "<DANHSACHHOSO>");
    if (count)
        text_add_bytes(text, visits->bytes, visits->length);
    text_add(text, "</DANHSACHHOSO></THONGTINHOSO><CHUKYDONVI/></GIAMDINHHS>\n");
}

static void list_visits(struct service *service, const struct query *query, struct reply *reply)
{
    struct text visits = {0};
    struct scan scan;
    struct item item;
    unsigned taken = 0;

    cursors_open(&service->cursors, service->world, query, &scan);
    for (; taken < query->size && scan_next(&scan, &item); taken++)
        visit_write(&visits, service->world, &item);
    cursors_keep(&service->cursors, query, &scan);
    write_envelope(&reply->body, query, &visits, taken);
    text_free(&visits);
    reply->type = "application/xml; charset=utf-8";
    reply->packed = true;
    service_finish_document(service, &reply->body);
}

static void serve_visits(struct service *service, const struct request *request,
                         struct reply *reply)
{
    struct words words = {request_argument(request, "tungay"), request_argument(request, "denngay"),
                          request_argument(request, "trang"), request_argument(request, "soluong")};
    struct query query;

    if (!is_authorised(service, request))
        refuse(reply, 401, 900901, "Invalid Credentials");
    else if (!query_parse(&words, "yyyyMMdd", &VISIT_STREAM, &query))
        refuse(reply, 400, 400, "Invalid window or page");
    else
        list_visits(service, &query, reply);
}

static const struct route ROUTES[] = {{"POST", "/token", true, give_token},
                                      {"GET", "/kcb/1.0/hoso", false, serve_visits}};

const struct dialect INSURANCE_DIALECT = {
    .name = "bhyt",
    .variable = "BHYT_URL",
    .routes = ROUTES,
    .route_count = sizeof(ROUTES) / sizeof(ROUTES[0]),
    .complain = complain,
};
