/*
 * The evaluation of records, field by field.
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
#include "transforms/codes.h"
#include "transforms/mapping_inside.h"
#include "transforms/privacy.h"

/* How much of a wrong value is shown. */
enum { SHOWN_SIZE = 120 };

/* One field of one record being read. */
struct reading {
    struct evaluation *evaluation;
    const struct field *field;
    const struct tree_node *record;
    const char *date;   /* on which codes must be valid; NULL: any */
    struct value wrong; /* with a fault: the text at fault, when there is one */
    struct fault fault;
    bool is_present; /* at least one element was found, if an empty one */
    bool is_frozen;  /* the fault is one for the whole batch */
};

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

static int fault_set(struct reading *reading, struct value wrong, const char *rule, const char *why)
{
    reading->wrong = wrong;
    reading->fault.rule = rule;
    reading->fault.why = why;
    return -1;
}

/* Takes the first group of the field's expression; false when it does not match. */
static bool match(const struct reading *reading, struct value *text)
{
    const struct field *field = reading->field;
    regmatch_t groups[2];

    if (field->match == NULL)
        return true;
    text->text = arena_copy(reading->evaluation->arena, text->text, text->size);
    if (regexec(&reading->evaluation->patterns[field->pattern], text->text, 2, groups, 0) != 0 ||
        groups[1].rm_so < 0)
        return false;
    text->text += groups[1].rm_so;
    *text = text_trim(text->text, (size_t)(groups[1].rm_eo - groups[1].rm_so));
    return text->size > 0;
}

/* Counts a drift of the field; a fault where the contract does not load such records. */
static int drift_set(struct reading *reading, enum drift_kind kind, int mode,
                     const struct value *value, const char *why)
{
    const struct field *field = reading->field;
    const struct value none = {NULL, 0};

    drift_count(&reading->evaluation->drifts, kind, field->name,
                field->privacy == PRIVACY_KEEP ? value : &none);
    if (mode == CONTRACT_EVOLVE)
        return 0;
    reading->is_frozen = mode == CONTRACT_FREEZE;
    return fault_set(reading, *value, drift_names[kind], why);
}

/* Counts a code that is in no list, or not on that day: 0 when it is let pass, -1. */
static int drift_code(struct reading *reading, const struct code_list *codes,
                      const struct value *value)
{
    struct evaluation *evaluation = reading->evaluation;
    bool is_known = code_find(codes, value->text, value->size) != NULL;
    struct value code = {arena_copy(evaluation->arena, value->text, value->size), value->size};

    return drift_set(
        reading, DRIFT_CODE, evaluation->mapping->contract.unknown_codes, &code,
        is_known ? arena_print(evaluation->arena, "is not in the code list %s on %s", codes->key,
                               reading->date)
                 : arena_print(evaluation->arena, "is not in the code list %s", codes->key));
}

static int check_code(struct reading *reading, const struct value *value)
{
    const struct code_list *codes = reading->field->form.codes;

    if (codes == NULL || code_find_on(codes, value->text, value->size, reading->date) != NULL)
        return 0;
    return drift_code(reading, codes, value);
}

/* Puts what the list says of a code in its place: 1, 0 when it says nothing, -1. */
static int look_up(struct reading *reading, struct value *text)
{
    const struct lookup *lookup = &reading->field->lookup;
    const struct code *code;

    if (lookup->list == NULL)
        return 1;
    code = code_find_on(lookup->list, text->text, text->size, reading->date);
    if (code == NULL)
        return drift_code(reading, lookup->list, text);
    text->text = code_attribute(code, lookup->attribute);
    text->size = text->text != NULL ? strlen(text->text) : 0;
    return text->size > 0;
}

static void found_push(struct evaluation *evaluation, const struct value *value)
{
    if (evaluation->count == evaluation->capacity) {
        evaluation->capacity = evaluation->capacity == 0 ? 16 : evaluation->capacity * 2;
        evaluation->found =
            realloc(evaluation->found, evaluation->capacity * sizeof *evaluation->found);
        if (evaluation->found == NULL)
            error_out_of_memory();
    }
    evaluation->found[evaluation->count++] = *value;
}

/* Reads one clean text and adds its value, when it has one, to those found: 0 or -1. */
static int read_text(struct reading *reading, struct value text)
{
    struct evaluation *evaluation = reading->evaluation;
    struct value value;
    int got;

    if (!match(reading, &text))
        return 0;
    got = look_up(reading, &text);
    if (got <= 0)
        return got;
    got = value_convert(&reading->field->form, text, evaluation->arena, &value, &reading->fault);
    if (got < 0)
        reading->wrong = text;
    if (got <= 0 || check_code(reading, &value) != 0)
        return got == 0 ? 0 : -1;
    found_push(evaluation, &value);
    if (evaluation->count > 1 && reading->field->take == TAKE_ONE)
        return fault_set(reading, value, "repeated",
                         "is a second value; hint: 'take' says what to do with several");
    return 0;
}

