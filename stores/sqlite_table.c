/* Tables of the SQLite store: their DDL, and what may become of it later. */
#include "stores/sqlite_table.h"

#include <stdbool.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/database.h"
#include "core/error.h"
#include "core/record.h"
#include "core/table.h"
#include "stores/child.h"
#include "stores/sqlite_dictionary.h"

static void append_columns(struct buffer *sql, const struct column *columns, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++)
        buffer_print(sql, "%s\"%s\" %s%s", i == 0 ? "" : ", ", columns[i].name,
                     column_storage(&columns[i]), columns[i].is_key ? " NOT NULL" : "");
}

static void append_key(struct buffer *sql, const struct column *columns, size_t count)
{
    const char *opening = ", PRIMARY KEY (";
    const char *separator = opening;
    size_t i;

    for (i = 0; i < count; i++) {
        if (!columns[i].is_key)
            continue;
        buffer_print(sql, "%s\"%s\"", separator, columns[i].name);
        separator = ", ";
    }
    if (separator != opening)
        buffer_text(sql, ")");
}

static void append_key_names(struct buffer *names, const struct schema *schema)
{
    const char *separator = "";
    size_t i;

    for (i = 0; i < schema->column_count; i++) {
        if (!schema->columns[i].is_key)
            continue;
        buffer_print(names, "%s%s", separator, schema->columns[i].name);
        separator = ", ";
    }
}

static int run_and_free(struct database *database, struct buffer *sql, struct error *err)
{
    int result = database_run(database, buffer_string(sql), err);

    buffer_free(sql);
    return result;
}

/* A table with rowids: with these long rows and scattered keys it loads three times as fast as one
 * that is kept in the order of its key. */
static int create_table(struct database *database, const struct schema *schema, struct error *err)
{
    struct buffer sql = {0};
    size_t i;

    buffer_print(&sql, "CREATE TABLE \"%s\" (", schema->table);
    append_columns(&sql, schema->columns, schema->column_count);
    for (i = 0; i < META_COLUMNS; i++)
        buffer_print(&sql, ", \"%s\" %s%s", meta_columns[i].name, column_storage(&meta_columns[i]),
                     meta_columns[i].is_required ? " NOT NULL" : "");
    append_key(&sql, schema->columns, schema->column_count);
    buffer_text(&sql, ") STRICT");
    return run_and_free(database, &sql, err);
}

/* Children are few to a record and short, and are always asked for by its key: so their table is
 * kept in its order.  The foreign key tells BI tools how to join. */
static int create_child_table(struct database *database, const struct schema *schema,
                              const struct schema *parent, struct error *err)
{
    struct buffer sql = {0};

    buffer_print(&sql, "CREATE TABLE \"%s\" (", schema->table);
    append_columns(&sql, schema->columns, schema->column_count);
    append_key(&sql, schema->columns, schema->column_count);
    buffer_text(&sql, ", FOREIGN KEY (");
    append_key_names(&sql, parent);
    buffer_print(&sql, ") REFERENCES \"%s\") STRICT, WITHOUT ROWID", parent->table);
    return run_and_free(database, &sql, err);
}

static int add_column(struct database *database, const char *table, const struct column *column,
                      struct error *err)
{
    struct buffer sql = {0};

    buffer_print(&sql, "ALTER TABLE \"%s\" ADD COLUMN \"%s\" %s", table, column->name,
                 column_storage(column));
    return run_and_free(database, &sql, err);
}

static const char *describe(bool is_key, const char *type, int scale, struct arena *arena)
{
    const char *key = is_key ? "key " : "";

    if (strcmp(type, type_names[TYPE_DECIMAL]) == 0)
        return arena_print(arena, "%s%s of scale %d", key, type, scale);
    /* Text and code are the same to every reader; nothing else is. */
    if (strcmp(type, type_names[TYPE_CODE]) == 0)
        type = type_names[TYPE_TEXT];
    return arena_print(arena, "%s%s", key, type);
}

