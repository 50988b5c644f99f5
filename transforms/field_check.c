/* What a field may say, and with what else. */
#include "transforms/field_check.h"

#include <string.h>

#include "core/error.h"
#include "core/normal.h"
#include "core/problem.h"
#include "core/yaml.h"
#include "transforms/code_check.h"
#include "transforms/codes.h"
#include "transforms/mapping_inside.h"
#include "transforms/personal.h"

/* The types that a key of a field goes with, as bits. */
#define BIT(type) (1U << (type))

enum {
    TEXTS = BIT(TYPE_TEXT) | BIT(TYPE_CODE),
    NUMBERS = BIT(TYPE_INTEGER) | BIT(TYPE_DECIMAL),
    DATES = BIT(TYPE_DATE) | BIT(TYPE_DATETIME),
    RANGED = NUMBERS | DATES
};

struct key_row {
    const char *key;
    unsigned types;
    const char *wanted;
};

static const struct key_row key_rows[] = {
    {"form", DATES, "date or datetime"},
    {"zeros", DATES, "date or datetime"},
    {"precision", DATES, "date or datetime"},
    {"sentinels", DATES, "date or datetime"},
    {"scale", BIT(TYPE_DECIMAL), "decimal"},
    {"codes", BIT(TYPE_CODE), "code"},
    {"decimal_sign", NUMBERS, "integer or decimal"},
    {"space", TEXTS, "text or code"},
    {"longest", TEXTS, "text or code"},
    {"least", RANGED, "integer, decimal, date or datetime"},
    {"most", RANGED, "integer, decimal, date or datetime"},
};

struct take_row {
    enum take take;
    unsigned types;
    const char *wanted;
};

static const struct take_row take_rows[] = {
    {TAKE_COUNT, BIT(TYPE_INTEGER), "integer"}, {TAKE_SUM, NUMBERS, "integer or decimal"},
    {TAKE_ANY, BIT(TYPE_BOOLEAN), "boolean"},   {TAKE_ALL, BIT(TYPE_BOOLEAN), "boolean"},
    {TAKE_JOIN, TEXTS, "text or code"},
};

/* One field under check. */
struct check {
    struct mapping *mapping;
    const struct field_set *set;
    struct field *field;
    const struct node *node;
    struct arena *arena;
    struct problems *problems;
};

struct path *path_check(const char *text, const struct name_spaces *name_spaces,
                        const struct node *tree, struct arena *arena, struct problems *problems)
{
    struct error err;
    struct path *path = text != NULL ? path_parse(text, name_spaces, arena, &err) : NULL;
    const struct node *node = node_of_text(tree, text);

    if (path != NULL || text == NULL)
        return path;
    problem_at(problems, node != NULL ? node_place(node, (size_t)err.line - 1, arena) : tree, "%s",
               err.text);
    return NULL;
}

/* What is dropped is no column, and may be called as it likes. */
static void check_name(const struct check *check)
{
    const struct field *field = check->field;
    const char *problem = field->name != NULL ? column_name_problem(field->name) : NULL;
    const struct field *other;

    if (problem != NULL && field->privacy != PRIVACY_DROP &&
        !problem_is_of(check->problems, check->node, "private", NULL))
        problem_at(check->problems, node_find(check->node, "name"), "the column name '%s' %s",
                   field->name, problem);
    other = field->name != NULL ? field_set_find(check->set, field->name) : NULL;
    if (other != NULL && other < field)
        problem_at(check->problems, node_find(check->node, "name"), "two fields are called '%s'",
                   field->name);
}

static void check_separator(const struct check *check)
{
    const struct node *separator = node_find(check->node, "separator");

    if (separator != NULL && check->field->take != TAKE_JOIN &&
        !problem_is_of(check->problems, check->node, "take", NULL))
        problem_at_key(check->problems, separator, "'separator' goes with 'take: join' only");
}

/* Tells keys that say nothing about a field of this type. */
static void check_keys(const struct check *check)
{
    unsigned bit = BIT(check->field->type);
    size_t i;

    if (check->field->type == TYPE_UNSURE)
        return;
    for (i = 0; i < sizeof key_rows / sizeof key_rows[0]; i++) {
        const struct node *key = node_find(check->node, key_rows[i].key);

        if (key != NULL && (key_rows[i].types & bit) == 0)
            problem_at_key(check->problems, key, "'%s' goes with type %s only", key_rows[i].key,
                           key_rows[i].wanted);
    }
    for (i = 0; i < sizeof take_rows / sizeof take_rows[0]; i++)
        if (check->field->take == (int)take_rows[i].take && (take_rows[i].types & bit) == 0)
            problem_at(check->problems, node_find(check->node, "take"),
                       "'take: %s' goes with type %s only", take_names[check->field->take],
                       take_rows[i].wanted);
}

