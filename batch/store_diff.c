/* The merge of two walks, and the tables that tell it. */
#include "batch/store_diff.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch/deployment.h"
#include "batch/kept_table.h"
#include "batch/row_walk.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/pulse.h"
#include "core/query.h"
#include "core/table.h"
#include "transforms/mapping.h"
#include "transforms/personal.h"

/* Differences of one table that are told, and digits of a hash, which is more than chance gives. */
enum { TOLD_MOST = 5, HASH_SHOWN = 16 };

static const struct column table_columns[] = {
    {.name = "table", .is_key = true},
    {.name = "store", .type = TYPE_INTEGER},
    {.name = "rebuilt", .type = TYPE_INTEGER},
    {.name = "missing", .type = TYPE_INTEGER},
    {.name = "surplus", .type = TYPE_INTEGER},
    {.name = "changed", .type = TYPE_INTEGER},
    {.name = "unproven", .type = TYPE_INTEGER},
    {.name = "result"},
    {.name = "store_hash"},
    {.name = "rebuilt_hash"},
};
static const struct column difference_columns[] = {
    {.name = "table", .is_key = true},
    {.name = "key", .is_key = true},
    {.name = "difference"},
    {.name = "columns"},
};

/* One of the two walks through a table. */
struct side {
    struct row_walk *walk; /* NULL: the store has no such table */
    const char *const *cells;
    int got;
    long rows;
    struct digest *digest;
};

struct merge {
    struct store_diff *diff;
    const struct kept_table *table;
    struct side store, copy;
    long missing, surplus, changed, unproven, told;
    const char **unproven_batches; /* sorted */
    struct arena *arena;
};

static int advance(struct side *side, struct error *err)
{
    side->got = side->walk == NULL ? 0 : row_walk_next(side->walk, &side->cells, err);
    return side->got < 0 ? -1 : 0;
}

/* Lengths are hashed too, so that no two rows give the same bytes. */
static void count_row(struct side *side, const struct kept_table *table)
{
    char length[32];
    size_t i;

    side->rows++;
    for (i = 0; i < table->column_count; i++) {
        const char *cell = side->cells[i];
        int size = cell == NULL ? snprintf(length, sizeof length, "-")
                                : snprintf(length, sizeof length, "%zu:", strlen(cell));

        digest_update(side->digest, length, (size_t)size);
        if (cell != NULL)
            digest_update(side->digest, cell, strlen(cell));
    }
}

static bool is_schema_of(const struct schema *schema, const char *table)
{
    size_t i;

    if (strcmp(schema->table, table) == 0)
        return true;
    for (i = 0; i < schema->child_count; i++)
        if (strcmp(schema->children[i].table, table) == 0)
            return true;
    return false;
}

static bool is_hidden(const struct merge *merge, const char *column, const char *value)
{
    const struct deployment *deployment = merge->diff->deployment;
    size_t i;

    if (personal_value(value, strlen(value)) != NULL)
        return true;
    for (i = 0; i < deployment->mapping_count; i++)
        if (is_schema_of(mapping_schema(deployment->mappings[i]), merge->table->name) &&
            mapping_hides(deployment->mappings[i], column))
            return true;
    return false;
}

static const char *tell_key(const struct merge *merge, const char *const *cells)
{
    const char *text = "";
    size_t i;

    for (i = 0; i < merge->table->key_count; i++)
        text = arena_print(merge->arena, "%s%s%s", text, i == 0 ? "" : " ",
                           is_hidden(merge, merge->table->columns[i], cells[i]) ? "(hidden)"
                                                                                : cells[i]);
    return text;
}

static void tell(struct merge *merge, const char *const *cells, const char *difference,
                 const char *columns)
{
    const char **row;

    if (merge->told++ >= TOLD_MOST)
        return;
    row = table_add(merge->diff->differences);
    row[0] = merge->table->name;
    row[1] = tell_key(merge, cells);
    row[2] = difference;
    row[3] = columns;
}

