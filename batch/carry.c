/* What becomes of each batch whose landing was purged. */
#include "batch/carry_inside.h"

#include <stdlib.h>
#include <string.h>

#include "batch/deployment.h"
#include "batch/kept_table.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/pulse.h"
#include "core/query.h"
#include "core/record.h"
#include "core/table.h"
#include "stores/store.h"

static int compare_ids(const void *one, const void *other)
{
    return strcmp(((const struct purged_batch *)one)->id, ((const struct purged_batch *)other)->id);
}

struct purged_batch *carry_find(const struct carry *carry, const char *id)
{
    const struct purged_batch wanted = {.id = id};

    return bsearch(&wanted, carry->batches, carry->batch_count, sizeof wanted, compare_ids);
}

/* What nhip_batch tells of a batch. */
enum {
    TOLD_ATTEMPT,
    TOLD_SNAPSHOT,
    TOLD_SINCE,
    TOLD_UNTIL,
    TOLD_FETCHED,
    TOLD_COUNTS, /* the first of the tally's */
    TOLD_WIDTH = TOLD_COUNTS + 7
};

static int read_times(const char *const *told, struct batch *batch, struct error *err)
{
    int64_t *const times[] = {&batch->window.since, &batch->window.until, &batch->fetched_at};
    size_t i;

    for (i = 0; i < sizeof times / sizeof times[0]; i++)
        if (instant_parse(told[TOLD_SINCE + i], VIETNAM_OFFSET_SECONDS, times[i], err) != 0)
            return error_set(err, ERROR_DATA,
                             "nhip_batch has '%s' for a time of batch %s, whose landing was "
                             "purged; hint: restore the store from a backup",
                             told[TOLD_SINCE + i], batch->id);
    return 0;
}

static struct tally read_tally(const char *const *told)
{
    struct tally tally;
    long *const counts[] = {&tally.received, &tally.inserted, &tally.updated,    &tally.unchanged,
                            &tally.stale,    &tally.filtered, &tally.quarantined};
    size_t i;

    for (i = 0; i < sizeof counts / sizeof counts[0]; i++)
        *counts[i] = strtol(told[TOLD_COUNTS + i], NULL, 10);
    return tally;
}

static int carry_batch_row(const struct carry *carry, const struct purged_batch *purged,
                           const char *const *told, struct error *err)
{
    struct store *store = carry->deployment->store;
    struct batch batch = {.id = purged->id,
                          .source = purged->source,
                          .attempt = (int)strtol(told[TOLD_ATTEMPT], NULL, 10),
                          .is_snapshot = strcmp(told[TOLD_SNAPSHOT], "1") == 0};
    const struct tally tally = read_tally(told);

    if (read_times(told, &batch, err) != 0)
        return -1;
    if (store_begin(store, &batch, err) == 0 && store_commit(store, &tally, err) == 0)
        return 0;
    store_rollback(store);
    return -1;
}

static void note_lost(struct carry *carry, const struct purged_batch *batch, const char *attempt)
{
    const char **row = table_add(carry->lost);

    row[0] = batch->id;
    row[1] = attempt == NULL
                 ? arena_print(carry->arena, "%s and the store does not have it", batch->why)
                 : arena_print(carry->arena, "%s and the store has attempt %s of it, not %d",
                               batch->why, attempt, batch->attempt);
}

static int carry_batch(struct carry *carry, struct purged_batch *batch, struct error *err)
{
    struct table *told = table_new("told", NULL, TOLD_WIDTH, carry->arena);
    const char *const parameters[] = {batch->id};
    const char *attempt;

    if (carry->store->run(carry->store,
                          "SELECT lan, la_anh_chup, tu, den, nhan_luc, received, inserted, updated,"
                          " unchanged, stale, filtered, quarantined FROM nhip_batch"
                          " WHERE batch = ?1",
                          parameters, 1, table_add_row, told, err) != 0)
        return -1;
    attempt = told->row_count == 0 ? NULL : table_cell(told, 0, TOLD_ATTEMPT);
    batch->is_carried = attempt != NULL;
    if (attempt == NULL || strtol(attempt, NULL, 10) != batch->attempt)
        note_lost(carry, batch, attempt);
    return attempt != NULL && batch->is_newest ? carry_batch_row(carry, batch, told->cells, err)
                                               : 0;
}

/* Snapshots come before rows, for they say which of these are deleted. */
static int carry_batches(struct carry *carry, struct error *err)
{
    size_t i;

    for (i = 0; i < carry->batch_count; i++)
        if (!carry->batches[i].is_unfit && (pulse_check(carry->pulse, err) != 0 ||
                                            carry_batch(carry, &carry->batches[i], err) != 0))
            return -1;
    return 0;
}

static void tell_source(struct carry *carry, const char *source)
{
    size_t batches = 0, i;
    const char **row;
    long rows = 0;

    for (i = 0; i < carry->batch_count; i++)
        if (carry->batches[i].is_carried && strcmp(carry->batches[i].source, source) == 0) {
            batches++;
            rows += carry->batches[i].row_count;
        }
    if (batches == 0)
        return;
    row = table_add(carry->carried);
    row[0] = source;
    row[1] = arena_print(carry->arena, "%zu", batches);
    row[2] = arena_print(carry->arena, "%ld", rows);
}

static int carry_all(struct carry *carry, struct error *err)
{
    const struct deployment *deployment = carry->deployment;
    struct kept_tables kept;

    if (kept_tables_read(carry->store, store_query(deployment->store), true, &kept, carry->arena,
                         err) != 0 ||
        carry_judge_tables(carry, &kept, err) != 0 || carry_batches(carry, err) != 0)
        return -1;
    return carry_rows(carry, &kept, err);
}

int carry_over(struct carry *carry, struct error *err)
{
    static const struct column carried_columns[] = {{.name = "source", .is_key = true},
                                                    {.name = "batches", .type = TYPE_INTEGER},
                                                    {.name = "rows", .type = TYPE_INTEGER}};
    static const struct column lost_columns[] = {{.name = "batch", .is_key = true},
                                                 {.name = "why"}};
    size_t i;

    carry->carried = table_new("carried", carried_columns, 3, carry->arena);
    carry->lost = table_new("lost", lost_columns, 2, carry->arena);
    if (carry->batch_count == 0)
        return 0;
    qsort(carry->batches, carry->batch_count, sizeof *carry->batches, compare_ids);
    if (carry_all(carry, err) != 0)
        return -1;
    for (i = 0; i < carry->deployment->source_count; i++)
        tell_source(carry, carry->deployment->sources[i].name);
    return 0;
}