static void check_dates(const struct check *check)
{
    struct field *field = check->field;
    struct date_rules *rules = &field->form.dates;
    size_t i;

    if (field->type != TYPE_DATE && field->type != TYPE_DATETIME && field->type != TYPE_UNSURE)
        return;
    if (field->forms.count == 0 && field->type != TYPE_UNSURE)
        problem_missing(check->problems, check->node, "form",
                        "it says how the date is written: yyyyMMdd");
    for (i = 0; i < field->forms.count; i++) {
        const char *problem = date_form_problem(field->forms.items[i]);

        if (problem != NULL)
            problem_at_text(check->problems, check->node, field->forms.items[i], "the form '%s' %s",
                            field->forms.items[i], problem);
    }
    rules->forms = field->forms.items;
    rules->form_count = field->forms.count;
    rules->has_time = field->type == TYPE_DATETIME;
    rules->allow_zeros = field->zeros != 0;
    rules->allow_sentinels = field->sentinels != 0;
}

static void check_match(const struct check *check)
{
    struct field *field = check->field;
    const struct node *place = node_find(check->node, "match");
    const char *problem;
    size_t groups = 0;

    if (field->match == NULL)
        return;
    field->pattern = check->mapping->pattern_count++;
    problem = expression_problem(field->match, &groups, check->arena);
    if (problem != NULL)
        problem_at(check->problems, place, "not a regular expression: %s", problem);
    else if (groups == 0)
        problem_at(check->problems, place,
                   "the expression has no group in parentheses, so that nothing is taken");
}

/* A value comes from a path or is a constant. */
static void check_source(const struct check *check)
{
    static const char *const others[] = {"path",   "default", "take",      "match", "split",
                                         "lookup", "on",      "precision", NULL};
    struct field *field = check->field;
    size_t i;

    if (field->split != NULL && field->split[0] == '\0')
        problem_at(check->problems, node_find(check->node, "split"), "'split' is empty");
    if (field->constant == NULL && !problem_is_of(check->problems, check->node, "value", NULL) &&
        field->path_text == NULL)
        problem_missing(check->problems, check->node, "path",
                        "it takes text: where the value stands, seen from the record; hint: "
                        "'value' takes a constant");
    for (i = 0; field->constant != NULL && others[i] != NULL; i++)
        if (node_find(check->node, others[i]) != NULL)
            problem_at_key(check->problems, node_find(check->node, others[i]),
                           "'%s' does not go with 'value', which is a constant", others[i]);
    field->path = path_check(field->path_text, &check->mapping->name_spaces, check->node,
                             check->arena, check->problems);
}

/* What is no use as the value of this field, NULL when it is one. */
static const char *text_problem(const struct check *check, const char *text)
{
    struct field *field = check->field;
    struct value *value = &field->default_value;
    struct fault fault = {"", "is empty"};

    if (value_read(&field->form, text, strlen(text), check->arena, value, &fault) != 1)
        return fault.why;
    if (field->form.codes != NULL && code_find(field->form.codes, value->text, value->size) == NULL)
        return "is not in the code list";
    return bounds_problem(&field->bounds, &field->form, value);
}

/* A default, and a constant, which is a default that nothing overrules. */
static void check_default(const struct check *check)
{
    const struct field *field = check->field;
    const char *key = field->constant != NULL ? "value" : "default";
    const char *text = field->constant != NULL ? field->constant : field->fallback;
    const char *problem;

    if (text == NULL || problem_is_of(check->problems, check->node, "type", "scale", "decimal_sign",
                                      "form", "zeros", "sentinels", "space", NULL))
        return;
    problem = text_problem(check, text);
    if (problem != NULL)
        problem_at(check->problems, node_find(check->node, key), "'%s': '%s' %s", key, text,
                   problem);
}

/* The tag that the value stands in, of the first branch; NULL when the path ends at the record. */
static const char *tag_of(const struct field *field)
{
    const struct branch *branch = &field->path->branches[0];

    return branch->step_count != 0 ? branch->steps[branch->step_count - 1].name : NULL;
}

