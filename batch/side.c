/* Filling one side of a comparison. */
#include "batch/side.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch/inputs.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/database.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/reader.h"

int sides_prepare(struct database *database, struct error *err)
{
    return database_run(database,
                        "CREATE TABLE record (side INTEGER NOT NULL, name TEXT NOT NULL,"
                        " version TEXT NOT NULL, content TEXT NOT NULL,"
                        " PRIMARY KEY (side, name)) STRICT, WITHOUT ROWID;"
                        "CREATE TABLE refusal (side INTEGER NOT NULL, rule TEXT NOT NULL,"
                        " field TEXT NOT NULL, count INTEGER NOT NULL,"
                        " PRIMARY KEY (side, rule, field)) STRICT, WITHOUT ROWID;",
                        err);
}

/* Appends a value in the form that side_next reads. */
static void put_value(struct buffer *content, const struct value *value)
{
    if (value->text == NULL) {
        buffer_text(content, "-;");
        return;
    }
    buffer_print(content, "%zu;", value->size);
    buffer_append(content, value->text, value->size);
}

struct value side_next(const char **content)
{
    struct value value = {NULL, 0};
    char *end = NULL;

    if (**content == '-') {
        *content += 2;
        return value;
    }
    value.size = (size_t)strtoul(*content, &end, 10);
    value.text = end + 1;
    *content = value.text + value.size;
    return value;
}

/* Adds the number of children of a kind, and all their values as one. */
static void put_children(struct buffer *content, const struct schema *schema,
                         const struct rows *rows)
{
    char digits[24];
    struct buffer all = {0};
    struct value value = {digits, 0};
    size_t i;

    value.size = (size_t)snprintf(digits, sizeof digits, "%zu", rows->count);
    put_value(content, &value);
    for (i = 0; i < rows->count * schema->column_count; i++)
        put_value(&all, &rows->values[i]);
    value = (struct value){buffer_string(&all), all.size};
    put_value(content, &value);
    buffer_free(&all);
}

static void put_record(struct buffer *name, struct buffer *content, const struct record *record)
{
    const struct schema *schema = record->schema;
    size_t i;

    for (i = 0; i < schema->column_count; i++) {
        if (schema->columns[i].is_key)
            put_value(name, &record->values[i]);
        put_value(content, &record->values[i]);
    }
    for (i = 0; i < schema->child_count; i++)
        put_children(content, &schema->children[i], &record->children[i]);
}

static int keep_record(struct side *side, const struct record *record, struct error *err)
{
    struct buffer name = {0}, version = {0}, content = {0};
    struct statement *statement =
        database_prepare(side->database,
                         "INSERT INTO record VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE"
                         " SET version = excluded.version, content = excluded.content"
                         " WHERE excluded.version > record.version",
                         err);
    int result = -1;

    if (statement != NULL) {
        put_record(&name, &content, record);
        record_version(record, &version);
        statement_bind_integer(statement, 1, side->number);
        statement_bind_text(statement, 2, buffer_string(&name), name.size);
        statement_bind_text(statement, 3, buffer_string(&version), version.size);
        statement_bind_text(statement, 4, buffer_string(&content), content.size);
        result = statement_run(statement, err);
    }
    buffer_free(&name);
    buffer_free(&version);
    buffer_free(&content);
    return result;
}

static int count_refusal(struct side *side, const char *rule, const char *field, struct error *err)
{
    struct statement *statement = database_prepare(side->database,
                                                   "INSERT INTO refusal VALUES (?1, ?2, ?3, 1)"
                                                   " ON CONFLICT DO UPDATE SET count = count + 1",
                                                   err);

    if (statement == NULL)
        return -1;
    statement_bind_integer(statement, 1, side->number);
    statement_bind_string(statement, 2, rule);
    statement_bind_string(statement, 3, field != NULL ? field : "");
    return statement_run(statement, err);
}

static int take_records(struct side *side, struct transform *transform, struct error *err)
{
    struct record record;
    int got, result = 0;

    while (result == 0 && (got = transform_next(transform, &record, err)) != 0) {
        if (got < 0 && err->kind == ERROR_DOCUMENT)
            return count_refusal(side, "document", NULL, err);
        if (got < 0 && err->kind != ERROR_RECORD)
            return -1;
        if (got < 0)
            result = count_refusal(side, record.refusal.rule, record.refusal.field, err);
        else if (record.is_filtered)
            side->filtered++;
        else
            result = keep_record(side, &record, err);
    }
    return result;
}

static int take_input(struct side *side, const char *input, int64_t fetched_at,
                      const struct privacy_key *key, struct error *err)
{
    const struct mappings mappings = {&side->mapping, 1};
    const struct origin origin = {.source = "",
                                  .batch = "",
                                  .document = input,
                                  .document_hash = "",
                                  .fetched_at = fetched_at};
    struct arena *arena = arena_new();
    struct reader *bytes = input_open(input, arena, err);
    struct transform *transform = NULL;
    int result = -1;

    if (bytes != NULL)
        transform = transform_open(&mappings, bytes, &origin, key, err);
    if (transform != NULL)
        result = take_records(side, transform, err);
    transform_close(transform);
    arena_free(arena);
    return result;
}

int side_fill(struct side *side, const char *const *inputs, size_t count,
              const struct privacy_key *key, struct error *err)
{
    int64_t now = clock_now();
    int result = database_begin(side->database, err);
    size_t i;

    /* Later inputs count as fetched later. */
    for (i = 0; i < count && result == 0; i++)
        result = take_input(side, inputs[i], now + (int64_t)i, key, err);
    return database_end(side->database, result, err);
}
