/*
 * Mappings read from YAML: the tables that bind their files, and the way to what they hold.
 */
#include "transforms/mapping.h"

#include <stddef.h>
#include <string.h>

#include "core/arena.h"
#include "core/format.h"
#include "core/option.h"
#include "core/problem.h"
#include "core/yaml.h"
#include "transforms/mapping_inside.h"

static const char *const zeros_choices[] = {"refused", "allowed", NULL};
static const char *const decimal_sign_choices[] = {"point", "comma", NULL};
static const char *const space_choices[] = {"keep", "collapse", NULL};
static const char *const privacy_choices[] = {"keep", "drop", "mask", "hash", NULL};
/* Indexed by enum contract_mode; what is always watched cannot be ignored. */
static const char *const watched_choices[] = {"evolve", "quarantine", "freeze", NULL};
static const char *const contract_choices[] = {"evolve", "quarantine", "freeze", "ignore", NULL};
static const char *const decoding_choices[] = {"text", "base64", NULL};

enum { LONGEST_MOST = 1000000 };

static const struct option inside_options[] = {
    {"at", OPTION_TEXT, offsetof(struct inside, at_text), true,
     .help = "path of the element whose text is a document"},
    {"decode", OPTION_CHOICE, offsetof(struct inside, decoding), false, "text",
     .choices = decoding_choices, .help = "how the text becomes the bytes of that document"},
    {"format", OPTION_CHOICE, offsetof(struct inside, format), true, .choices = format_names,
     .help = "the syntax of that document"},
    {"separator", OPTION_TEXT, offsetof(struct inside, separator.name), false, ",",
     .help = "what stands between its cells when it is CSV"},
    {"schema", OPTION_STRUCT, offsetof(struct inside, xsd), .options = xsd_options,
     .help = "what that document must look like"},
    {0},
};

static const struct option condition_options[] = {
    {"field", OPTION_TEXT, offsetof(struct condition, field_name), true,
     .help = "the field that decides"},
    {"equals", OPTION_TEXTS, offsetof(struct condition, equals), true,
     .help = "its values in the records that are wanted"},
    {0},
};

static const struct option contract_options[] = {
    {"unknown_codes", OPTION_CHOICE, offsetof(struct contract, unknown_codes), false, "evolve",
     .choices = watched_choices, .help = "what a code does that is in no list"},
    {"unknown_fields", OPTION_CHOICE, offsetof(struct contract, unknown_fields), false, "ignore",
     .choices = contract_choices,
     .help = "what an element of a record does that no path and no 'unmapped' speaks of"},
    {"missing_fields", OPTION_CHOICE, offsetof(struct contract, missing_fields), false, "ignore",
     .choices = contract_choices, .help = "what a field does whose element is absent"},
    {0},
};

static const struct option precision_options[] = {
    {"path", OPTION_TEXT, offsetof(struct precision_flag, path_text), true,
     .help = "where the flag stands, seen from the record"},
    {"values", OPTION_NODE, offsetof(struct precision_flag, values), true,
     .help = "flags, and what is known of the date: day, month or year"},
    {0},
};

static const struct option lookup_options[] = {
    {"codes", OPTION_TEXT, offsetof(struct lookup, codes_name), true,
     .help = "the list in which a code is looked up"},
    {"give", OPTION_TEXT, offsetof(struct lookup, give), true,
     .help = "the attribute that it becomes"},
    {0},
};

