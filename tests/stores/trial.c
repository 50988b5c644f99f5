/* A store on trial: opened, loaded with samples, asked, and put away. */
#include "tests/stores/trial.h"

#include "core/arena.h"
#include "core/batch.h"
#include "core/problem.h"
#include "tests/support/check.h"
#include "tests/support/dump.h"
#include "tests/support/little.h"
#include "tests/support/scratch.h"

const struct column visit_columns[COLUMN_COUNT] = {
    {"ma", TYPE_TEXT, 0, true, true, "Mã", "Code", "MA", ""},
    {"ten", TYPE_TEXT, 0, false, false, "Tên", "Name", "TEN", ""},
    {"so_tien", TYPE_DECIMAL, 2, false, false, "Số tiền", "Amount", "SO_TIEN", ""},
    {"so_lan", TYPE_INTEGER, 0, false, false, "Số lần", "Times", "SO_LAN", ""},
    {"ngay", TYPE_DATETIME, 0, false, false, "Ngày", "Day", "NGAY", ""},
};
const struct schema visits = {"luot", "Lượt", "Visits", visit_columns, COLUMN_COUNT, NULL, NULL, 0};

const struct backend *backend_under_test;

struct store *trial_store(struct trial *trial, bool is_read_only)
{
    struct problems problems = {.arena = trial->arena};
    struct store *store =
        store_new(backend_under_test, NULL, trial->folder, trial->arena, &problems);
    struct error err;

    assert_int_equal(problems.errors, 0);
    store->is_read_only = is_read_only;
    CHECK_DONE(store_open(store, &err), &err);
    if (!is_read_only)
        CHECK_DONE(store_prepare(store, &visits, &err), &err);
    return store;
}

void trial_open(struct trial *trial)
{
    trial->arena = arena_new();
    trial->folder = scratch_make(trial->arena);
    trial->store = trial_store(trial, false);
}

void trial_close(struct trial *trial)
{
    store_close(trial->store);
    scratch_remove(trial->folder);
    arena_free(trial->arena);
}

struct batch trial_batch(const char *id, int hour)
{
    struct batch batch = {.id = id,
                          .source = "nguon",
                          .window = {id, TRIAL_START, TRIAL_START + TRIAL_HOUR},
                          .attempt = 1,
                          .fetched_at = TRIAL_START + hour * TRIAL_HOUR};

    return batch;
}

enum outcome trial_put(struct store *store, const char *batch, const struct sample *sample)
{
    struct value values[COLUMN_COUNT] = {{sample->key, strlen(sample->key)}};
    const struct origin origin = {.source = "nguon",
                                  .batch = batch,
                                  .document = sample->hash,
                                  .document_hash = sample->hash,
                                  .fetched_at = TRIAL_START + sample->hour * TRIAL_HOUR};
    const struct record record = {.schema = &visits,
                                  .origin = &origin,
                                  .values = values,
                                  .modified = sample->modified,
                                  .position = sample->position};
    enum outcome outcome = OUTCOME_STALE;
    struct error err;

    if (sample->name != NULL)
        values[1] = (struct value){sample->name, strlen(sample->name)};
    if (sample->amount != NULL)
        values[2] = (struct value){sample->amount, strlen(sample->amount)};
    values[3] = (struct value){"7", 1};
    CHECK_DONE(store_put(store, &record, &outcome, &err), &err);
    return outcome;
}

/* A batch with these samples; gives what became of them. */
struct tally trial_load(struct store *store, const struct batch *batch,
                        const struct sample *samples, size_t count)
{
    struct tally tally = {0};
    struct error err;
    size_t i;

    CHECK_DONE(store_begin(store, batch, &err), &err);
    for (i = 0; i < count; i++) {
        tally.received++;
        tally_count(&tally, trial_put(store, batch->id, &samples[i]));
    }
    CHECK_DONE(store_commit(store, &tally, &err), &err);
    return tally;
}

const char *trial_ask(struct trial *trial, const char *sql)
{
    return little_ask(store_query(trial->store), sql, trial->arena);
}

const char *trial_dump(struct trial *trial)
{
    return store_dump(store_query(trial->store), trial->arena);
}

int trial_run(const struct CMUnitTest *tests, size_t count)
{
    int failed = 0;
    size_t i;

    for (i = 0; backends[i] != NULL; i++) {
        backend_under_test = backends[i];
        failed += _cmocka_run_group_tests(backends[i]->name, tests, count, NULL, NULL);
    }
    return failed;
}