const struct personal *field_personal(const struct field *field)
{
    const struct personal *personal = field->name != NULL ? personal_name(field->name) : NULL;
    const char *tag = field->path != NULL ? tag_of(field) : NULL;

    if (field->take == TAKE_COUNT || field->type == TYPE_BOOLEAN)
        return NULL;
    if (personal == NULL && tag != NULL)
        personal = personal_name(tag);
    if (personal == NULL && field->match != NULL)
        personal = personal_pattern(field->match);
    return personal;
}

/* Warns of a field that looks personal while nobody has said what becomes of it. */
static void check_personal(const struct check *check)
{
    const struct personal *personal = field_personal(check->field);
    const struct node *place = node_find(check->node, "path");

    if (personal != NULL && check->field->name != NULL && node_find(check->node, "private") == NULL)
        problem_warn(check->problems, place != NULL ? place : check->node,
                     "the field '%s' looks personal (%s), but nothing says what becomes of it; "
                     "hint: private: %s, or private: keep if it is meant",
                     check->field->name, personal->why, personal->advice);
}

static void check_field(const struct check *check, const struct mapping_context *context)
{
    struct field *field = check->field;

    if (problem_is_of(check->problems, check->node, "type", NULL))
        field->type = TYPE_UNSURE;
    field->form.type = (enum type)field->type;
    field->form.scale = (int)field->scale;
    field->form.has_comma = field->decimal_sign != 0 && (NUMBERS & BIT(field->type)) != 0;
    field->form.collapse_space = field->space != 0;
    check_source(check);
    check_name(check);
    check_keys(check);
    check_separator(check);
    check_dates(check);
    precision_make(field, &check->mapping->name_spaces, check->node, check->problems);
    codes_check(field, context, check->node, check->problems);
    check_match(check);
    bounds_make(field, &check->mapping->pattern_count, check->node, check->arena, check->problems);
    check_default(check);
    check_personal(check);
}

void fields_check(struct mapping *mapping, const struct items *items, struct field_set *set,
                  const struct field_set *dates, const struct mapping_context *context,
                  struct arena *arena, struct problems *problems)
{
    size_t i;

    *set = (struct field_set){items->items, items->count, {.is_open = items->is_open}};
    for (i = 0; i < set->count; i++) {
        const struct check check = {mapping, set, &set->items[i], items->nodes[i], arena, problems};

        check_field(&check, context);
        if (problem_is_of(problems, items->nodes[i], "name", NULL))
            doubt_note(&set->doubt, set->items[i].name, arena);
    }
    for (i = 0; i < set->count; i++)
        codes_check_date(&set->items[i], dates, items->nodes[i], problems);
}

void texts_normalise(struct texts *texts, struct arena *arena)
{
    size_t i, size;

    for (i = 0; i < texts->count; i++)
        texts->items[i] = normal_or_same(texts->items[i], strlen(texts->items[i]), &size, arena);
}

static void plan_path(struct mapping *mapping, struct place *from, struct path *path,
                      const char *text, struct problems *problems)
{
    struct error err;

    if (path != NULL && plan_add(&mapping->plan, from, path, &err) != 0)
        problem_at_text(problems, mapping->tree, text, "%s", err.text);
}

/* What is dropped is known all the same, which matters where unknown elements are watched. */
static void plan_dropped(struct mapping *mapping, struct place *from, struct field *field,
                         struct problems *problems)
{
    struct error err;

    if (field->path != NULL && mapping->contract.unknown_fields != CONTRACT_IGNORE &&
        plan_add_unmapped(&mapping->plan, from, field->path, &err) != 0)
        problem_at_text(problems, mapping->tree, field->path_text, "%s", err.text);
}

/* The place that the path leads to, when each element there has one value that nothing else decides
 * on; else 0. */
static size_t place_of(const struct field *field)
{
    const struct bounds *bounds = &field->bounds;
    const bool is_bounded = bounds->longest != 0 || bounds->expression != NULL ||
                            bounds->least.text != NULL || bounds->most.text != NULL;

    if (field->path == NULL || field->path->count > 1 || field->take == TAKE_COUNT || is_bounded ||
        field->split != NULL || field->match != NULL || field->lookup.list != NULL ||
        field->precision.path != NULL || field->on != NULL)
        return 0;
    return field->path->branches[0].place;
}

void field_plan(struct mapping *mapping, struct place *from, struct field *field,
                struct problems *problems)
{
    if (!field_is_read(field)) {
        plan_dropped(mapping, from, field, problems);
        return;
    }
    plan_path(mapping, from, field->path, field->path_text, problems);
    plan_path(mapping, from, field->precision.path, field->precision.path_text, problems);
    field->place = place_of(field);
}
