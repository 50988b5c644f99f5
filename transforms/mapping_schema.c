/*
 * A mapping told as a JSON Schema, for those who receive its records: what is promised of them.
 *
 * Promises what record_format_json and evaluation keep, and nothing that a later document could
 * break: expressions of bounds stay out, since POSIX and JSON Schema read them differently.
 */
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/json.h"
#include "transforms/codes.h"
#include "transforms/mapping.h"
#include "transforms/mapping_inside.h"

#define YEAR "[0-9]{4}"
#define MONTH YEAR "-(0[1-9]|1[0-2])"
#define DAY MONTH "-(0[1-9]|[12][0-9]|3[01])"
#define MOMENT DAY "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{6})?"

enum precision { TO_YEAR, TO_MONTH, TO_DAY, TO_MOMENT, PRECISION_COUNT };

static void set_titles(struct json *object, const char *vi, const char *en, const char *basis)
{
    if (vi[0] != '\0')
        json_set_text(object, "title", vi);
    if (en[0] != '\0')
        json_set_text(object, "description", en);
    if (basis != NULL && basis[0] != '\0')
        json_set_text(object, "$comment", basis);
}

static void set_type(struct json *object, const char *name, bool may_be_null)
{
    struct json *names;

    if (!may_be_null) {
        json_set_text(object, "type", name);
        return;
    }
    names = json_new_array();
    json_append_text(names, name);
    json_append_text(names, "null");
    json_set(object, "type", names);
}

/* How far a form of dates tells. */
static enum precision precision_of(const char *form, bool has_time)
{
    if (has_time && strstr(form, "HH") != NULL)
        return TO_MOMENT;
    if (strstr(form, "dd") != NULL)
        return TO_DAY;
    return strstr(form, "MM") != NULL ? TO_MONTH : TO_YEAR;
}

/* How far a canonical value tells, by its length. */
static enum precision precision_of_value(const struct value *value)
{
    if (value->size <= strlen("2022"))
        return TO_YEAR;
    if (value->size <= strlen("2022-04"))
        return TO_MONTH;
    return value->size <= strlen("2022-04-01") ? TO_DAY : TO_MOMENT;
}

static void note_forms(const struct date_rules *rules, bool noted[PRECISION_COUNT])
{
    int lower;
    size_t i;

    for (i = 0; i < rules->form_count; i++) {
        enum precision precision = precision_of(rules->forms[i], rules->has_time);

        noted[precision] = true;
        for (lower = TO_YEAR; rules->allow_zeros && lower < (int)precision; lower++)
            noted[lower] = true;
    }
}

static void note_precisions(const struct field *field, bool noted[PRECISION_COUNT])
{
    note_forms(&field->form.dates, noted);
    if (field->precision.path != NULL)
        note_forms(&field->loose_form.dates, noted);
    if (field->default_value.text != NULL)
        noted[precision_of_value(&field->default_value)] = true;
}

static void set_date_pattern(struct json *object, const struct field *field)
{
    static const char *const patterns[PRECISION_COUNT] = {YEAR, MONTH, DAY, MOMENT};
    bool noted[PRECISION_COUNT] = {false};
    struct buffer pattern = {0};
    size_t i;

    note_precisions(field, noted);
    for (i = 0; i < PRECISION_COUNT; i++)
        if (noted[i])
            buffer_print(&pattern, "%s%s", pattern.size == 0 ? "^(" : "|", patterns[i]);
    buffer_text(&pattern, ")$");
    json_set_text(object, "pattern", buffer_string(&pattern));
    buffer_free(&pattern);
}

/* Only codes of the list come through where the contract refuses all others.  A code may stand
 * there several times, once for each period. */
static void set_codes(struct json *object, const struct field *field, bool may_be_null)
{
    const struct code_list *list = field->form.codes;
    struct json *codes = json_new_array();
    size_t i;

    for (i = 0; i < list->count; i++)
        if (i == 0 || strcmp(list->sorted[i]->code, list->sorted[i - 1]->code) != 0)
            json_append_text(codes, list->sorted[i]->code);
    if (may_be_null)
        json_append_text(codes, NULL);
    json_set(object, "enum", codes);
}

/* Least and most where they are whole numbers, which JSON has exactly. */
static void set_range(struct json *object, const struct field *field)
{
    if (field->bounds.least.text != NULL)
        json_set_number(object, "minimum", strtoll(field->bounds.least.text, NULL, 10));
    if (field->bounds.most.text != NULL)
        json_set_number(object, "maximum", strtoll(field->bounds.most.text, NULL, 10));
}

