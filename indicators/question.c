/* Definitions as SQL. */
#include "indicators/question.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/doubt.h"
#include "core/error.h"
#include "core/query.h"
#include "indicators/indicator_inside.h"

enum { NAME_SIZE_MOST = 64 }; /* of a word in SQL, as far as it is looked at */

/* Gathers the shadows while the store lists its tables. */
struct gathering {
    struct buffer sql;
    bool has_units;
};

/* Each table of records with NULL and NULL, each of their children with the table that they belong
 * to and how the two are joined. */
static const char shadowed[] =
    "SELECT bang, NULL, NULL FROM nhip_dictionary WHERE cot = 'xoa_luc'"
    " UNION ALL SELECT c.bang, c.nguon, (SELECT group_concat('p.\"' || k.cot || '\" = c.\"' ||"
    " k.cot || '\"', ' AND ') FROM nhip_dictionary k JOIN nhip_dictionary o ON o.cot = k.cot"
    " WHERE k.bang = c.bang AND o.bang = c.nguon AND o.la_khoa)"
    " FROM nhip_dictionary c WHERE c.cot = '' AND c.kieu = 'children' ORDER BY 1";

static int gather(void *context, const char *const *cells, size_t count, struct error *err)
{
    struct gathering *gathering = context;
    const char *table = cells[0];

    (void)count;
    (void)err;
    if (strcmp(table, "don_vi") == 0)
        gathering->has_units = true;
    buffer_print(&gathering->sql, "%s \"%s\" AS NOT MATERIALIZED (SELECT * FROM main.\"%s\"",
                 gathering->sql.size == 0 ? "WITH" : ",", table, table);
    if (cells[1] == NULL)
        buffer_text(&gathering->sql, " WHERE xoa_luc IS NULL)");
    else
        buffer_print(&gathering->sql,
                     " AS c WHERE EXISTS (SELECT 1 FROM main.\"%s\" AS p WHERE %s"
                     " AND p.xoa_luc IS NULL))",
                     cells[1], cells[2]);
    return 0;
}

