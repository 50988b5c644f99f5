/* A tiny deployment: written, read, landed in, loaded from and asked. */
#include "tests/batch/tiny.h"

#include <unistd.h>

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/load.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/buffer.h"
#include "core/database.h"
#include "core/file.h"
#include "core/folder.h"
#include "core/instant.h"
#include "core/problem.h"
#include "core/reader.h"
#include "landing/landing.h"
#include "stores/store.h"
#include "tests/support/check.h"
#include "tests/support/little.h"
#include "tests/support/scratch.h"

static const char settings[] = "state: state\ncredentials: credentials\n";

/* The element that amounts are read from follows. */
static const char mapping[] = "mapping: phieu\n"
                              "version: %d\n"
                              "format: xml\n"
                              "record: DS/PHIEU\n"
                              "key: [so]\n"
                              "fields:\n"
                              "  - {name: so, path: SO, type: text}\n"
                              "  - {name: tien, path: %s, type: decimal, scale: 0}\n"
                              "children:\n"
                              "  - name: dong\n"
                              "    path: DONG\n"
                              "    fields:\n"
                              "      - {name: ten, path: TEN, type: text}\n";

#define SOURCE(name, window)                                                                       \
    "source: " name "\nconnector: rest\nformat: xml\nmappings: [phieu]\n" window                   \
    "\noptions: {url: 'http://127.0.0.1:1/', success: {content: xml}}\n"

static void write_text(struct tiny *tiny, const char *name, const char *text)
{
    scratch_write(tiny->folder, name, text, strlen(text), tiny->arena);
}

static void write_mapping(struct tiny *tiny, int version, const char *amount)
{
    write_text(tiny, "mappings/phieu.yaml", arena_print(tiny->arena, mapping, version, amount));
}

static void read_deployment(struct tiny *tiny)
{
    struct problems problems = {.arena = tiny->arena};

    tiny->deployment = deployment_read(tiny->folder, tiny->arena, &problems);
    if (problems.errors != 0)
        fail_msg("%s: %s", problems.first->file, problems.first->text);
}

int64_t tiny_time(const char *text)
{
    struct error err;
    int64_t instant = 0;

    CHECK_DONE(instant_parse(text, VIETNAM_OFFSET_SECONDS, &instant, &err), &err);
    return instant;
}

void tiny_open(struct tiny *tiny)
{
    memset(tiny, 0, sizeof *tiny);
    tiny->arena = arena_new();
    tiny->folder = scratch_make(tiny->arena);
    write_text(tiny, "nhip.yaml", settings);
    write_mapping(tiny, 1, "TIEN");
    write_text(tiny, "sources/ca.yaml", SOURCE("ca", "snapshot: true"));
    write_text(tiny, "sources/ngay.yaml",
               SOURCE("ngay", "start: 2022-03-01\nquarantine: {count: 2}"));
    read_deployment(tiny);
    CHECK_DONE(folder_make(tiny->deployment->state, 0700, &tiny->err), &tiny->err);
    tiny->ledger = ledger_open(tiny->deployment->ledger, false, tiny->arena, &tiny->err);
    assert_non_null(tiny->ledger);
    CHECK_DONE(deployment_open_store(tiny->deployment, false, &tiny->err), &tiny->err);
    CHECK_DONE(deployment_prepare_store(tiny->deployment, &tiny->err), &tiny->err);
}

void tiny_close(struct tiny *tiny)
{
    deployment_close_store(tiny->deployment);
    ledger_close(tiny->ledger);
    scratch_remove(tiny->folder);
    arena_free(tiny->arena);
    clock_fix(0);
}

static struct batch batch_of(struct tiny *tiny, const struct attempt *attempt)
{
    const struct source_config *config = deployment_source(tiny->deployment, attempt->source);
    struct batch batch = {
        .id = arena_print(tiny->arena, "%s@%s", attempt->source, attempt->window),
        .source = attempt->source,
        .window = {attempt->window, tiny_time(attempt->window), tiny_time(attempt->window)},
        .attempt = attempt->number,
        .is_snapshot = config->is_snapshot,
        .fetched_at = clock_now()};

    if (!config->is_snapshot)
        batch.window.until += (int64_t)SECONDS_PER_DAY * MICROSECONDS_PER_SECOND;
    return batch;
}

void tiny_land(struct tiny *tiny, const struct attempt *attempt, const char *fetched,
               const char *slips)
{
    const char *text = arena_print(tiny->arena, "<DS>%s</DS>", slips);
    const struct landed document = {
        .name = "1.xml", .format = "xml", .request = "", .content_type = ""};
    struct landing *landing;
    struct batch batch;

    clock_fix(tiny_time(fetched));
    batch = batch_of(tiny, attempt);
    landing = landing_open(tiny->deployment->landing, &batch, tiny->arena, &tiny->err);
    assert_non_null(landing);
    CHECK_DONE(landing_put(landing, &document, reader_from_memory(text, strlen(text), tiny->arena),
                           1 << 20, &tiny->err),
               &tiny->err);
    CHECK_DONE(landing_seal(landing, -1, &tiny->err), &tiny->err);
}

