/* Records as lines of JSON. */
#include "core/buffer.h"
#include "core/json.h"
#include "core/record.h"
#include "transforms/transform.h"

static void format_value(const struct column *column, const struct value *value,
                         struct buffer *line)
{
    if (value->text == NULL)
        buffer_text(line, "null");
    else if (column->type == TYPE_BOOLEAN)
        buffer_text(line, value->text[0] == '1' ? "true" : "false");
    else if (column->type == TYPE_INTEGER || column->type == TYPE_DECIMAL)
        buffer_append(line, value->text, value->size);
    else
        json_quote(line, value->text, value->size);
}

void record_format_json(const struct record *record, struct buffer *line)
{
    const struct schema *schema = record->schema;
    size_t i;

    buffer_byte(line, '{');
    for (i = 0; i < schema->column_count; i++) {
        buffer_text(line, i > 0 ? ",\"" : "\"");
        buffer_text(line, schema->columns[i].name);
        buffer_text(line, "\":");
        format_value(&schema->columns[i], &record->values[i], line);
    }
    buffer_byte(line, '}');
}
