/*
 * The evaluation of records: which version of the mapping they are of, whether they are wanted,
 * their own values, those of their children, and the checks between them.
 */
#include "transforms/evaluate.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/instant.h"
#include "transforms/checks.h"
#include "transforms/children.h"
#include "transforms/mapping_inside.h"
#include "transforms/row.h"

static int compile(struct evaluation *evaluation, size_t index, const char *expression,
                   const struct field *field, struct error *err)
{
    if (expression == NULL)
        return 0;
    if (regcomp(&evaluation->patterns[index], expression, REG_EXTENDED) != 0)
        return error_set(err, ERROR_BUG, "the expression of field '%s' cannot be compiled",
                         field->name);
    evaluation->pattern_count = index + 1;
    return 0;
}

/* In the order in which the patterns were numbered. */
static int compile_fields(struct evaluation *evaluation, const struct field_set *set,
                          struct error *err)
{
    size_t i;

    for (i = 0; i < set->count; i++) {
        const struct field *field = &set->items[i];
        const struct bounds *bounds = &field->bounds;

        if (compile(evaluation, field->pattern, field->match, field, err) != 0 ||
            compile(evaluation, bounds->pattern, bounds->expression, field, err) != 0)
            return -1;
    }
    return 0;
}

int evaluation_start(struct evaluation *evaluation, struct arena *run, struct error *err)
{
    const struct mapping *mapping = evaluation->mapping;
    const struct version *versions = mapping->versions.items.items;
    const struct field_set fields = mapping_fields(mapping);
    size_t i;

    evaluation->chains =
        arena_array(run, mapping->plan.place_count + 1, sizeof *evaluation->chains);
    if (mapping->check_count > 0)
        evaluation->plain = arena_array(run, mapping->field_count, sizeof *evaluation->plain);
    evaluation->patterns = arena_array(run, mapping->pattern_count, sizeof *evaluation->patterns);
    if (compile_fields(evaluation, &fields, err) != 0)
        return -1;
    for (i = 0; i < mapping->child_count; i++)
        if (compile_fields(evaluation, &mapping->children[i].fields, err) != 0)
            return -1;
    for (i = 0; i < mapping->versions.items.count; i++)
        if (compile_fields(evaluation, &versions[i].own, err) != 0)
            return -1;
    return 0;
}

void evaluation_stop(struct evaluation *evaluation)
{
    size_t i;

    for (i = 0; i < evaluation->pattern_count; i++)
        regfree(&evaluation->patterns[i]);
    evaluation->pattern_count = 0;
    nodes_free(&evaluation->nodes);
    nodes_free(&evaluation->child_nodes);
    drifts_free(&evaluation->drifts);
    free(evaluation->found);
    evaluation->found = NULL;
}

static bool condition_holds(const struct condition *condition, const struct value *value)
{
    size_t i;

    for (i = 0; i < condition->equals.count; i++)
        if (strcmp(condition->equals.items[i], value->text != NULL ? value->text : "") == 0)
            return true;
    return false;
}

/* Reads one field of the record into its column. */
static int evaluate_field(struct evaluation *evaluation, const struct field *fields, size_t index,
                          const struct row *row, struct error *err)
{
    const struct field *field = &fields[index];
    struct value dropped;
    struct value *value = field->column == NO_COLUMN ? &dropped : &row->values[field->column];

    if (row_read(row, evaluation, field, value, err) != 0)
        return -1;
    if (evaluation->plain != NULL)
        evaluation->plain[index] = *value;
    field_hide(evaluation, field, value);
    return 0;
}

/* Reads the fields that decide whether the record is wanted, before any other can refuse it. */
static int evaluate_conditions(struct evaluation *evaluation, const struct field *fields,
                               const struct row *row, bool *is_wanted, struct error *err)
{
    const struct mapping *mapping = evaluation->mapping;
    size_t i;

    *is_wanted = true;
    for (i = 0; i < mapping->condition_count; i++) {
        const struct condition *condition = &mapping->conditions[i];

        if (!condition->is_further &&
            evaluate_field(evaluation, fields, condition->field, row, err) != 0)
            return -1;
        if (!condition_holds(condition, &row->values[fields[condition->field].column]))
            *is_wanted = false;
    }
    return 0;
}

/* A modification time in the future would win over every later correction. */
static int check_modified(struct evaluation *evaluation, struct record *record, struct error *err)
{
    if (record->modified == NULL)
        return 0;
    if (evaluation->latest[0] == '\0')
        instant_format(record->origin->fetched_at +
                           (int64_t)SECONDS_PER_DAY * MICROSECONDS_PER_SECOND,
                       VIETNAM_OFFSET_SECONDS, evaluation->latest);
    if (strcmp(record->modified, evaluation->latest) <= 0)
        return 0;
    record->refusal.rule = "ahead";
    record->refusal.value = record->modified;
    return error_set(err, ERROR_RECORD, "modified: %s is more than a day after it was fetched",
                     record->modified);
}

static void find_modified(const struct mapping *mapping, struct record *record)
{
    size_t i;

    for (i = 0; i < mapping->modified.count; i++) {
        const char *text = record->values[mapping->modified_columns[i]].text;

        if (text != NULL && (record->modified == NULL || strcmp(text, record->modified) > 0))
            record->modified = text;
    }
}

