/* What every connector promises, asked of each in turn. */
#include "connectors/connector.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "tests/connectors/fixture.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

enum { CHANGED = 1640000000, MICROSECONDS = 1000000 };

#define ENVELOPE(inside)                                                                           \
    "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>" inside            \
    "</s:Body></s:Envelope>"

/* A connector at work on a far end that has documents. */
struct candidate {
    const char *connector, *format, *yaml;
    struct canned script[6];
    int documents;
};

static const struct candidate candidates[] = {
    {"rest",
     "json",
     "{url: '${URL}/x?p={page}', success: {content: json}, retry: {times: 0},"
     " page: {size: 1, records: r}}\n",
     {{NULL, 200, "application/json", "{\"r\":[1]}", DELIVER_SQUEEZED, NULL, NULL},
      {NULL, 200, "application/json", "{\"r\":[]}", DELIVER_WHOLE, NULL, NULL},
      {NULL, 200, "application/json", "{\"r\":[1]}", DELIVER_SQUEEZED, NULL, NULL},
      {NULL, 200, "application/json", "{\"r\":[]}", DELIVER_WHOLE, NULL, NULL}},
     2},
    {"soap",
     "xml",
     "{url: '${URL}/x', action: a, body: '<a>{page}</a>', retry: {times: 0},"
     " page: {size: 1, records: Envelope/Body/r}}\n",
     {{NULL, 200, "text/xml", ENVELOPE("<r/>"), DELIVER_WHOLE, NULL, NULL},
      {NULL, 200, "text/xml", ENVELOPE(""), DELIVER_SQUEEZED, NULL, NULL},
      {NULL, 200, "text/xml", ENVELOPE("<r/>"), DELIVER_WHOLE, NULL, NULL},
      {NULL, 200, "text/xml", ENVELOPE(""), DELIVER_SQUEEZED, NULL, NULL}},
     2},
    {"drop", "csv", "{folder: in}\n", {{0}}, 1},
};
enum { CANDIDATES = sizeof candidates / sizeof candidates[0] };

static const struct window window = {.id = "a.csv",
                                     .since = (int64_t)CHANGED * MICROSECONDS,
                                     .until = (int64_t)CHANGED * MICROSECONDS};

/* A configured source whose far end is there. */
static struct source *prepare(struct fixture *fixture, const struct candidate *candidate)
{
    const struct timespec times[2] = {{CHANGED, 0}, {CHANGED, 0}};
    const char *path = scratch_write(fixture->folder, "in/a.csv", "a,b\n", 4, fixture->arena);
    struct source *configured;

    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    if (fixture->httpd != NULL)
        httpd_stop(fixture->httpd);
    fixture_serve(fixture, candidate->script);
    configured =
        fixture_configure(fixture, candidate->connector, candidate->format, candidate->yaml);
    if (fixture->problems.first != NULL)
        fail_msg("%s", fixture_problems(fixture));
    return configured;
}

static bool is_file_name(const char *name)
{
    return name[0] != '\0' && name[0] != '.' &&
           name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-")] == '\0';
}

/* Opens the window and appends all that comes, with a line for each document before its bytes. */
static int take(struct fixture *fixture, struct source *configured, struct buffer *taken)
{
    struct document document;
    struct error err = {0};
    int count = 0, got;

    CHECK_DONE(fixture_open_window(fixture, configured, &window, &err), &err);
    while ((got = source_next(fixture->source, &document, &err)) == 1) {
        char byte;

        assert_true(is_file_name(document.name));
        assert_null(
            strstr(buffer_string(taken), arena_print(fixture->arena, "\n%s|", document.name)));
        assert_string_equal(document.format, fixture->source->format);
        assert_non_null(document.content_type);
        buffer_print(taken, "\n%s|%s|%d|%ld|", document.name, document.request, document.status,
                     document.declared);
        while (source_read(fixture->source, &byte, 1, &err) == 1)
            buffer_print(taken, "%02x", (unsigned)(unsigned char)byte);
        count++;
    }
    if (got != 0)
        fail_msg("%s", err.text);
    /* The end stays the end. */
    assert_int_equal(source_next(fixture->source, &document, &err), 0);
    return count;
}

static void a_window_gives_the_same_documents_whenever_it_is_asked(void **state)
{
    struct fixture *fixture = *state;

    for (size_t i = 0; i < CANDIDATES; i++) {
        struct source *configured = prepare(fixture, &candidates[i]);
        struct buffer first = {0}, second = {0};

        assert_int_equal(take(fixture, configured, &first), candidates[i].documents);
        assert_int_equal(take(fixture, configured, &second), candidates[i].documents);
        assert_string_equal(buffer_string(&first), buffer_string(&second));
        buffer_free(&first);
        buffer_free(&second);
    }
}

static void a_document_that_is_not_read_is_skipped(void **state)
{
    struct fixture *fixture = *state;

    for (size_t i = 0; i < CANDIDATES; i++) {
        struct source *configured = prepare(fixture, &candidates[i]);
        struct document document;
        struct error err = {0};
        int count = 0;

        CHECK_DONE(fixture_open_window(fixture, configured, &window, &err), &err);
        while (source_next(fixture->source, &document, &err) == 1)
            count++;
        assert_int_equal(count, candidates[i].documents);
        CHECK_DONE(source_settle(fixture->source, &err), &err);
    }
}

static void a_source_may_be_closed_at_any_point_and_twice(void **state)
{
    struct fixture *fixture = *state;

    for (size_t i = 0; i < CANDIDATES; i++) {
        struct source *configured = prepare(fixture, &candidates[i]);
        struct source *never = source_for_batch(configured, &window, "spool", fixture->arena);
        struct document document;
        struct error err = {0};
        char byte;

        source_close(never);
        CHECK_DONE(fixture_open_window(fixture, configured, &window, &err), &err);
        assert_int_equal(source_next(fixture->source, &document, &err), 1);
        assert_int_equal(source_read(fixture->source, &byte, 1, &err), 1);
        source_close(fixture->source);
        source_close(fixture->source);
    }
}

/* A far end without what was asked for: nothing is found there, or the file is gone. */
static void a_failure_has_a_kind_and_a_text_and_no_document(void **state)
{
    static const struct window absent = {.id = "absent.csv"};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < CANDIDATES; i++) {
        static const struct canned nothing[] = {{0}};
        struct document document = {.name = "untouched"};
        struct source *configured;
        struct error err = {0};

        prepare(fixture, &candidates[i]);
        httpd_stop(fixture->httpd);
        fixture_serve(fixture, nothing);
        configured = fixture_configure(fixture, candidates[i].connector, candidates[i].format,
                                       candidates[i].yaml);
        if (fixture_open_window(fixture, configured, &absent, &err) == 0)
            assert_int_equal(source_next(fixture->source, &document, &err), -1);
        assert_string_equal(error_kind_name(err.kind), error_kind_name(ERROR_SOURCE));
        assert_true(err.text[0] != '\0');
        assert_string_equal(document.name, "untouched");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_window_gives_the_same_documents_whenever_it_is_asked),
        FIXTURE_TEST(a_document_that_is_not_read_is_skipped),
        FIXTURE_TEST(a_source_may_be_closed_at_any_point_and_twice),
        FIXTURE_TEST(a_failure_has_a_kind_and_a_text_and_no_document),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
