/* Calendar files, and the periods that their rules make of a stretch of time. */
#include "indicators/calendar.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/instant.h"
#include "core/option.h"
#include "core/problem.h"
#include "core/title.h"
#include "core/yaml.h"

enum {
    PLAIN_YEAR = 2021, /* no leap year: a rule must hold in every year */
    SHIFT_MAX = 1      /* years that a rule may point away from its own */
};

static const char placeholder[] = "{year}";

struct day_rule {
    long year, month, day;
};

struct period_rule {
    const char *id, *title;
    struct day_rule since, until;
};

struct calendar {
    const char *name;
    struct title title;
    struct items rules;
};

static const struct option day_options[] = {
    {"year", OPTION_NUMBER, offsetof(struct day_rule, year), .fallback = "0", .least = -SHIFT_MAX,
     .most = SHIFT_MAX, .help = "-1: in the year before, 1: in the year after"},
    {"month", OPTION_NUMBER, offsetof(struct day_rule, month), true, .least = 1, .most = 12,
     .help = "of the year"},
    {"day", OPTION_NUMBER, offsetof(struct day_rule, day), true, .least = 1, .most = 31,
     .help = "of the month"},
    {0}};

static const struct option period_options[] = {
    {"id", OPTION_TEXT, offsetof(struct period_rule, id), true, .help = "with {year} in it"},
    {"title", OPTION_TEXT, offsetof(struct period_rule, title), true, .help = "with {year} in it"},
    {"since", OPTION_STRUCT, offsetof(struct period_rule, since), true, .options = day_options,
     .help = "the first day"},
    {"until", OPTION_STRUCT, offsetof(struct period_rule, until), true, .options = day_options,
     .help = "the day after the last"},
    {0}};

static const struct option calendar_options[] = {
    {"calendar", OPTION_TEXT, offsetof(struct calendar, name), true, .help = "its name"},
    {"title", OPTION_STRUCT, offsetof(struct calendar, title), .options = title_options,
     .help = "of the calendar"},
    {"periods", OPTION_STRUCTS, offsetof(struct calendar, rules), true, .options = period_options,
     .size = sizeof(struct period_rule), .help = "of every year"},
    {0}};

static const struct period_rule *rule_at(const struct calendar *calendar, size_t index)
{
    return (const struct period_rule *)calendar->rules.items + index;
}

static int64_t day_in(const struct day_rule *rule, int year)
{
    const struct civil civil = {
        .year = year + (int)rule->year, .month = (int)rule->month, .day = (int)rule->day};

    return instant_from_civil(&civil, VIETNAM_OFFSET_SECONDS);
}

static void check_day(const struct day_rule *rule, const struct node *node,
                      struct problems *problems)
{
    int last;

    if (node == NULL || problem_is_of(problems, node, "month", "day", NULL))
        return;
    last = days_in_month(PLAIN_YEAR, (int)rule->month);
    if (rule->day > last)
        problem_at(problems, node,
                   "month %ld does not have %ld days in every year; accepted: 1..%d", rule->month,
                   rule->day, last);
}

static bool is_same_id(const struct period_rule *one, const struct period_rule *other)
{
    return one->id != NULL && other->id != NULL && strcmp(one->id, other->id) == 0;
}

static void check_rule(const struct calendar *calendar, size_t index, struct problems *problems)
{
    const struct period_rule *rule = rule_at(calendar, index);
    const struct node *node = calendar->rules.nodes[index];
    size_t i;

    check_day(&rule->since, node_find(node, "since"), problems);
    check_day(&rule->until, node_find(node, "until"), problems);
    if (rule->id != NULL && strstr(rule->id, placeholder) == NULL)
        problem_at(problems, node_find(node, "id"),
                   "the period id '%s' is the same in every year; hint: write %s where the year is",
                   rule->id, placeholder);
    if (!problem_is_of(problems, node, "since", "until", NULL) &&
        day_in(&rule->since, PLAIN_YEAR) >= day_in(&rule->until, PLAIN_YEAR))
        problem_at(problems, node, "the period '%s' ends before it begins",
                   rule->id != NULL ? rule->id : "");
    for (i = 0; i < index && !is_same_id(rule_at(calendar, i), rule);)
        i++;
    if (i < index)
        problem_at(problems, node, "the period id '%s' is taken", rule->id);
}

struct calendar *calendar_read(const char *path, struct arena *arena, struct problems *problems)
{
    struct calendar *calendar = arena_alloc(arena, sizeof *calendar);
    const struct node *tree = yaml_read(path, arena, problems);
    size_t i;

    if (tree != NULL)
        option_bind(tree, calendar_options, calendar, arena, problems);
    for (i = 0; i < calendar->rules.count; i++)
        check_rule(calendar, i, problems);
    return calendar;
}

static const char *put_year(const char *pattern, int year, struct arena *arena)
{
    struct buffer text = {0};
    const char *place;
    const char *result;

    while ((place = strstr(pattern, placeholder)) != NULL) {
        buffer_append(&text, pattern, (size_t)(place - pattern));
        buffer_print(&text, "%04d", year);
        pattern = place + strlen(placeholder);
    }
    buffer_text(&text, pattern);
    result = arena_text(arena, buffer_string(&text));
    buffer_free(&text);
    return result;
}

static int compare_periods(const void *left, const void *right)
{
    const struct period *a = left;
    const struct period *b = right;

    if (a->since != b->since)
        return a->since < b->since ? -1 : 1;
    if (a->until != b->until)
        return a->until < b->until ? -1 : 1;
    return strcmp(a->id, b->id);
}

struct period *calendar_periods(const struct calendar *calendar, int64_t since, int64_t until,
                                struct arena *arena, size_t *count)
{
    int first = civil_from_instant(since, VIETNAM_OFFSET_SECONDS).year - SHIFT_MAX - 1;
    int last = civil_from_instant(until, VIETNAM_OFFSET_SECONDS).year + SHIFT_MAX + 1;
    size_t years = last < first ? 0 : (size_t)(last - first + 1);
    struct period *periods = arena_array(arena, years * calendar->rules.count, sizeof *periods);
    size_t n = 0, i;
    int year;

    for (year = first; year <= last; year++) {
        for (i = 0; i < calendar->rules.count; i++) {
            const struct period_rule *rule = rule_at(calendar, i);

            periods[n].since = day_in(&rule->since, year);
            periods[n].until = day_in(&rule->until, year);
            if (periods[n].since >= until || periods[n].until <= since)
                continue;
            periods[n].calendar = calendar->name;
            periods[n].id = put_year(rule->id, year, arena);
            periods[n++].title = put_year(rule->title, year, arena);
        }
    }
    qsort(periods, n, sizeof *periods, compare_periods);
    *count = n;
    return periods;
}

static void check_pair(const struct calendar *one, const struct calendar *other,
                       struct problems *problems)
{
    size_t i, k;

    for (i = 0; i < one->rules.count; i++)
        for (k = 0; k < other->rules.count; k++)
            if (is_same_id(rule_at(one, i), rule_at(other, k)))
                problem_at(problems, other->rules.nodes[k],
                           "the period id '%s' is also in the calendar '%s'", rule_at(other, k)->id,
                           one->name != NULL ? one->name : "");
}

void calendars_check(const struct calendar *const *calendars, size_t count,
                     struct problems *problems)
{
    size_t i, k;

    for (i = 0; i < count; i++)
        for (k = i + 1; k < count; k++)
            check_pair(calendars[i], calendars[k], problems);
}
