/* Target files, and the choice among what several documents demand. */
#include "indicators/target.h"

#include <string.h>

#include "core/arena.h"
#include "core/option.h"
#include "core/problem.h"
#include "core/record.h"
#include "core/table.h"
#include "core/yaml.h"
#include "indicators/indicator_inside.h"

struct plan {
    const char *name, *title, *number, *date;
    struct items targets;
    struct plan *next;
};

struct targets {
    struct texts order;
    struct plan *first, *last;
    struct arena *arena;
};

static const char *const comparison_names[] = {"at_least", "at_most", "above", NULL};
static const char *const comparison_signs[] = {">=", "<=", ">"};

static const struct option target_options[] = {
    {"indicator", OPTION_TEXT, offsetof(struct target, indicator), true, .help = "its id"},
    {"level", OPTION_TEXT, offsetof(struct target, level), .fallback = "",
     .help = "tinh, huyen or xa; absent: all"},
    {"value", OPTION_TEXT, offsetof(struct target, value), true, .help = "percent"},
    {"compare", OPTION_CHOICE, offsetof(struct target, comparison), .fallback = "at_least",
     .choices = comparison_names, .help = "how the figure is compared with the value"},
    {"since", OPTION_INSTANT, offsetof(struct target, since), true,
     .help = "first day of the periods that have this target"},
    {"until", OPTION_INSTANT, offsetof(struct target, until), true,
     .help = "the day after the last"},
    {"clause", OPTION_TEXT, offsetof(struct target, clause), .fallback = "",
     .help = "where in the document"},
    {"note", OPTION_TEXT, offsetof(struct target, note), .fallback = "",
     .help = "what must be known beside the number"},
    {0}};

static const struct option plan_options[] = {
    {"document", OPTION_TEXT, offsetof(struct plan, name), true, .help = "its short name"},
    {"title", OPTION_TEXT, offsetof(struct plan, title), true, .help = "in Vietnamese"},
    {"number", OPTION_TEXT, offsetof(struct plan, number), .fallback = "", .help = "its number"},
    {"date", OPTION_TEXT, offsetof(struct plan, date), .fallback = "", .help = "day it was signed"},
    {"targets", OPTION_STRUCTS, offsetof(struct plan, targets), true, .options = target_options,
     .size = sizeof(struct target), .help = "what it demands"},
    {0}};

struct targets *targets_new(const struct texts *plans, struct arena *arena)
{
    struct targets *targets = arena_alloc(arena, sizeof *targets);

    targets->order = *plans;
    targets->arena = arena;
    return targets;
}

static bool is_level(const char *level)
{
    return level[0] == '\0' || strcmp(level, "tinh") == 0 || strcmp(level, "huyen") == 0 ||
           strcmp(level, "xa") == 0;
}

static void check_target(struct target *target, const struct node *node, struct problems *problems)
{
    if (!is_level(target->level))
        problem_at(problems, node_find(node, "level"),
                   "no level '%s'; accepted: tinh, huyen, xa, or no level for all", target->level);
    if (target->value != NULL && decimal_parse(target->value, &target->percent) != 0)
        problem_at(problems, node_find(node, "value"),
                   "'%s' is no percentage; accepted: a number such as 80 or 99.5", target->value);
    if (!problem_is_of(problems, node, "since", "until", NULL) && target->since >= target->until)
        problem_at(problems, node, "the target ends before it begins");
}

static struct plan *find_plan(const struct targets *targets, const char *name)
{
    struct plan *plan;

    for (plan = targets->first; plan != NULL; plan = plan->next)
        if (plan->name != NULL && strcmp(plan->name, name) == 0)
            return plan;
    return NULL;
}

bool targets_are_open(const struct targets *targets)
{
    const struct plan *plan = targets->first;

    while (plan != NULL && plan->name != NULL)
        plan = plan->next;
    return plan != NULL;
}

bool targets_has(const struct targets *targets, const char *document)
{
    return find_plan(targets, document) != NULL;
}

static void add_plan(struct targets *targets, struct plan *plan)
{
    if (targets->last == NULL)
        targets->first = plan;
    else
        targets->last->next = plan;
    targets->last = plan;
}

void targets_read(struct targets *targets, const char *path, struct problems *problems)
{
    struct plan *plan = arena_alloc(targets->arena, sizeof *plan);
    const struct node *tree = yaml_read(path, targets->arena, problems);
    size_t i;

    if (tree != NULL)
        option_bind(tree, plan_options, plan, targets->arena, problems);
    if (plan->name != NULL && find_plan(targets, plan->name) != NULL)
        problem_at(problems, node_find(tree, "document"), "the document '%s' has a file already",
                   plan->name);
    for (i = 0; i < plan->targets.count; i++)
        check_target((struct target *)plan->targets.items + i, plan->targets.nodes[i], problems);
    add_plan(targets, plan);
}