/* 1: the column is there as the schema wants it; 0: it is not there; -1. */
static int check_column(struct database *database, const char *table, const struct column *column,
                        struct arena *arena, struct error *err)
{
    const char *wanted = describe(column->is_key, type_names[column->type], column->scale, arena);
    struct statement *statement = database_prepare(
        database,
        "SELECT kieu, thap_phan, la_khoa FROM nhip_dictionary WHERE bang = ?1 AND cot = ?2", err);
    const char *is;
    int got;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, table);
    statement_bind_string(statement, 2, column->name);
    got = statement_next(statement, err);
    if (got != 1)
        return got;
    is = describe(statement_integer(statement, 2) != 0, statement_text(statement, 0),
                  (int)statement_integer(statement, 1), arena);
    statement_reset(statement);
    if (strcmp(is, wanted) == 0)
        return 1;
    return error_set(err, ERROR_CONFIG,
                     "table %s: column %s is %s in the store and %s in the mapping; hint: give the "
                     "column a new name, or replace the store with 'nhip rebuild --swap'",
                     table, column->name, is, wanted);
}

/* Another key would make several records one, or one several. */
static int check_key(struct database *database, const struct schema *schema, struct error *err)
{
    struct statement *statement =
        database_prepare(database,
                         "SELECT group_concat(name, ', ') FROM (SELECT name FROM"
                         " pragma_table_info(?1) WHERE pk > 0 ORDER BY pk)",
                         err);
    struct buffer wanted = {0};
    int result = 0;

    if (statement == NULL)
        return -1;
    append_key_names(&wanted, schema);
    statement_bind_string(statement, 1, schema->table);
    if (statement_next(statement, err) != 1)
        result = -1;
    else if (strcmp(statement_text(statement, 0), buffer_string(&wanted)) != 0)
        result = error_set(err, ERROR_CONFIG,
                           "table %s: its key is (%s) in the store and (%s) in the mapping; hint: "
                           "give the mapping a new name, or replace the store with 'nhip rebuild "
                           "--swap'",
                           schema->table, statement_text(statement, 0), buffer_string(&wanted));
    statement_reset(statement);
    buffer_free(&wanted);
    return result;
}

static int widen_table(struct database *database, const struct schema *schema, struct arena *arena,
                       struct error *err)
{
    size_t i;

    if (check_key(database, schema, err) != 0)
        return -1;
    for (i = 0; i < schema->column_count; i++) {
        const struct column *column = &schema->columns[i];
        int got = check_column(database, schema->table, column, arena, err);

        if (got < 0 || (got == 0 && add_column(database, schema->table, column, err) != 0))
            return -1;
    }
    return 0;
}

/* Makes or widens one table; parent is NULL for that of records. */
static int prepare_one(struct database *database, const struct schema *schema,
                       const struct schema *parent, struct arena *arena, struct error *err)
{
    const struct table_words words = {schema->table,        schema->title_vi,
                                      schema->title_en,     schema->columns,
                                      schema->column_count, parent == NULL ? NULL : parent->table};
    int is_there = dictionary_has_records(database, schema->table, err);

    if (is_there < 0 || (is_there == 1 && widen_table(database, schema, arena, err) != 0))
        return -1;
    if (is_there == 0 && (parent == NULL ? create_table(database, schema, err)
                                         : create_child_table(database, schema, parent, err)) != 0)
        return -1;
    return dictionary_tell(database, &words, 1, err);
}

int table_prepare(struct database *database, const struct schema *schema, struct arena *arena,
                  struct error *err)
{
    const struct table_words meta = {schema->table, "", "", meta_columns, META_COLUMNS, NULL};
    size_t i;

    if (prepare_one(database, schema, NULL, arena, err) != 0 ||
        dictionary_tell(database, &meta, schema->column_count + 1, err) != 0)
        return -1;
    for (i = 0; i < schema->child_count; i++) {
        const struct schema child = child_table(schema, &schema->children[i], arena);

        if (prepare_one(database, &child, schema, arena, err) != 0)
            return -1;
    }
    return 0;
}

static void append_reference(struct buffer *sql, const struct table *table)
{
    buffer_print(sql, "CREATE TABLE \"%s\" (", table->name);
    append_columns(sql, table->columns, table->column_count);
    append_key(sql, table->columns, table->column_count);
    buffer_text(sql, ") STRICT");
}

