/* Naming, checking and compiling the schemas of a mapping. */
#include "transforms/xsd_use.h"

#include <stdbool.h>
#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/file.h"
#include "core/format.h"
#include "core/option.h"
#include "core/problem.h"
#include "core/xsd.h"
#include "core/yaml.h"
#include "transforms/mapping_inside.h"

static const char *const else_choices[] = {"quarantine", "note", NULL};

const struct option xsd_options[] = {
    {"file", OPTION_TEXT, offsetof(struct xsd_use, file), true,
     .help = "the schema, an .xsd file in schemas/"},
    {"else", OPTION_CHOICE, offsetof(struct xsd_use, otherwise), false, "quarantine",
     .choices = else_choices, .help = "what becomes of a document that is otherwise"},
    {0},
};

static size_t count_documents(const struct mapping *mapping)
{
    return 1 + mapping->inside_count + mapping->content_count;
}

static const struct inside *inside_of(const struct mapping *mapping, size_t number)
{
    return number <= mapping->inside_count ? &mapping->insides[number - 1]
                                           : &mapping->contents[number - 1 - mapping->inside_count];
}

static const struct node *node_of_inside(const struct mapping *mapping, size_t number)
{
    return number <= mapping->inside_count
               ? mapping->inside_items.nodes[number - 1]
               : mapping->content_items.nodes[number - 1 - mapping->inside_count];
}

static const struct xsd_use *use_of(const struct mapping *mapping, size_t number)
{
    return number == 0 ? &mapping->xsd : &inside_of(mapping, number)->xsd;
}

/* NULL when it has been told to be wrong. */
static const struct format *format_of(const struct mapping *mapping, size_t number,
                                      const struct problems *problems)
{
    const struct node *node = number == 0 ? mapping->tree : node_of_inside(mapping, number);

    if (problem_is_of(problems, node, "format", NULL))
        return NULL;
    return formats[number == 0 ? mapping->format : inside_of(mapping, number)->format];
}

static bool has_schemas(const struct mapping *mapping)
{
    size_t i;

    for (i = 0; i < count_documents(mapping); i++)
        if (use_of(mapping, i)->file != NULL)
            return true;
    return false;
}

static void check_use(const struct mapping *mapping, size_t number, struct problems *problems)
{
    const char *file = use_of(mapping, number)->file;
    const struct format *format = format_of(mapping, number, problems);
    struct error err;
    struct xsd *xsd;

    if (file == NULL)
        return;
    if (format != NULL && format->validate == NULL) {
        problem_at_text(problems, mapping->tree, file,
                        "documents in %s have no schema; only those in xml do", format->name);
        return;
    }
    xsd = xsd_open(mapping->xsd_folder, file, problems->arena, &err);
    if (xsd == NULL)
        problem_at_text(problems, mapping->tree, file, "the schema cannot be used: %s", err.text);
    xsd_close(xsd);
}

void xsd_uses_check(struct mapping *mapping, struct arena *arena, struct problems *problems)
{
    const char *around = path_folder(arena, path_folder(arena, mapping->tree->file));
    size_t i;

    mapping->xsd_folder = path_join(arena, around, "schemas");
    for (i = 0; i < count_documents(mapping); i++)
        check_use(mapping, i, problems);
}

int xsd_uses_open(const struct mapping *mapping, struct xsd ***xsds, struct arena *arena,
                  struct error *err)
{
    size_t i;

    *xsds = NULL;
    if (!has_schemas(mapping))
        return 0;
    *xsds = arena_array(arena, count_documents(mapping), sizeof **xsds);
    for (i = 0; i < count_documents(mapping); i++) {
        const char *file = use_of(mapping, i)->file;

        if (file == NULL)
            continue;
        (*xsds)[i] = xsd_open(mapping->xsd_folder, file, arena, err);
        if ((*xsds)[i] == NULL)
            return error_within(err, "the schema of mapping '%s'", mapping->name);
    }
    return 0;
}

void xsd_uses_close(const struct mapping *mapping, struct xsd **xsds)
{
    size_t i;

    for (i = 0; xsds != NULL && i < count_documents(mapping); i++)
        xsd_close(xsds[i]);
}

const struct xsd *xsd_of_inside(const struct mapping *mapping, struct xsd *const *xsds,
                                const struct inside *inside)
{
    size_t i;

    for (i = 1; xsds != NULL && i < count_documents(mapping); i++)
        if (inside_of(mapping, i) == inside)
            return xsds[i];
    return NULL;
}
