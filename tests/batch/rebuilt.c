/* Rebuilding a tiny deployment. */
#include "tests/batch/rebuilt.h"

#include "batch/deployment.h"
#include "batch/rebuild.h"
#include "core/table.h"
#include "stores/store.h"
#include "tests/batch/tiny.h"
#include "tests/support/check.h"
#include "tests/support/little.h"

const struct attempt rebuilt_day[3] = {
    {"ngay", "2022-03-01", 1}, {"ngay", "2022-03-01", 2}, {"ngay", "2022-03-01", 3}};
const struct attempt rebuilt_snapshots[2] = {{"ca", "2022-03-01", 1}, {"ca", "2022-03-02", 1}};

void rebuilt_begin(struct tiny *tiny)
{
    tiny_open(tiny);
    tiny_fetch(tiny, &rebuilt_day[0], "2022-03-02T06:00:00",
               LINES("A", "1", LINE("a1") LINE("a2")) SLIP("B", "2") SLIP("C", "x"));
    tiny_fetch(tiny, &rebuilt_day[1], "2022-03-02T07:00:00", LINES("A", "3", LINE("a3")));
    tiny_fetch(tiny, &rebuilt_snapshots[0], "2022-03-01T06:00:00", SLIP("S", "1") SLIP("T", "2"));
    tiny_fetch(tiny, &rebuilt_snapshots[1], "2022-03-02T06:00:00", SLIP("S", "1"));
}

/* Tables whose two hashes, the last cells, are not the same. */
static size_t count_other_hashes(const struct table *tables)
{
    size_t last = tables->column_count - 1, count = 0, i;

    for (i = 0; i < tables->row_count; i++)
        count += strcmp(table_cell(tables, i, last - 1), table_cell(tables, i, last)) != 0;
    return count;
}

static void compare(struct rebuild *rebuild, struct rebuilt *told)
{
    CHECK_DONE(rebuild_compare(rebuild, &told->err), &told->err);
    told->differing = rebuild->diff.differing;
    told->other_hashes = count_other_hashes(rebuild->diff.tables);
    told->differences = table_lines(rebuild->diff.differences, rebuild->arena);
    told->unproven = table_lines(rebuild->unproven, rebuild->arena);
    told->leftovers = table_lines(rebuild->diff.leftovers, rebuild->arena);
    told->carried = table_lines(rebuild->carried, rebuild->arena);
    told->lost = table_lines(rebuild->lost, rebuild->arena);
    told->err.text[0] = '\0';
    told->result = rebuild->is_swapping ? rebuild_swap(rebuild, &told->err)
                                        : rebuild_judge(rebuild, &told->err);
}

struct rebuilt rebuilt_of(struct tiny *tiny, bool is_swapping)
{
    struct rebuild rebuild = {.deployment = tiny->deployment,
                              .is_swapping = is_swapping,
                              .line = "--swap",
                              .arena = tiny->arena};
    struct rebuilt told;

    deployment_close_store(tiny->deployment);
    CHECK_DONE(rebuild_open(&rebuild, &tiny->err), &tiny->err);
    compare(&rebuild, &told);
    rebuild_close(&rebuild);
    CHECK_DONE(deployment_open_store(tiny->deployment, false, &tiny->err), &tiny->err);
    return told;
}

const char *rebuilt_whole(struct tiny *tiny)
{
    struct rebuilt told = rebuilt_of(tiny, false);

    assert_string_equal(told.differences, "");
    assert_string_equal(told.unproven, "");
    assert_string_equal(told.leftovers, "");
    assert_string_equal(told.lost, "");
    assert_int_equal(told.differing, 0);
    assert_int_equal(told.other_hashes, 0);
    CHECK_DONE(told.result, &told.err);
    return told.carried;
}
