/*
 * The checking of mappings: paths, references and names, and the schema.
 *
 * It goes on after each mistake, so that a file's mistakes are told at once.
 */
#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/format.h"
#include "core/problem.h"
#include "core/yaml.h"
#include "transforms/child_check.h"
#include "transforms/columns.h"
#include "transforms/field_check.h"
#include "transforms/mapping_inside.h"
#include "transforms/version_check.h"

struct check {
    struct mapping *mapping;
    struct arena *arena;
    struct problems *problems;
};

static void check_name_spaces(const struct check *check)
{
    const struct node *map = check->mapping->name_space_node;
    struct name_spaces *spaces = &check->mapping->name_spaces;
    struct name_space *items;
    const struct node *node;
    size_t count = 0;

    spaces->is_open = problem_is_of(check->problems, check->mapping->tree, "namespaces", NULL);
    if (map == NULL)
        return;
    if (map->kind != NODE_MAP && !problem_is_at(check->problems, map))
        problem_at(check->problems, map, "'namespaces' takes a map of prefixes and URIs");
    spaces->is_open = spaces->is_open || map->kind != NODE_MAP;
    for (node = map->first; node != NULL; node = node->next)
        count++;
    spaces->items = items = arena_array(check->arena, count, sizeof *items);
    for (node = map->first; map->kind == NODE_MAP && node != NULL; node = node->next) {
        items[spaces->count++] = (struct name_space){node->key, node->text};
        if (node->kind != NODE_SCALAR)
            problem_at(check->problems, node, "'%s' takes a URI", node->key);
    }
}

/* Reads a path that leads to records or inner documents; NULL when something is told to be wrong.
 */
static struct path *check_way(const struct check *check, const char *text)
{
    struct path *path = path_check(text, &check->mapping->name_spaces, check->mapping->tree,
                                   check->arena, check->problems);

    if (path == NULL || path_is_plain(path))
        return path;
    problem_at_text(check->problems, check->mapping->tree, text,
                    "only children and filters may stand in this path");
    return NULL;
}

/* Records are elements, or the whole outermost document is one. */
static struct path *check_record(const struct check *check)
{
    struct mapping *mapping = check->mapping;
    struct path *path;

    if (mapping->record_text == NULL || strcmp(mapping->record_text, ".") != 0)
        return check_way(check, mapping->record_text);
    path = path_check(".", &mapping->name_spaces, mapping->tree, check->arena, check->problems);
    if (mapping->inside_count == 0)
        return path;
    problem_at_text(check->problems, mapping->tree, mapping->record_text,
                    "'.' is the outermost document, so that it does not go with 'inside'");
    return NULL;
}

/* An inner document is begun at its first byte, when only the attributes beside it are known. */
static void check_content(const struct check *check, const struct inside *inside)
{
    const struct branch *branch = &inside->path->branches[0];
    const struct step *last = &branch->steps[branch->step_count - 1];
    size_t i;

    for (i = 0; i < last->filter_count; i++)
        if (last->filters[i].name[0] != '@')
            problem_at_text(check->problems, check->mapping->tree, inside->at_text,
                            "the last step may be filtered by attributes only; it has '%s'",
                            last->filters[i].name);
}

static void check_inside(const struct check *check, struct inside *inside)
{
    inside->path = check_way(check, inside->at_text);
    if (inside->path != NULL)
        check_content(check, inside);
}

static bool is_content_again(const struct mapping *mapping, size_t index)
{
    const char *text = mapping->contents[index].at_text;
    size_t i;

    for (i = 0; text != NULL && i < index; i++)
        if (mapping->contents[i].at_text != NULL && strcmp(mapping->contents[i].at_text, text) == 0)
            return true;
    return false;
}

static void check_insides(const struct check *check)
{
    struct mapping *mapping = check->mapping;
    size_t i;

    mapping->insides = mapping->inside_items.items;
    mapping->inside_count = mapping->inside_items.count;
    if (mapping->inside_count > LAYERS_MOST)
        problem_at(check->problems, mapping->inside_items.nodes[LAYERS_MOST],
                   "more than %d inner documents", LAYERS_MOST);
    for (i = 0; i < mapping->inside_count; i++)
        check_inside(check, &mapping->insides[i]);
    mapping->contents = mapping->content_items.items;
    mapping->content_count = mapping->content_items.count;
    for (i = 0; i < mapping->content_count; i++) {
        check_inside(check, &mapping->contents[i]);
        if (is_content_again(mapping, i))
            problem_at(check->problems, mapping->content_items.nodes[i],
                       "'%s' is the place of two contents", mapping->contents[i].at_text);
    }
    mapping->record = check_record(check);
}

