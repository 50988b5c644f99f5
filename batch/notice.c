/* Notices in the words of machines and of people. */
#include "batch/notice.h"

#include <inttypes.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/instant.h"
#include "core/json.h"
#include "core/span.h"

enum { FORMAT_VERSION = 1, SUBJECT_SOURCES = 3 };

static const char *const event_titles[] = {
    [NOTICE_FAILURE] = "lỗi (failure)",
    [NOTICE_RECOVERY] = "đã phục hồi (recovery)",
    [NOTICE_STALENESS] = "dữ liệu cũ (staleness)",
    [NOTICE_DRIFT] = "nguồn thay đổi (drift)",
};

/* What stands for the run as a whole, where a source is named. */
static const char *name_of(const struct notice *notice)
{
    return notice->source[0] != '\0' ? notice->source : "run";
}

static char *print_time(int64_t instant, struct arena *arena)
{
    char time[INSTANT_TEXT_SIZE];

    instant_format(instant_second(instant), VIETNAM_OFFSET_SECONDS, time);
    return arena_print(arena, "%s+07:00", time);
}

/* The command that tells more. */
static const char *see(const struct notice *notice, struct arena *arena)
{
    if (notice->source[0] == '\0')
        return "nhip status";
    if (notice->event == NOTICE_DRIFT)
        return arena_print(arena, "nhip status %s --drift", notice->source);
    if (notice->batch_count != 0)
        return arena_print(arena, "nhip show %s", notice->batches[0]);
    return arena_print(arena, "nhip status %s", notice->source);
}

static void set_staleness(struct json *json, const struct notice *notice, struct arena *arena)
{
    if (notice->good_until == 0) {
        json_set_text(json, "good_until", NULL);
        json_set_text(json, "lag_seconds", NULL);
    } else {
        json_set_text(json, "good_until", print_time(notice->good_until, arena));
        json_set_number(json, "lag_seconds", notice->lag_seconds);
    }
    json_set_number(json, "limit_seconds", notice->limit_seconds);
}

static void set_batches(struct json *json, const struct notice *notice)
{
    struct json *batches = json_new_array();
    size_t i;

    for (i = 0; i < notice->batch_count; i++)
        json_append_text(batches, notice->batches[i]);
    json_set(json, "batches", batches);
}

static struct json *notice_json(const struct notice *notice, struct arena *arena)
{
    struct json *json = json_new_object();

    json_set_text(json, "event", notice_event_names[notice->event]);
    json_set_text(json, "source", notice->source[0] != '\0' ? notice->source : NULL);
    json_set_text(json, "what", notice->what);
    if (notice->event == NOTICE_FAILURE || notice->event == NOTICE_DRIFT)
        json_set_number(json, "count", notice->count);
    if (notice->event == NOTICE_FAILURE)
        set_batches(json, notice);
    if (notice->event == NOTICE_STALENESS)
        set_staleness(json, notice, arena);
    json_set_text(json, "see", see(notice, arena));
    return json;
}

void letter_format(const struct letter *letter, struct buffer *text)
{
    struct arena *arena = arena_new();
    struct json *json = json_new_object();
    struct json *notices = json_new_array();
    const struct notice *notice;

    json_set_number(json, "version", FORMAT_VERSION);
    json_set_text(json, "id", letter->id);
    json_set_text(json, "at", print_time(letter->at, arena));
    json_set_text(json, "host", letter->host);
    json_set_text(json, "deployment", letter->deployment);
    json_set_flag(json, "test", letter->is_test);
    for (notice = letter->notices; notice != NULL; notice = notice->next)
        json_append(notices, notice_json(notice, arena));
    json_set(json, "notices", notices);
    json_set_text(json, "text", letter_text(letter, arena));
    json_format(json, false, text);
    json_free(json);
    arena_free(arena);
}

static void say_failure(const struct notice *notice, struct buffer *text)
{
    size_t i;

    buffer_print(text, "failure of kind %s", notice->what);
    if (notice->count == 0)
        return;
    buffer_print(text, "; %ld batch%s failed: ", notice->count,
                 notice->count == 1 ? " has" : "es have");
    for (i = 0; i < notice->batch_count; i++)
        buffer_print(text, "%s%s", i == 0 ? "" : ", ", notice->batches[i]);
    if ((size_t)notice->count > notice->batch_count)
        buffer_text(text, ", ...");
}

static void say_staleness(const struct notice *notice, struct arena *arena, struct buffer *text)
{
    if (notice->good_until == 0)
        buffer_print(text, "%s: nothing was ever loaded", notice->what);
    else
        buffer_print(text, "%s: complete until %s, that is %s ago", notice->what,
                     print_time(notice->good_until, arena),
                     duration_print(notice->lag_seconds, arena));
    buffer_print(text, ", and the limit is %s", duration_print(notice->limit_seconds, arena));
}

static void say(const struct notice *notice, struct arena *arena, struct buffer *text)
{
    buffer_print(text, "%s%s%s%s: ", name_of(notice), notice->title != NULL ? " (" : "",
                 notice->title != NULL ? notice->title : "", notice->title != NULL ? ")" : "");
    switch (notice->event) {
    case NOTICE_FAILURE:
        say_failure(notice, text);
        break;
    case NOTICE_RECOVERY:
        buffer_print(text, "recovered from %s", notice->what);
        break;
    case NOTICE_STALENESS:
        say_staleness(notice, arena, text);
        break;
    default:
        buffer_print(text, "drift of kind %s; new to us: %ld", notice->what, notice->count);
        break;
    }
    buffer_print(text, "\n    %s\n", see(notice, arena));
}

char *letter_text(const struct letter *letter, struct arena *arena)
{
    struct buffer text = {0};
    const struct notice *notice;
    char *copy;

    if (letter->is_test)
        buffer_text(&text, "This is a test: notices of nhip arrive here.\n");
    for (notice = letter->notices; notice != NULL; notice = notice->next)
        say(notice, arena, &text);
    buffer_print(
        &text, "\n%s%snhip on %s, %s\n", letter->deployment != NULL ? letter->deployment : "",
        letter->deployment != NULL ? "\n" : "", letter->host, print_time(letter->at, arena));
    copy = arena_text(arena, buffer_string(&text));
    buffer_free(&text);
    return copy;
}

/* "lỗi (failure): bhyt, dvcqg": each source once, and no more of them than can be read. */
static void name_sources(const struct letter *letter, enum notice_event event,
                         struct buffer *subject)
{
    const char *last = NULL;
    const struct notice *notice;
    size_t count = 0;

    for (notice = letter->notices; notice != NULL; notice = notice->next) {
        if (notice->event != event || (last != NULL && strcmp(last, notice->source) == 0))
            continue;
        last = notice->source;
        if (count++ == 0)
            buffer_print(subject,
                         "%s %s: ", subject->size != 0 ? ";" : "Nhịp:", event_titles[event]);
        if (count <= SUBJECT_SOURCES)
            buffer_print(subject, "%s%s", count == 1 ? "" : ", ", name_of(notice));
    }
    if (count > SUBJECT_SOURCES)
        buffer_print(subject, " +%zu", count - SUBJECT_SOURCES);
}

char *letter_subject(const struct letter *letter, struct arena *arena)
{
    struct buffer subject = {0};
    int event;
    char *copy;

    for (event = 0; event < NOTICE_EVENTS; event++)
        name_sources(letter, (enum notice_event)event, &subject);
    copy =
        arena_text(arena, letter->is_test ? "Nhịp: thử thông báo (test)" : buffer_string(&subject));
    buffer_free(&subject);
    return copy;
}
