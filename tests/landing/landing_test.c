/* What has landed is complete, sealed and unchanged, or it is not used. */
#include "landing/landing.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/batch.h"
#include "core/buffer.h"
#include "core/file.h"
#include "core/folder.h"
#include "core/instant.h"
#include "core/reader.h"
#include "tests/landing/place.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

static void a_manifest_says_what_has_landed(void **state)
{
    struct place *place = *state;

    place_land_two(place);
    assert_string_equal(scratch_read(place->root, "dvcqg/2021-12-15/1/manifest.json", place->arena),
                        "{\n"
                        "  \"version\": 1,\n"
                        "  \"batch\": \"dvcqg@2021-12-15\",\n"
                        "  \"source\": \"dvcqg\",\n"
                        "  \"window\": \"2021-12-15\",\n"
                        "  \"since\": \"2021-12-15T00:00:00\",\n"
                        "  \"until\": \"2021-12-16T00:00:00\",\n"
                        "  \"is_snapshot\": false,\n"
                        "  \"attempt\": 1,\n"
                        "  \"fetched_at\": \"2021-12-16T00:00:00.000001\",\n"
                        "  \"declared\": 12,\n"
                        "  \"documents\": [\n"
                        "    {\n"
                        "      \"name\": \"page-0001.json\",\n"
                        "      \"format\": \"json\",\n"
                        "      \"size\": 3,\n"
                        "      \"sha256\": "
                        "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\",\n"
                        "      \"status\": 200,\n"
                        "      \"content_type\": \"application/json\",\n"
                        "      \"request\": \"GET https://thu.example/x page 1\",\n"
                        "      \"fetched_at\": \"2021-12-16T00:00:02\"\n"
                        "    },\n"
                        "    {\n"
                        "      \"name\": \"page-0002.json\",\n"
                        "      \"format\": \"json\",\n"
                        "      \"size\": 0,\n"
                        "      \"sha256\": "
                        "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\",\n"
                        "      \"status\": 200,\n"
                        "      \"content_type\": \"application/json\",\n"
                        "      \"request\": \"GET https://thu.example/x page 1\",\n"
                        "      \"fetched_at\": \"2021-12-16T00:00:02\"\n"
                        "    }\n"
                        "  ]\n"
                        "}\n");
}

static void a_manifest_reads_back_as_it_was(void **state)
{
    struct place *place = *state;
    struct manifest manifest = place_land_two(place);

    assert_string_equal(manifest.batch, "dvcqg@2021-12-15");
    assert_true(manifest.since == place->batch.window.since);
    assert_true(manifest.until == place->batch.window.until);
    assert_true(manifest.fetched_at == place->batch.fetched_at);
    assert_int_equal(manifest.attempt, 1);
    assert_int_equal(manifest.declared, 12);
    assert_false(manifest.is_snapshot);
    assert_int_equal(manifest.count, 2);
    assert_string_equal(manifest.documents[1].name, "page-0002.json");
    assert_int_equal(manifest.documents[0].size, 3);
    assert_int_equal(manifest.documents[0].status, 200);
}

static void landed_bytes_come_back_and_nobody_else_may_read_them(void **state)
{
    struct place *place = *state;
    struct manifest manifest = place_land_two(place);
    struct buffer bytes = {0};
    struct stat status;
    struct error err;

    CHECK_DONE(place_read(place, &manifest, 0, &bytes, &err), &err);
    assert_int_equal(bytes.size, 3);
    assert_memory_equal(bytes.data, "abc", 3);
    CHECK_DONE(place_read(place, &manifest, 1, &bytes, &err), &err);
    buffer_free(&bytes);
    stat(path_join(place->arena, place->root, "dvcqg/2021-12-15/1/page-0001.json"), &status);
    assert_int_equal(status.st_mode & 0777, 0400);
    stat(path_join(place->arena, place->root, "dvcqg/2021-12-15/1/manifest.json"), &status);
    assert_int_equal(status.st_mode & 0777, 0400);
    stat(path_join(place->arena, place->root, "dvcqg/2021-12-15/1"), &status);
    assert_int_equal(status.st_mode & 0777, 0700);
    stat(path_join(place->arena, place->root, "dvcqg"), &status);
    assert_int_equal(status.st_mode & 0777, 0700);
}

