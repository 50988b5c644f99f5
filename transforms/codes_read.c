/*
 * Code lists read from YAML.
 *
 * What more than its labels is said of each code is for the list to declare, so that a slip in a
 * key is still told.
 */
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/normal.h"
#include "core/option.h"
#include "core/problem.h"
#include "core/yaml.h"
#include "transforms/codes.h"
#include "transforms/date.h"

/* An entry as it is written. */
struct entry {
    struct code code;
    const char *attributes[CODE_ATTRIBUTES_MOST];
};

/* A file as it is written. */
struct code_file {
    const char *name, *version, *basis;
    struct title title;
    struct texts attributes;
    const struct node *list_node;
    struct items list;
};

static const struct option code_options[] = {
    {"code", OPTION_TEXT, offsetof(struct code, code), true,
     .help = "the code as the source writes it"},
    {"vi", OPTION_TEXT, offsetof(struct code, vi), false, "", .help = "its meaning in Vietnamese"},
    {"en", OPTION_TEXT, offsetof(struct code, en), false, "", .help = "its meaning in English"},
    {"from", OPTION_TEXT, offsetof(struct code, from), .help = "the first day it is valid"},
    {"until", OPTION_TEXT, offsetof(struct code, until), .help = "the last day it is valid"},
    {0},
};

enum { CODE_OPTIONS = sizeof code_options / sizeof code_options[0] - 1 };

static const struct option file_options[] = {
    {"codes", OPTION_TEXT, offsetof(struct code_file, name), true,
     .help = "the list's name, SOURCE.FIELD"},
    {"version", OPTION_TEXT, offsetof(struct code_file, version),
     .help = "which of the source's lists of this name it is"},
    {"title", OPTION_STRUCT, offsetof(struct code_file, title), .options = title_options,
     .help = "what the list is called"},
    {"basis", OPTION_TEXT, offsetof(struct code_file, basis), false, "",
     .help = "the document that the codes come from"},
    {"attributes", OPTION_TEXTS, offsetof(struct code_file, attributes),
     .help = "what else the list says of a code"},
    {"list", OPTION_NODE, offsetof(struct code_file, list_node),
     .help = "the codes with their meanings"},
    {0},
};

/* A list under reading. */
struct list_reading {
    struct code_list *list;
    struct code_file *file;
    const struct node *tree;
    struct arena *arena;
    struct problems *problems;
};

/* A row of the table for each attribute that the file declares, behind those of all lists.  Where
 * that is in doubt, any other key may be one. */
static const struct option *entry_options(const struct list_reading *reading)
{
    const struct texts *attributes = &reading->file->attributes;
    size_t count =
        attributes->count < CODE_ATTRIBUTES_MOST ? attributes->count : (size_t)CODE_ATTRIBUTES_MOST;
    struct option *options = arena_array(reading->arena, CODE_OPTIONS + count + 2, sizeof *options);
    size_t i;

    memcpy(options, code_options, sizeof code_options);
    for (i = 0; i < count; i++) {
        struct option *option = &options[CODE_OPTIONS + i];

        option->name = attributes->items[i];
        option->type = OPTION_TEXT;
        option->offset = offsetof(struct entry, attributes) + i * sizeof(const char *);
        option->help = "an attribute of this list";
    }
    if (problem_is_of(reading->problems, reading->tree, "attributes", NULL))
        options[CODE_OPTIONS + count] = (struct option){.name = "*", .type = OPTION_NODE};
    return options;
}

/* What a code may say is known only when the attributes are. */
static void bind_codes(const struct list_reading *reading)
{
    const struct option option = {.name = "list",
                                  .type = OPTION_STRUCTS,
                                  .offset = offsetof(struct code_file, list),
                                  .options = entry_options(reading),
                                  .size = sizeof(struct entry)};

    if (reading->file->list_node == NULL)
        problem_missing(reading->problems, reading->tree, "list",
                        "it takes list of maps: the codes with their meanings");
    else
        option_bind_value(&option, reading->file->list_node, reading->file, reading->arena,
                          reading->problems);
}

static const char *text_or_empty(const char *text)
{
    return text != NULL ? text : "";
}

static int compare_codes(const void *a, const void *b)
{
    const struct code *const *left = a, *const *right = b;
    int order = strcmp(text_or_empty((*left)->code), text_or_empty((*right)->code));

    return order != 0 ? order : strcmp(text_or_empty((*left)->from), text_or_empty((*right)->from));
}

static void take_codes(const struct list_reading *reading)
{
    struct code_list *list = reading->list;
    struct entry *entries = reading->file->list.items;
    struct code *codes = arena_array(reading->arena, reading->file->list.count, sizeof *codes);
    size_t i, size;

    list->count = reading->file->list.count;
    list->sorted = arena_array(reading->arena, list->count, sizeof(struct code *));
    for (i = 0; i < list->count; i++) {
        codes[i] = entries[i].code;
        /* Codes in documents are read in this form too. */
        if (codes[i].code != NULL)
            codes[i].code =
                normal_or_same(codes[i].code, strlen(codes[i].code), &size, reading->arena);
        codes[i].attributes = entries[i].attributes;
        list->sorted[i] = &codes[i];
    }
    list->codes = codes;
    qsort(list->sorted, list->count, sizeof(struct code *), compare_codes);
}

