/* Columns that meet by name, and their values made fit to be shown. */
#include "batch/comparing.h"

#include <string.h>

#include "batch/inputs.h"
#include "core/arena.h"
#include "transforms/forms.h"
#include "transforms/personal.h"

enum { SHOWN_BYTES_MOST = 60 };

static struct pair *find_pair(struct comparing *comparing, const char *name)
{
    size_t i;

    for (i = 0; i < comparing->pair_count; i++)
        if (strcmp(comparing->pairs[i].name, name) == 0)
            return &comparing->pairs[i];
    comparing->pairs[comparing->pair_count].name = name;
    return &comparing->pairs[comparing->pair_count++];
}

static const char *tell_type(const struct comparing *comparing, const struct column *column)
{
    if (column->type != TYPE_DECIMAL)
        return type_names[column->type];
    return arena_print(comparing->arena, "decimal (scale %d)", column->scale);
}

static void add_side(struct comparing *comparing, int side)
{
    const struct mapping *mapping = comparing->sides[side].mapping;
    const struct schema *schema = mapping_schema(mapping);
    size_t i;

    for (i = 0; i < schema->column_count; i++) {
        struct pair *pair = find_pair(comparing, schema->columns[i].name);

        pair->types[side] = tell_type(comparing, &schema->columns[i]);
        pair->places[side] = i;
        pair->is_boolean[side] = schema->columns[i].type == TYPE_BOOLEAN;
    }
    for (i = 0; i < schema->child_count; i++) {
        struct pair *pair = find_pair(comparing, schema->children[i].member);

        pair->types[side] = "children";
        pair->places[side] = schema->column_count + 2 * i + 1;
        pair->is_children = true;
    }
    comparing->places[side] = schema->column_count + 2 * schema->child_count;
    comparing->values[side] =
        arena_array(comparing->arena, comparing->places[side], sizeof(struct value));
}

/* What either mapping hides is hidden on both sides, also where one of them has no such column. */
static void hide_pairs(struct comparing *comparing)
{
    size_t i;

    for (i = 0; i < comparing->pair_count; i++) {
        struct pair *pair = &comparing->pairs[i];

        pair->is_hidden = mapping_hides(comparing->sides[0].mapping, pair->name) ||
                          mapping_hides(comparing->sides[1].mapping, pair->name);
    }
}

void comparing_start(struct comparing *comparing)
{
    size_t count = 0;
    int side;

    for (side = 0; side < 2; side++) {
        const struct schema *schema = mapping_schema(comparing->sides[side].mapping);

        count += schema->column_count + schema->child_count;
    }
    comparing->pairs = arena_array(comparing->arena, count, sizeof *comparing->pairs);
    for (side = 0; side < 2; side++)
        add_side(comparing, side);
    hide_pairs(comparing);
}

/* What was hashed under the key of this run tells nothing of a person. */
static bool is_hashed(const struct value *value)
{
    static const char start[] = RANDOM_KEY_ID ":";

    return value->size >= sizeof start && memcmp(value->text, start, sizeof start - 1) == 0;
}

static const char *tell_key_value(const struct comparing *comparing, int side, const char *column,
                                  const struct value *value)
{
    char mask[MASK_SIZE_MOST + 1];

    if (is_hashed(value) || (!mapping_hides(comparing->sides[side].mapping, column) &&
                             personal_value(value->text, value->size) == NULL))
        return arena_copy(comparing->arena, value->text, value->size);
    form_mask(value->text, value->size, mask);
    return arena_text(comparing->arena, mask);
}

const char *comparing_tell_key(const struct comparing *comparing, int side, const char *name)
{
    const struct schema *schema = mapping_schema(comparing->sides[side].mapping);
    const char *text = "";
    size_t i;

    for (i = 0; i < schema->column_count; i++) {
        struct value value;

        if (!schema->columns[i].is_key)
            continue;
        value = side_next(&name);
        text = arena_print(comparing->arena, "%s%s%s", text, *text != '\0' ? " " : "",
                           tell_key_value(comparing, side, schema->columns[i].name, &value));
    }
    return text;
}

const char *pair_tell(const struct comparing *comparing, const struct pair *pair, int side)
{
    const struct value *value;

    if (pair->types[side] == NULL)
        return NULL;
    value = &comparing->values[side][pair->places[side]];
    if (value->text == NULL)
        return NULL;
    if (pair->is_children)
        return arena_print(comparing->arena, "%.*s of them", (int)value[-1].size, value[-1].text);
    if (pair->is_hidden || personal_value(value->text, value->size) != NULL)
        return "(hidden)";
    if (pair->is_boolean[side])
        return value->text[0] == '1' ? "true" : "false";
    return arena_print(comparing->arena, "%.*s%s",
                       value->size > SHOWN_BYTES_MOST ? SHOWN_BYTES_MOST : (int)value->size,
                       value->text, value->size > SHOWN_BYTES_MOST ? "..." : "");
}

struct value pair_value(const struct comparing *comparing, const struct pair *pair, int side)
{
    struct value none = {NULL, 0};

    return pair->types[side] != NULL ? comparing->values[side][pair->places[side]] : none;
}

void comparing_read(struct comparing *comparing, int side, const char *content)
{
    size_t i;

    for (i = 0; i < comparing->places[side]; i++)
        comparing->values[side][i] = side_next(&content);
}