/* The number is one for the whole document, so that nothing can choose among several. */
static void check_declaration(const struct check *check)
{
    struct declaration *declaration = &check->mapping->declaration;
    const struct branch *branch;
    size_t i;

    if (declaration->path_text == NULL)
        return;
    declaration->path = path_check(declaration->path_text, &check->mapping->name_spaces,
                                   check->mapping->tree, check->arena, check->problems);
    if (declaration->path == NULL)
        return;
    branch = &declaration->path->branches[0];
    for (i = 0; i < branch->step_count; i++)
        if (branch->steps[i].name == NULL || branch->steps[i].filter_count > 0)
            break;
    if (declaration->path->count == 1 && branch->ups == 0 && branch->step_count > 0 &&
        i == branch->step_count)
        return;
    declaration->path = NULL;
    problem_at_text(check->problems, check->mapping->tree, declaration->path_text,
                    "only names of children, and an attribute, may stand in this path");
}

static const struct field *check_reference(const struct check *check, const char *name)
{
    const struct field *field = field_find(check->mapping, name);

    if (field == NULL && !doubt_covers(&check->mapping->field_doubt, name))
        problem_at_text(check->problems, check->mapping->tree, name, "there is no field '%s'",
                        name);
    return field;
}

static void check_key(const struct check *check)
{
    const struct texts *key = &check->mapping->key;
    size_t i;

    if (key->count == 0 && !problem_is_of(check->problems, check->mapping->tree, "key", NULL))
        problem_at(check->problems, node_find(check->mapping->tree, "key"),
                   "at least one field must be the key");
    for (i = 0; i < key->count; i++) {
        struct field *field = field_find(check->mapping, key->items[i]);

        if (check_reference(check, key->items[i]) == NULL)
            continue;
        field->is_key = true;
        if (field->privacy == PRIVACY_DROP || field->privacy == PRIVACY_MASK)
            problem_at_text(check->problems, check->mapping->tree, key->items[i],
                            "a field that is dropped or masked cannot be the key");
    }
}

static void check_modified(const struct check *check)
{
    const struct texts *modified = &check->mapping->modified;
    size_t i;

    for (i = 0; i < modified->count; i++) {
        const struct field *field = check_reference(check, modified->items[i]);

        if (field == NULL || field->type == TYPE_UNSURE)
            continue;
        if ((field->type != TYPE_DATE && field->type != TYPE_DATETIME) ||
            field->privacy != PRIVACY_KEEP)
            problem_at_text(check->problems, check->mapping->tree, modified->items[i],
                            "'modified' takes fields of type date or datetime that are kept");
    }
}

static void check_conditions(const struct check *check)
{
    struct mapping *mapping = check->mapping;
    size_t i;

    mapping->conditions = mapping->where_items.items;
    mapping->condition_count = mapping->where_items.count;
    for (i = 0; i < mapping->condition_count; i++) {
        struct condition *condition = &mapping->conditions[i];
        struct field *field;

        if (condition->field_name == NULL || check_reference(check, condition->field_name) == NULL)
            continue;
        field = field_find(mapping, condition->field_name);
        condition->field = (size_t)(field - mapping->fields);
        texts_normalise(&condition->equals, check->arena);
        condition->is_further = field->decides;
        field->decides = true;
        if (field->privacy != PRIVACY_KEEP)
            problem_at_text(check->problems, mapping->tree, condition->field_name,
                            "only a field that is kept can decide here");
        if (field->on_name != NULL)
            problem_at_text(check->problems, mapping->tree, condition->field_name,
                            "a field with 'on' cannot decide here");
    }
}

/* Whether any step of the path asks for more than a name. */
static bool is_filtered(const struct path *path)
{
    size_t i, j;

    for (i = 0; i < path->count; i++)
        for (j = 0; j < path->branches[i].step_count; j++)
            if (path->branches[i].steps[j].filter_count > 0)
                return true;
    return false;
}

