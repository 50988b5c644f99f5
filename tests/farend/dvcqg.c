/*
 * The national public-service portal: JSON over POST, one login, one path for all services.
 *
 * The envelope (session, madonvi, service; error_code, message, result) and the records follow
 * public descriptions.  The service that lists dossiers by window and page, its name and its
 * parameters tungay, denngay, trang and soluong are our assumption: no public description of a pull
 * by window was found.
 */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "tests/farend/dialects.h"
#include "tests/farend/hoso.h"
#include "tests/farend/procedures.h"

static const char JSON_TYPE[] = "application/json; charset=utf-8";

enum { WORD_SIZE = 64 };

/* A member's text, whether it came as a string or as a number; NULL when it is neither. */
static const char *word(const json_t *object, const char *name, char room[WORD_SIZE])
{
    const json_t *value = json_object_get(object, name);

    if (json_is_string(value))
        return json_string_value(value);
    if (!json_is_integer(value))
        return NULL;
    snprintf(room, WORD_SIZE, "%lld", (long long)json_integer_value(value));
    return room;
}

static void refuse(struct reply *reply, const char *code, const char *message)
{
    reply->type = JSON_TYPE;
    json_open(&reply->body, NULL, '{');
    json_member(&reply->body, "error_code", code);
    json_member(&reply->body, "message", message);
    text_add(&reply->body, "\"result\":[]}");
}

static void complain(struct reply *reply)
{
    refuse(reply, "-1", "Hệ thống đang bận");
}

/* Success is spelt in the three ways that are seen in the field; which one depends on the page. */
static void begin_result(struct text *text, unsigned page)
{
    static const char *const CODES[] = {"\"00\"", "\"0\"", "0"};

    text_format(text, "{\"error_code\":%s,", CODES[page % 3]);
    json_member(text, "message", "Thành công");
    json_open(text, "result", '[');
}

static void end_reply(struct service *service, struct reply *reply)
{
    json_end(&reply->body);
    text_add(&reply->body, "}");
    reply->type = JSON_TYPE;
    service_finish_document(service, &reply->body);
}

static void list_dossiers(struct service *service, const struct words *words, struct reply *reply)
{
    struct query query;
    struct scan scan;
    struct item item;
    unsigned taken = 0;

    if (!query_parse(words, "yyyyMMddHHmmss", &DOSSIER_STREAM, &query)) {
        refuse(reply, "2", "Tham số không hợp lệ");
        return;
    }
    begin_result(&reply->body, query.page);
    cursors_open(&service->cursors, service->world, &query, &scan);
    for (; taken < query.size && scan_next(&scan, &item); taken++)
        hoso_write(&reply->body, service->world, &item, scan.window.until);
    cursors_keep(&service->cursors, &query, &scan);
    json_close(&reply->body, ']');
    end_reply(service, reply);
}

static void list_procedures(struct service *service, const struct words *words, struct reply *reply)
{
    unsigned page, size, spoiled;
    unsigned total = procedures_sent(service->world->spoil, &spoiled);

    if (!page_parse(words, &page, &size)) {
        refuse(reply, "2", "Tham số không hợp lệ");
        return;
    }
    begin_result(&reply->body, page);
    procedures_write(&reply->body, service->world->spoil, page, size);
    json_close(&reply->body, ']');
    json_number(&reply->body, "tong", total);
    end_reply(service, reply);
}

static void serve_call(struct service *service, const json_t *call, struct reply *reply)
{
    char rooms[4][WORD_SIZE];
    const char *name = json_string_value(json_object_get(call, "service"));
    struct words words = {word(call, "tungay", rooms[0]), word(call, "denngay", rooms[1]),
                          word(call, "trang", rooms[2]), word(call, "soluong", rooms[3])};

    if (!session_is_valid(service, json_string_value(json_object_get(call, "session"))))
        refuse(reply, "-2", "Phiên làm việc hết hạn");
    else if (name && !strcmp(name, "LayDanhSachHoSo"))
        list_dossiers(service, &words, reply);
    else if (name && !strcmp(name, "LayDanhSachTTHC"))
        list_procedures(service, &words, reply);
    else
        refuse(reply, "4", "Dịch vụ không tồn tại");
}

static void share(struct service *service, const struct request *request, struct reply *reply)
{
    json_t *call = json_loads(request->body, 0, NULL);

    if (call)
        serve_call(service, call, reply);
    else
        refuse(reply, "5", "Nội dung yêu cầu không phải JSON");
    json_decref(call);
}

static bool is_known(const json_t *login)
{
    const char *user = json_string_value(json_object_get(login, "username"));
    const char *password = json_string_value(json_object_get(login, "password"));

    return user && password && !strcmp(user, "nhip") && !strcmp(password, "demo-dvcqg");
}

static void log_in(struct service *service, const struct request *request, struct reply *reply)
{
    json_t *login = json_loads(request->body, 0, NULL);
    char session[SESSION_SIZE] = "";
    const char *code = "0", *message = "";

    if (!request_header(request, "dstcode")) {
        code = "6";
        message = "Thiếu dstcode";
    } else if (!is_known(login)) {
        code = "1";
        message = "Sai tên đăng nhập hoặc mật khẩu";
    } else {
        session_issue(service, session);
    }
    json_decref(login);
    reply->type = JSON_TYPE;
    json_open(&reply->body, NULL, '{');
    json_member(&reply->body, "session", session);
    json_member(&reply->body, "error_code", code);
    json_member(&reply->body, "message", message);
    json_end(&reply->body);
    text_add(&reply->body, "}");
}

static const struct route ROUTES[] = {{"POST", "/login", true, log_in},
                                      {"POST", "/share", false, share}};

const struct dialect DVCQG_DIALECT = {
    .name = "dvcqg",
    .variable = "DVCQG_URL",
    .routes = ROUTES,
    .route_count = sizeof(ROUTES) / sizeof(ROUTES[0]),
    .complain = complain,
};
