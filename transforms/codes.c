/* Code lists read from YAML and searched. */
#include "transforms/codes.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/normal.h"
#include "core/option.h"
#include "core/problem.h"
#include "core/utf8.h"
#include "core/yaml.h"

/* A file as it is written. */
struct code_file {
    const char *name, *basis;
    struct title title;
    struct items list;
};

static const struct option code_options[] = {
    {"code", OPTION_TEXT, offsetof(struct code, code), true,
     .help = "the code as the source writes it"},
    {"vi", OPTION_TEXT, offsetof(struct code, vi), false, "", .help = "its meaning in Vietnamese"},
    {"en", OPTION_TEXT, offsetof(struct code, en), false, "", .help = "its meaning in English"},
    {0},
};

static const struct option file_options[] = {
    {"codes", OPTION_TEXT, offsetof(struct code_file, name), true,
     .help = "the list's name, SOURCE.FIELD"},
    {"title", OPTION_STRUCT, offsetof(struct code_file, title), .options = title_options,
     .help = "what the list is called"},
    {"basis", OPTION_TEXT, offsetof(struct code_file, basis), false, "",
     .help = "the document that the codes come from"},
    {"list", OPTION_STRUCTS, offsetof(struct code_file, list), true, .options = code_options,
     .size = sizeof(struct code), .help = "the codes with their meanings"},
    {0},
};

static int compare_codes(const void *a, const void *b)
{
    const struct code *const *left = a, *const *right = b;

    return strcmp((*left)->code, (*right)->code);
}

/* Codes in documents are read in this form too. */
static const char *normal_text(const char *text, struct arena *arena)
{
    size_t size = strlen(text);
    const char *normal = NULL;

    if (utf8_is_valid(text, size) && !normal_is_plain(text, size))
        normal = normal_form(text, size, &size, arena);
    return normal != NULL ? normal : text;
}

static void sort_codes(struct code_list *list, struct code *codes, struct arena *arena)
{
    size_t i;

    for (i = 0; i < list->count; i++)
        codes[i].code = normal_text(codes[i].code, arena);
    list->sorted = arena_array(arena, list->count, sizeof(struct code *));
    for (i = 0; i < list->count; i++)
        list->sorted[i] = &list->codes[i];
    qsort(list->sorted, list->count, sizeof(struct code *), compare_codes);
}

static void check_list(const struct code_list *list, const struct items *items,
                       const struct node *tree, struct problems *problems)
{
    size_t i;

    if (list->count == 0)
        problem_at(problems, tree, "the list '%s' has no codes", list->name);
    for (i = 0; i < list->count; i++)
        if (list->codes[i].code[0] == '\0')
            problem_at(problems, items->nodes[i], "a code is empty");
    for (i = 1; i < list->count; i++)
        if (strcmp(list->sorted[i - 1]->code, list->sorted[i]->code) == 0)
            problem_at(problems, items->nodes[list->sorted[i] - list->codes],
                       "the code '%s' stands twice in the list", list->sorted[i]->code);
}

struct code_list *code_list_read(const char *path, struct arena *arena, struct problems *problems)
{
    struct code_list *list = arena_alloc(arena, sizeof *list);
    struct code_file *file = arena_alloc(arena, sizeof *file);
    size_t errors = problems->errors;
    const struct node *tree = yaml_read(path, arena, problems);

    if (tree == NULL)
        return NULL;
    option_bind(tree, file_options, file, arena, problems);
    if (problems->errors != errors)
        return NULL;
    list->name = file->name;
    list->title = file->title;
    list->basis = file->basis;
    list->codes = file->list.items;
    list->count = file->list.count;
    sort_codes(list, file->list.items, arena);
    check_list(list, &file->list, tree, problems);
    return problems->errors == errors ? list : NULL;
}

/* Compares as strcmp, with a text that has a size instead of an end. */
static int compare_text(const char *text, size_t size, const char *code)
{
    int order = strncmp(text, code, size);

    return order == 0 && code[size] != '\0' ? -1 : order;
}

const struct code *code_find(const struct code_list *list, const char *text, size_t size)
{
    size_t low = 0, high = list->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_text(text, size, list->sorted[middle]->code);

        if (order == 0)
            return list->sorted[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