/* Elements that come as often as they like, or that are looked for among others, may be absent. */
static void mark_watched(const struct field_set *set)
{
    size_t i;

    for (i = 0; i < set->count; i++) {
        struct field *field = &set->items[i];

        field->is_watched = field->take <= TAKE_LAST && field->path != NULL &&
                            field->privacy != PRIVACY_DROP && !is_filtered(field->path);
    }
}

static void mark_all_watched(const struct mapping *mapping)
{
    const struct field_set own = mapping_fields(mapping);
    const struct version *versions = mapping->versions.items.items;
    size_t i;

    mark_watched(&own);
    for (i = 0; i < mapping->child_count; i++)
        mark_watched(&mapping->children[i].fields);
    for (i = 0; i < mapping->versions.items.count; i++)
        mark_watched(&versions[i].own);
}

static void make_schema(const struct check *check)
{
    struct mapping *mapping = check->mapping;
    struct field_set set = mapping_fields(mapping);

    mapping->schema.title_vi = mapping->title.vi;
    mapping->schema.title_en = mapping->title.en;
    columns_make(&mapping->schema, &set, mapping->basis, check->arena);
}

static void check_fields(const struct check *check, const struct mapping_context *context)
{
    struct mapping *mapping = check->mapping;
    struct field_set set = {0};

    fields_check(mapping, &mapping->field_items, &set, &set, context, check->arena,
                 check->problems);
    mapping->fields = set.items;
    mapping->field_count = set.count;
    mapping->field_doubt = set.doubt;
    check_key(check);
    check_modified(check);
    check_conditions(check);
    children_check(mapping, context, check->arena, check->problems);
    versions_check(mapping, context, check->arena, check->problems);
}

/* The mapping's name is asked as well: it stands wherever a table does in messages and ledgers. */
static void check_table(const struct check *check)
{
    struct mapping *mapping = check->mapping;
    const char *const names[] = {mapping->name, mapping->table};
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *problem = names[i] != NULL ? table_name_problem(names[i]) : NULL;

        if (problem != NULL)
            problem_at_text(check->problems, mapping->tree, names[i], "the table name '%s' %s",
                            names[i], problem);
    }
    if (mapping->table == NULL && !problem_is_of(check->problems, mapping->tree, "table", NULL))
        mapping->table = mapping->name;
    mapping->schema.table = mapping->table;
}

static void check_skipping(const struct check *check)
{
    const struct node *tree = check->mapping->tree;

    if (check->mapping->skip_bytes > 0 && check->mapping->format_name != NULL &&
        strcmp(check->mapping->format_name, "xml") != 0)
        problem_at_key(check->problems, node_find(tree, "skip_before_declaration"),
                       "'skip_before_declaration' goes with format xml only");
}

void mapping_check(struct mapping *mapping, const struct mapping_context *context,
                   struct arena *arena, struct problems *problems)
{
    const struct check check = {mapping, arena, problems};

    if (!problem_is_of(problems, mapping->tree, "format", NULL))
        mapping->format_name = format_names[mapping->format];
    check_table(&check);
    check_skipping(&check);
    check_name_spaces(&check);
    check_insides(&check);
    separators_check(mapping, problems);
    xsd_uses_check(mapping, arena, problems);
    check_declaration(&check);
    check_fields(&check, context);
    checks_read(mapping, arena, problems);
    mapping_plan(mapping, arena, problems);
    mapping->is_misnamed = problem_is_of(problems, mapping->tree, "mapping", NULL);
    mapping->soundness = mapping_judge(mapping, problems);
    if (mapping->soundness > SOUND_NAME)
        make_schema(&check);
}

void mapping_finish(struct mapping *mapping, struct arena *arena)
{
    size_t i;

    mapping->modified_columns =
        arena_array(arena, mapping->modified.count, sizeof *mapping->modified_columns);
    for (i = 0; i < mapping->modified.count; i++)
        mapping->modified_columns[i] = field_find(mapping, mapping->modified.items[i])->column;
    mark_all_watched(mapping);
    plan_finish(&mapping->plan);
    versions_make(mapping, arena);
    mapping->soundness = SOUND_ALL;
}
