/* Figures: one question to the store for each indicator, added up here by level and for the whole.
 */
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/query.h"
#include "core/table.h"
#include "indicators/indicator.h"
#include "indicators/indicator_inside.h"
#include "indicators/question.h"
#include "indicators/target.h"

static const struct column value_columns[] = {
    {"chi_tieu", TYPE_CODE, 0, true, true, "Chỉ tiêu", "Indicator", "", ""},
    {"phien_ban", TYPE_INTEGER, 0, true, true, "Phiên bản định nghĩa", "Version of the definition",
     "", ""},
    {"lich", TYPE_CODE, 0, false, true, "Lịch báo cáo", "Calendar", "", ""},
    {"ky", TYPE_CODE, 0, true, true, "Kỳ báo cáo", "Period", "", ""},
    {"tu_ngay", TYPE_DATE, 0, false, true, "Từ ngày", "First day", "", ""},
    {"den_ngay", TYPE_DATE, 0, false, true, "Đến hết ngày", "Last day", "", ""},
    {"cap", TYPE_CODE, 0, true, true, "Cấp; trống: toàn bộ; ?: không rõ",
     "Level; empty: the whole; ?: unknown", "", ""},
    {"don_vi", TYPE_CODE, 0, true, true, "Đơn vị; trống: cả cấp", "Unit; empty: the whole level",
     "", ""},
    {"ten_don_vi", TYPE_TEXT, 0, false, false, "Tên đơn vị", "Name of the unit", "", ""},
    {"tu_so", TYPE_INTEGER, 0, false, true, "Tử số", "Numerator", "", ""},
    {"mau_so", TYPE_INTEGER, 0, false, true, "Mẫu số", "Denominator", "", ""},
    {"gia_tri", TYPE_DECIMAL, 2, false, false, "Giá trị (%)", "Value (%)", "", ""},
    {"muc_tieu", TYPE_DECIMAL, 2, false, false, "Mục tiêu (%)", "Target (%)", "", ""},
    {"so_sanh", TYPE_CODE, 0, false, false, "So sánh với mục tiêu", "Comparison with the target",
     "", ""},
    {"dat", TYPE_BOOLEAN, 0, false, false, "Đạt mục tiêu", "Target is met", "", ""},
    {"van_ban", TYPE_CODE, 0, false, false, "Văn bản đặt mục tiêu", "Document of the target", "",
     ""},
};

/* The columns of the answer to question_figures. */
enum answer {
    ANSWER_CALENDAR,
    ANSWER_PERIOD,
    ANSWER_SINCE,
    ANSWER_UNTIL,
    ANSWER_UNIT,
    ANSWER_LEVEL,
    ANSWER_NAME,
    ANSWER_NUMERATOR,
    ANSWER_DENOMINATOR,
    ANSWER_COUNT
};

/* One line of figures to be: a unit, a level or the whole. */
struct part {
    const char *level, *unit, *name;
    int64_t numerator, denominator;
    struct part *next;
};

struct work {
    const struct indicator *indicator;
    const struct targets *targets;
    struct table *values;
    struct arena *arena;
    /* the period that is being added up */
    const char *calendar, *period;
    int64_t since, until;
    struct part whole, *levels, *units, **last_unit;
};

static void set_target(const struct work *work, const struct part *part, const char **row)
{
    const struct target_place place = {work->indicator->id, part->level, work->since, work->until};
    const struct target *target = target_find(work->targets, &place, &row[15]);
    int zero = work->indicator->zero;

    if (target == NULL)
        return;
    row[12] = target->value;
    row[13] = comparison_sign(target->comparison);
    if (part->denominator != 0)
        row[14] = target_is_met(target, part->numerator, part->denominator) ? "1" : "0";
    else if (zero != ZERO_NONE)
        row[14] = target_is_met(target, zero == ZERO_FULL, 1) ? "1" : "0";
}

static const char *value_of(const struct work *work, const struct part *part)
{
    int digits = (int)work->indicator->round;

    if (part->denominator != 0)
        return ratio_percent(part->numerator, part->denominator, digits, work->arena);
    if (work->indicator->zero == ZERO_NONE)
        return NULL;
    return ratio_percent(work->indicator->zero == ZERO_FULL, 1, digits, work->arena);
}

static void add_value(struct work *work, const struct part *part)
{
    struct arena *arena = work->arena;
    const char **row = table_add(work->values);

    row[0] = work->indicator->id;
    row[1] = arena_print(arena, "%ld", work->indicator->version);
    row[2] = work->calendar;
    row[3] = work->period;
    row[4] = day_text(work->since, arena);
    row[5] = day_text(work->until - 1, arena);
    row[6] = part->level;
    row[7] = part->unit;
    row[8] = part->name;
    row[9] = arena_print(arena, "%lld", (long long)part->numerator);
    row[10] = arena_print(arena, "%lld", (long long)part->denominator);
    row[11] = value_of(work, part);
    set_target(work, part, row);
}