static const struct option field_options[] = {
    {"name", OPTION_TEXT, offsetof(struct field, name), true, .help = "the column"},
    {"path", OPTION_TEXT, offsetof(struct field, path_text),
     .help = "where the value stands, seen from the record"},
    {"value", OPTION_TEXT, offsetof(struct field, constant),
     .help = "a value that is the same in all records, in place of a path"},
    {"type", OPTION_CHOICE, offsetof(struct field, type), true, .choices = type_names,
     .help = "what the value is"},
    {"form", OPTION_TEXTS, offsetof(struct field, forms),
     .help = "how a date is written: letters yyyy MM dd HH mm ss fff zzz; one or several"},
    {"zeros", OPTION_CHOICE, offsetof(struct field, zeros), false, "refused",
     .choices = zeros_choices, .help = "whether 00 as day or month lowers a date's precision"},
    {"sentinels", OPTION_CHOICE, offsetof(struct field, sentinels), false, "refused",
     .choices = zeros_choices, .help = "whether 0000-00-00 and year 1 mean that there is no date"},
    {"precision", OPTION_STRUCT, offsetof(struct field, precision), .options = precision_options,
     .help = "the flag that says how much of a date is known"},
    {"scale", OPTION_NUMBER, offsetof(struct field, scale), false, "0", .least = 0,
     .most = SCALE_MOST, .help = "digits of a decimal behind the point"},
    {"decimal_sign", OPTION_CHOICE, offsetof(struct field, decimal_sign), false, "point",
     .choices = decimal_sign_choices,
     .help = "comma: numbers are written as 1.234,5 or 1234,5, and not as 1234.5"},
    {"codes", OPTION_TEXT, offsetof(struct field, codes_name),
     .help = "the list that a code is in"},
    {"lookup", OPTION_STRUCT, offsetof(struct field, lookup), .options = lookup_options,
     .help = "what a code becomes that is not wanted itself"},
    {"on", OPTION_TEXT, offsetof(struct field, on_name),
     .help = "the date field on whose day a code must be valid"},
    {"required", OPTION_FLAG, offsetof(struct field, is_required),
     .help = "whether a record without a value is refused"},
    {"default", OPTION_TEXT, offsetof(struct field, fallback),
     .help = "the value where the source has none"},
    {"take", OPTION_CHOICE, offsetof(struct field, take), false, "one", .choices = take_names,
     .help = "how several values become one"},
    {"separator", OPTION_TEXT, offsetof(struct field, separator), false, ";",
     .help = "what stands between joined values"},
    {"match", OPTION_TEXT, offsetof(struct field, match),
     .help = "a POSIX extended regular expression whose first group is the value"},
    {"split", OPTION_TEXT, offsetof(struct field, split),
     .help = "what stands between several values in one text"},
    {"space", OPTION_CHOICE, offsetof(struct field, space), false, "keep", .choices = space_choices,
     .help = "whether white space inside a text becomes one blank"},
    {"longest", OPTION_NUMBER, offsetof(struct field, bounds.longest), false, NULL, .least = 1,
     .most = LONGEST_MOST, .help = "how many characters the value may have"},
    {"pattern", OPTION_TEXT, offsetof(struct field, bounds.pattern_text),
     .help = "a POSIX extended regular expression that the whole value must be of"},
    {"least", OPTION_TEXT, offsetof(struct field, bounds.least_text),
     .help = "the least value that is accepted"},
    {"most", OPTION_TEXT, offsetof(struct field, bounds.most_text),
     .help = "the greatest value that is accepted"},
    {"private", OPTION_CHOICE, offsetof(struct field, privacy), false, "keep",
     .choices = privacy_choices, .help = "what becomes of a value that tells about a person"},
    {"title", OPTION_STRUCT, offsetof(struct field, title), .options = title_options,
     .help = "what the column is called"},
    {"basis", OPTION_TEXT, offsetof(struct field, basis),
     .help = "the document that defines the field"},
    {0},
};

static const struct option child_options[] = {
    {"name", OPTION_TEXT, offsetof(struct child, name), true,
     .help = "what the children are called in the record; their table is <mapping>_<name>"},
    {"title", OPTION_STRUCT, offsetof(struct child, title), .options = title_options,
     .help = "what a child is called"},
    {"basis", OPTION_TEXT, offsetof(struct child, basis),
     .help = "the document that defines the children"},
    {"path", OPTION_TEXT, offsetof(struct child, path_text), true,
     .help = "path of the children, seen from the record"},
    {"key", OPTION_TEXTS, offsetof(struct child, key),
     .help = "the fields that name a child among its siblings; without it they are numbered"},
    {"fields", OPTION_STRUCTS, offsetof(struct child, field_items), true, .options = field_options,
     .size = sizeof(struct field), .help = "the fields of a child"},
    {0},
};

static const struct option choose_options[] = {
    {"path", OPTION_TEXT, offsetof(struct field, path_text), true,
     .help = "where the value stands that decides, seen from the record"},
    {"type", OPTION_CHOICE, offsetof(struct field, type), true, .choices = type_names,
     .help = "date or datetime for versions by date, text for versions by name"},
    {"form", OPTION_TEXTS, offsetof(struct field, forms), .help = "how a date is written"},
    {"zeros", OPTION_CHOICE, offsetof(struct field, zeros), false, "refused",
     .choices = zeros_choices, .help = "whether 00 as day or month lowers a date's precision"},
    {"private", OPTION_CHOICE, offsetof(struct field, privacy), false, "keep",
     .choices = privacy_choices, .help = "a value that is not kept is not shown in messages"},
    {0},
};

