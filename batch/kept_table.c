/* Two dictionaries side by side. */
#include "batch/kept_table.h"

#include <string.h>

#include "core/arena.h"
#include "core/query.h"
#include "core/record.h"
#include "core/table.h"

static const char batches[] = "nhip_batch", dictionary[] = "nhip_dictionary";

/* The only columns that depend on when, and in which order, something was loaded rather than on
 * what has landed. */
static const struct {
    const char *table, *column;
} by_nature[] = {
    {batches, "nap_luc"},   {batches, "inserted"}, {batches, "updated"},
    {batches, "unchanged"}, {batches, "stale"},
};

/* Columns that a row has from all that was ever loaded, and not from its newest version alone. */
static const char last_seen[] = "thay_lan_cuoi", deleted_at[] = "xoa_luc";

static const char children_are[] = "children";

/* What is asked of a dictionary. */
enum { TOLD_TABLE, TOLD_COLUMN, TOLD_TYPE, TOLD_SCALE, TOLD_KEY, TOLD_ORIGIN, TOLD_WIDTH };

/* Of the tables that are kept, and of these two themselves. */
#define KEPT                                                                                       \
    " bang IN (SELECT bang FROM nhip_dictionary WHERE cot = 'thay_lan_cuoi' OR kieu = 'children')" \
    " OR bang IN ('nhip_batch', 'nhip_dictionary')"

static struct table *read_dictionary(struct query *query, struct arena *arena, struct error *err)
{
    static const struct column columns[TOLD_WIDTH] = {
        [TOLD_TABLE] = {.name = "table"}, [TOLD_COLUMN] = {.name = "column"},
        [TOLD_TYPE] = {.name = "type"},   [TOLD_SCALE] = {.name = "scale"},
        [TOLD_KEY] = {.name = "key"},     [TOLD_ORIGIN] = {.name = "origin"},
    };
    struct table *told = table_new("told", columns, TOLD_WIDTH, arena);

    if (query->run(query,
                   "SELECT bang, cot, kieu, thap_phan, la_khoa, nguon FROM nhip_dictionary"
                   " WHERE" KEPT " ORDER BY bang, thu_tu",
                   NULL, 0, table_add_row, told, err) != 0)
        return NULL;
    return told;
}

/* The row that tells of a column, "" for the table itself; -1 when none does. */
static long find_told(const struct table *told, const char *table, const char *column)
{
    size_t i;

    for (i = 0; i < told->row_count; i++)
        if (strcmp(table_cell(told, i, TOLD_TABLE), table) == 0 &&
            strcmp(table_cell(told, i, TOLD_COLUMN), column) == 0)
            return (long)i;
    return -1;
}

static bool is_key(const struct table *told, size_t row)
{
    return strcmp(table_cell(told, row, TOLD_KEY), "1") == 0;
}

static bool is_number(const struct table *told, size_t row)
{
    const char *type = table_cell(told, row, TOLD_TYPE);

    return strcmp(type, type_names[TYPE_INTEGER]) == 0 ||
           strcmp(type, type_names[TYPE_BOOLEAN]) == 0 ||
           (strcmp(type, type_names[TYPE_DECIMAL]) == 0 &&
            strcmp(table_cell(told, row, TOLD_SCALE), "0") == 0);
}

static bool is_left_out(const char *table, const char *column, bool are_all_there)
{
    size_t i;

    if (!are_all_there && (strcmp(column, last_seen) == 0 || strcmp(column, deleted_at) == 0))
        return true;
    for (i = 0; i < sizeof by_nature / sizeof by_nature[0]; i++)
        if (strcmp(table, by_nature[i].table) == 0 && strcmp(column, by_nature[i].column) == 0)
            return true;
    return false;
}

/* What the two dictionaries are told of. */
struct sides {
    const struct table *store, *copy;
    bool are_all_there;
    struct arena *arena;
};

static size_t count_keys(const struct table *told, const char *table)
{
    size_t count = 0, i;

    for (i = 0; i < told->row_count; i++)
        count += strcmp(table_cell(told, i, TOLD_TABLE), table) == 0 && is_key(told, i);
    return count;
}

static bool is_word(const char *type)
{
    return strcmp(type, type_names[TYPE_TEXT]) == 0 || strcmp(type, type_names[TYPE_CODE]) == 0;
}

/* As stores have it: text and code may replace each other, and nothing else. */
static bool has_same_type(const struct sides *sides, size_t in_copy, size_t in_store)
{
    const char *one = table_cell(sides->copy, in_copy, TOLD_TYPE);
    const char *other = table_cell(sides->store, in_store, TOLD_TYPE);

    if (strcmp(one, other) != 0)
        return is_word(one) && is_word(other);
    return strcmp(one, type_names[TYPE_DECIMAL]) != 0 ||
           strcmp(table_cell(sides->copy, in_copy, TOLD_SCALE),
                  table_cell(sides->store, in_store, TOLD_SCALE)) == 0;
}