int tiny_try(struct tiny *tiny, const struct attempt *attempt, int landed_attempt,
             struct tally *tally)
{
    struct batch batch = batch_of(tiny, attempt);
    const struct load_context context = {
        .deployment = tiny->deployment,
        .config = deployment_source(tiny->deployment, attempt->source),
        .batch = &batch,
        .landed_attempt = landed_attempt,
        .is_from_landing = landed_attempt != attempt->number,
        .ledger = tiny->ledger,
        .store = tiny->deployment->store,
        .arena = tiny->arena,
    };
    struct error second;
    struct tally ignored;
    long refused;

    CHECK_DONE(ledger_start(tiny->ledger, &batch, BATCH_FETCHING, &tiny->err), &tiny->err);
    if (batch_load(&context, tally != NULL ? tally : &ignored, &refused, &tiny->err) == 0)
        return 0;
    CHECK_DONE(ledger_failed(tiny->ledger, &batch, &tiny->err, &second), &second);
    return -1;
}

struct tally tiny_load(struct tiny *tiny, const struct attempt *attempt, int landed_attempt)
{
    struct tally tally = {0};

    CHECK_DONE(tiny_try(tiny, attempt, landed_attempt, &tally), &tiny->err);
    return tally;
}

const struct error *tiny_fail(struct tiny *tiny, const struct attempt *attempt, int landed_attempt)
{
    assert_int_equal(tiny_try(tiny, attempt, landed_attempt, NULL), -1);
    return &tiny->err;
}

struct tally tiny_fetch(struct tiny *tiny, const struct attempt *attempt, const char *fetched,
                        const char *slips)
{
    tiny_land(tiny, attempt, fetched, slips);
    return tiny_load(tiny, attempt, attempt->number);
}

void tiny_lose_landing(struct tiny *tiny, const struct attempt *attempt)
{
    scratch_remove(arena_print(tiny->arena, "%s/%s/%s/%d", tiny->deployment->landing->folder,
                               attempt->source, attempt->window, attempt->number));
}

void tiny_purge(struct tiny *tiny, const struct attempt *attempt)
{
    tiny_ask_ledger(tiny, arena_print(tiny->arena,
                                      "UPDATE attempt SET purged_at = 1646182800000000"
                                      " WHERE batch = '%s@%s' AND number = %d",
                                      attempt->source, attempt->window, attempt->number));
    tiny_lose_landing(tiny, attempt);
}

void tiny_tamper(struct tiny *tiny, const char *sql)
{
    struct database *database = database_open(
        path_join(tiny->arena, tiny->deployment->state, "store.db"), false, &tiny->err);

    assert_non_null(database);
    CHECK_DONE(database_run(database, "PRAGMA foreign_keys = OFF", &tiny->err), &tiny->err);
    CHECK_DONE(database_run(database, sql, &tiny->err), &tiny->err);
    database_close(database);
}

void tiny_change_mapping(struct tiny *tiny, const char *amount)
{
    deployment_close_store(tiny->deployment);
    write_mapping(tiny, 2, amount);
    read_deployment(tiny);
    CHECK_DONE(deployment_open_store(tiny->deployment, false, &tiny->err), &tiny->err);
    CHECK_DONE(deployment_prepare_store(tiny->deployment, &tiny->err), &tiny->err);
}

int tiny_lose_store(struct tiny *tiny)
{
    deployment_close_store(tiny->deployment);
    unlink(path_join(tiny->arena, tiny->deployment->state, "store.db"));
    if (deployment_open_store(tiny->deployment, false, &tiny->err) != 0)
        return -1;
    return deployment_prepare_store(tiny->deployment, &tiny->err);
}

const char *tiny_ask(struct tiny *tiny, const char *sql)
{
    return little_ask(store_query(tiny->deployment->store), sql, tiny->arena);
}

const char *tiny_ask_ledger(struct tiny *tiny, const char *sql)
{
    struct statement *statement = database_prepare(ledger_database(tiny->ledger), sql, &tiny->err);
    struct buffer text = {0};
    const char *answer;
    int i;

    assert_non_null(statement);
    while (statement_next(statement, &tiny->err) == 1)
        for (i = 0; i < statement_width(statement); i++)
            buffer_print(&text, "%s%s", statement_text(statement, i),
                         i + 1 == statement_width(statement) ? "\n" : "|");
    answer = arena_text(tiny->arena, buffer_string(&text));
    buffer_free(&text);
    return answer;
}
