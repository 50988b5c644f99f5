/* The statements that a record's children pass through. */
#include "stores/sqlite_children.h"

#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/database.h"
#include "core/error.h"
#include "stores/child.h"

/* The key of the record is bound from 1 in every statement. */
struct child_rows {
    const struct schema *schema; /* of the child, as records have it */
    size_t key_count;            /* of the record */
    struct statement *insert, *find, *remove;
};

struct children {
    size_t count;
    struct child_rows rows[];
};

static struct statement *prepare(struct database *database, struct buffer *sql, struct error *err)
{
    struct statement *statement = database_prepare(database, buffer_string(sql), err);

    buffer_free(sql);
    return statement;
}

static struct statement *prepare_insert(struct database *database, const struct schema *table,
                                        struct error *err)
{
    struct buffer sql = {0};
    size_t i;

    buffer_print(&sql, "INSERT INTO \"%s\" (", table->table);
    for (i = 0; i < table->column_count; i++)
        buffer_print(&sql, "%s\"%s\"", i == 0 ? "" : ", ", table->columns[i].name);
    buffer_text(&sql, ") VALUES (");
    for (i = 0; i < table->column_count; i++)
        buffer_print(&sql, "%s?%zu", i == 0 ? "" : ", ", i + 1);
    buffer_text(&sql, ")");
    return prepare(database, &sql, err);
}

/* The first columns of the table are the record's key. */
static void append_of_record(struct buffer *sql, const struct schema *table, size_t key_count)
{
    size_t i;

    buffer_print(sql, " FROM \"%s\"", table->table);
    for (i = 0; i < key_count; i++)
        buffer_print(sql, "%s\"%s\" = ?%zu", i == 0 ? " WHERE " : " AND ", table->columns[i].name,
                     i + 1);
}

/* The number is behind the key, and what a record has behind the number. */
static struct statement *prepare_find(struct database *database, const struct schema *table,
                                      size_t key_count, struct error *err)
{
    struct buffer sql = {0};
    size_t i;

    buffer_text(&sql, "SELECT ");
    for (i = key_count + 1; i < table->column_count; i++)
        buffer_print(&sql, "%s\"%s\"", i == key_count + 1 ? "" : ", ", table->columns[i].name);
    append_of_record(&sql, table, key_count);
    buffer_text(&sql, " ORDER BY " CHILD_NUMBER);
    return prepare(database, &sql, err);
}

static struct statement *prepare_remove(struct database *database, const struct schema *table,
                                        size_t key_count, struct error *err)
{
    struct buffer sql = {0};

    buffer_text(&sql, "DELETE");
    append_of_record(&sql, table, key_count);
    return prepare(database, &sql, err);
}

static int open_rows(struct database *database, const struct schema *table, struct child_rows *rows,
                     struct error *err)
{
    rows->insert = prepare_insert(database, table, err);
    if (rows->insert == NULL ||
        (rows->find = prepare_find(database, table, rows->key_count, err)) == NULL ||
        (rows->remove = prepare_remove(database, table, rows->key_count, err)) == NULL)
        return -1;
    return 0;
}

struct children *children_open(struct database *database, const struct schema *schema,
                               struct arena *arena, struct error *err)
{
    struct children *children =
        arena_alloc(arena, sizeof *children + schema->child_count * sizeof(struct child_rows));
    size_t key_count = schema_key_count(schema), i;

    for (i = 0; i < schema->child_count; i++) {
        const struct schema table = child_table(schema, &schema->children[i], arena);

        children->rows[i].schema = &schema->children[i];
        children->rows[i].key_count = key_count;
        if (open_rows(database, &table, &children->rows[i], err) != 0)
            return NULL;
    }
    children->count = schema->child_count;
    return children;
}

static void bind_key(struct statement *statement, const struct record *record)
{
    const struct schema *schema = record->schema;
    int index = 1;
    size_t i;

    for (i = 0; i < schema->column_count; i++)
        if (schema->columns[i].is_key)
            statement_bind_text(statement, index++, record->values[i].text, record->values[i].size);
}

static int insert_rows(const struct child_rows *rows, const struct record *record,
                       const struct rows *found, struct error *err)
{
    size_t width = rows->schema->column_count, row, i;
    int first = (int)rows->key_count + 1;

    if (found->count != 0)
        bind_key(rows->insert, record);
    for (row = 0; row < found->count; row++) {
        const struct value *values = found->values + row * width;

        statement_bind_integer(rows->insert, first, (int64_t)row + 1);
        for (i = 0; i < width; i++)
            statement_bind_text(rows->insert, first + 1 + (int)i, values[i].text, values[i].size);
        if (statement_run(rows->insert, err) != 0)
            return error_within(err, "%s %zu", rows->schema->member, row + 1);
    }
    return 0;
}

static int remove_rows(const struct child_rows *rows, const struct record *record,
                       struct error *err)
{
    bind_key(rows->remove, record);
    return statement_run(rows->remove, err);
}

static bool is_same_row(struct statement *find, const struct value *values, size_t width)
{
    size_t i;

    for (i = 0; i < width; i++) {
        const char *kept = statement_text(find, (int)i);

        if ((kept == NULL) != (values[i].text == NULL) ||
            (kept != NULL &&
             (strncmp(kept, values[i].text, values[i].size) != 0 || kept[values[i].size] != '\0')))
            return false;
    }
    return true;
}

/* Canonical texts are what SQLite gives back for them, numbers too. */
static int compare_rows(const struct child_rows *rows, const struct record *record,
                        const struct rows *found, bool *are_same, struct error *err)
{
    size_t width = rows->schema->column_count, row = 0;
    bool same = true;
    int got = 0;

    bind_key(rows->find, record);
    while (same && (got = statement_next(rows->find, err)) == 1) {
        same = row < found->count && is_same_row(rows->find, found->values + row * width, width);
        row++;
    }
    if (got < 0)
        return -1;
    statement_reset(rows->find);
    *are_same = same && row == found->count;
    return 0;
}

int children_compare(const struct children *children, const struct record *record, bool *are_same,
                     struct error *err)
{
    bool same = true;
    size_t i;

    for (i = 0; i < children->count && same; i++)
        if (compare_rows(&children->rows[i], record, &record->children[i], &same, err) != 0)
            return -1;
    *are_same = same;
    return 0;
}

int children_insert(const struct children *children, const struct record *record, struct error *err)
{
    size_t i;

    for (i = 0; i < children->count; i++)
        if (insert_rows(&children->rows[i], record, &record->children[i], err) != 0)
            return -1;
    return 0;
}

int children_replace(const struct children *children, const struct record *record,
                     struct error *err)
{
    size_t i;

    for (i = 0; i < children->count; i++)
        if (remove_rows(&children->rows[i], record, err) != 0)
            return -1;
    return children_insert(children, record, err);
}
