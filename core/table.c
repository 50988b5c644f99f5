/* A table as one array of cells that doubles when it is full. */
#include "core/table.h"

#include <assert.h>
#include <string.h>

#include "core/arena.h"

enum { FIRST_CAPACITY = 16 };

struct table *table_new(const char *name, const struct column *columns, size_t column_count,
                        struct arena *arena)
{
    struct table *table = arena_alloc(arena, sizeof *table);

    table->name = name;
    table->columns = columns;
    table->column_count = column_count;
    table->arena = arena;
    return table;
}

static void table_grow(struct table *table)
{
    size_t capacity = table->capacity == 0 ? FIRST_CAPACITY : table->capacity * 2;
    const char **cells = arena_array(table->arena, capacity * table->column_count, sizeof *cells);

    if (table->row_count != 0)
        memcpy(cells, table->cells, table->row_count * table->column_count * sizeof *cells);
    table->cells = cells;
    table->capacity = capacity;
}

const char **table_add(struct table *table)
{
    if (table->row_count == table->capacity)
        table_grow(table);
    return &table->cells[table->row_count++ * table->column_count];
}

int table_add_row(void *context, const char *const *cells, size_t count, struct error *err)
{
    struct table *table = context;
    const char **row = table_add(table);
    size_t i;

    (void)err;
    for (i = 0; i < count; i++)
        row[i] = arena_text(table->arena, cells[i]);
    return 0;
}

const char *table_cell(const struct table *table, size_t row, size_t column)
{
    assert(row < table->row_count && column < table->column_count);
    return table->cells[row * table->column_count + column];
}