static const struct option version_options[] = {
    {"name", OPTION_TEXT, offsetof(struct version, name), true,
     .help = "what the version is called, for messages"},
    {"from", OPTION_TEXT, offsetof(struct version, from), .help = "its first day: 2024-07-01"},
    {"until", OPTION_TEXT, offsetof(struct version, until), .help = "the day after its last"},
    {"equals", OPTION_TEXTS, offsetof(struct version, equals),
     .help = "the texts by which a document says that it is of this version"},
    {"fields", OPTION_STRUCTS, offsetof(struct version, field_items), .options = field_options,
     .size = sizeof(struct field), .help = "fields that this version writes otherwise"},
    {0},
};

static const struct option versions_options[] = {
    {"choose", OPTION_STRUCT, offsetof(struct versions, choose), true, .options = choose_options,
     .help = "the value that decides"},
    {"list", OPTION_STRUCTS, offsetof(struct versions, items), true, .options = version_options,
     .size = sizeof(struct version), .help = "the versions; the first that fits is taken"},
    {0},
};

static const struct option mapping_options[] = {
    {"mapping", OPTION_TEXT, offsetof(struct mapping, name), true,
     .help = "the name, which is also the table unless that is said"},
    {"table", OPTION_TEXT, offsetof(struct mapping, table),
     .help = "the table, where several mappings make the same one"},
    {"version", OPTION_NUMBER, offsetof(struct mapping, version), false, "1", .least = 1,
     .most = 1000000, .help = "grows when the meaning changes"},
    {"title", OPTION_STRUCT, offsetof(struct mapping, title), .options = title_options,
     .help = "what a record is called"},
    {"basis", OPTION_TEXT, offsetof(struct mapping, basis), false, "",
     .help = "the document that defines the records"},
    {"format", OPTION_CHOICE, offsetof(struct mapping, format), true, .choices = format_names,
     .help = "the syntax of the outermost document"},
    {"separator", OPTION_TEXT, offsetof(struct mapping, separator.name), false, ",",
     .help = "what stands between the cells of CSV: ',', ';', 'tab' or '|'"},
    {"skip_before_declaration", OPTION_NUMBER, offsetof(struct mapping, skip_bytes), false, "0",
     .least = 0, .most = 65536,
     .help = "how many stray bytes at most may stand before the XML declaration"},
    {"schema", OPTION_STRUCT, offsetof(struct mapping, xsd), .options = xsd_options,
     .help = "what the outermost document must look like"},
    {"namespaces", OPTION_NODE, offsetof(struct mapping, name_space_node),
     .help = "prefixes that paths use, and their URIs"},
    {"inside", OPTION_STRUCTS, offsetof(struct mapping, inside_items), .options = inside_options,
     .size = sizeof(struct inside), .help = "the way into inner documents, from the outermost"},
    {"contents", OPTION_STRUCTS, offsetof(struct mapping, content_items), .options = inside_options,
     .size = sizeof(struct inside),
     .help = "documents inside a record, whose elements fields may read"},
    {"record", OPTION_TEXT, offsetof(struct mapping, record_text), true,
     .help = "path of the records in the innermost document"},
    {"key", OPTION_TEXTS, offsetof(struct mapping, key), true,
     .help = "the fields that name a record"},
    {"modified", OPTION_TEXTS, offsetof(struct mapping, modified),
     .help = "date fields of which the latest says when the record last changed"},
    {"where", OPTION_STRUCTS, offsetof(struct mapping, where_items), .options = condition_options,
     .size = sizeof(struct condition), .help = "which records are wanted; the others are filtered"},
    {"contract", OPTION_STRUCT, offsetof(struct mapping, contract), .options = contract_options,
     .help = "what drift does"},
    {"fields", OPTION_STRUCTS, offsetof(struct mapping, field_items), true,
     .options = field_options, .size = sizeof(struct field), .help = "the fields of a record"},
    {"declared", OPTION_STRUCT, offsetof(struct mapping, declaration),
     .options = declaration_options,
     .help = "the number of records that a document declares of itself"},
    {"checks", OPTION_STRUCTS, offsetof(struct mapping, check_items), .options = check_options,
     .size = sizeof(struct check_item), .help = "what must hold between the values of a record"},
    {"unmapped", OPTION_TEXTS, offsetof(struct mapping, unmapped),
     .help = "paths of elements that are known and not read, seen from the record"},
    {"children", OPTION_STRUCTS, offsetof(struct mapping, child_items), .options = child_options,
     .size = sizeof(struct child), .help = "rows of other tables that a record owns"},
    {"versions", OPTION_STRUCT, offsetof(struct mapping, versions), .options = versions_options,
     .help = "forms that the records had at other times"},
    {0},
};

