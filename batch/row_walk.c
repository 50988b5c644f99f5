/* Pages of rows, each asked for by the key that the one before ended with. */
#include "batch/row_walk.h"

#include <stdlib.h>
#include <string.h>

#include "batch/kept_table.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/query.h"
#include "core/table.h"

enum { PAGE_ROWS = 500 };

struct row_walk {
    struct query *query;
    const struct kept_table *table;
    const char *first_sql, *next_sql;
    struct arena *arenas[2]; /* of the current page and of the one before, in turn */
    struct table *page;      /* NULL before the first */
    size_t next;             /* row of the page */
};

static void append_list(struct buffer *sql, const char *const *columns, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++)
        buffer_print(sql, "%s\"%s\"", i == 0 ? "" : ", ", columns[i]);
}

/* The question for a page; for one behind a key when that is asked for. */
static const char *print_sql(const struct kept_table *table, bool is_behind, struct arena *arena)
{
    struct buffer sql = {0};
    const char *text;
    size_t i;

    buffer_text(&sql, "SELECT ");
    append_list(&sql, table->columns, table->column_count);
    buffer_print(&sql, " FROM \"%s\" WHERE (%s)", table->name,
                 table->where != NULL ? table->where : "1 = 1");
    if (is_behind) {
        buffer_text(&sql, " AND (");
        append_list(&sql, table->columns, table->key_count);
        for (i = 0; i < table->key_count; i++)
            buffer_print(&sql, "%s?%zu", i == 0 ? ") > (" : ", ", i + 1);
        buffer_text(&sql, ")");
    }
    buffer_text(&sql, " ORDER BY ");
    append_list(&sql, table->columns, table->key_count);
    buffer_print(&sql, " LIMIT %d", PAGE_ROWS);
    text = arena_text(arena, buffer_string(&sql));
    buffer_free(&sql);
    return text;
}

struct row_walk *row_walk_open(struct query *query, const struct kept_table *table,
                               struct arena *arena)
{
    struct row_walk *walk = arena_alloc(arena, sizeof *walk);

    walk->query = query;
    walk->table = table;
    walk->first_sql = print_sql(table, false, arena);
    walk->next_sql = print_sql(table, true, arena);
    walk->arenas[0] = arena_new();
    walk->arenas[1] = arena_new();
    return walk;
}

/* The key behind which the next page begins lies in the page before, so that one is kept. */
static int turn_page(struct row_walk *walk, struct error *err)
{
    struct arena *arena = walk->arenas[1];
    const char *const *last =
        walk->page == NULL
            ? NULL
            : &walk->page->cells[(walk->page->row_count - 1) * walk->page->column_count];
    struct table *page;

    arena_reset(arena);
    page = table_new(walk->table->name, NULL, walk->table->column_count, arena);
    if (walk->query->run(walk->query, last == NULL ? walk->first_sql : walk->next_sql, last,
                         last == NULL ? 0 : walk->table->key_count, table_add_row, page, err) != 0)
        return -1;
    walk->arenas[1] = walk->arenas[0];
    walk->arenas[0] = arena;
    walk->page = page;
    walk->next = 0;
    return 0;
}

int row_walk_next(struct row_walk *walk, const char *const **cells, struct error *err)
{
    bool is_at_end = walk->page != NULL && walk->page->row_count < PAGE_ROWS;

    if (walk->page == NULL || (walk->next == walk->page->row_count && !is_at_end))
        if (turn_page(walk, err) != 0)
            return -1;
    if (walk->next == walk->page->row_count)
        return 0;
    *cells = &walk->page->cells[walk->next++ * walk->page->column_count];
    return 1;
}

void row_walk_close(struct row_walk *walk)
{
    if (walk == NULL)
        return;
    arena_free(walk->arenas[0]);
    arena_free(walk->arenas[1]);
}

static int compare_numbers(const char *one, const char *other)
{
    long long a = strtoll(one, NULL, 10), b = strtoll(other, NULL, 10);

    return (a > b) - (a < b);
}

int row_walk_compare(const struct kept_table *table, const char *const *one,
                     const char *const *other)
{
    int order = 0;
    size_t i;

    for (i = 0; i < table->key_count && order == 0; i++)
        order = table->is_number[i] ? compare_numbers(one[i], other[i]) : strcmp(one[i], other[i]);
    return order;
}
