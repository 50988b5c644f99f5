/* Definition files, read by tables and checked as far as it is possible without the store. */
#include "indicators/indicator.h"

#include <string.h>

#include "core/arena.h"
#include "core/problem.h"
#include "core/yaml.h"
#include "indicators/indicator_inside.h"
#include "indicators/ratio.h"

const char *const zero_names[] = {"none", "zero", "full", NULL};
const char *const direction_names[] = {"up", "down", NULL};
const char *const measure_names[] = {"percent", NULL};

static const char lower_letters[] = "abcdefghijklmnopqrstuvwxyz";
static const char id_letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
static const char name_letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

static const struct option valid_options[] = {
    {"since", OPTION_INSTANT, offsetof(struct indicator, since), .help = "first day"},
    {"until", OPTION_INSTANT, offsetof(struct indicator, until), .help = "the day after the last"},
    {0}};

static const struct option title_options[] = {
    {"vi", OPTION_TEXT, offsetof(struct indicator, title_vi), true, .help = "in Vietnamese"},
    {"en", OPTION_TEXT, offsetof(struct indicator, title_en), .fallback = "", .help = "in English"},
    {0}};

static const struct option indicator_options[] = {
    {"indicator", OPTION_TEXT, offsetof(struct indicator, id), true,
     .help = "its id, of small letters, digits and '-'"},
    {"version", OPTION_NUMBER, offsetof(struct indicator, version), true, .least = 1, .most = 9999,
     .help = "grows when the meaning changes"},
    {"valid", OPTION_STRUCT, 0, .options = valid_options,
     .help = "periods that begin in this stretch use the definition"},
    {"title", OPTION_STRUCT, 0, true, .options = title_options, .help = "names for people"},
    {"basis", OPTION_TEXT, offsetof(struct indicator, basis), true,
     .help = "document and clause or formula"},
    {"note", OPTION_TEXT, offsetof(struct indicator, note), .fallback = "",
     .help = "what is our own reading of it"},
    {"from", OPTION_TEXT, offsetof(struct indicator, from), true,
     .help = "SQL: the fact table, and what is joined to it"},
    {"fact", OPTION_TEXT, offsetof(struct indicator, fact),
     .help = "table that columns without a table belong to; absent: the first word of from"},
    {"date", OPTION_TEXTS, offsetof(struct indicator, dates),
     .help = "a record belongs to a period when any of these columns lies in it; none: to all"},
    {"unit", OPTION_TEXT, offsetof(struct indicator, unit),
     .help = "SQL: the code of the unit; absent: ma_don_vi of the fact table"},
    {"numerator", OPTION_TEXT, offsetof(struct indicator, numerator), true,
     .help = "SQL: which records of the denominator count"},
    {"late_numerator", OPTION_TEXT, offsetof(struct indicator, late_numerator),
     .help = "SQL: which others count, depending on the period (ky)"},
    {"denominator", OPTION_TEXT, offsetof(struct indicator, denominator), true,
     .help = "SQL: among which records"},
    {"key", OPTION_TEXTS, offsetof(struct indicator, key), true,
     .help = "columns that tell a record"},
    {"show", OPTION_TEXTS, offsetof(struct indicator, show),
     .help = "columns that explain shows beside the key"},
    {"round", OPTION_NUMBER, offsetof(struct indicator, round), .fallback = "2", .least = 0,
     .most = DECIMAL_SCALE_MAX, .help = "digits behind the point"},
    {"zero", OPTION_CHOICE, offsetof(struct indicator, zero), .fallback = "none",
     .choices = zero_names, .help = "the value when the denominator is 0"},
    {"direction", OPTION_CHOICE, offsetof(struct indicator, direction), .fallback = "up",
     .choices = direction_names, .help = "which way is better"},
    {"measure", OPTION_CHOICE, offsetof(struct indicator, measure), .fallback = "percent",
     .choices = measure_names, .help = "unit of measure"},
    {"owner", OPTION_TEXT, offsetof(struct indicator, owner), .fallback = "",
     .help = "who answers for the figure"},
    {0}};

/* "column" or "table.column". */
static bool is_column(const char *text)
{
    size_t length = strspn(text, name_letters);

    if (length == 0 || strchr(lower_letters, text[0]) == NULL)
        return false;
    if (text[length] == '\0')
        return true;
    return text[length] == '.' && is_column(text + length + 1) &&
           strchr(text + length + 1, '.') == NULL;
}

static void check_columns(const struct texts *columns, const struct node *tree,
                          struct problems *problems)
{
    size_t i;

    for (i = 0; i < columns->count; i++)
        if (!is_column(columns->items[i]))
            problem_at_text(problems, tree, columns->items[i],
                            "'%s' is no column; accepted: column or table.column",
                            columns->items[i]);
}

/* A comment would hide what we write behind the expression; a semicolon would end the statement. */
static void check_expression(const char *sql, const struct node *tree, struct problems *problems)
{
    if (sql == NULL)
        return;
    if (strchr(sql, ';') != NULL || strstr(sql, "--") != NULL || strstr(sql, "/*") != NULL)
        problem_at_text(problems, tree, sql, "';' and comments are not accepted in an expression");
}

static void check_fact(const struct indicator *indicator, const struct node *tree,
                       struct problems *problems)
{
    const struct node *fact = node_find(tree, "fact");

    if (indicator->fact == NULL || is_column(indicator->fact))
        return;
    if (fact != NULL)
        problem_at(problems, fact, "'%s' is no name of a table", indicator->fact);
    else
        problem_at_text(problems, tree, indicator->from,
                        "'from' must begin with the name of the fact table; hint: or name it with "
                        "'fact'");
}

static void check_parts(const struct indicator *indicator, const struct node *tree,
                        struct problems *problems)
{
    if (indicator->id != NULL &&
        (indicator->id[0] == '\0' || indicator->id[strspn(indicator->id, id_letters)] != '\0'))
        problem_at_text(problems, tree, indicator->id,
                        "'%s' is no id; accepted: small letters, digits and '-'", indicator->id);
    check_fact(indicator, tree, problems);
    check_columns(&indicator->dates, tree, problems);
    check_columns(&indicator->key, tree, problems);
    check_columns(&indicator->show, tree, problems);
    check_expression(indicator->from, tree, problems);
    check_expression(indicator->unit, tree, problems);
    check_expression(indicator->numerator, tree, problems);
    check_expression(indicator->denominator, tree, problems);
    check_expression(indicator->late_numerator, tree, problems);
}

/* What is not said follows from other parts, as far as these are known. */
static void derive(struct indicator *indicator, const struct node *tree, struct arena *arena,
                   const struct problems *problems)
{
    if (indicator->fact == NULL && indicator->from != NULL &&
        !problem_is_of(problems, tree, "fact", NULL))
        indicator->fact = arena_copy(arena, indicator->from, strspn(indicator->from, name_letters));
    if (indicator->unit == NULL && indicator->fact != NULL &&
        !problem_is_of(problems, tree, "unit", NULL))
        indicator->unit = arena_print(arena, "%s.ma_don_vi", indicator->fact);
}

struct indicator *indicator_read(const char *path, struct arena *arena, struct problems *problems)
{
    struct indicator *indicator = arena_alloc(arena, sizeof *indicator);

    indicator->tree = yaml_read(path, arena, problems);
    if (indicator->tree == NULL)
        return indicator;
    option_bind(indicator->tree, indicator_options, indicator, arena, problems);
    derive(indicator, indicator->tree, arena, problems);
    check_parts(indicator, indicator->tree, problems);
    return indicator;
}

const char *indicator_id(const struct indicator *indicator)
{
    return indicator->id;
}