static void take_attributes(const struct list_reading *reading)
{
    const struct texts *attributes = &reading->file->attributes;
    struct code_list *list = reading->list;
    size_t i;

    for (i = 0; i < attributes->count; i++) {
        const char *name = attributes->items[i];

        if (i == CODE_ATTRIBUTES_MOST)
            problem_at_text(reading->problems, reading->tree, name, "more than %d attributes",
                            CODE_ATTRIBUTES_MOST);
        if (i >= CODE_ATTRIBUTES_MOST)
            return;
        if (option_find(code_options, name, strlen(name)) != NULL ||
            code_attribute_index(list, name) != NO_ATTRIBUTE)
            problem_at_text(reading->problems, reading->tree, name, "there is a '%s' already",
                            name);
        list->attributes[list->attribute_count++] = name;
    }
}

static void check_day(const struct list_reading *reading, const struct node *node, const char *key)
{
    const struct node *day = node_find(node, key);

    if (day != NULL && !problem_is_at(reading->problems, day) && !date_is_day(day->text))
        problem_at(reading->problems, day, "'%s': '%s' is no day; it is written yyyy-MM-dd", key,
                   day->text);
}

static void check_code(const struct list_reading *reading, size_t index)
{
    const struct code *code = &reading->list->codes[index];
    const struct node *node = reading->file->list.nodes[index];

    if (code->code != NULL && code->code[0] == '\0')
        problem_at(reading->problems, node, "a code is empty");
    check_day(reading, node, "from");
    check_day(reading, node, "until");
    if (code->from != NULL && code->until != NULL &&
        !problem_is_of(reading->problems, node, "from", "until", NULL) &&
        strcmp(code->from, code->until) > 0)
        problem_at(reading->problems, node_find(node, "until"), "'until' is before 'from'");
}

/* Both are the same code, and other does not begin before code. */
static bool meets(const struct list_reading *reading, const struct code *code,
                  const struct code *other)
{
    const struct node *const *nodes = reading->file->list.nodes;
    const struct code *codes = reading->list->codes;

    if (problem_is_of(reading->problems, nodes[code - codes], "from", "until", NULL) ||
        problem_is_of(reading->problems, nodes[other - codes], "from", "until", NULL))
        return false;
    return code->until == NULL || other->from == NULL || strcmp(other->from, code->until) <= 0;
}

static void check_periods(const struct list_reading *reading)
{
    const struct code_list *list = reading->list;
    size_t i;

    for (i = 1; i < list->count; i++) {
        const struct code *code = list->sorted[i - 1], *other = list->sorted[i];

        if (code->code != NULL && other->code != NULL && strcmp(code->code, other->code) == 0 &&
            meets(reading, code, other))
            problem_at(reading->problems, reading->file->list.nodes[other - list->codes],
                       code->from == NULL && code->until == NULL && other->from == NULL &&
                               other->until == NULL
                           ? "the code '%s' stands twice in the list"
                           : "the code '%s' stands twice on some days",
                       other->code);
    }
}

static void check_words(const struct list_reading *reading)
{
    const struct code_file *file = reading->file;

    if (file->name != NULL && strchr(file->name, '@') != NULL)
        problem_at_text(reading->problems, reading->tree, file->name,
                        "the list's name '%s' has '@'; hint: the version has a key of its own",
                        file->name);
    if (file->version != NULL && (file->version[0] == '\0' || strpbrk(file->version, "@ ") != NULL))
        problem_at_text(reading->problems, reading->tree, file->version,
                        "the version '%s' is no word", file->version);
    if (file->list.count == 0 && !problem_is_of(reading->problems, reading->tree, "list", NULL))
        problem_at(reading->problems, reading->tree, "the list '%s' has no codes",
                   text_or_empty(file->name));
}

/* The key that others know the list by; NULL when a part of it could not be read. */
static const char *make_key(const struct list_reading *reading)
{
    const struct code_file *file = reading->file;
    bool has_version = node_find(reading->tree, "version") != NULL;

    if (file->name == NULL || has_version != (file->version != NULL))
        return NULL;
    return has_version ? arena_print(reading->arena, "%s@%s", file->name, file->version)
                       : file->name;
}

static void read_file(const struct list_reading *reading)
{
    struct code_list *list = reading->list;
    size_t i;

    option_bind(reading->tree, file_options, reading->file, reading->arena, reading->problems);
    take_attributes(reading);
    bind_codes(reading);
    list->name = reading->file->name;
    list->key = make_key(reading);
    list->place = node_find(reading->tree, "codes");
    list->title = reading->file->title;
    list->basis = reading->file->basis;
    check_words(reading);
    take_codes(reading);
    for (i = 0; i < list->count; i++)
        check_code(reading, i);
    check_periods(reading);
    list->is_misnamed = problem_is_of(reading->problems, reading->tree, "codes", "version", NULL);
}

struct code_list *code_list_read(const char *path, struct arena *arena, struct problems *problems)
{
    struct code_list *list = arena_alloc(arena, sizeof *list);
    struct code_file *file = arena_alloc(arena, sizeof *file);
    size_t errors = problems->errors;
    const struct node *tree = yaml_read(path, arena, problems);
    const struct list_reading reading = {list, file, tree, arena, problems};

    list->is_misnamed = true;
    if (tree != NULL)
        read_file(&reading);
    list->is_broken = problems->errors != errors;
    return list;
}