static void a_tampered_document_is_found_out_at_its_end(void **state)
{
    static const struct {
        const char *bytes, *text;
    } rows[] = {
        {"abd", "dvcqg/2021-12-15/1/page-0001.json is not what has landed: 3 bytes with SHA-256 "
                "a52d159f262b..., the manifest has 3 bytes with ba7816bf8f01..."},
        {"ab", "dvcqg/2021-12-15/1/page-0001.json is not what has landed: 2 bytes with SHA-256 "
               "fb8e20fc2e4c..., the manifest has 3 bytes with ba7816bf8f01..."},
    };
    struct place *place = *state;
    struct manifest manifest = place_land_two(place);
    struct error err;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buffer bytes = {0};
        char *path = path_join(place->arena, place->root, "dvcqg/2021-12-15/1/page-0001.json");

        unlink(path);
        scratch_write(place->root, "dvcqg/2021-12-15/1/page-0001.json", rows[i].bytes,
                      strlen(rows[i].bytes), place->arena);
        CHECK_FAILS(place_read(place, &manifest, 0, &bytes, &err), &err, ERROR_DATA, rows[i].text);
        buffer_free(&bytes);
    }
}

/* A device may have no end. */
static void more_than_has_landed_is_not_read_to_its_end(void **state)
{
    enum { BLOCK = 1 << 20 };
    struct place *place = *state;
    struct manifest manifest = place_land_two(place);
    char *path = path_join(place->arena, place->root, "dvcqg/2021-12-15/1/page-0001.json");
    char *block = arena_alloc(place->arena, BLOCK);
    struct reader *reader;
    struct error err;

    unlink(path);
    scratch_write(place->root, "dvcqg/2021-12-15/1/page-0001.json", block, BLOCK, place->arena);
    reader = landed_open(&place->landing, &manifest, &manifest.documents[0], place->arena, &err);
    assert_non_null(reader);
    assert_int_equal(reader_read(reader, block, 4, &err), -1);
    assert_int_equal(err.kind, ERROR_DATA);
    reader_close(reader);
}

static void what_is_no_file_is_not_opened(void **state)
{
    struct place *place = *state;
    struct manifest manifest = place_land_two(place);
    struct buffer bytes = {0};
    struct error err;
    char *document = path_join(place->arena, place->root, "dvcqg/2021-12-15/1/page-0001.json");
    char *sealed = path_join(place->arena, place->root, "dvcqg/2021-12-15/1/manifest.json");

    unlink(document);
    assert_int_equal(mkfifo(document, 0600), 0);
    CHECK_FAILS(place_read(place, &manifest, 0, &bytes, &err), &err, ERROR_DATA,
                "dvcqg/2021-12-15/1/page-0001.json is not what has landed: it is no regular file");
    unlink(sealed);
    assert_int_equal(mkfifo(sealed, 0600), 0);
    CHECK_FAILS(
        manifest_read(&place->landing, "dvcqg", "2021-12-15", 1, &manifest, place->arena, &err),
        &err, ERROR_DATA,
        "the manifest dvcqg/2021-12-15/1/manifest.json is damaged: it is no regular file");
    buffer_free(&bytes);
}

static void a_document_that_is_gone_is_named(void **state)
{
    struct place *place = *state;
    struct manifest manifest = place_land_two(place);
    struct buffer bytes = {0};
    struct error err;
    char *path = path_join(place->arena, place->root, "dvcqg/2021-12-15/1/page-0001.json");

    unlink(path);
    CHECK_FAILS(place_read(place, &manifest, 0, &bytes, &err), &err, ERROR_DATA,
                "dvcqg/2021-12-15/1/page-0001.json is gone from the landing");
    buffer_free(&bytes);
}

