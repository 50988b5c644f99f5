/*
 * Mappings read from YAML: the tables that bind their files, and the way to what they hold.
 */
#include "transforms/mapping.h"

#include <stddef.h>
#include <string.h>

#include "core/arena.h"
#include "core/option.h"
#include "core/problem.h"
#include "core/yaml.h"
#include "transforms/mapping_inside.h"

const char *const format_choices[] = {"xml", "json", "csv", NULL};

static const char *const zeros_choices[] = {"refused", "allowed", NULL};
static const char *const privacy_choices[] = {"keep", "drop", "mask", "hash", NULL};
static const char *const unknown_choices[] = {"evolve", "quarantine", "freeze", NULL};
static const char *const decoding_choices[] = {"text", "base64", NULL};

static const struct option title_options[] = {
    {.name = "vi",
     .type = OPTION_TEXT,
     .offset = offsetof(struct title, vi),
     .fallback = "",
     .help = "in Vietnamese"},
    {.name = "en",
     .type = OPTION_TEXT,
     .offset = offsetof(struct title, en),
     .fallback = "",
     .help = "in English"},
    {.name = NULL},
};

static const struct option inside_options[] = {
    {.name = "at",
     .type = OPTION_TEXT,
     .offset = offsetof(struct inside, at_text),
     .is_required = true,
     .help = "path of the element whose text is a document"},
    {.name = "decode",
     .type = OPTION_CHOICE,
     .offset = offsetof(struct inside, decoding),
     .fallback = "text",
     .choices = decoding_choices,
     .help = "how the text becomes the bytes of that document"},
    {.name = "format",
     .type = OPTION_CHOICE,
     .offset = offsetof(struct inside, format),
     .is_required = true,
     .choices = format_choices,
     .help = "the syntax of that document"},
    {.name = NULL},
};

static const struct option condition_options[] = {
    {.name = "field",
     .type = OPTION_TEXT,
     .offset = offsetof(struct condition, field_name),
     .is_required = true,
     .help = "the field that decides"},
    {.name = "equals",
     .type = OPTION_TEXTS,
     .offset = offsetof(struct condition, equals),
     .is_required = true,
     .help = "its values in the records that are wanted"},
    {.name = NULL},
};

static const struct option contract_options[] = {
    {.name = "unknown_codes",
     .type = OPTION_CHOICE,
     .offset = offsetof(struct contract, unknown_codes),
     .fallback = "evolve",
     .choices = unknown_choices,
     .help = "what a code does that is in no list"},
    {.name = NULL},
};

static const struct option field_options[] = {
    {.name = "name",
     .type = OPTION_TEXT,
     .offset = offsetof(struct field, name),
     .is_required = true,
     .help = "the column"},
    {.name = "path",
     .type = OPTION_TEXT,
     .offset = offsetof(struct field, path_text),
     .is_required = true,
     .help = "where the value stands, seen from the record"},
    {.name = "type",
     .type = OPTION_CHOICE,
     .offset = offsetof(struct field, type),
     .is_required = true,
     .choices = type_names,
     .help = "what the value is"},
    {.name = "form",
     .type = OPTION_TEXTS,
     .offset = offsetof(struct field, forms),
     .help = "how a date is written: letters yyyy MM dd HH mm ss fff zzz; one or several"},
    {.name = "zeros",
     .type = OPTION_CHOICE,
     .offset = offsetof(struct field, zeros),
     .fallback = "refused",
     .choices = zeros_choices,
     .help = "whether 00 as day or month lowers a date's precision"},
    {.name = "sentinels",
     .type = OPTION_CHOICE,
     .offset = offsetof(struct field, sentinels),
     .fallback = "refused",
     .choices = zeros_choices,
     .help = "whether 0000-00-00 and year 1 mean that there is no date"},
    {.name = "scale",
     .type = OPTION_NUMBER,
     .offset = offsetof(struct field, scale),
     .fallback = "0",
     .least = 0,
     .most = SCALE_MOST,
     .help = "digits of a decimal behind the point"},
    {.name = "codes",
     .type = OPTION_TEXT,
     .offset = offsetof(struct field, codes_name),
     .help = "the list that a code is in"},
    {.name = "required",
     .type = OPTION_FLAG,
     .offset = offsetof(struct field, is_required),
     .help = "whether a record without a value is refused"},
    {.name = "default",
     .type = OPTION_TEXT,
     .offset = offsetof(struct field, fallback),
     .help = "the value where the source has none"},
    {.name = "take",
     .type = OPTION_CHOICE,
     .offset = offsetof(struct field, take),
     .fallback = "one",
     .choices = take_names,
     .help = "how several values become one"},
    {.name = "separator",
     .type = OPTION_TEXT,
     .offset = offsetof(struct field, separator),
     .fallback = ";",
     .help = "what stands between joined values"},
    {.name = "match",
     .type = OPTION_TEXT,
     .offset = offsetof(struct field, match),
     .help = "a POSIX extended regular expression whose first group is the value"},
    {.name = "private",
     .type = OPTION_CHOICE,
     .offset = offsetof(struct field, privacy),
     .fallback = "keep",
     .choices = privacy_choices,
     .help = "what becomes of a value that tells about a person"},
    {.name = "title",
     .type = OPTION_STRUCT,
     .offset = offsetof(struct field, title),
     .options = title_options,
     .help = "what the column is called"},
    {.name = "basis",
     .type = OPTION_TEXT,
     .offset = offsetof(struct field, basis),
     .help = "the document that defines the field"},
    {.name = NULL},
};