static int compare_texts(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

static int take_text(void *context, const char *const *cells, size_t count, struct error *err)
{
    struct buffer *text = context;

    (void)count;
    (void)err;
    buffer_text(text, cells[0]);
    return 0;
}

/* Of which batch the store says the row, or the record that it belongs to, is; "" when it has no
 * such record. */
static int find_batch(const struct merge *merge, const char *const *cells, struct buffer *batch,
                      struct error *err)
{
    const struct kept_table *table = merge->table;
    struct query *query = merge->diff->store;
    struct buffer sql = {0};
    size_t i;
    int result;

    buffer_print(&sql, "SELECT batch FROM \"%s\"", table->owner);
    for (i = 0; i < table->owner_key_count; i++)
        buffer_print(&sql, "%s\"%s\" = ?%zu", i == 0 ? " WHERE " : " AND ", table->columns[i],
                     i + 1);
    result = query->run(query, buffer_string(&sql), cells, table->owner_key_count, take_text, batch,
                        err);
    buffer_free(&sql);
    return result;
}

/* 1 when the difference in a row is only that its batch cannot be rebuilt, 0 when not, -1. */
static int is_unproven(const struct merge *merge, const char *const *cells, struct error *err)
{
    const struct table *unproven = merge->diff->unproven;
    struct buffer batch = {0};
    const char *text;
    int result;

    if (unproven->row_count == 0 || merge->table->owner == NULL || !merge->table->is_in_store)
        return 0;
    result = find_batch(merge, cells, &batch, err);
    text = buffer_string(&batch);
    if (result == 0)
        result = bsearch(&text, merge->unproven_batches, unproven->row_count, sizeof text,
                         compare_texts) != NULL;
    buffer_free(&batch);
    return result;
}

/* The names of the columns that differ, or NULL. */
static const char *compare_cells(const struct merge *merge)
{
    const struct kept_table *table = merge->table;
    const char *names = NULL;
    size_t i;

    for (i = table->key_count; i < table->column_count; i++) {
        const char *one = merge->store.cells[i], *other = merge->copy.cells[i];

        if (one == other || (one != NULL && other != NULL && strcmp(one, other) == 0))
            continue;
        names = names == NULL ? table->columns[i]
                              : arena_print(merge->arena, "%s, %s", names, table->columns[i]);
    }
    return names;
}

/* Counts and tells one difference, unless it is unproven. */
static int note(struct merge *merge, const char *const *cells, long *count, const char *columns,
                struct error *err)
{
    int unproven = is_unproven(merge, cells, err);

    if (unproven < 0)
        return -1;
    if (unproven == 1) {
        merge->unproven++;
        return 0;
    }
    ++*count;
    tell(merge, cells,
         count == &merge->missing   ? "missing in the store"
         : count == &merge->surplus ? "in the store only"
                                    : "changed",
         columns);
    return 0;
}

static int meet_pair(struct merge *merge, struct error *err)
{
    size_t told = merge->diff->differences->row_count;
    struct arena_mark mark = arena_mark(merge->arena);
    const char *names = compare_cells(merge);

    if (names != NULL && note(merge, merge->store.cells, &merge->changed, names, err) != 0)
        return -1;
    if (merge->diff->differences->row_count == told)
        arena_rewind(merge->arena, mark);
    return 0;
}

/* What the dictionary tells of columns that are no longer made is told as leftovers. */
static int meet_surplus(struct merge *merge, struct error *err)
{
    if (merge->table->is_description)
        return 0;
    count_row(&merge->store, merge->table);
    return note(merge, merge->store.cells, &merge->surplus, NULL, err);
}

static int merge_step(struct merge *merge, struct error *err)
{
    struct side *store = &merge->store, *copy = &merge->copy;
    int order = store->got == 0  ? 1
                : copy->got == 0 ? -1
                                 : row_walk_compare(merge->table, store->cells, copy->cells);

    if (order < 0)
        return meet_surplus(merge, err) != 0 ? -1 : advance(store, err);
    count_row(copy, merge->table);
    if (order > 0)
        return note(merge, copy->cells, &merge->missing, NULL, err) != 0 ? -1 : advance(copy, err);
    count_row(store, merge->table);
    if (meet_pair(merge, err) != 0 || advance(store, err) != 0)
        return -1;
    return advance(copy, err);
}

static int merge_rows(struct merge *merge, struct error *err)
{
    if (advance(&merge->store, err) != 0 || advance(&merge->copy, err) != 0)
        return -1;
    while (merge->store.got == 1 || merge->copy.got == 1)
        if (pulse_check_amid(merge->diff->pulse, err) != 0 || merge_step(merge, err) != 0)
            return -1;
    return 0;
}

static int count_side(struct query *query, struct merge *merge, struct side *side,
                      struct error *err)
{
    struct buffer count = {0};
    int result = query->run(
        query, arena_print(merge->arena, "SELECT count(*) FROM \"%s\"", merge->table->name), NULL,
        0, take_text, &count, err);

    side->rows = strtol(buffer_string(&count), NULL, 10);
    buffer_free(&count);
    return result;
}

/* Rows with different keys cannot be told to be the same, so they are only counted. */
static int count_rows(struct merge *merge, struct error *err)
{
    const char **row = table_add(merge->diff->differences);

    row[0] = merge->table->name;
    row[2] = "its key has changed";
    merge->changed++;
    if (count_side(merge->diff->store, merge, &merge->store, err) != 0)
        return -1;
    return count_side(merge->diff->copy, merge, &merge->copy, err);
}

static void tell_table(struct merge *merge)
{
    const long counts[] = {merge->store.rows, merge->copy.rows, merge->missing,
                           merge->surplus,    merge->changed,   merge->unproven};
    bool is_same = merge->missing == 0 && merge->surplus == 0 && merge->changed == 0;
    struct side *const sides[] = {&merge->store, &merge->copy};
    const char **row = table_add(merge->diff->tables);
    char hash[DIGEST_TEXT_SIZE];
    size_t i;

    *row++ = merge->table->name;
    for (i = 0; i < sizeof counts / sizeof counts[0]; i++)
        *row++ = arena_print(merge->arena, "%ld", counts[i]);
    *row++ = !is_same ? "differs" : merge->unproven > 0 ? "unproven" : "same";
    for (i = 0; i < 2; i++) {
        digest_format(sides[i]->digest, hash);
        *row++ = arena_copy(merge->arena, hash, HASH_SHOWN);
    }
    merge->diff->differing += !is_same;
}

static int diff_table(struct store_diff *diff, const struct kept_table *table,
                      const char **unproven_batches, struct arena *arena, struct error *err)
{
    struct merge merge = {
        .diff = diff, .table = table, .unproven_batches = unproven_batches, .arena = arena};
    int result;

    if (table->is_in_store)
        merge.store.walk = row_walk_open(diff->store, table, arena);
    merge.copy.walk = row_walk_open(diff->copy, table, arena);
    merge.store.digest = digest_new();
    merge.copy.digest = digest_new();
    result = table->has_other_key ? count_rows(&merge, err) : merge_rows(&merge, err);
    if (result == 0)
        tell_table(&merge);
    row_walk_close(merge.store.walk);
    row_walk_close(merge.copy.walk);
    digest_free(merge.store.digest);
    digest_free(merge.copy.digest);
    return result == 0 ? 0 : error_within(err, "table %s", table->name);
}

static const char **sort_batches(const struct table *unproven, struct arena *arena)
{
    const char **batches = arena_array(arena, unproven->row_count, sizeof *batches);
    size_t i;

    for (i = 0; i < unproven->row_count; i++)
        batches[i] = table_cell(unproven, i, 0);
    qsort(batches, unproven->row_count, sizeof *batches, compare_texts);
    return batches;
}

int store_diff_make(struct store_diff *diff, struct arena *arena, struct error *err)
{
    const char **unproven_batches = sort_batches(diff->unproven, arena);
    struct kept_tables kept;
    size_t i;

    diff->differing = 0;
    diff->tables =
        table_new("tables", table_columns, sizeof table_columns / sizeof table_columns[0], arena);
    diff->differences = table_new("differences", difference_columns,
                                  sizeof difference_columns / sizeof difference_columns[0], arena);
    if (kept_tables_read(diff->store, diff->copy, diff->unproven->row_count == 0, &kept, arena,
                         err) != 0)
        return -1;
    diff->leftovers = kept.leftovers;
    for (i = 0; i < kept.count; i++)
        if (diff_table(diff, &kept.items[i], unproven_batches, arena, err) != 0)
            return -1;
    return 0;
}
