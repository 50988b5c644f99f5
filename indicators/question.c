/* Definitions as SQL. */
#include "indicators/question.h"

#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/query.h"
#include "indicators/indicator_inside.h"

/* Gathers the shadows while the store lists its tables. */
struct gathering {
    struct buffer sql;
    bool has_units;
};

static int gather(void *context, const char *const *cells, size_t count, struct error *err)
{
    struct gathering *gathering = context;
    const char *table = cells[0];

    (void)count;
    (void)err;
    if (strcmp(table, "don_vi") == 0)
        gathering->has_units = true;
    buffer_print(&gathering->sql,
                 "%s \"%s\" AS NOT MATERIALIZED (SELECT * FROM main.\"%s\" WHERE xoa_luc IS NULL)",
                 gathering->sql.size == 0 ? "WITH" : ",", table, table);
    return 0;
}

int surroundings_read(struct query *query, struct arena *arena, struct surroundings *surroundings,
                      struct error *err)
{
    struct gathering gathering = {0};
    int result =
        query->run(query, "SELECT bang FROM nhip_dictionary WHERE cot = 'xoa_luc' ORDER BY bang",
                   NULL, 0, gather, &gathering, err);

    if (result == 0) {
        surroundings->shadows = arena_text(arena, buffer_string(&gathering.sql));
        surroundings->has_units = gathering.has_units;
    }
    buffer_free(&gathering.sql);
    return result;
}

void question_column(struct buffer *sql, const struct indicator *indicator, const char *column)
{
    if (strchr(column, '.') == NULL)
        buffer_print(sql, "%s.", indicator->fact);
    buffer_text(sql, column);
}

void question_unit(struct buffer *sql, const struct indicator *indicator)
{
    buffer_print(sql, "coalesce(%s, '?')", indicator->unit);
}

/* Periods begin at midnight, so their days compare with dates and with times alike. */
static void append_period(struct buffer *sql, const struct indicator *indicator)
{
    size_t i;

    for (i = 0; i < indicator->dates.count; i++) {
        buffer_text(sql, i == 0 ? "(" : " OR ");
        buffer_text(sql, "(");
        question_column(sql, indicator, indicator->dates.items[i]);
        buffer_text(sql, " >= ky.since AND ");
        question_column(sql, indicator, indicator->dates.items[i]);
        buffer_text(sql, " < ky.until)");
    }
    buffer_text(sql, i == 0 ? "1 = 1" : ")");
}

/* CROSS JOIN keeps the few periods inside the many records: the records are read once. */
void question_from(struct buffer *sql, const struct indicator *indicator)
{
    buffer_print(sql, " FROM %s CROSS JOIN ky WHERE ", indicator->from);
    append_period(sql, indicator);
}

static int ignore_row(void *context, const char *const *cells, size_t count, struct error *err)
{
    (void)context;
    (void)cells;
    (void)count;
    (void)err;
    return 0;
}

/* One part of a definition under suspicion: its name, what to ask, and what it says. */
struct suspect {
    const char *name, *expression, *words;
};

static bool is_guilty(const struct suspect *suspect, const struct indicator *indicator,
                      const struct surroundings *surroundings, struct query *query,
                      struct error *reason)
{
    struct buffer sql = {0};
    int result;

    buffer_print(&sql, "%s SELECT %s FROM %s CROSS JOIN ky LIMIT 0", surroundings->shadows,
                 suspect->expression, indicator->from);
    result = query->run(query, buffer_string(&sql), NULL, 0, ignore_row, NULL, reason);
    buffer_free(&sql);
    return result != 0;
}

static int blame_part(const struct indicator *indicator, const struct surroundings *surroundings,
                      const char *period, struct query *query, struct error *err)
{
    const struct suspect suspects[] = {
        {"from", "1", indicator->from},
        {"date", period, period},
        {"unit", indicator->unit, indicator->unit},
        {"denominator", indicator->denominator, indicator->denominator},
        {"numerator", indicator->numerator, indicator->numerator}};
    struct error reason;
    size_t i;

    for (i = 0; i < sizeof suspects / sizeof suspects[0]; i++)
        if (is_guilty(&suspects[i], indicator, surroundings, query, &reason))
            return error_set(err, reason.kind, "indicator %s: %s: %s; it is: %s", indicator->id,
                             suspects[i].name, reason.text, suspects[i].words);
    return error_within(err, "indicator %s", indicator->id);
}

int question_blame(const struct indicator *indicator, const struct surroundings *surroundings,
                   struct query *query, struct error *err)
{
    struct buffer period = {0};

    if (err->kind != ERROR_CONFIG)
        return error_within(err, "indicator %s", indicator->id);
    append_period(&period, indicator);
    blame_part(indicator, surroundings, buffer_string(&period), query, err);
    buffer_free(&period);
    return -1;
}