static void add_parts(struct work *work, const struct part *part)
{
    for (; part != NULL; part = part->next)
        if (part->denominator != 0)
            add_value(work, part);
}

/* The whole is a figure even with nothing in its denominator: records were there. */
static void finish_period(struct work *work)
{
    if (work->period == NULL)
        return;
    add_value(work, &work->whole);
    add_parts(work, work->levels);
    add_parts(work, work->units);
}

static int begin_period(struct work *work, const char *const *cells, struct error *err)
{
    if (instant_parse(cells[ANSWER_SINCE], VIETNAM_OFFSET_SECONDS, &work->since, err) != 0 ||
        instant_parse(cells[ANSWER_UNTIL], VIETNAM_OFFSET_SECONDS, &work->until, err) != 0)
        return -1;
    work->calendar = arena_text(work->arena, cells[ANSWER_CALENDAR]);
    work->period = arena_text(work->arena, cells[ANSWER_PERIOD]);
    work->whole = (struct part){.level = "", .unit = ""};
    work->levels = NULL;
    work->units = NULL;
    work->last_unit = &work->units;
    return 0;
}

/* The sum of a level, made when its first unit is met, kept in the order of the levels' codes. */
static struct part *find_level(struct work *work, const char *level)
{
    struct part **place = &work->levels;
    struct part *made;

    while (*place != NULL && strcmp((*place)->level, level) < 0)
        place = &(*place)->next;
    if (*place != NULL && strcmp((*place)->level, level) == 0)
        return *place;
    made = arena_alloc(work->arena, sizeof *made);
    made->level = level;
    made->unit = "";
    made->next = *place;
    *place = made;
    return made;
}

static void add_to(struct part *sum, const struct part *part)
{
    sum->numerator += part->numerator;
    sum->denominator += part->denominator;
}

static int take_answer(void *context, const char *const *cells, size_t count, struct error *err)
{
    struct work *work = context;
    struct part *unit;

    (void)count;
    if (work->period == NULL || strcmp(work->period, cells[ANSWER_PERIOD]) != 0) {
        finish_period(work);
        if (begin_period(work, cells, err) != 0)
            return -1;
    }
    unit = arena_alloc(work->arena, sizeof *unit);
    unit->level = arena_text(work->arena, cells[ANSWER_LEVEL] == NULL ? "?" : cells[ANSWER_LEVEL]);
    unit->unit = arena_text(work->arena, cells[ANSWER_UNIT]);
    unit->name = arena_text(work->arena, cells[ANSWER_NAME]);
    unit->numerator = strtoll(cells[ANSWER_NUMERATOR], NULL, 10);
    unit->denominator = strtoll(cells[ANSWER_DENOMINATOR], NULL, 10);
    *work->last_unit = unit;
    work->last_unit = &unit->next;
    add_to(find_level(work, unit->level), unit);
    add_to(&work->whole, unit);
    return 0;
}

static int compute_one(struct work *work, const struct surroundings *surroundings,
                       struct query *query, struct error *err)
{
    const struct indicator *indicator = work->indicator;
    const char *const valid[] = {day_or_null(indicator->since, work->arena),
                                 day_or_null(indicator->until, work->arena)};
    struct buffer sql = {0};
    int result;

    question_figures(&sql, indicator, surroundings);
    result = query->run(query, buffer_string(&sql), valid, 2, take_answer, work, err);
    buffer_free(&sql);
    if (result != 0)
        return question_blame(indicator, surroundings, query, err);
    finish_period(work);
    return 0;
}

int indicator_compute(const struct indicator_set *set, struct query *query, struct arena *arena,
                      struct figures *figures, struct error *err)
{
    struct table *values =
        table_new("chi_tieu", value_columns, sizeof value_columns / sizeof value_columns[0], arena);
    struct surroundings surroundings;
    size_t i;

    if (surroundings_read(query, arena, &surroundings, err) != 0)
        return -1;
    for (i = 0; i < set->indicator_count; i++) {
        struct work work = {.indicator = set->indicators[i],
                            .targets = set->targets,
                            .values = values,
                            .arena = arena};

        if (compute_one(&work, &surroundings, query, err) != 0)
            return -1;
    }
    figures->values = values;
    figures->definitions = definition_table(set, arena);
    figures->targets = target_table(set->targets, arena);
    return 0;
}
