/* A walk gives every row once, in the order of its key, however many pages that takes. */
#include "batch/row_walk.h"

#include "batch/kept_table.h"
#include "core/arena.h"
#include "tests/support/check.h"
#include "tests/support/little.h"
#include "tests/support/scratch.h"

static const char *columns[] = {"ma", "so", "ten"};
static const bool numbers[] = {false, true};
static const struct kept_table lines = {
    .name = "dong", .columns = columns, .column_count = 3, .key_count = 2, .is_number = numbers};

struct fixture {
    struct arena *arena;
    char *folder;
    struct little *little;
};

static void open_fixture(struct fixture *fixture, const char *fill)
{
    fixture->arena = arena_new();
    fixture->folder = scratch_make(fixture->arena);
    fixture->little = little_open(fixture->folder, fixture->arena);
    little_run(fixture->little,
               "CREATE TABLE dong (ma TEXT NOT NULL, so INTEGER NOT NULL, ten TEXT,"
               " PRIMARY KEY (ma, so)) STRICT");
    little_run(fixture->little, fill);
}

static void close_fixture(struct fixture *fixture)
{
    little_close(fixture->little);
    scratch_remove(fixture->folder);
    arena_free(fixture->arena);
}

/* Walks to the end, sees that each key comes behind the one before, and gives how many there are.
 */
static int walk(struct fixture *fixture, const struct kept_table *table)
{
    struct row_walk *walk = row_walk_open(&fixture->little->query, table, fixture->arena);
    const char *last[2] = {NULL, NULL};
    const char *const *cells;
    struct error err = {0};
    int count = 0, got;

    while ((got = row_walk_next(walk, &cells, &err)) == 1) {
        if (count++ != 0)
            assert_true(row_walk_compare(table, last, cells) < 0);
        last[0] = arena_text(fixture->arena, cells[0]);
        last[1] = arena_text(fixture->arena, cells[1]);
    }
    CHECK_DONE(got, &err);
    assert_int_equal(row_walk_next(walk, &cells, &err), 0);
    row_walk_close(walk);
    return count;
}

/* Numbers of one and two digits, so that they sort otherwise than as texts, and keys that pages end
 * in. */
static void all_rows_come_in_order_whatever_the_pages(void **state)
{
    static const int counts[] = {0, 1, 499, 500, 501, 1000, 1234};
    struct fixture fixture;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        open_fixture(&fixture, "SELECT 1");
        little_run(
            fixture.little,
            arena_print(fixture.arena,
                        "WITH RECURSIVE c (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c"
                        " WHERE i + 1 < %d) INSERT INTO dong SELECT 'Mã ' || (i / 15), i %% 15,"
                        " NULL FROM c WHERE i < %d ORDER BY i * 7919 %% 1237",
                        counts[i], counts[i]));
        assert_int_equal(walk(&fixture, &lines), counts[i]);
        close_fixture(&fixture);
    }
}

static void only_rows_that_count_are_walked(void **state)
{
    struct kept_table some = lines;
    struct fixture fixture;

    (void)state;
    some.where = "so = 2 OR so = 3";
    open_fixture(&fixture, "WITH RECURSIVE c (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c"
                           " WHERE i < 1999) INSERT INTO dong SELECT i / 4, i % 4, 'x' FROM c");
    assert_int_equal(walk(&fixture, &some), 1000);
    close_fixture(&fixture);
}

static void a_table_that_is_not_there_is_told(void **state)
{
    struct kept_table other = lines;
    const char *const *cells;
    struct fixture fixture;
    struct row_walk *walk;
    struct error err = {0};

    (void)state;
    other.name = "khac";
    open_fixture(&fixture, "SELECT 1");
    walk = row_walk_open(&fixture.little->query, &other, fixture.arena);
    assert_int_equal(row_walk_next(walk, &cells, &err), -1);
    CHECK_HAS(err.text, "no such table: khac");
    row_walk_close(walk);
    close_fixture(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_rows_come_in_order_whatever_the_pages),
        cmocka_unit_test(only_rows_that_count_are_walked),
        cmocka_unit_test(a_table_that_is_not_there_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
