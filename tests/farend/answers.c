/*
 * Satisfaction answers: one JSON list by window and page, with the window's total.
 *
 * The fields of an answer are as seen in public code; the path, its parameters and the envelope are
 * our assumption.  A dossier has up to three answers, and one that was late is judged harder.
 */
#include <stdio.h>
#include <string.h>

#include "tests/farend/calendar.h"
#include "tests/farend/dialects.h"
#include "tests/farend/dossiers.h"

enum draw { DRAW_COUNT, DRAW_FIRST = 16 };

enum spoil { SPOIL_NONE, SPOIL_TIME, SPOIL_NO_KEY, SPOIL_CODE };

static const char JSON_TYPE[] = "application/json; charset=utf-8";

static unsigned answer_count(struct dice dice)
{
    unsigned value = dice_below(dice, DRAW_COUNT, 100);

    return value < 40 ? 0 : value < 85 ? 1 : value < 96 ? 2 : 3;
}

static int64_t answer_time(struct dice dice, const struct dossier *dossier, unsigned part)
{
    unsigned delay = dice_below(dice, DRAW_FIRST + part, 2 * DAY_SECONDS);

    return dossier->returned + 600 + delay + (int64_t)DAY_SECONDS * part;
}

static void find_answers(const struct world *world, const struct window *window,
                         struct items *items)
{
    struct dice dice = dice_of(world->seed, TOPIC_ANSWER, items->day, items->serial);
    struct dossier dossier;
    unsigned i, count = answer_count(dice);

    if (!count)
        return;
    dossier_make(world, items->day, items->serial, &dossier);
    for (i = 0; dossier.returned && i < count; i++) {
        int64_t at = answer_time(dice, &dossier, i);

        if (at >= window->since && at < window->until)
            items_put(items, i, at);
    }
}

const struct stream ANSWER_STREAM = {
    .name = "hai-long",
    .lookback = DOSSIER_DAYS + 6,
    .spoil_topic = TOPIC_ANSWER_SPOIL,
    .spoils = 3,
    .find = find_answers,
};

static const char *judgement(struct dice dice, const struct dossier *dossier, unsigned part)
{
    unsigned value = dice_below(dice, DRAW_FIRST + 8 + part, 1000);
    unsigned bad = dossier_is_late(dossier) ? 300 : trend(dossier->day, 110, 10);

    if (dossier->procedure.field->is_land)
        bad += 60;
    if (value < bad / 6)
        return "Rất không hài lòng";
    if (value < bad / 2)
        return "Không hài lòng";
    if (value < bad)
        return "Bình thường";
    return value % 2 ? "Hài lòng" : "Rất hài lòng";
}

static void write_answer(struct text *text, const struct world *world, const struct item *item)
{
    struct dice dice = dice_of(world->seed, TOPIC_ANSWER, item->day, item->serial);
    struct dossier dossier;
    char code[DOSSIER_CODE_SIZE], time[MOMENT_SIZE], name[32];

    dossier_make(world, item->day, item->serial, &dossier);
    dossier_code(&dossier, code);
    if (item->spoil)
        dossier_foreign_code(&dossier, code);
    moment_format(item->at, "dd/MM/yyyy HH:mm:ss", time);
    snprintf(name, sizeof(name), "Người nộp %06u", item->serial);
    json_open(text, NULL, '{');
    if (item->spoil != SPOIL_NO_KEY)
        json_member(text, "MaHoSo", code);
    json_number(text, "LoaiDanhGia", 1 + item->part % 2);
    json_member(text, "NguoiDanhGia", name);
    json_member(text, "NoiDungDanhGia", item->serial % 4 ? "" : "Cán bộ \"nhiệt tình\"");
    json_member(text, "ThoiGianDanhGia", item->spoil == SPOIL_TIME ? "31/02/2022 25:61:00" : time);
    json_member(text, "DanhGia",
                item->spoil == SPOIL_CODE ? "???" : judgement(dice, &dossier, item->part));
    json_close(text, '}');
}

static void refuse(struct reply *reply, unsigned status, const char *message)
{
    reply->status = status;
    reply->type = JSON_TYPE;
    json_open(&reply->body, NULL, '{');
    json_member(&reply->body, "code", "ERROR");
    json_member(&reply->body, "message", message);
    text_add(&reply->body, "\"total\":0,\"data\":[]}");
}

static void complain(struct reply *reply)
{
    refuse(reply, 200, "Hệ thống đang bận");
}

/* Counting means walking the window, so the count of the window read last is kept. */
static unsigned long total_of(struct service *service, const struct query *query)
{
    unsigned long spoiled;

    if (service->counted.since != query->window.since ||
        service->counted.until != query->window.until) {
        stream_count(service->world, query->stream, &query->window, &service->count, &spoiled);
        service->counted = query->window;
    }
    return service->count;
}

static void list_answers(struct service *service, const struct query *query, struct reply *reply)
{
    struct scan scan;
    struct item item;
    unsigned taken = 0;

    reply->type = JSON_TYPE;
    text_format(&reply->body, "{\"code\":\"OK\",\"message\":\"\",\"total\":%lu,\"data\":[",
                total_of(service, query));
    cursors_open(&service->cursors, service->world, query, &scan);
    for (; taken < query->size && scan_next(&scan, &item); taken++)
        write_answer(&reply->body, service->world, &item);
    cursors_keep(&service->cursors, query, &scan);
    json_close(&reply->body, ']');
    json_end(&reply->body);
    text_add(&reply->body, "}");
    service_finish_document(service, &reply->body);
}

static void serve_answers(struct service *service, const struct request *request,
                          struct reply *reply)
{
    const char *key = request_header(request, "Authorization");
    struct words words = {request_argument(request, "tungay"), request_argument(request, "denngay"),
                          request_argument(request, "trang"),
                          request_argument(request, "kichthuoc")};
    struct query query;

    if (!key || strcmp(key, "Bearer demo-hai-long") != 0 || request->refused)
        refuse(reply, 401, "Khóa truy cập không hợp lệ");
    else if (!query_parse(&words, "dd/MM/yyyy", &ANSWER_STREAM, &query))
        refuse(reply, 400, "Tham số không hợp lệ");
    else
        list_answers(service, &query, reply);
}

static const struct route ROUTES[] = {{"GET", "/danh-gia", false, serve_answers}};

const struct dialect ANSWERS_DIALECT = {
    .name = "hai-long",
    .variable = "HAI_LONG_URL",
    .routes = ROUTES,
    .route_count = sizeof(ROUTES) / sizeof(ROUTES[0]),
    .complain = complain,
};