static int create_reference(struct database *database, const struct table *table, struct error *err)
{
    struct buffer sql = {0};

    buffer_print(&sql, "DROP TABLE IF EXISTS \"%s\"; ", table->name);
    append_reference(&sql, table);
    return run_and_free(database, &sql, err);
}

static struct statement *prepare_reference(struct database *database, const struct table *table,
                                           struct error *err)
{
    struct statement *statement;
    struct buffer sql = {0};
    size_t i;

    buffer_print(&sql, "INSERT INTO \"%s\" VALUES (", table->name);
    for (i = 0; i < table->column_count; i++)
        buffer_print(&sql, "%s?%zu", i == 0 ? "" : ", ", i + 1);
    buffer_text(&sql, ")");
    statement = database_prepare(database, buffer_string(&sql), err);
    buffer_free(&sql);
    return statement;
}

static int fill_reference(struct database *database, const struct table *table, struct error *err)
{
    struct statement *statement = prepare_reference(database, table, err);
    size_t row, i;

    if (statement == NULL)
        return -1;
    for (row = 0; row < table->row_count; row++) {
        for (i = 0; i < table->column_count; i++)
            statement_bind_string(statement, (int)i + 1, table_cell(table, row, i));
        if (statement_run(statement, err) != 0)
            return error_within(err, "table %s, row %zu", table->name, row + 1);
    }
    return 0;
}

/* Whether the table was made as it would be made now: 1, 0, or -1. */
static int has_same_columns(struct database *database, const struct table *table, struct error *err)
{
    struct statement *statement = database_prepare(
        database, "SELECT count(*) FROM sqlite_master WHERE name = ?1 AND sql = ?2", err);
    struct buffer sql = {0};
    int64_t count = 0;
    int got;

    if (statement == NULL)
        return -1;
    append_reference(&sql, table);
    statement_bind_string(statement, 1, table->name);
    statement_bind_string(statement, 2, buffer_string(&sql));
    got = statement_ask(statement, &count, err);
    buffer_free(&sql);
    return got < 0 ? -1 : count == 1;
}

static bool is_row(struct statement *statement, const struct table *table, size_t row)
{
    size_t i;

    for (i = 0; i < table->column_count; i++) {
        const char *wanted = table_cell(table, row, i);
        const char *is = statement_text(statement, (int)i);

        if ((wanted == NULL) != (is == NULL) || (is != NULL && strcmp(is, wanted) != 0))
            return false;
    }
    return true;
}

/* Whether the rows are these, in this order: 1, 0, or -1. */
static int has_same_rows(struct database *database, const struct table *table, struct error *err)
{
    struct buffer sql = {0};
    struct statement *statement;
    size_t row = 0;
    int got;

    buffer_print(&sql, "SELECT * FROM \"%s\" ORDER BY rowid", table->name);
    statement = database_prepare(database, buffer_string(&sql), err);
    buffer_free(&sql);
    if (statement == NULL)
        return -1;
    while ((got = statement_next(statement, err)) == 1 && row < table->row_count &&
           is_row(statement, table, row))
        row++;
    if (got == 1)
        statement_reset(statement);
    return got < 0 ? -1 : got == 0 && row == table->row_count;
}

/* Most tables are every night what they were the night before.  Making one anew costs a sync, and
 * every reader has to read the whole schema again. */
int table_replace(struct database *database, const struct table *table, struct error *err)
{
    const struct table_words words = {table->name,         "",  "", table->columns,
                                      table->column_count, NULL};
    int has_records = dictionary_has_records(database, table->name, err);
    int is_same;

    if (has_records < 0)
        return -1;
    if (has_records == 1)
        return error_set(err, ERROR_CONFIG,
                         "table %s holds records and cannot be replaced; hint: give the mapping "
                         "another name",
                         table->name);
    is_same = has_same_columns(database, table, err);
    if (is_same == 1)
        is_same = has_same_rows(database, table, err);
    if (is_same < 0)
        return -1;
    if (is_same == 0 &&
        (create_reference(database, table, err) != 0 || fill_reference(database, table, err) != 0 ||
         dictionary_forget(database, table->name, err) != 0))
        return -1;
    return dictionary_tell(database, &words, 1, err);
}