static const struct target *find_in_plan(const struct plan *plan, const struct target_place *place)
{
    const struct target *target = plan->targets.items;
    const struct target *found = NULL;
    size_t i;

    for (i = 0; i < plan->targets.count; i++, target++) {
        if (strcmp(target->indicator, place->indicator) != 0 || place->since < target->since ||
            place->until > target->until)
            continue;
        if (strcmp(target->level, place->level) == 0)
            return target;
        if (target->level[0] == '\0')
            found = target;
    }
    return found;
}

const struct target *target_find(const struct targets *targets, const struct target_place *place,
                                 const char **plan)
{
    size_t i;

    for (i = 0; i < targets->order.count; i++) {
        const struct plan *candidate = find_plan(targets, targets->order.items[i]);
        const struct target *found = candidate == NULL ? NULL : find_in_plan(candidate, place);

        if (found == NULL)
            continue;
        *plan = candidate->name;
        return found;
    }
    return NULL;
}

const char *comparison_sign(int comparison)
{
    return comparison_signs[comparison];
}

bool target_is_met(const struct target *target, int64_t numerator, int64_t denominator)
{
    int order = ratio_compare(numerator, denominator, &target->percent);

    switch (target->comparison) {
    case COMPARISON_AT_LEAST:
        return order >= 0;
    case COMPARISON_AT_MOST:
        return order <= 0;
    default:
        return order > 0;
    }
}

static const struct column target_columns[] = {
    {"van_ban", TYPE_CODE, 0, true, true, "Văn bản", "Document", "", ""},
    {"chi_tieu", TYPE_CODE, 0, true, true, "Chỉ tiêu", "Indicator", "", ""},
    {"cap", TYPE_CODE, 0, true, true, "Cấp; trống: mọi cấp", "Level; empty: all", "", ""},
    {"tu_ngay", TYPE_DATE, 0, true, true, "Từ ngày", "First day", "", ""},
    {"den_ngay", TYPE_DATE, 0, true, true, "Đến hết ngày", "Last day", "", ""},
    {"so_sanh", TYPE_CODE, 0, false, true, "So sánh", "Comparison", "", ""},
    {"muc_tieu", TYPE_DECIMAL, 2, false, true, "Mục tiêu (%)", "Target (%)", "", ""},
    {"dieu_khoan", TYPE_TEXT, 0, false, false, "Điều khoản", "Clause", "", ""},
    {"ghi_chu", TYPE_TEXT, 0, false, false, "Ghi chú", "Note", "", ""},
    {"thu_tu", TYPE_INTEGER, 0, false, false, "Thứ tự áp dụng; trống: không áp dụng",
     "Rank among the documents that count; empty: does not count", "", ""},
    {"ten_van_ban", TYPE_TEXT, 0, false, true, "Tên văn bản", "Title of the document", "", ""},
    {"so_hieu", TYPE_TEXT, 0, false, false, "Số hiệu", "Number of the document", "", ""},
    {"ngay_ban_hanh", TYPE_TEXT, 0, false, false, "Ngày ban hành", "Day it was signed", "", ""},
};

static const char *rank_of(const struct targets *targets, const char *plan, struct arena *arena)
{
    size_t i;

    for (i = 0; i < targets->order.count; i++)
        if (strcmp(targets->order.items[i], plan) == 0)
            return arena_print(arena, "%zu", i + 1);
    return NULL;
}

static const char *text_or_null(const char *text)
{
    return text[0] == '\0' ? NULL : text;
}

static void add_target(struct table *table, const struct plan *plan, const struct target *target,
                       const char *rank)
{
    const char **row = table_add(table);

    row[0] = plan->name;
    row[1] = target->indicator;
    row[2] = target->level;
    row[3] = day_text(target->since, table->arena);
    row[4] = day_text(target->until - 1, table->arena);
    row[5] = comparison_sign(target->comparison);
    row[6] = target->value;
    row[7] = text_or_null(target->clause);
    row[8] = text_or_null(target->note);
    row[9] = rank;
    row[10] = plan->title;
    row[11] = text_or_null(plan->number);
    row[12] = text_or_null(plan->date);
}

struct table *target_table(const struct targets *targets, struct arena *arena)
{
    struct table *table = table_new("muc_tieu", target_columns,
                                    sizeof target_columns / sizeof target_columns[0], arena);
    const struct plan *plan;
    size_t i;

    for (plan = targets->first; plan != NULL; plan = plan->next)
        for (i = 0; i < plan->targets.count; i++)
            add_target(table, plan, (const struct target *)plan->targets.items + i,
                       rank_of(targets, plan->name, arena));
    return table;
}
