/* A draft as the YAML that people go on with. */
#include <string.h>

#include "core/buffer.h"
#include "core/record.h"
#include "core/separator.h"
#include "transforms/personal.h"
#include "transforms/sketch.h"
#include "transforms/sketch_rest.h"
#include "transforms/survey.h"

/* Among fewer records, much is never the same twice by chance. */
enum { RECORDS_ENOUGH = 20 };

/* Writes a scalar: plain where YAML and the reader of ${NAME} take it as it stands. */
static void write_text(const char *text, struct buffer *yaml)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_/.-";

    if (text[strspn(text, plain)] == '\0' && text[0] != '-') {
        buffer_text(yaml, text);
        return;
    }
    buffer_byte(yaml, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            buffer_byte(yaml, '\\');
        buffer_byte(yaml, *text);
    }
    buffer_byte(yaml, '"');
}

static void write_forms(const struct form_guess *guess, struct buffer *yaml)
{
    size_t count = 0, i;

    for (i = 0; i < FORM_COUNT; i++)
        count += guess->dates[i];
    buffer_text(yaml, count > 1 ? ", form: [" : ", form: ");
    for (i = 0, count = 0; i < FORM_COUNT; i++)
        if (guess->dates[i])
            buffer_print(yaml, "%s\"%s\"", count++ > 0 ? ", " : "", date_forms[i].text);
    if (count > 1)
        buffer_byte(yaml, ']');
    if (guess->allow_zeros)
        buffer_text(yaml, ", zeros: allowed");
    if (guess->allow_sentinels)
        buffer_text(yaml, ", sentinels: allowed");
}

static bool is_key(const struct sketch *sketch, const struct sketch_field *field)
{
    size_t i;

    for (i = 0; i < sketch->key_count; i++)
        if (sketch->key[i] == field)
            return true;
    return false;
}

static void write_comment(const struct sketch_field *field, struct buffer *yaml)
{
    const char *why = field->personal != NULL ? field->personal->why : NULL;

    if (why == NULL && field->note == NULL)
        return;
    buffer_print(yaml, "  # %s%s%s", why != NULL ? why : "",
                 why != NULL && field->note != NULL ? "; " : "",
                 field->note != NULL ? field->note : "");
}

static void write_field(const struct sketch *sketch, const struct sketch_field *field,
                        const char *indent, struct buffer *yaml)
{
    buffer_print(yaml, "%s%s{name: %s, path: ", indent, field->is_left_out ? "# - " : "- ",
                 field->name);
    write_text(field->path, yaml);
    buffer_print(yaml, ", type: %s", type_names[field->guess.type]);
    if (field->guess.type == TYPE_DATE || field->guess.type == TYPE_DATETIME)
        write_forms(&field->guess, yaml);
    if (field->guess.type == TYPE_DECIMAL)
        buffer_print(yaml, ", scale: %d", field->guess.scale);
    if (field->take != TAKE_ONE)
        buffer_print(yaml, ", take: %s", take_names[field->take]);
    if (is_key(sketch, field))
        buffer_text(yaml, sketch->has_default_key ? ", default: \"?\"" : ", required: true");
    if (field->personal != NULL)
        buffer_print(yaml, ", private: %s", field->personal->advice);
    buffer_byte(yaml, '}');
    write_comment(field, yaml);
    buffer_byte(yaml, '\n');
}

static void write_separator(const struct sketch *sketch, struct buffer *yaml)
{
    const char separator = sketch->survey->separator;

    if (separator == '\0' || separator == ',')
        return;
    buffer_text(yaml, "separator: ");
    write_text(separator_of(separator)->name, yaml);
    buffer_byte(yaml, '\n');
}

static void write_insides(const struct sketch *sketch, struct buffer *yaml)
{
    size_t i;

    if (sketch->inside_count != 0)
        buffer_text(yaml, "inside:\n");
    for (i = 0; i < sketch->inside_count; i++) {
        buffer_text(yaml, "  - at: ");
        write_text(sketch->insides[i].at, yaml);
        buffer_print(yaml, "\n    decode: %s\n    format: %s\n",
                     sketch->insides[i].is_base64 ? "base64" : "text", sketch->insides[i].format);
    }
}

static void write_key(const struct sketch *sketch, struct buffer *yaml)
{
    long count = sketch->record.spot->count;
    size_t i;

    buffer_text(yaml, "key: [");
    for (i = 0; i < sketch->key_count; i++)
        buffer_print(yaml, "%s%s", i > 0 ? ", " : "", sketch->key[i]->name);
    if (!sketch->has_unique_key)
        buffer_text(yaml, "]  # not alone in the sample: look for more\n");
    else if (count < RECORDS_ENOUGH)
        buffer_print(yaml, "]  # of %ld record%s only; look at it\n", count, count == 1 ? "" : "s");
    else
        buffer_text(yaml, "]\n");
}

static void write_children(const struct sketch *sketch, struct buffer *yaml)
{
    size_t i, k;

    if (sketch->child_count != 0)
        buffer_text(yaml, "\nchildren:\n");
    for (i = 0; i < sketch->child_count; i++) {
        const struct sketch_group *child = &sketch->children[i];

        buffer_print(yaml, "  - name: %s\n    path: ", child->name);
        write_text(child->path, yaml);
        buffer_text(yaml, "\n    fields:\n");
        for (k = 0; k < child->count; k++)
            write_field(sketch, &child->fields[k], "      ", yaml);
    }
}

void sketch_write(const struct sketch *sketch, struct buffer *yaml)
{
    size_t i;

    buffer_print(yaml,
                 "# A draft made of %ld document%s by nhip inspect --draft.  Look it through: the "
                 "sample may not show all.\n%s",
                 sketch->survey->root.count, sketch->survey->root.count == 1 ? "" : "s",
                 sketch->remarks);
    sketch_tell_rest(sketch, yaml);
    buffer_print(yaml, "mapping: %s\nversion: 1\nformat: %s\n", sketch->record.name,
                 sketch->format);
    write_separator(sketch, yaml);
    write_insides(sketch, yaml);
    buffer_text(yaml, "record: ");
    write_text(sketch->record.path, yaml);
    buffer_byte(yaml, '\n');
    write_key(sketch, yaml);
    buffer_text(yaml, "\nfields:\n");
    for (i = 0; i < sketch->record.count; i++)
        write_field(sketch, &sketch->record.fields[i], "  ", yaml);
    write_children(sketch, yaml);
}