/* The part of the text before the separator; the text becomes what is behind it. */
static struct value cut_part(struct value *text, const char *separator)
{
    const size_t length = strlen(separator);
    const char *start = text->text;
    size_t size = 0;

    while (size + length <= text->size && memcmp(start + size, separator, length) != 0)
        size++;
    if (size + length > text->size) {
        size = text->size;
        text->size = 0;
    } else {
        text->text += size + length;
        text->size -= size + length;
    }
    return text_trim(start, size);
}

static int read_parts(struct reading *reading, struct value text)
{
    while (text.size > 0) {
        struct value part = cut_part(&text, reading->field->split);

        if (part.size > 0 && read_text(reading, part) != 0)
            return -1;
    }
    return 0;
}

static int read_node(struct reading *reading, const struct tree_node *node)
{
    struct value text = {node->text, node->size};
    int got = text_read(node->text, node->size, reading->evaluation->arena, &text, &reading->fault);

    if (got < 0)
        reading->wrong = text;
    if (got <= 0)
        return got;
    return reading->field->split != NULL ? read_parts(reading, text) : read_text(reading, text);
}

/* Reads all nodes that were found: 0 or -1. */
static int read_nodes(struct reading *reading)
{
    struct evaluation *evaluation = reading->evaluation;
    size_t i;

    evaluation->count = 0;
    for (i = 0; i < evaluation->nodes.count; i++)
        if (read_node(reading, evaluation->nodes.items[i]) != 0)
            return -1;
    return 0;
}

/* How many parts of a text are not empty. */
static long count_parts(struct value text, const char *split)
{
    long count = 0;

    while (text.size > 0)
        count += cut_part(&text, split).size > 0;
    return count;
}

static long count_nodes(const struct node_list *nodes, const char *split)
{
    long count = 0;
    size_t i;

    for (i = 0; i < nodes->count; i++) {
        const struct tree_node *node = nodes->items[i];

        if (split == NULL)
            count += node->has_content;
        else
            count += count_parts((struct value){node->text, node->size}, split);
    }
    return count;
}

/* Counts elements of the first branch that has some; nothing counts as 0. */
static int take_count(struct reading *reading, struct value *value)
{
    const struct path *path = reading->field->path;
    long count = 0;
    size_t i;

    for (i = 0; i < path->count && count == 0; i++) {
        nodes_find(reading->record, &path->branches[i], &reading->evaluation->nodes);
        count = count_nodes(&reading->evaluation->nodes, reading->field->split);
    }
    value->text = arena_print(reading->evaluation->arena, "%ld", count);
    value->size = strlen(value->text);
    return 1;
}

/* The value as the document has it: 1, 0, -1. */
static int read_field(struct reading *reading, struct value *value)
{
    struct evaluation *evaluation = reading->evaluation;
    const struct field *field = reading->field;
    const struct fold fold = {(enum take)field->take, &field->form, field->separator};
    size_t i;

    if (field->path == NULL)
        return 0;
    if (field->take == TAKE_COUNT)
        return take_count(reading, value);
    evaluation->count = 0;
    for (i = 0; i < field->path->count && evaluation->count == 0; i++) {
        nodes_find(reading->record, &field->path->branches[i], &evaluation->nodes);
        reading->is_present = reading->is_present || evaluation->nodes.count > 0;
        if (read_nodes(reading) != 0)
            return -1;
    }
    return values_take(&fold, evaluation->found, evaluation->count, evaluation->arena, value,
                       &reading->fault);
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

/* What becomes of a field without a value: 0 or -1. */
static int take_nothing(struct reading *reading, struct value *value)
{
    const struct field *field = reading->field;
    const struct contract *contract = &reading->evaluation->mapping->contract;
    const struct value none = {NULL, 0};

    *value = field->default_value;
    if (value->text == NULL && (field->is_required || field->is_key))
        return fault_set(reading, *value, "required", "a value is required");
    if (reading->is_present || !field->is_watched || contract->missing_fields == CONTRACT_IGNORE)
        return 0;
    return drift_set(reading, DRIFT_MISSING, contract->missing_fields, &none,
                     "the element is missing, which the contract does not allow");
}

/* Reads one field into its column, from the document to what is kept of it. */
static int evaluate_field(struct evaluation *evaluation, const struct field *field,
                          const struct tree_node *node, struct record *record, struct error *err)
{
    struct reading reading = {.evaluation = evaluation, .field = field, .record = node};
    struct value dropped;
    struct value *value = field->column == NO_COLUMN ? &dropped : &record->values[field->column];
    int got;

    if (field->on != NULL)
        reading.date = record->values[field->on->column].text;
    got = read_field(&reading, value);
    if (got == 1 && bounds_check(&field->bounds, &field->form, evaluation->patterns, value,
                                 &reading.fault) != 0)
        got = fault_set(&reading, *value, reading.fault.rule, reading.fault.why);
    if (got == 0)
        got = take_nothing(&reading, value);
    if (got < 0)
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
