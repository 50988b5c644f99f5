/* Sources under test. */
#include "tests/connectors/fixture.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/file.h"
#include "core/folder.h"
#include "core/instant.h"
#include "core/yaml.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

int fixture_set_up(void **state)
{
    struct arena *arena = arena_new();
    struct fixture *fixture = arena_alloc(arena, sizeof *fixture);
    struct error err;

    fixture->arena = arena;
    fixture->problems.arena = arena;
    fixture->folder = scratch_make(arena);
    chmod(
        scratch_write(fixture->folder, "credentials/pass", CANARY "\n", strlen(CANARY) + 1, arena),
        S_IRUSR);
    CHECK_DONE(folder_make(path_join(arena, fixture->folder, "spool"), S_IRWXU, &err), &err);
    setenv("URL", "http://127.0.0.1:1", 1);
    *state = fixture;
    return 0;
}

int fixture_tear_down(void **state)
{
    struct fixture *fixture = *state;

    if (fixture->source != NULL)
        source_close(fixture->source);
    if (fixture->httpd != NULL)
        httpd_stop(fixture->httpd);
    scratch_remove(fixture->folder);
    arena_free(fixture->arena);
    return 0;
}

void fixture_serve(struct fixture *fixture, const struct canned *script)
{
    fixture->httpd = httpd_start(script, fixture->arena);
    setenv("URL", httpd_url(fixture->httpd), 1);
}

struct source *fixture_configure(struct fixture *fixture, const char *connector, const char *format,
                                 const char *yaml)
{
    struct source common = {
        .name = "thu",
        .format = format,
        .credentials = path_join(fixture->arena, fixture->folder, "credentials"),
        .folder = fixture->folder,
        .offset_seconds = VIETNAM_OFFSET_SECONDS,
    };
    char *path = scratch_write(fixture->folder, "source.yaml", yaml, strlen(yaml), fixture->arena);
    const struct node *options = yaml_read(path, fixture->arena, &fixture->problems);

    if (options == NULL)
        fail_msg("%s", fixture_problems(fixture));
    return source_new(connector_find(connector), options, &common, fixture->arena,
                      &fixture->problems);
}

int fixture_open_window(struct fixture *fixture, struct source *configured,
                        const struct window *window, struct error *err)
{
    if (fixture->source != NULL)
        source_close(fixture->source);
    fixture->source = source_for_batch(
        configured, window, path_join(fixture->arena, fixture->folder, "spool"), fixture->arena);
    return source_open(fixture->source, err);
}

void fixture_open(struct fixture *fixture, const char *connector, const char *format,
                  const char *yaml)
{
    struct source *configured = fixture_configure(fixture, connector, format, yaml);
    struct window window = {.id = "2021-12-15"};
    struct error err;

    if (fixture->problems.first != NULL)
        fail_msg("%s", fixture_problems(fixture));
    CHECK_DONE(instant_parse("2021-12-15", VIETNAM_OFFSET_SECONDS, &window.since, &err), &err);
    CHECK_DONE(instant_parse("2021-12-16", VIETNAM_OFFSET_SECONDS, &window.until, &err), &err);
    CHECK_DONE(fixture_open_window(fixture, configured, &window, &err), &err);
}

/* All bytes of the document that was handed out last; -1 when they cannot be read. */
static int read_bytes(struct fixture *fixture, struct buffer *bytes, struct error *err)
{
    char chunk[100];
    ssize_t got;

    while ((got = source_read(fixture->source, chunk, sizeof chunk, err)) > 0)
        buffer_append(bytes, chunk, (size_t)got);
    return (int)got;
}

char *fixture_next(struct fixture *fixture, struct document *document, size_t *size)
{
    struct buffer bytes = {0};
    struct error err = {0};
    char *copy;

    if (source_next(fixture->source, document, &err) != 1)
        fail_msg("no document: %s", err.text);
    CHECK_DONE(read_bytes(fixture, &bytes, &err), &err);
    copy = arena_copy(fixture->arena, buffer_string(&bytes), bytes.size);
    if (size != NULL)
        *size = bytes.size;
    buffer_free(&bytes);
    return copy;
}

int fixture_take_all(struct fixture *fixture, struct error *err)
{
    struct document document;
    int count = 0, got;

    while ((got = source_next(fixture->source, &document, err)) == 1) {
        struct buffer bytes = {0};

        got = read_bytes(fixture, &bytes, err);
        buffer_free(&bytes);
        if (got < 0)
            return -1;
        count++;
    }
    return got < 0 ? -1 : count;
}

void fixture_check_failure(struct fixture *fixture, enum error_kind kind, const char *words)
{
    struct error err = {0};

    assert_int_equal(fixture_take_all(fixture, &err), -1);
    CHECK_HAS(err.text, words);
    assert_string_equal(error_kind_name(err.kind), error_kind_name(kind));
    CHECK_HAS_NOT(err.text, "canary");
}

char *fixture_problems(const struct fixture *fixture)
{
    struct buffer text = {0};
    const struct problem *problem;
    char *copy;

    for (problem = fixture->problems.first; problem != NULL; problem = problem->next)
        buffer_print(&text, "%d:%d: %s%s\n", problem->line, problem->column,
                     problem->is_warning ? "warning: " : "", problem->text);
    copy = arena_text(fixture->arena, buffer_string(&text));
    buffer_free(&text);
    return copy;
}
