/* Fields of a row: read, refused with their place, and hidden. */
#include "transforms/row.h"

#include "core/arena.h"
#include "core/error.h"
#include "core/utf8.h"
#include "transforms/evaluate.h"
#include "transforms/mapping_inside.h"
#include "transforms/privacy.h"
#include "transforms/reading.h"
#include "transforms/tree.h"

/* How much of a wrong value is shown. */
enum { SHOWN_SIZE = 120 };

/* Fills the refusal and the message.  Whose value is private is not shown. */
static int refuse(const struct row *row, const struct reading *reading, struct error *err)
{
    const struct field *field = reading->field;
    struct refusal *refusal = row->refusal;
    struct value wrong = reading->wrong;
    enum error_kind kind = reading->is_frozen ? ERROR_DATA : ERROR_RECORD;

    refusal->field = field->name;
    refusal->rule = reading->fault.rule;
    refusal->value = NULL;
    if (wrong.text == NULL)
        return error_set(err, kind, "%s: %s", field->name, reading->fault.why);
    if (field->privacy != PRIVACY_KEEP)
        return error_set(err, kind, "%s: the value %s", field->name, reading->fault.why);
    wrong.size = utf8_cut(wrong.text, wrong.size, SHOWN_SIZE);
    refusal->value = arena_copy(reading->evaluation->arena, wrong.text, wrong.size);
    if (!utf8_is_valid(wrong.text, wrong.size))
        return error_set(err, kind, "%s: the value %s", field->name, reading->fault.why);
    return error_set(err, kind, "%s: '%s' %s", field->name, refusal->value, reading->fault.why);
}

/* Most fields of most records are one element, which needs none of what others do. */
static bool read_quickly(const struct row *row, struct evaluation *evaluation,
                         const struct field *field, struct value *value)
{
    const struct tree_node *node;

    if (field->place == 0 || row->chains == NULL)
        return false;
    node = row->chains[field->place].first;
    return node != NULL && node->same == NULL && field_read_quickly(evaluation, field, node, value);
}

static int read_fully(const struct row *row, struct evaluation *evaluation,
                      const struct field *field, struct value *value, struct error *err)
{
    struct reading reading = {
        .evaluation = evaluation,
        .field = field,
        .node = row->node,
        .chains = row->chains,
    };

    if (field->on != NULL)
        reading.date = row->values[field->on->column].text;
    return field_read(&reading, value) == 0 ? 0 : refuse(row, &reading, err);
}

int row_read(const struct row *row, struct evaluation *evaluation, const struct field *field,
             struct value *value, struct error *err)
{
    return read_quickly(row, evaluation, field, value)
               ? 0
               : read_fully(row, evaluation, field, value, err);
}

void field_hide(struct evaluation *evaluation, const struct field *field, struct value *value)
{
    if (value->text == NULL)
        return;
    if (field->privacy == PRIVACY_MASK)
        value_mask(value, evaluation->arena);
    else if (field->privacy == PRIVACY_HASH)
        value_hash(value, evaluation->key, evaluation->arena);
}
