/* The bounds of fields, read and asked. */
#include "transforms/bounds.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/problem.h"
#include "core/utf8.h"
#include "core/yaml.h"
#include "transforms/mapping_inside.h"
#include "transforms/pattern.h"

enum { GROUPS_MOST = 32, REPEATED_MOST = 5000 };

/* How much of an expression is repeated, group by group from the outermost. */
struct repeats {
    struct {
        long size, latest; /* in signs: of the group so far, of its latest part */
    } groups[GROUPS_MOST];
    size_t depth;
};

static void repeats_add(struct repeats *repeats, long size)
{
    repeats->groups[repeats->depth].latest = size;
    repeats->groups[repeats->depth].size += size;
}

/* What stands behind a "[...]", whose first "]" may be one of its signs. */
static const char *skip_set(const char *text)
{
    text += text[1] == '^' ? 2 : 1;
    text += *text == ']' ? 1 : 0;
    return text + strcspn(text, "]");
}

/* Takes "{2,5}"; text is at its brace. */
static void repeats_multiply(struct repeats *repeats, const char *text)
{
    char *end;
    long least = strtol(text + 1, &end, 10);
    long most = *end == ',' ? strtol(end + 1, NULL, 10) : least;
    long times = most > least ? most : least;
    long size = repeats->groups[repeats->depth].latest;

    if (times > 1 && times <= SHRT_MAX) {
        repeats->groups[repeats->depth].size += size * (times - 1);
        repeats->groups[repeats->depth].latest = size * times;
    }
}

/* False for what says how often the part before it comes. */
static bool is_part(const char *text)
{
    return strchr("*+?}", *text) == NULL &&
           (strchr(",0123456789", *text) == NULL || text[1] == '{');
}

/* The C library writes out all that "{2,5}" repeats, which nested may take all memory there is. */
static bool repeats_too_much(const char *text)
{
    struct repeats repeats = {0};

    for (; *text != '\0' && repeats.groups[repeats.depth].size <= REPEATED_MOST; text++) {
        if (*text == '(' && ++repeats.depth == GROUPS_MOST)
            return true;
        if (*text == '(')
            repeats.groups[repeats.depth].size = repeats.groups[repeats.depth].latest = 0;
        else if (*text == ')' && repeats.depth > 0)
            repeats_add(&repeats, repeats.groups[repeats.depth--].size);
        else if (*text == '{')
            repeats_multiply(&repeats, text);
        else if (is_part(text))
            repeats_add(&repeats, 1);
        if (*text == '[')
            text = skip_set(text);
        if (*text == '\0' || (*text == '\\' && *++text == '\0'))
            break;
    }
    return repeats.groups[repeats.depth].size > REPEATED_MOST;
}

const char *expression_problem(const char *expression, size_t *groups, struct arena *arena)
{
    regex_t pattern;
    char why[128];
    int status;

    if (repeats_too_much(expression))
        return "what it repeats is too much, or nested too deeply";
    status = regcomp(&pattern, expression, REG_EXTENDED);
    if (status != 0) {
        regerror(status, &pattern, why, sizeof why);
        return arena_text(arena, why);
    }
    *groups = pattern.re_nsub;
    regfree(&pattern);
    return NULL;
}

static bool is_date(enum type type)
{
    return type == TYPE_DATE || type == TYPE_DATETIME;
}

static bool is_ranged(enum type type)
{
    return type == TYPE_INTEGER || type == TYPE_DECIMAL || is_date(type);
}

/* Bounds are written as values are kept, whatever form the source has for its dates. */
static struct value read_bound(const struct field *field, const char *key, const struct node *node,
                               struct arena *arena, struct problems *problems)
{
    static const char *const forms[] = {"yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM", "yyyy"};
    const struct node *place = node_find(node, key);
    struct value_form form = field->form;
    struct value bound = {NULL, 0};
    struct fault fault = {"", "is empty"};

