/*
 * The evaluation of records, field by field; reading.c reads one.
 *
 * The value of a personal field never goes into a message or refusal, not even a wrong one.
 */
#include "transforms/evaluate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/utf8.h"
#include "transforms/checks.h"
#include "transforms/mapping_inside.h"
#include "transforms/privacy.h"
#include "transforms/reading.h"

/* How much of a wrong value is shown. */
enum { SHOWN_SIZE = 120 };

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

int evaluation_start(struct evaluation *evaluation, struct arena *run, struct error *err)
{
    const struct mapping *mapping = evaluation->mapping;
    size_t i;

    if (mapping->check_count > 0)
        evaluation->plain = arena_array(run, mapping->field_count, sizeof *evaluation->plain);
    evaluation->patterns = arena_array(run, mapping->pattern_count, sizeof *evaluation->patterns);
    for (i = 0; i < mapping->field_count; i++) {
        const struct field *field = &mapping->fields[i];
        const struct bounds *bounds = &field->bounds;

        if (compile(evaluation, field->pattern, field->match, field, err) != 0 ||
            compile(evaluation, bounds->pattern, bounds->expression, field, err) != 0)
            return -1;
    }
    return 0;
}

void evaluation_stop(struct evaluation *evaluation)
{
    size_t i;

    for (i = 0; i < evaluation->pattern_count; i++)
        regfree(&evaluation->patterns[i]);
    evaluation->pattern_count = 0;
    nodes_free(&evaluation->nodes);
    drifts_free(&evaluation->drifts);
    free(evaluation->found);
    evaluation->found = NULL;
}

/* Fills the refusal and the message.  Whose value is private is not shown. */
static int refuse(struct reading *reading, struct record *record, struct error *err)
{
    const struct field *field = reading->field;
    struct value wrong = reading->wrong;
    enum error_kind kind = reading->is_frozen ? ERROR_DATA : ERROR_RECORD;

    record->refusal.field = field->name;
    record->refusal.rule = reading->fault.rule;
    record->refusal.value = NULL;
    if (wrong.text == NULL)
        return error_set(err, kind, "%s: %s", field->name, reading->fault.why);
    if (field->privacy != PRIVACY_KEEP)
        return error_set(err, kind, "%s: the value %s", field->name, reading->fault.why);
    wrong.size = utf8_cut(wrong.text, wrong.size, SHOWN_SIZE);
    record->refusal.value = arena_copy(reading->evaluation->arena, wrong.text, wrong.size);
    if (!utf8_is_valid(wrong.text, wrong.size))
        return error_set(err, kind, "%s: the value %s", field->name, reading->fault.why);
    return error_set(err, kind, "%s: '%s' %s", field->name, record->refusal.value,
                     reading->fault.why);
}

/* Reads one field into its column, from the document to what is kept of it. */
static int evaluate_field(struct evaluation *evaluation, const struct field *field,
                          const struct tree_node *node, struct record *record, struct error *err)
{
    struct reading reading = {.evaluation = evaluation, .field = field, .record = node};
    struct value dropped;
    struct value *value = field->column == NO_COLUMN ? &dropped : &record->values[field->column];

    if (field->on != NULL)
        reading.date = record->values[field->on->column].text;
    if (field_read(&reading, value) != 0)
        return refuse(&reading, record, err);
    if (evaluation->plain != NULL)
        evaluation->plain[field - evaluation->mapping->fields] = *value;
    if (value->text == NULL)
        return 0;
    if (field->privacy == PRIVACY_MASK)
        value_mask(value, evaluation->arena);
    else if (field->privacy == PRIVACY_HASH)
        value_hash(value, evaluation->key, evaluation->arena);
    return 0;
}

static bool condition_holds(const struct condition *condition, const struct value *value)
{
    size_t i;

    for (i = 0; i < condition->equals.count; i++)
        if (strcmp(condition->equals.items[i], value->text != NULL ? value->text : "") == 0)
            return true;
    return false;
}

/* Reads the fields that decide whether the record is wanted, before any other can refuse it. */
static int evaluate_conditions(struct evaluation *evaluation, const struct tree_node *node,
                               struct record *record, bool *is_read, struct error *err)
{
    const struct mapping *mapping = evaluation->mapping;
    size_t i;

    for (i = 0; i < mapping->condition_count; i++) {
        const struct condition *condition = &mapping->conditions[i];
        const struct field *field = &mapping->fields[condition->field];

        if (!is_read[condition->field] && evaluate_field(evaluation, field, node, record, err) != 0)
            return -1;
        is_read[condition->field] = true;
        if (!condition_holds(condition, &record->values[field->column]))
            record->is_filtered = true;
    }
    return 0;
}

/* A modification time in the future would win over every later correction. */
static int check_modified(struct record *record, struct error *err)
{
    char latest[INSTANT_TEXT_SIZE];

    instant_format(record->origin->fetched_at + (int64_t)SECONDS_PER_DAY * MICROSECONDS_PER_SECOND,
                   VIETNAM_OFFSET_SECONDS, latest);
    if (record->modified == NULL || strcmp(record->modified, latest) <= 0)
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

/* Reads the fields that are not read yet: those that need another's date after all others. */
static int evaluate_fields(struct evaluation *evaluation, const struct tree_node *node,
                           struct record *record, const bool *is_read, struct error *err)
{
    const struct mapping *mapping = evaluation->mapping;
    int turn;
    size_t i;

    for (turn = 0; turn < 2; turn++)
        for (i = 0; i < mapping->field_count; i++) {
            const struct field *field = &mapping->fields[i];

            if (field_is_read(field) && !is_read[i] && (field->on != NULL) == turn &&
                evaluate_field(evaluation, field, node, record, err) != 0)
                return -1;
        }
    return 0;
}

int record_evaluate(struct evaluation *evaluation, const struct tree_node *node,
                    struct record *record, struct error *err)
{
    const struct mapping *mapping = evaluation->mapping;
    bool *is_read = arena_array(evaluation->arena, mapping->field_count, sizeof *is_read);

    record->values =
        arena_array(evaluation->arena, mapping->schema.column_count, sizeof *record->values);
    if (evaluate_conditions(evaluation, node, record, is_read, err) != 0)
        return -1;
    if (record->is_filtered)
        return 0;
    if (evaluate_fields(evaluation, node, record, is_read, err) != 0)
        return -1;
    find_modified(mapping, record);
    return check_modified(record, err) == 0 ? ask_checks(evaluation, record, err) : -1;
}
