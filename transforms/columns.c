/* Columns made of fields. */
#include "transforms/columns.h"

#include "core/arena.h"
#include "core/record.h"
#include "transforms/mapping_inside.h"

static struct column column_of(const struct field *field, const char *basis)
{
    bool is_hidden = field->privacy == PRIVACY_HASH || field->privacy == PRIVACY_MASK ||
                     field->type == TYPE_UNSURE;
    struct column column = {
        .name = field->name,
        .type = is_hidden ? TYPE_TEXT : (enum type)field->type,
        .scale = is_hidden ? 0 : (int)field->scale,
        .is_key = field->is_key,
        .is_required = field->is_required || field->is_key || field->default_value.text != NULL,
        .title_vi = field->title.vi,
        .title_en = field->title.en,
        .origin = field->path_text != NULL ? field->path_text : "",
        .basis = field->basis != NULL ? field->basis : basis,
    };

    return column;
}

void columns_make(struct schema *schema, struct field_set *set, const char *basis,
                  struct arena *arena)
{
    struct column *columns = arena_array(arena, set->count, sizeof *columns);
    size_t i;

    schema->columns = columns;
    schema->column_count = 0;
    for (i = 0; i < set->count; i++) {
        struct field *field = &set->items[i];

        field->column = NO_COLUMN;
        if (field->privacy == PRIVACY_DROP || field->name == NULL)
            continue;
        field->column = schema->column_count++;
        columns[field->column] = column_of(field, basis);
    }
}