    if (place == NULL || !is_ranged(form.type) || problem_is_of(problems, node, key, "scale", NULL))
        return bound;
    form.has_comma = false;
    form.dates = (struct date_rules){
        .forms = forms, .form_count = sizeof forms / sizeof forms[0], .has_time = true};
    if (value_read(&form, place->text, strlen(place->text), arena, &bound, &fault) != 1)
        problem_at(problems, place, "'%s': '%s' %s", key, place->text, fault.why);
    return bound;
}

/* Dates of different precision are compared as far as both tell. */
static int compare(const struct value_form *form, const struct value *a, const struct value *b)
{
    if (is_date(form->type))
        return strncmp(a->text, b->text, a->size < b->size ? a->size : b->size);
    return value_compare(form, a, b);
}

static void make_range(struct field *field, const struct node *node, struct arena *arena,
                       struct problems *problems)
{
    struct bounds *bounds = &field->bounds;

    bounds->least = read_bound(field, "least", node, arena, problems);
    bounds->most = read_bound(field, "most", node, arena, problems);
    if (bounds->least.text != NULL)
        bounds->too_low = arena_print(arena, "is below %s", bounds->least.text);
    if (bounds->most.text != NULL)
        bounds->too_high = arena_print(arena, "is above %s", bounds->most.text);
    if (bounds->least.text != NULL && bounds->most.text != NULL &&
        compare(&field->form, &bounds->least, &bounds->most) > 0)
        problem_at(problems, node_find(node, "most"), "'most' is below 'least'");
}

static void make_pattern(struct bounds *bounds, size_t *pattern_count, const struct node *node,
                         struct arena *arena, struct problems *problems)
{
    const char *problem;
    size_t groups;

    if (bounds->pattern_text == NULL)
        return;
    bounds->pattern = (*pattern_count)++;
    bounds->expression = arena_print(arena, "^(%s)$", bounds->pattern_text);
    problem = expression_problem(bounds->pattern_text, &groups, arena);
    if (problem != NULL)
        problem_at(problems, node_find(node, "pattern"), "not a regular expression: %s", problem);
}

void bounds_make(struct field *field, size_t *pattern_count, const struct node *node,
                 struct arena *arena, struct problems *problems)
{
    if (field->bounds.longest != 0)
        field->bounds.too_long =
            arena_print(arena, "has more than %ld characters", field->bounds.longest);
    make_pattern(&field->bounds, pattern_count, node, arena, problems);
    make_range(field, node, arena, problems);
}

static int refuse(struct fault *fault, const char *rule, const char *why)
{
    fault->rule = rule;
    fault->why = why;
    return -1;
}

int bounds_check(const struct bounds *bounds, const struct value_form *form, const regex_t *pattern,
                 const struct value *value, struct fault *fault)
{
    if (bounds->longest != 0 && value->size > (size_t)bounds->longest &&
        utf8_count(value->text, value->size) > (size_t)bounds->longest)
        return refuse(fault, "longest", bounds->too_long);
    if (pattern != NULL && !pattern_matches(pattern, value->text, NULL, 0))
        return refuse(fault, "pattern", "is not as the pattern wants it");
    if (bounds->least.text != NULL && compare(form, value, &bounds->least) < 0)
        return refuse(fault, "range", bounds->too_low);
    if (bounds->most.text != NULL && compare(form, value, &bounds->most) > 0)
        return refuse(fault, "range", bounds->too_high);
    return 0;
}

const char *bounds_problem(const struct bounds *bounds, const struct value_form *form,
                           const struct value *value)
{
    struct fault fault = {NULL, NULL};
    const regex_t *compiled = NULL;
    regex_t pattern;

    /* One that cannot be compiled has been told. */
    if (bounds->expression != NULL && regcomp(&pattern, bounds->expression, REG_EXTENDED) == 0)
        compiled = &pattern;
    bounds_check(bounds, form, compiled, value, &fault);
    if (compiled != NULL)
        regfree(&pattern);
    return fault.why;
}