static void an_attempt_without_manifest_is_not_sealed(void **state)
{
    struct place *place = *state;
    struct landing *landing;
    struct error err;
    struct landed_attempts attempts = {-1, -1};

    CHECK_DONE(
        landing_attempts(&place->landing, "dvcqg", "2021-12-15", &attempts, place->arena, &err),
        &err);
    assert_int_equal(attempts.last, 0);
    assert_int_equal(attempts.sealed, 0);

    place_land_two(place);
    CHECK_DONE(
        landing_attempts(&place->landing, "dvcqg", "2021-12-15", &attempts, place->arena, &err),
        &err);
    assert_int_equal(attempts.last, 1);
    assert_int_equal(attempts.sealed, 1);

    place->batch.attempt = 10;
    landing = place_open(place);
    CHECK_DONE(place_put(place, landing, "page-0001.json", "abc", &err), &err);
    CHECK_DONE(
        landing_attempts(&place->landing, "dvcqg", "2021-12-15", &attempts, place->arena, &err),
        &err);
    assert_int_equal(attempts.last, 10);
    assert_int_equal(attempts.sealed, 1);
}

static void an_attempt_is_never_written_to_again(void **state)
{
    struct place *place = *state;
    struct error err = {0};

    place_land_two(place);
    assert_null(landing_open(&place->landing, &place->batch, place->arena, &err));
    assert_string_equal(err.text, "the landing already has the attempt dvcqg/2021-12-15/1");
    assert_int_equal(err.kind, ERROR_BUG);
}

static void names_that_leave_the_folder_are_a_bug(void **state)
{
    static const char *const names[] = {"../x",          "a/b",           "", ".x", "a b",
                                        "manifest.json", "page-0001.json"};
    struct place *place = *state;
    struct landing *landing = place_open(place);
    struct error err;

    CHECK_DONE(place_put(place, landing, "page-0001.json", "abc", &err), &err);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        CHECK_FAILS(
            place_put(place, landing, names[i], "x", &err), &err, ERROR_BUG,
            arena_print(place->arena, "no document can land as dvcqg/2021-12-15/1/%s", names[i]));
    place->batch.window.id = "..";
    assert_null(landing_open(&place->landing, &place->batch, place->arena, &err));
    assert_string_equal(err.text, "no folder can be named dvcqg/..");
}

static void a_document_over_the_limit_does_not_land(void **state)
{
    struct place *place = *state;
    struct landing *landing = place_open(place);
    struct landed document = {
        .name = "a.json", .format = "json", .request = "", .content_type = ""};
    struct error err;

    CHECK_FAILS(
        landing_put(landing, &document, reader_from_memory("abc", 3, place->arena), 2, &err), &err,
        ERROR_PROTOCOL, "landing dvcqg/2021-12-15/1/a.json: the document is longer than 2 bytes");
    CHECK_DONE(landing_put(landing, &document, reader_from_memory("ab", 2, place->arena), 2, &err),
               &err);
    assert_false(
        file_is_present(path_join(place->arena, place->root, "dvcqg/2021-12-15/1/.a.json.part")));
}

static ssize_t failing_read(struct reader *reader, void *buffer, size_t size, struct error *err)
{
    (void)reader;
    (void)buffer;
    (void)size;
    return error_set(err, ERROR_SOURCE, "the far end is gone");
}

static void a_source_that_fails_half_way_leaves_no_document(void **state)
{
    struct place *place = *state;
    struct landing *landing = place_open(place);
    struct landed document = {
        .name = "a.json", .format = "json", .request = "", .content_type = ""};
    struct reader failing = {.read = failing_read};
    struct error err;
    char **names;
    size_t count;

    CHECK_FAILS(landing_put(landing, &document, &failing, 100, &err), &err, ERROR_SOURCE,
                "landing dvcqg/2021-12-15/1/a.json: the far end is gone");
    CHECK_DONE(folder_list(path_join(place->arena, place->root, "dvcqg/2021-12-15/1"), place->arena,
                           &names, &count, &err),
               &err);
    assert_int_equal(count, 0);
}