/* Takes the columns of the key, or the others, from the rows [first, end) of the copy. */
static void take_columns(const struct sides *sides, size_t first, size_t end, bool are_keys,
                         struct kept_table *table)
{
    size_t i;

    for (i = first; i < end; i++) {
        const char *column = table_cell(sides->copy, i, TOLD_COLUMN);
        long in_store = find_told(sides->store, table->name, column);

        if (column[0] == '\0' || is_key(sides->copy, i) != are_keys)
            continue;
        if (are_keys && table->is_in_store)
            table->has_other_key =
                table->has_other_key || in_store < 0 || !is_key(sides->store, (size_t)in_store);
        else if (!are_keys && ((table->is_in_store && in_store < 0) ||
                               is_left_out(table->name, column, sides->are_all_there)))
            continue;
        if (table->retyped == NULL && in_store >= 0 && !has_same_type(sides, i, (size_t)in_store))
            table->retyped = column;
        table->columns[table->column_count++] = column;
    }
}

/* Of which batch its rows are told to be. */
static void take_owner(const struct sides *sides, size_t first, struct kept_table *table)
{
    bool are_children = strcmp(table_cell(sides->copy, first, TOLD_TYPE), children_are) == 0;

    if (are_children)
        table->owner = table_cell(sides->copy, first, TOLD_ORIGIN);
    else if (!table->is_description)
        table->owner = table->name;
    if (table->owner != NULL)
        table->owner_key_count = count_keys(sides->copy, table->owner);
}

/* The table that the rows [first, end) of the copy tell of; the first is about the table itself. */
static struct kept_table take_table(const struct sides *sides, size_t first, size_t end)
{
    struct kept_table table = {.name = table_cell(sides->copy, first, TOLD_TABLE)};
    bool *numbers = arena_array(sides->arena, end - first, sizeof *numbers);
    size_t i;

    table.columns = arena_array(sides->arena, end - first, sizeof *table.columns);
    table.is_in_store = find_told(sides->store, table.name, "") >= 0;
    table.is_description = strcmp(table.name, dictionary) == 0;
    table.where = table.is_description ? KEPT : NULL;
    take_columns(sides, first, end, true, &table);
    table.key_count = table.column_count;
    table.has_other_key =
        table.has_other_key ||
        (table.is_in_store && count_keys(sides->store, table.name) != table.key_count);
    take_columns(sides, first, end, false, &table);
    for (i = 0; i < table.key_count; i++)
        numbers[i] =
            is_number(sides->copy, (size_t)find_told(sides->copy, table.name, table.columns[i]));
    table.is_number = numbers;
    take_owner(sides, first, &table);
    return table;
}

static void take_leftovers(const struct sides *sides, struct kept_tables *tables)
{
    size_t i;

    for (i = 0; i < sides->store->row_count; i++) {
        const char *table = table_cell(sides->store, i, TOLD_TABLE);
        const char *column = table_cell(sides->store, i, TOLD_COLUMN);
        const char **row;

        /* Of a table that is gone, one row says so. */
        if (find_told(sides->copy, table, column) >= 0 ||
            (column[0] != '\0' && find_told(sides->copy, table, "") < 0))
            continue;
        row = table_add(tables->leftovers);
        row[0] = table;
        row[1] = column;
        if (column[0] == '\0' && find_told(sides->store, table, last_seen) >= 0)
            table_add(tables->gone)[0] = table;
    }
}

int kept_tables_read(struct query *store, struct query *copy, bool are_all_there,
                     struct kept_tables *tables, struct arena *arena, struct error *err)
{
    static const struct column columns[] = {{.name = "table", .is_key = true},
                                            {.name = "column", .is_key = true}};
    struct sides sides = {.are_all_there = are_all_there, .arena = arena};
    size_t first, end;

    sides.store = read_dictionary(store, arena, err);
    if (sides.store == NULL || (sides.copy = read_dictionary(copy, arena, err)) == NULL)
        return -1;
    tables->items = arena_array(arena, sides.copy->row_count, sizeof *tables->items);
    tables->count = 0;
    for (first = 0; first < sides.copy->row_count; first = end) {
        end = first + 1;
        while (end < sides.copy->row_count &&
               strcmp(table_cell(sides.copy, end, TOLD_TABLE),
                      table_cell(sides.copy, first, TOLD_TABLE)) == 0)
            end++;
        tables->items[tables->count++] = take_table(&sides, first, end);
    }
    tables->leftovers = table_new("leftovers", columns, 2, arena);
    tables->gone = table_new("gone", columns, 1, arena);
    take_leftovers(&sides, tables);
    return 0;
}

const struct kept_table *kept_tables_find(const struct kept_tables *tables, const char *name)
{
    size_t i;

    for (i = 0; i < tables->count; i++)
        if (strcmp(tables->items[i].name, name) == 0)
            return &tables->items[i];
    return NULL;
}
