/* The comparison of two sides, and the tables that tell it. */
#include "batch/mapping_diff.h"

#include <string.h>

#include "batch/comparing.h"
#include "batch/inputs.h"
#include "core/arena.h"
#include "core/database.h"
#include "core/error.h"
#include "core/problem.h"
#include "core/table.h"

static const struct column total_columns[] = {
    {.name = "what"}, {.name = "old", .type = TYPE_INTEGER}, {.name = "new", .type = TYPE_INTEGER}};
static const struct column field_columns[] = {{.name = "field"},
                                              {.name = "old"},
                                              {.name = "new"},
                                              {.name = "changed", .type = TYPE_INTEGER},
                                              {.name = "gone", .type = TYPE_INTEGER},
                                              {.name = "added", .type = TYPE_INTEGER}};
static const struct column refusal_columns[] = {{.name = "rule"},
                                                {.name = "field"},
                                                {.name = "old", .type = TYPE_INTEGER},
                                                {.name = "new", .type = TYPE_INTEGER}};
static const struct column record_columns[] = {
    {.name = "key"}, {.name = "change"}, {.name = "field"}, {.name = "old"}, {.name = "new"}};

static const char *print_number(const struct comparing *comparing, long number)
{
    return arena_print(comparing->arena, "%ld", number);
}

/* A row of differences, or NULL when enough are shown. */
static const char **add_record(struct comparing *comparing, int side, const char *name,
                               const char *change)
{
    const char **row;

    comparing->diff->is_equal = false;
    if ((long)comparing->diff->records->row_count >= comparing->diff->limit) {
        comparing->diff->left_out++;
        return NULL;
    }
    row = table_add(comparing->diff->records);
    row[0] = comparing_tell_key(comparing, side, name);
    row[1] = change;
    return row;
}

/* True when the values differ; told as a change of the record of this name. */
static bool compare_pair(struct comparing *comparing, struct pair *pair, const char *name)
{
    struct value old = pair_value(comparing, pair, 0), new = pair_value(comparing, pair, 1);
    const char **row;

    if (old.size == new.size && (old.text == NULL) == (new.text == NULL) &&
        (old.text == NULL || memcmp(old.text, new.text, old.size) == 0))
        return false;
    pair->changed += old.text != NULL && new.text != NULL;
    pair->gone += new.text == NULL;
    pair->added += old.text == NULL;
    row = add_record(comparing, 0, name, "changed");
    if (row == NULL)
        return true;
    row[2] = pair->name;
    row[3] = pair_tell(comparing, pair, 0);
    row[4] = pair_tell(comparing, pair, 1);
    return true;
}

/* Compares the old record of this name with the new one, if there is one. */
static void compare_record(struct comparing *comparing, struct statement *statement)
{
    const char *name = statement_text(statement, 0);
    const char *new_content = statement_text(statement, 2);
    bool is_changed = false;
    size_t i;

    comparing->records[0]++;
    if (new_content == NULL) {
        comparing->gone++;
        add_record(comparing, 0, name, "gone");
        return;
    }
    comparing_read(comparing, 0, statement_text(statement, 1));
    comparing_read(comparing, 1, new_content);
    for (i = 0; i < comparing->pair_count; i++)
        is_changed = compare_pair(comparing, &comparing->pairs[i], name) || is_changed;
    comparing->changed += is_changed;
    comparing->same += !is_changed;
}

static int compare_old(struct comparing *comparing, struct error *err)
{
    struct statement *statement =
        database_prepare(comparing->database,
                         "SELECT old.name, old.content, new.content FROM record AS old"
                         " LEFT JOIN record AS new ON new.side = 1 AND new.name = old.name"
                         " WHERE old.side = 0 ORDER BY old.name",
                         err);
    int got = -1;

    while (statement != NULL && (got = statement_next(statement, err)) > 0)
        compare_record(comparing, statement);
    return got;
}

static int find_added(struct comparing *comparing, struct error *err)
{
    struct statement *statement =
        database_prepare(comparing->database,
                         "SELECT new.name, old.name IS NULL FROM record AS new"
                         " LEFT JOIN record AS old ON old.side = 0 AND old.name = new.name"
                         " WHERE new.side = 1 ORDER BY new.name",
                         err);
    int got = -1;

    while (statement != NULL && (got = statement_next(statement, err)) > 0) {
        comparing->records[1]++;
        if (statement_integer(statement, 1) == 0)
            continue;
        comparing->added++;
        add_record(comparing, 1, statement_text(statement, 0), "added");
    }
    return got;
}

static int compare_refusals(struct comparing *comparing, struct error *err)
{
    struct statement *statement = database_prepare(
        comparing->database,
        "SELECT rule, field, sum(count) FILTER (WHERE side = 0), sum(count) FILTER (WHERE side = 1)"
        " FROM refusal GROUP BY rule, field ORDER BY rule, field",
        err);
    int got = -1, i;

    while (statement != NULL && (got = statement_next(statement, err)) > 0) {
        const char **row = table_add(comparing->diff->refusals);
        long old = (long)statement_integer(statement, 2);
        long new = (long)statement_integer(statement, 3);

        for (i = 0; i < 2; i++)
            row[i] = arena_text(comparing->arena, statement_text(statement, i));
        row[2] = print_number(comparing, old);
        row[3] = print_number(comparing, new);
        comparing->diff->is_equal = comparing->diff->is_equal && old == new;
    }
    return got;
}