/* A limit on file sizes stands in for a full disk: both fail in the middle of a write. */
static void a_disk_that_takes_no_more_leaves_no_document_and_no_manifest(void **state)
{
    struct place *place = *state;
    struct landing *landing = place_open(place);
    struct rlimit before, limit;
    struct error err;
    char **names;
    size_t count;

    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = before;
    limit.rlim_cur = 2;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_int_equal(place_put(place, landing, "a.json", "abc", &err), -1);
    assert_int_equal(err.kind, ERROR_IO);
    assert_int_equal(landing_seal(landing, -1, &err), -1);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(err.kind, ERROR_IO);
    CHECK_HAS(err.text, "landing dvcqg/2021-12-15/1: cannot write ");
    CHECK_HAS(err.text, "File too large");
    CHECK_DONE(folder_list(path_join(place->arena, place->root, "dvcqg/2021-12-15/1"), place->arena,
                           &names, &count, &err),
               &err);
    assert_int_equal(count, 0);
}

static void a_landing_that_cannot_be_written_is_named(void **state)
{
    struct place *place = *state;
    char *file = scratch_write(place->root, "file", "", 0, place->arena);
    struct error err = {0};

    assert_null(
        landing_open(&(struct landing_root){.folder = file}, &place->batch, place->arena, &err));
    assert_string_equal(err.text,
                        arena_print(place->arena, "cannot make folder %s: File exists", file));
    assert_int_equal(err.kind, ERROR_IO);
}

static void a_folder_without_rights_is_named(void **state)
{
    struct place *place = *state;
    struct error err = {0};

    if (geteuid() == 0)
        skip();
    assert_int_equal(chmod(place->root, 0500), 0);
    assert_null(landing_open(&place->landing, &place->batch, place->arena, &err));
    CHECK_HAS(err.text, "Permission denied");
    assert_int_equal(err.kind, ERROR_IO);
}

static void a_damaged_manifest_is_refused(void **state)
{
    static const struct {
        const char *json, *reason;
    } rows[] = {
        {"{\"version\": 1", "not well-formed JSON: it ends too early at column 13"},
        {"{\"version\": 2}", "'version' is missing or wrong"},
        {"{\"version\": 1}", "'batch' is missing or wrong"},
    };
    struct place *place = *state;
    struct manifest manifest;
    struct error err;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scratch_write(place->root, "s/w/3/manifest.json", rows[i].json, strlen(rows[i].json),
                      place->arena);
        CHECK_FAILS(manifest_read(&place->landing, "s", "w", 3, &manifest, place->arena, &err),
                    &err, ERROR_DATA,
                    arena_print(place->arena, "the manifest s/w/3/manifest.json is damaged: %s",
                                rows[i].reason));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_manifest_says_what_has_landed),
        TEST(a_manifest_reads_back_as_it_was),
        TEST(landed_bytes_come_back_and_nobody_else_may_read_them),
        TEST(a_tampered_document_is_found_out_at_its_end),
        TEST(more_than_has_landed_is_not_read_to_its_end),
        TEST(what_is_no_file_is_not_opened),
        TEST(a_document_that_is_gone_is_named),
        TEST(an_attempt_without_manifest_is_not_sealed),
        TEST(an_attempt_is_never_written_to_again),
        TEST(names_that_leave_the_folder_are_a_bug),
        TEST(a_document_over_the_limit_does_not_land),
        TEST(a_source_that_fails_half_way_leaves_no_document),
        TEST(a_disk_that_takes_no_more_leaves_no_document_and_no_manifest),
        TEST(a_landing_that_cannot_be_written_is_named),
        TEST(a_folder_without_rights_is_named),
        TEST(a_damaged_manifest_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
