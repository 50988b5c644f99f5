/* The records behind a figure: the figure's own question, without the counting. */
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/query.h"
#include "core/table.h"
#include "indicators/indicator.h"
#include "indicators/indicator_inside.h"
#include "indicators/question.h"

static int note_row(void *context, const char *const *cells, size_t count, struct error *err)
{
    (void)cells;
    (void)count;
    (void)err;
    *(bool *)context = true;
    return 0;
}

static int check_period(const char *period, struct query *query, struct error *err)
{
    bool is_known = false;

    if (query->run(query, "SELECT 1 FROM ky WHERE ky = ?1", &period, 1, note_row, &is_known, err) !=
        0)
        return -1;
    if (is_known)
        return 0;
    return error_set(err, ERROR_USAGE,
                     "no period '%s' among those that records were loaded for; hint: 'nhip "
                     "indicators' lists them",
                     period);
}

/* A column under way to its type: the dictionary's words for it. */
struct naming {
    struct column *column;
    struct arena *arena;
};

static int take_words(void *context, const char *const *cells, size_t count, struct error *err)
{
    struct naming *naming = context;
    int type = TYPE_CODE;

    (void)count;
    (void)err;
    while (type > TYPE_TEXT && strcmp(type_names[type], cells[0]) != 0)
        type--;
    naming->column->type = (enum type)type;
    naming->column->scale = (int)strtol(cells[1], NULL, 10);
    naming->column->title_vi = arena_text(naming->arena, cells[2]);
    naming->column->title_en = arena_text(naming->arena, cells[3]);
    return 0;
}

/* A column of the answer, with the type and titles that the store's dictionary has for it. */
static int name_column(const struct indicator *indicator, const char *text, struct column *column,
                       struct query *query, struct arena *arena, struct error *err)
{
    const char *point = strchr(text, '.');
    const char *const parameters[] = {
        point == NULL ? indicator->fact : arena_copy(arena, text, (size_t)(point - text)),
        point == NULL ? text : point + 1};
    struct naming naming = {column, arena};

    *column = (struct column){
        .name = parameters[1], .title_vi = "", .title_en = "", .origin = "", .basis = ""};
    return query->run(query,
                      "SELECT kieu, thap_phan, nhan_vi, nhan_en FROM nhip_dictionary"
                      " WHERE bang = ?1 AND cot = ?2",
                      parameters, 2, take_words, &naming, err);
}

/* The columns that are listed: the key's, and those that the definition shows. */
static struct texts listed_columns(const struct indicator *indicator, struct arena *arena)
{
    struct texts listed = {NULL, indicator->key.count + indicator->show.count};
    size_t i;

    listed.items = arena_array(arena, listed.count, sizeof *listed.items);
    for (i = 0; i < listed.count; i++)
        listed.items[i] = i < indicator->key.count
                              ? indicator->key.items[i]
                              : indicator->show.items[i - indicator->key.count];
    return listed;
}

static int name_columns(const struct indicator *indicator, const struct texts *listed,
                        struct query *query, struct table *table, struct error *err)
{
    struct column *columns = arena_array(table->arena, listed->count, sizeof *columns);
    size_t i;

    for (i = 0; i < listed->count; i++) {
        if (name_column(indicator, listed->items[i], &columns[i], query, table->arena, err) != 0)
            return -1;
        columns[i].is_key = i < indicator->key.count;
    }
    table->columns = columns;
    return 0;
}

static void write_question(struct buffer *sql, const struct indicator *indicator,
                           const struct surroundings *surroundings, const struct texts *listed,
                           enum explain_part part)
{
    size_t i;

    buffer_print(sql, "%s SELECT ", surroundings->shadows);
    for (i = 0; i < listed->count; i++) {
        buffer_text(sql, i == 0 ? "" : ", ");
        question_column(sql, indicator, listed->items[i]);
    }
    question_from(sql, indicator);
    buffer_text(sql, " AND ky.ky = ?1 AND (?2 IS NULL OR ?2 = ");
    question_unit(sql, indicator);
    buffer_print(sql, ") AND (%s)", indicator->denominator);
    if (part == EXPLAIN_NUMERATOR) {
        buffer_text(sql, " AND ");
        question_numerator(sql, indicator);
    }
    buffer_text(sql, " ORDER BY ");
    for (i = 0; i < indicator->key.count; i++)
        buffer_print(sql, "%s%zu", i == 0 ? "" : ", ", i + 1);
}

static int list_records(const struct indicator *indicator, const struct inquiry *inquiry,
                        struct query *query, struct table *table, struct error *err)
{
    const struct texts listed = listed_columns(indicator, table->arena);
    const char *const parameters[] = {inquiry->period, inquiry->unit};
    struct surroundings surroundings;
    struct buffer sql = {0};
    int result;

    table->column_count = listed.count;
    if (name_columns(indicator, &listed, query, table, err) != 0 ||
        surroundings_read(query, table->arena, &surroundings, err) != 0)
        return -1;
    write_question(&sql, indicator, &surroundings, &listed, inquiry->part);
    result = query->run(query, buffer_string(&sql), parameters, 2, table_add_row, table, err);
    buffer_free(&sql);
    return result == 0 ? 0 : question_blame(indicator, &surroundings, query, err);
}

struct table *indicator_explain(const struct indicator *indicator, const struct inquiry *inquiry,
                                struct query *query, struct arena *arena, struct error *err)
{
    struct table *table = table_new(indicator->id, NULL, 0, arena);

    if (check_period(inquiry->period, query, err) != 0 ||
        list_records(indicator, inquiry, query, table, err) != 0)
        return NULL;
    return table;
}