struct mapping *mapping_read(const char *path, const struct mapping_context *context,
                             struct arena *arena, struct problems *problems)
{
    struct mapping *mapping = arena_alloc(arena, sizeof *mapping);
    size_t errors = problems->errors;

    mapping->is_misnamed = true;
    mapping->tree = yaml_read(path, arena, problems);
    if (mapping->tree != NULL) {
        option_bind(mapping->tree, mapping_options, mapping, arena, problems);
        mapping_check(mapping, context, arena, problems);
    }
    if (problems->errors == errors)
        mapping_finish(mapping, arena);
    return mapping;
}

enum soundness mapping_soundness(const struct mapping *mapping)
{
    return mapping->soundness;
}

void mapping_note_doubt(const struct mapping *mapping, struct doubt *doubt, struct arena *arena)
{
    if (mapping->is_misnamed)
        doubt_note(doubt, mapping->name, arena);
}

const struct node *mapping_place(const struct mapping *mapping)
{
    const struct node *place = node_find(mapping->tree, "mapping");

    return place != NULL ? place : mapping->tree;
}

const char *mapping_name(const struct mapping *mapping)
{
    return mapping->name;
}

const char *mapping_format(const struct mapping *mapping)
{
    return mapping->format_name;
}

long mapping_version(const struct mapping *mapping)
{
    return mapping->version;
}

const struct schema *mapping_schema(const struct mapping *mapping)
{
    return &mapping->schema;
}

char mapping_separator(const struct mapping *mapping)
{
    return mapping->separator.sign;
}

static bool is_hidden(const struct field *field)
{
    return field != NULL && (field->privacy != PRIVACY_KEEP || field_personal(field) != NULL);
}

bool mapping_hides(const struct mapping *mapping, const char *column)
{
    const struct version *versions = mapping->versions.items.items;
    bool hides = is_hidden(field_find(mapping, column));
    size_t i;

    for (i = 0; i < mapping->versions.items.count; i++)
        hides = hides || is_hidden(field_set_find(&versions[i].own, column));
    for (i = 0; i < mapping->child_count; i++)
        hides = hides || is_hidden(field_set_find(&mapping->children[i].fields, column));
    return hides;
}

const char *mapping_xsd(const struct mapping *mapping)
{
    return mapping->xsd.file;
}

static bool has_hashed(const struct field_set *set)
{
    size_t i;

    for (i = 0; i < set->count; i++)
        if (set->items[i].privacy == PRIVACY_HASH)
            return true;
    return false;
}

bool mapping_needs_key(const struct mapping *mapping)
{
    const struct field_set set = mapping_fields(mapping);
    bool needs_key = has_hashed(&set);
    size_t i;

    for (i = 0; i < mapping->child_count; i++)
        needs_key = needs_key || has_hashed(&mapping->children[i].fields);
    return needs_key;
}

bool field_is_read(const struct field *field)
{
    return field->privacy != PRIVACY_DROP || field->is_used;
}

struct field *field_set_find(const struct field_set *set, const char *name)
{
    size_t i;

    for (i = 0; i < set->count; i++)
        if (set->items[i].name != NULL && strcmp(set->items[i].name, name) == 0)
            return &set->items[i];
    return NULL;
}

struct field_set mapping_fields(const struct mapping *mapping)
{
    const struct field_set set = {mapping->fields, mapping->field_count, mapping->field_doubt};

    return set;
}

struct field *field_find(const struct mapping *mapping, const char *name)
{
    const struct field_set set = mapping_fields(mapping);

    return field_set_find(&set, name);
}