/* What is true of values that were not hidden. */
static void set_value_rules(struct json *object, const struct mapping *mapping,
                            const struct field *field, const struct column *column)
{
    bool is_closed = mapping->contract.unknown_codes != CONTRACT_EVOLVE;

    if (column->type == TYPE_DATE || column->type == TYPE_DATETIME)
        set_date_pattern(object, field);
    else if (column->type == TYPE_CODE && is_closed && field->take != TAKE_JOIN)
        set_codes(object, field, !column->is_required);
    else if (column->type == TYPE_INTEGER || (column->type == TYPE_DECIMAL && column->scale == 0))
        set_range(object, field);
    if (field->bounds.longest != 0)
        json_set_number(object, "maxLength", field->bounds.longest);
}

static const char *json_type(const struct column *column)
{
    switch (column->type) {
    case TYPE_INTEGER:
        return "integer";
    case TYPE_DECIMAL:
        return column->scale == 0 ? "integer" : "number";
    case TYPE_BOOLEAN:
        return "boolean";
    default:
        return "string";
    }
}

/* Whether some version of the records writes the field otherwise; children have no versions. */
static bool has_versions(const struct mapping *mapping, const struct field *field)
{
    const struct version *versions = mapping->versions.items.items;
    size_t i;

    if (field_find(mapping, field->name) != field)
        return false;
    for (i = 0; i < mapping->versions.items.count; i++)
        if (field_set_find(&versions[i].own, field->name) != NULL)
            return true;
    return false;
}

/* Of a field that versions write otherwise no more is promised than its type. */
static struct json *describe_field(const struct mapping *mapping, const struct field *field,
                                   const struct column *column)
{
    bool is_versioned = has_versions(mapping, field);
    bool may_be_null = !column->is_required || is_versioned;
    struct json *object = json_new_object();

    set_titles(object, column->title_vi, column->title_en, field->basis);
    set_type(object, json_type(column), may_be_null);
    if (field->privacy == PRIVACY_KEEP && !is_versioned)
        set_value_rules(object, mapping, field, column);
    else if (field->privacy == PRIVACY_HASH)
        json_set_text(object, "pattern", "^[^:]+:[0-9a-f]{64}$");
    return object;
}

/* Every member is always there, so all are required and there are no others. */
static void set_members(struct json *object, struct json *properties, struct json *names)
{
    json_set_text(object, "type", "object");
    json_set(object, "properties", properties);
    json_set(object, "required", names);
    json_set_flag(object, "additionalProperties", false);
}

static void add_fields(struct json *properties, struct json *names, const struct mapping *mapping,
                       const struct field_set *set, const struct schema *schema)
{
    size_t i;

    for (i = 0; i < set->count; i++) {
        const struct field *field = &set->items[i];

        if (field->column == NO_COLUMN)
            continue;
        json_set(properties, field->name,
                 describe_field(mapping, field, &schema->columns[field->column]));
        json_append_text(names, field->name);
    }
}

/* An array whatever the number of children: none, one or many. */
static struct json *describe_child(const struct mapping *mapping, const struct child *child,
                                   const struct schema *schema)
{
    struct json *array = json_new_object(), *row = json_new_object();
    struct json *properties = json_new_object(), *names = json_new_array();

    set_titles(array, schema->title_vi, schema->title_en, child->basis);
    json_set_text(array, "type", "array");
    add_fields(properties, names, mapping, &child->fields, schema);
    set_members(row, properties, names);
    json_set(array, "items", row);
    return array;
}

static void add_children(struct json *properties, struct json *names, const struct mapping *mapping)
{
    size_t i;

    for (i = 0; i < mapping->child_count; i++) {
        const struct child *child = &mapping->children[i];

        json_set(properties, child->name,
                 describe_child(mapping, child, &mapping->schema.children[i]));
        json_append_text(names, child->name);
    }
}

void mapping_format_schema(const struct mapping *mapping, struct buffer *text)
{
    const struct field_set fields = mapping_fields(mapping);
    struct json *object = json_new_object(), *properties = json_new_object();
    struct json *names = json_new_array();

    json_set_text(object, "$schema", "https://json-schema.org/draft/2020-12/schema");
    set_titles(object, mapping->title.vi, mapping->title.en, mapping->basis);
    add_fields(properties, names, mapping, &fields, &mapping->schema);
    add_children(properties, names, mapping);
    set_members(object, properties, names);
    json_format(object, true, text);
    buffer_byte(text, '\n');
    json_free(object);
}