static void add_total(struct comparing *comparing, const char *what, long old, long new)
{
    const char **row = table_add(comparing->diff->totals);

    row[0] = what;
    row[1] = old >= 0 ? print_number(comparing, old) : NULL;
    row[2] = new >= 0 ? print_number(comparing, new) : NULL;
}

static void tell_totals(struct comparing *comparing)
{
    add_total(comparing, "records", comparing->records[0], comparing->records[1]);
    add_total(comparing, "filtered", comparing->sides[0].filtered, comparing->sides[1].filtered);
    add_total(comparing, "same", comparing->same, comparing->same);
    add_total(comparing, "changed", comparing->changed, comparing->changed);
    add_total(comparing, "gone", comparing->gone, -1);
    add_total(comparing, "added", -1, comparing->added);
}

/* Fields with other values, or of another type. */
static void tell_fields(struct comparing *comparing)
{
    size_t i;

    for (i = 0; i < comparing->pair_count; i++) {
        const struct pair *pair = &comparing->pairs[i];
        bool is_same = pair->types[0] != NULL && pair->types[1] != NULL &&
                       strcmp(pair->types[0], pair->types[1]) == 0;
        const char **row;

        if (is_same && pair->changed + pair->gone + pair->added == 0)
            continue;
        comparing->diff->is_equal = false;
        row = table_add(comparing->diff->fields);
        row[0] = pair->name;
        row[1] = pair->types[0];
        row[2] = pair->types[1];
        row[3] = print_number(comparing, pair->changed);
        row[4] = print_number(comparing, pair->gone);
        row[5] = print_number(comparing, pair->added);
    }
}

static void make_tables(struct mapping_diff *diff, struct arena *arena)
{
    diff->totals = table_new("totals", total_columns, 3, arena);
    diff->fields = table_new("fields", field_columns, 6, arena);
    diff->refusals = table_new("refusals", refusal_columns, 4, arena);
    diff->records = table_new("records", record_columns, 5, arena);
    diff->is_equal = true;
}

static int read_sides(struct comparing *comparing, struct problems *problems, struct error *err)
{
    int side;

    for (side = 0; side < 2; side++) {
        comparing->sides[side].number = side;
        comparing->sides[side].database = comparing->database;
        comparing->sides[side].mapping =
            input_mapping(comparing->diff->mappings[side], comparing->arena, problems);
    }
    for (side = 0; side < 2; side++)
        if (comparing->sides[side].mapping == NULL || problems->errors != 0)
            return error_set(err, ERROR_CONFIG, "the mappings cannot be compared");
    return 0;
}

/* "ma_ho_so, ngay_nop" */
static const char *tell_key_fields(const struct mapping *mapping, struct arena *arena)
{
    const struct schema *schema = mapping_schema(mapping);
    const char *text = "";
    size_t i;

    for (i = 0; i < schema->column_count; i++)
        if (schema->columns[i].is_key)
            text = arena_print(arena, "%s%s%s", text, *text != '\0' ? ", " : "",
                               schema->columns[i].name);
    return text;
}

/* Records under other keys do not meet, which looks as if all had gone and others had come. */
static void compare_keys(struct comparing *comparing)
{
    const char *old = tell_key_fields(comparing->sides[0].mapping, comparing->arena);
    const char *new = tell_key_fields(comparing->sides[1].mapping, comparing->arena);

    if (strcmp(old, new) == 0)
        return;
    comparing->diff->keys[0] = old;
    comparing->diff->keys[1] = new;
    comparing->diff->is_equal = false;
}

static int fill_sides(struct comparing *comparing, struct error *err)
{
    const struct mapping_diff *diff = comparing->diff;
    struct privacy_key key;
    int side;

    if (input_random_key(&key, comparing->arena, err) != 0 ||
        sides_prepare(comparing->database, err) != 0)
        return -1;
    for (side = 0; side < 2; side++)
        if (side_fill(&comparing->sides[side], diff->inputs, diff->input_count, &key, err) != 0)
            return -1;
    return 0;
}

int mapping_diff_make(struct mapping_diff *diff, struct arena *arena, struct problems *problems,
                      struct error *err)
{
    struct comparing comparing = {.diff = diff, .arena = arena};
    int result = -1;

    make_tables(diff, arena);
    comparing.database = database_open_temporary(err);
    if (comparing.database != NULL && read_sides(&comparing, problems, err) == 0 &&
        fill_sides(&comparing, err) == 0) {
        comparing_start(&comparing);
        compare_keys(&comparing);
        result = compare_old(&comparing, err) != 0 || find_added(&comparing, err) != 0 ||
                         compare_refusals(&comparing, err) != 0
                     ? -1
                     : 0;
        tell_fields(&comparing);
        tell_totals(&comparing);
    }
    database_close(comparing.database);
    return result;
}
