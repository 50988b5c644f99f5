/* The columns of a table of children. */
#include "stores/child.h"

#include <string.h>

#include "core/arena.h"

size_t schema_key_count(const struct schema *schema)
{
    size_t count = 0, i;

    for (i = 0; i < schema->column_count; i++)
        count += schema->columns[i].is_key;
    return count;
}

struct schema child_table(const struct schema *parent, const struct schema *child,
                          struct arena *arena)
{
    static const struct column number = {CHILD_NUMBER,
                                         TYPE_INTEGER,
                                         0,
                                         false,
                                         true,
                                         "Thứ tự trong bản ghi, từ 1",
                                         "Order in the record, from 1",
                                         "",
                                         ""};
    size_t keys = schema_key_count(parent), i, n = 0;
    struct column *columns = arena_array(arena, keys + 1 + child->column_count, sizeof *columns);
    struct schema table = *child;

    for (i = 0; i < parent->column_count; i++)
        if (parent->columns[i].is_key)
            columns[n++] = parent->columns[i];
    columns[n] = number;
    columns[n++].is_key = schema_key_count(child) == 0;
    memcpy(columns + n, child->columns, child->column_count * sizeof *columns);
    table.columns = columns;
    table.column_count = n + child->column_count;
    return table;
}
