/* The precision that a flag tells. */
#include "transforms/precision.h"

#include <string.h>

#include "core/arena.h"
#include "core/problem.h"
#include "core/yaml.h"
#include "transforms/field_check.h"
#include "transforms/mapping_inside.h"

enum { DAY_SIZE = 10, MONTH_SIZE = 7, YEAR_SIZE = 4 };

static const struct precision_row kinds[] = {
    {"day", DAY_SIZE}, {"month", MONTH_SIZE}, {"year", YEAR_SIZE}};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

static size_t kind_size(const struct node *value)
{
    size_t i;

    for (i = 0; value->kind == NODE_SCALAR && i < KINDS; i++)
        if (strcmp(kinds[i].flag, value->text) == 0)
            return kinds[i].size;
    return 0;
}

static void make_rows(struct precision_flag *precision, const struct node *place,
                      struct problems *problems)
{
    const struct node *values = precision->values, *value;
    size_t count = 0;

    if (values->kind != NODE_MAP || values->first == NULL) {
        if (!problem_is_of(problems, place, "values", NULL))
            problem_at(problems, values, "'values' takes a map of flags and day, month or year");
        return;
    }
    for (value = values->first; value != NULL; value = value->next)
        count++;
    precision->rows = arena_array(problems->arena, count, sizeof *precision->rows);
    for (value = values->first; value != NULL; value = value->next) {
        const struct precision_row row = {value->key, kind_size(value)};

        precision->rows[precision->row_count++] = row;
        if (row.size == 0 && !problem_is_at(problems, value))
            problem_at(problems, value, "the flag '%s' does not mean day, month or year",
                       value->key);
    }
}

void precision_make(struct field *field, const struct name_spaces *name_spaces,
                    const struct node *node, struct problems *problems)
{
    struct precision_flag *precision = &field->precision;
    const struct node *place = node_find(node, "precision");

    if (precision->values != NULL)
        make_rows(precision, place, problems);
    if (precision->path_text == NULL)
        return;
    precision->path =
        path_check(precision->path_text, name_spaces, place, problems->arena, problems);
    field->loose_form = field->form;
    field->loose_form.dates.allow_zeros = true;
}

const struct precision_row *precision_find(const struct precision_flag *precision,
                                           const struct value *flag)
{
    size_t i;

    for (i = 0; i < precision->row_count; i++)
        if (strlen(precision->rows[i].flag) == flag->size &&
            memcmp(precision->rows[i].flag, flag->text, flag->size) == 0)
            return &precision->rows[i];
    return NULL;
}

bool precision_is_day(const struct precision_row *row)
{
    return row->size == DAY_SIZE;
}

void precision_cut(const struct precision_row *row, struct value *date, struct arena *arena)
{
    if (date->size <= row->size)
        return;
    date->text = arena_copy(arena, date->text, row->size);
    date->size = row->size;
}
