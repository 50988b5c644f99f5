/* A database, a dictionary, and texts of what is in them. */
#include "tests/support/little.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/database.h"
#include "core/file.h"
#include "core/table.h"
#include "tests/support/check.h"

static int
little_answer(struct query *query, const char *sql, const char *const *parameters, size_t count,
              int (*row)(void *context, const char *const *cells, size_t count, struct error *err),
              void *context, struct error *err)
{
    struct little *little = (struct little *)query;
    struct statement *statement = database_prepare(little->database, sql, err);
    const char *cells[64];
    int got, i;

    if (statement == NULL)
        return -1;
    for (i = 0; i < (int)count && i < statement_parameters(statement); i++)
        statement_bind_string(statement, i + 1, parameters[i]);
    while ((got = statement_next(statement, err)) == 1) {
        assert_true((size_t)statement_width(statement) <= sizeof cells / sizeof cells[0]);
        for (i = 0; i < statement_width(statement); i++)
            cells[i] = statement_text(statement, i);
        if (row(context, cells, (size_t)i, err) != 0) {
            got = -1;
            break;
        }
    }
    statement_drop(statement);
    return got;
}

struct little *little_open(const char *folder, struct arena *arena)
{
    struct little *little = arena_alloc(arena, sizeof *little);
    struct error err;

    little->query.run = little_answer;
    little->database = database_open(path_join(arena, folder, "little.db"), false, &err);
    assert_non_null(little->database);
    little_run(
        little,
        "PRAGMA synchronous = OFF;"
        "CREATE TABLE nhip_dictionary (bang TEXT, cot TEXT, kieu TEXT,"
        " thap_phan INTEGER, la_khoa INTEGER, nhan_vi TEXT, nhan_en TEXT, nguon TEXT) STRICT");
    return little;
}

void little_close(struct little *little)
{
    database_close(little->database);
}

void little_run(struct little *little, const char *sql)
{
    struct error err = {0};

    CHECK_DONE(database_run(little->database, sql, &err), &err);
}

void little_tell(struct little *little, const char *table)
{
    struct buffer sql = {0};

    buffer_print(&sql,
                 "INSERT INTO nhip_dictionary SELECT '%s', name,"
                 " CASE type WHEN 'INTEGER' THEN 'integer' ELSE 'text' END, 0, pk > 0, '', '', ''"
                 " FROM pragma_table_info('%s')",
                 table, table);
    little_run(little, buffer_string(&sql));
    buffer_free(&sql);
}

static void append_create(struct buffer *sql, const struct table *table)
{
    size_t i;

    buffer_print(sql, "DROP TABLE IF EXISTS %s; CREATE TABLE %s (", table->name, table->name);
    for (i = 0; i < table->column_count; i++)
        buffer_print(sql, "%s%s TEXT", i == 0 ? "" : ", ", table->columns[i].name);
    buffer_text(sql, ")");
}

void little_replace(struct little *little, const struct table *table)
{
    struct buffer sql = {0};
    struct error err = {0};
    struct statement *statement;
    size_t row, i;

    append_create(&sql, table);
    little_run(little, buffer_string(&sql));
    buffer_clear(&sql);
    buffer_print(&sql, "INSERT INTO %s VALUES (", table->name);
    for (i = 0; i < table->column_count; i++)
        buffer_print(&sql, "%s?%zu", i == 0 ? "" : ", ", i + 1);
    buffer_text(&sql, ")");
    statement = database_prepare(little->database, buffer_string(&sql), &err);
    assert_non_null(statement);
    for (row = 0; row < table->row_count; row++) {
        for (i = 0; i < table->column_count; i++)
            statement_bind_string(statement, (int)i + 1, table_cell(table, row, i));
        CHECK_DONE(statement_run(statement, &err), &err);
    }
    buffer_free(&sql);
}

static int append_row(void *context, const char *const *cells, size_t count, struct error *err)
{
    struct buffer *text = context;
    size_t i;

    (void)err;
    for (i = 0; i < count; i++)
        buffer_print(text, "%s%s", i == 0 ? "" : "|", cells[i] == NULL ? "-" : cells[i]);
    buffer_text(text, "\n");
    return 0;
}

static const char *keep(struct buffer *text, struct arena *arena)
{
    const char *kept = arena_text(arena, buffer_string(text));

    buffer_free(text);
    return kept;
}

const char *little_ask(struct query *query, const char *sql, struct arena *arena)
{
    struct buffer text = {0};
    struct error err = {0};

    CHECK_DONE(query->run(query, sql, NULL, 0, append_row, &text, &err), &err);
    return keep(&text, arena);
}

const char *table_lines(const struct table *table, struct arena *arena)
{
    struct buffer text = {0};
    struct error ignored;
    size_t row;

    for (row = 0; row < table->row_count; row++)
        append_row(&text, table->cells + row * table->column_count, table->column_count, &ignored);
    return keep(&text, arena);
}
