/* The reading of one field, from the nodes of a row to its value. */
#include "transforms/reading.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "transforms/codes.h"
#include "transforms/evaluate.h"
#include "transforms/mapping_inside.h"
#include "transforms/pattern.h"

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
    if (!pattern_matches(&reading->evaluation->patterns[field->pattern], text->text, groups, 2) ||
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
    struct evaluation *evaluation = reading->evaluation;
    const struct field *field = reading->field;
    const char *name = field->name;

    if (evaluation->child != NULL)
        name = arena_print(evaluation->arena, "%s.%s", evaluation->child, name);
    drift_count(&evaluation->drifts, kind, name, field->privacy == PRIVACY_KEEP ? value : NULL);
    if (mode == CONTRACT_EVOLVE)
        return 0;
    reading->is_frozen = mode == CONTRACT_FREEZE;
    return fault_set(reading, *value, drift_names[kind], why);
}

/* Why a code is not taken as it stands: it is in no list, not on that day, or it is not known for
 * which of several days. */
static const char *why_not(const struct reading *reading, const struct code_list *codes,
                           const struct value *value)
{
    struct arena *arena = reading->evaluation->arena;

    if (code_find(codes, value->text, value->size) == NULL)
        return arena_print(arena, "is not in the code list %s", codes->key);
    if (code_find_on(codes, value->text, value->size, reading->date) == NULL)
        return arena_print(arena, "is not in the code list %s on %s", codes->key, reading->date);
    return arena_print(arena, "has several meanings in the code list %s, and %s", codes->key,
                       reading->date != NULL
                           ? arena_print(arena, "%s fits more than one", reading->date)
                           : "no day is given");
}

/* Counts such a code: 0 when it is let pass, -1. */
static int drift_code(struct reading *reading, const struct code_list *codes,
                      const struct value *value)
{
    struct evaluation *evaluation = reading->evaluation;
    struct value code = {arena_copy(evaluation->arena, value->text, value->size), value->size};

    return drift_set(reading, DRIFT_CODE, evaluation->mapping->contract.unknown_codes, &code,
                     why_not(reading, codes, value));
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
    code = code_look_up(lookup->list, text->text, text->size, reading->date, lookup->attribute);
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
    got = value_convert(reading->form, text, evaluation->arena, &value, &reading->fault);
    if (got < 0)
        reading->wrong = text;
    if (got <= 0 || check_code(reading, &value) != 0)
        return got == 0 ? 0 : -1;
    if (reading->precision != NULL)
        precision_cut(reading->precision, &value, evaluation->arena);
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

static void write_count(long count, struct arena *arena, struct value *value)
{
    char text[24];
    char *start = text + sizeof text;

    do {
        *--start = (char)('0' + count % 10);
        count /= 10;
    } while (count > 0);
    value->size = (size_t)(text + sizeof text - start);
    value->text = arena_copy(arena, start, value->size);
}

/* Counts elements of the first branch that has some; nothing counts as 0. */
static int take_count(struct reading *reading, struct value *value)
{
    const struct path *path = reading->field->path;
    long count = 0;
    size_t i;

    for (i = 0; i < path->count && count == 0; i++) {
        nodes_find(reading->node, reading->chains, &path->branches[i], &reading->evaluation->nodes);
        count = count_nodes(&reading->evaluation->nodes, reading->field->split);
    }
    write_count(count, reading->evaluation->arena, value);
    return 1;
}

/* Finds how precise the date is, where another field tells: 0 or -1. */
static int find_precision(struct reading *reading)
{
    struct evaluation *evaluation = reading->evaluation;
    const struct precision_flag *precision = &reading->field->precision;
    struct value flag = {NULL, 0};
    size_t i;

    reading->form = &reading->field->form;
    for (i = 0; precision->path != NULL && i < precision->path->count && flag.size == 0; i++) {
        nodes_find(reading->node, reading->chains, &precision->path->branches[i],
                   &evaluation->nodes);
        if (evaluation->nodes.count > 0)
            flag = text_trim(evaluation->nodes.items[0]->text, evaluation->nodes.items[0]->size);
    }
    if (flag.size == 0)
        return 0;
    reading->precision = precision_find(precision, &flag);
    if (reading->precision == NULL)
        return fault_set(reading, flag, "date", "is no precision that the mapping knows");
    if (!precision_is_day(reading->precision))
        reading->form = &reading->field->loose_form;
    return 0;
}

/* The value as the document has it: 1, 0, -1. */
static int read_found(struct reading *reading, struct value *value)
{
    struct evaluation *evaluation = reading->evaluation;
    const struct field *field = reading->field;
    const struct fold fold = {(enum take)field->take, &field->form, field->separator};
    size_t i;

    if (field->path == NULL)
        return 0;
    if (field->take == TAKE_COUNT)
        return take_count(reading, value);
    if (find_precision(reading) != 0)
        return -1;
    evaluation->count = 0;
    for (i = 0; i < field->path->count && evaluation->count == 0; i++) {
        nodes_find(reading->node, reading->chains, &field->path->branches[i], &evaluation->nodes);
        reading->is_present = reading->is_present || evaluation->nodes.count > 0;
        if (read_nodes(reading) != 0)
            return -1;
    }
    return values_take(&fold, evaluation->found, evaluation->count, evaluation->arena, value,
                       &reading->fault);
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

static int check_bounds(struct reading *reading, const struct value *value)
{
    const struct field *field = reading->field;
    const struct bounds *bounds = &field->bounds;
    const regex_t *pattern =
        bounds->expression != NULL ? &reading->evaluation->patterns[bounds->pattern] : NULL;

    if (bounds_check(bounds, &field->form, pattern, value, &reading->fault) == 0)
        return 0;
    reading->wrong = *value;
    return -1;
}

int field_read(struct reading *reading, struct value *value)
{
    int got = read_found(reading, value);

    if (got == 0)
        return take_nothing(reading, value);
    return got == 1 ? check_bounds(reading, value) : -1;
}

bool field_read_quickly(struct evaluation *evaluation, const struct field *field,
                        const struct tree_node *node, struct value *value)
{
    const struct code_list *codes = field->form.codes;
    struct arena *arena = evaluation->arena;
    struct value text;
    struct fault fault;

    return text_read(node->text, node->size, arena, &text, &fault) == 1 &&
           value_convert(&field->form, text, arena, value, &fault) == 1 &&
           (codes == NULL || code_find(codes, value->text, value->size) != NULL);
}