int surroundings_read(struct query *query, struct arena *arena, struct surroundings *surroundings,
                      struct error *err)
{
    struct gathering gathering = {0};
    int result = query->run(query, shadowed, NULL, 0, gather, &gathering, err);

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
static void append_within(struct buffer *sql, const char *moment)
{
    buffer_print(sql, "(%s >= ky.since AND %s < ky.until)", moment, moment);
}

static void append_period(struct buffer *sql, const struct indicator *indicator)
{
    struct buffer moment = {0};
    size_t i;

    for (i = 0; i < indicator->dates.count; i++) {
        buffer_clear(&moment);
        question_column(&moment, indicator, indicator->dates.items[i]);
        buffer_text(sql, i == 0 ? "(" : " OR ");
        append_within(sql, buffer_string(&moment));
    }
    buffer_text(sql, i == 0 ? "1 = 1" : ")");
    buffer_free(&moment);
}

/* CROSS JOIN keeps the few periods inside the many records: the records are read once. */
void question_from(struct buffer *sql, const struct indicator *indicator)
{
    buffer_print(sql, " FROM %s CROSS JOIN ky WHERE ", indicator->from);
    append_period(sql, indicator);
}

void question_numerator(struct buffer *sql, const struct indicator *indicator)
{
    if (indicator->late_numerator == NULL)
        buffer_print(sql, "(%s)", indicator->numerator);
    else
        buffer_print(sql, "((%s) OR (%s))", indicator->numerator, indicator->late_numerator);
}

static bool is_name_letter(char letter)
{
    return letter == '_' || (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
           (letter >= 'A' && letter <= 'Z');
}

/* The table, one of its children's, or nearly its name. */
static bool is_meant(const char *word, const char *table)
{
    size_t length = strlen(table);

    return words_are_alike(word, table) ||
           (strncasecmp(word, table, length) == 0 && (word[length] == '\0' || word[length] == '_'));
}

bool question_speaks_of(const char *expression, const char *table)
{
    char word[NAME_SIZE_MOST];
    size_t length;

    while (*expression != '\0') {
        for (length = 0; is_name_letter(expression[length]);)
            length++;
        snprintf(word, sizeof word, "%.*s", (int)length, expression);
        if (length > 0 && is_meant(word, table))
            return true;
        expression += length > 0 ? length : 1;
    }
    return false;
}

/* True when the expression speaks of the period, so that its truth may differ between periods. */
static bool is_periodic(const char *expression)
{
    const char *place = expression;

    while ((place = strstr(place, "ky.")) != NULL) {
        if (place == expression || !is_name_letter(place[-1]))
            return true;
        place++;
    }
    return false;
}

static void append_counts(struct buffer *sql, const struct indicator *indicator)
{
    buffer_print(sql,
                 "sum(CASE WHEN (%s) AND (%s) THEN 1 ELSE 0 END) AS tu_so,"
                 " sum(CASE WHEN (%s) THEN 1 ELSE 0 END) AS mau_so",
                 indicator->denominator, indicator->numerator, indicator->denominator);
}

static void append_direct(struct buffer *sql, const struct indicator *indicator)
{
    buffer_text(sql, "SELECT ky.ky AS nhom_ky, ");
    question_unit(sql, indicator);
    buffer_text(sql, " AS nhom_don_vi, ");
    append_counts(sql, indicator);
    question_from(sql, indicator);
    buffer_text(sql, " GROUP BY 1, 2");
}

/* Adds up by day first, which leaves few rows to be joined with the periods: ten times as fast. */
static void append_by_day(struct buffer *sql, const struct indicator *indicator)
{
    size_t count = indicator->dates.count;
    size_t i;

    buffer_text(sql, "SELECT ky.ky AS nhom_ky, nhom_don_vi, tu_so, mau_so FROM (SELECT ");
    question_unit(sql, indicator);
    buffer_text(sql, " AS nhom_don_vi, ");
    append_counts(sql, indicator);
    for (i = 0; i < count; i++) {
        buffer_text(sql, ", substr(");
        question_column(sql, indicator, indicator->dates.items[i]);
        buffer_print(sql, ", 1, 10) AS ngay_%zu", i);
    }
    buffer_print(sql, " FROM %s GROUP BY 1", indicator->from);
    for (i = 0; i < count; i++)
        buffer_print(sql, ", %zu", i + 4);
    buffer_text(sql, ") AS theo_ngay CROSS JOIN ky WHERE ");
    for (i = 0; i < count; i++) {
        char day[32];

        snprintf(day, sizeof day, "ngay_%zu", i);
        buffer_text(sql, i == 0 ? "" : " OR ");
        append_within(sql, day);
    }
    buffer_text(sql, count == 0 ? "1 = 1" : "");
}

/* Those that are in the numerator of some periods only; few, for all others are left out first. */
static void append_late(struct buffer *sql, const struct indicator *indicator)
{
    buffer_text(sql, " UNION ALL SELECT ky.ky, ");
    question_unit(sql, indicator);
    buffer_text(sql, ", count(*), 0");
    question_from(sql, indicator);
    buffer_print(sql, " AND (%s) AND (%s) IS NOT TRUE AND (%s) GROUP BY 1, 2",
                 indicator->denominator, indicator->numerator, indicator->late_numerator);
}

static void append_units(struct buffer *sql, const struct surroundings *surroundings)
{
    buffer_text(sql, " SELECT ky.lich, ky.ky, ky.since, ky.until, nhom_don_vi, ");
    if (surroundings->has_units)
        buffer_text(sql, "d.cap, d.ten_don_vi, sum(tu_so), sum(mau_so) FROM nhom"
                         " LEFT JOIN main.don_vi d ON d.ma_don_vi = nhom_don_vi");
    else
        buffer_text(sql, "NULL, NULL, sum(tu_so), sum(mau_so) FROM nhom");
    buffer_text(sql, " JOIN ky ON ky.ky = nhom_ky"
                     " WHERE (?1 IS NULL OR ky.since >= ?1) AND (?2 IS NULL OR ky.since < ?2)"
                     " GROUP BY ky.ky, nhom_don_vi ORDER BY 1, 3, 4, 2, 6, 5");
}

void question_figures(struct buffer *sql, const struct indicator *indicator,
                      const struct surroundings *surroundings)
{
    bool is_direct = is_periodic(indicator->numerator) || is_periodic(indicator->denominator) ||
                     is_periodic(indicator->unit) || is_periodic(indicator->from);

    buffer_print(sql, "%s%s nhom AS (", surroundings->shadows,
                 surroundings->shadows[0] == '\0' ? "WITH" : ",");
    if (is_direct)
        append_direct(sql, indicator);
    else
        append_by_day(sql, indicator);
    if (indicator->late_numerator != NULL)
        append_late(sql, indicator);
    buffer_text(sql, ")");
    append_units(sql, surroundings);
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

int question_try(const char *expression, const struct indicator *indicator,
                 const struct surroundings *surroundings, struct query *query, struct error *err)
{
    struct buffer sql = {0};
    int result;

    buffer_print(&sql, "%s SELECT %s FROM %s CROSS JOIN ky LIMIT 0", surroundings->shadows,
                 expression, indicator->from);
    result = query->run(query, buffer_string(&sql), NULL, 0, ignore_row, NULL, err);
    buffer_free(&sql);
    return result;
}

int question_try_whole(const struct indicator *indicator, const struct surroundings *surroundings,
                       struct query *query, struct error *err)
{
    const char *const days[] = {NULL, NULL};
    struct buffer sql = {0};
    int result;

    question_figures(&sql, indicator, surroundings);
    result = query->run(query, buffer_string(&sql), days, 2, ignore_row, NULL, err);
    buffer_free(&sql);
    return result;
}

static int blame_part(const struct indicator *indicator, const struct surroundings *surroundings,
                      const char *period, struct query *query, struct error *err)
{
    const char *late = indicator->late_numerator;
    const struct suspect suspects[] = {
        {"from", "1", indicator->from},
        {"date", period, period},
        {"unit", indicator->unit, indicator->unit},
        {"denominator", indicator->denominator, indicator->denominator},
        {"numerator", indicator->numerator, indicator->numerator},
        {"late_numerator", late == NULL ? "1" : late, late}};
    struct error reason;
    size_t i;

    for (i = 0; i < sizeof suspects / sizeof suspects[0]; i++)
        if (question_try(suspects[i].expression, indicator, surroundings, query, &reason) != 0)
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