static const struct option mapping_options[] = {
    {.name = "mapping",
     .type = OPTION_TEXT,
     .offset = offsetof(struct mapping, name),
     .is_required = true,
     .help = "the name, which is also the table"},
    {.name = "version",
     .type = OPTION_NUMBER,
     .offset = offsetof(struct mapping, version),
     .fallback = "1",
     .least = 1,
     .most = 1000000,
     .help = "grows when the meaning changes"},
    {.name = "title",
     .type = OPTION_STRUCT,
     .offset = offsetof(struct mapping, title),
     .options = title_options,
     .help = "what a record is called"},
    {.name = "basis",
     .type = OPTION_TEXT,
     .offset = offsetof(struct mapping, basis),
     .fallback = "",
     .help = "the document that defines the records"},
    {.name = "format",
     .type = OPTION_CHOICE,
     .offset = offsetof(struct mapping, format),
     .is_required = true,
     .choices = format_choices,
     .help = "the syntax of the outermost document"},
    {.name = "namespaces",
     .type = OPTION_NODE,
     .offset = offsetof(struct mapping, name_space_node),
     .help = "prefixes that paths use, and their URIs"},
    {.name = "inside",
     .type = OPTION_STRUCTS,
     .offset = offsetof(struct mapping, inside_items),
     .options = inside_options,
     .size = sizeof(struct inside),
     .help = "the way into inner documents, from the outermost"},
    {.name = "record",
     .type = OPTION_TEXT,
     .offset = offsetof(struct mapping, record_text),
     .is_required = true,
     .help = "path of the records in the innermost document"},
    {.name = "key",
     .type = OPTION_TEXTS,
     .offset = offsetof(struct mapping, key),
     .is_required = true,
     .help = "the fields that name a record"},
    {.name = "modified",
     .type = OPTION_TEXTS,
     .offset = offsetof(struct mapping, modified),
     .help = "date fields of which the latest says when the record last changed"},
    {.name = "where",
     .type = OPTION_STRUCTS,
     .offset = offsetof(struct mapping, where_items),
     .options = condition_options,
     .size = sizeof(struct condition),
     .help = "which records are wanted; the others are filtered"},
    {.name = "contract",
     .type = OPTION_STRUCT,
     .offset = offsetof(struct mapping, contract),
     .options = contract_options,
     .help = "what drift does"},
    {.name = "fields",
     .type = OPTION_STRUCTS,
     .offset = offsetof(struct mapping, field_items),
     .is_required = true,
     .options = field_options,
     .size = sizeof(struct field),
     .help = "the fields of a record"},
    {.name = NULL},
};

struct mapping *mapping_read(const char *path, const struct mapping_context *context,
                             struct arena *arena, struct problems *problems)
{
    struct mapping *mapping = arena_alloc(arena, sizeof *mapping);
    size_t errors = problems->errors;

    mapping->tree = yaml_read(path, arena, problems);
    if (mapping->tree == NULL)
        return NULL;
    option_bind(mapping->tree, mapping_options, mapping, arena, problems);
    /* What could not be bound would be found missing again. */
    if (problems->errors == errors)
        mapping_check(mapping, context, arena, problems);
    return problems->errors == errors ? mapping : NULL;
}

const char *mapping_name(const struct mapping *mapping)
{
    return mapping->name;
}

const char *mapping_format(const struct mapping *mapping)
{
    return format_choices[mapping->format];
}

long mapping_version(const struct mapping *mapping)
{
    return mapping->version;
}

const struct schema *mapping_schema(const struct mapping *mapping)
{
    return &mapping->schema;
}

bool mapping_needs_key(const struct mapping *mapping)
{
    size_t i;

    for (i = 0; i < mapping->field_count; i++)
        if (mapping->fields[i].privacy == PRIVACY_HASH)
            return true;
    return false;
}

struct field *field_find(const struct mapping *mapping, const char *name)
{
    size_t i;

    for (i = 0; i < mapping->field_count; i++)
        if (strcmp(mapping->fields[i].name, name) == 0)
            return &mapping->fields[i];
    return NULL;
}