static int ask_checks(struct evaluation *evaluation, struct record *record, struct error *err)
{
    const struct rule_facts facts = {evaluation->plain, record->children};

    return checks_ask(evaluation->mapping, &facts, &evaluation->drifts, record, err);
}

/* Reads the fields that are left: those that need another's date after all others. */
static int evaluate_fields(struct evaluation *evaluation, const struct field *fields,
                           const struct row *row, struct error *err)
{
    const struct mapping *mapping = evaluation->mapping;
    size_t i, late = 0;

    for (i = 0; i < mapping->field_count; i++) {
        late += fields[i].on != NULL;
        if (fields[i].on == NULL && !fields[i].decides && field_is_read(&fields[i]) &&
            evaluate_field(evaluation, fields, i, row, err) != 0)
            return -1;
    }
    for (i = 0; i < mapping->field_count && late > 0; i++)
        if (fields[i].on != NULL && field_is_read(&fields[i]) &&
            evaluate_field(evaluation, fields, i, row, err) != 0)
            return -1;
    return 0;
}

static bool version_fits(const struct version *version, const char *text)
{
    size_t i;

    if (version->equals.count == 0)
        return (version->from == NULL || strcmp(text, version->from) >= 0) &&
               (version->until == NULL || strcmp(text, version->until) < 0);
    for (i = 0; i < version->equals.count; i++)
        if (strcmp(version->equals.items[i], text) == 0)
            return true;
    return false;
}

/* The fields of the version that the record is of; NULL after refusing it. */
static const struct field *find_fields(struct evaluation *evaluation, const struct row *row,
                                       struct error *err)
{
    const struct versions *versions = &evaluation->mapping->versions;
    const struct version *items = versions->items.items;
    struct value value;
    size_t i;

    if (versions->choose.path == NULL)
        return evaluation->mapping->fields;
    if (row_read(row, evaluation, &versions->choose, &value, err) != 0)
        return NULL;
    for (i = 0; value.text != NULL && i < versions->items.count; i++)
        if (version_fits(&items[i], value.text))
            return items[i].fields.items;
    *row->refusal = (struct refusal){versions->choose.path_text, NULL, "version"};
    if (value.text != NULL && versions->choose.privacy != PRIVACY_KEEP)
        error_set(err, ERROR_RECORD, "%s: the value is of no version that the mapping knows",
                  versions->choose.path_text);
    else if ((row->refusal->value = value.text) != NULL)
        error_set(err, ERROR_RECORD, "%s: '%s' is of no version that the mapping knows",
                  versions->choose.path_text, value.text);
    else
        error_set(err, ERROR_RECORD, "%s: a value is required, which says the version",
                  versions->choose.path_text);
    return NULL;
}

/* The key of a record that is refused, as far as it may be told.  What is wrong with it otherwise
 * was said already. */
static const char *read_key(struct evaluation *evaluation, const struct field *fields,
                            const struct row *row)
{
    const struct mapping *mapping = evaluation->mapping;
    const char *text = NULL;
    size_t i;

    evaluation->child = NULL;
    for (i = 0; i < mapping->field_count; i++) {
        const struct field *field = &fields[i];
        struct refusal refusal = {0};
        const struct row again = {row->node, row->chains, row->values, &refusal};
        struct value value;
        struct error err;

        if (!field->is_key)
            continue;
        if (field->privacy != PRIVACY_KEEP || field_personal(field) != NULL ||
            row_read(&again, evaluation, field, &value, &err) != 0 || value.text == NULL)
            return NULL;
        text =
            text == NULL ? value.text : arena_print(evaluation->arena, "%s %s", text, value.text);
    }
    return text;
}

static int evaluate_wanted(struct evaluation *evaluation, const struct field *fields,
                           const struct row *row, struct record *record, struct error *err)
{
    if (evaluate_fields(evaluation, fields, row, err) != 0 ||
        children_evaluate(evaluation, row->node, record, err) != 0)
        return -1;
    find_modified(evaluation->mapping, record);
    return check_modified(evaluation, record, err) == 0 ? ask_checks(evaluation, record, err) : -1;
}

int record_evaluate(struct evaluation *evaluation, const struct tree_node *node,
                    struct record *record, struct error *err)
{
    const struct mapping *mapping = evaluation->mapping;
    const struct row row = {
        node,
        evaluation->chains,
        arena_array(evaluation->arena, mapping->schema.column_count, sizeof *record->values),
        &record->refusal,
    };
    const struct field *fields;
    bool is_wanted;

    evaluation->child = NULL;
    record->values = row.values;
    fields = find_fields(evaluation, &row, err);
    if (fields == NULL || evaluate_conditions(evaluation, fields, &row, &is_wanted, err) != 0)
        return -1;
    record->is_filtered = !is_wanted;
    if (record->is_filtered)
        return 0;
    if (evaluate_wanted(evaluation, fields, &row, record, err) == 0)
        return 0;
    record->key = read_key(evaluation, fields, &row);
    return -1;
}
