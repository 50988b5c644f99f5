/*
 * The choosing for a draft: which elements are the records, the way to them, and what names one.
 */
#include "transforms/sketch.h"

#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/format.h"
#include "transforms/sketch_fields.h"
#include "transforms/sketch_key.h"
#include "transforms/sketch_record.h"
#include "transforms/snake.h"
#include "transforms/survey.h"

enum { NAME_SIZE_MOST = 24 };

static const struct spot *choose_record(const struct survey *survey, const char *path,
                                        struct error *err)
{
    const struct spot *best;

    if (path != NULL)
        return survey_find(survey, path, err);
    best = record_find(&survey->root);
    if (best != NULL)
        return best;
    error_set(err, ERROR_USAGE,
              "no element has several values, so that none looks like a record; "
              "hint: name one with --record");
    return NULL;
}

/* The document that the element stands in; of a document, itself. */
static const struct spot *document_of(const struct spot *spot)
{
    while (spot->kind != SPOT_DOCUMENT)
        spot = spot->parent;
    return spot;
}

/* The root element of the document on the way to the spot. */
static const struct spot *root_towards(const struct spot *document, const struct spot *spot)
{
    while (spot->parent != document)
        spot = spot->parent;
    return spot;
}

static bool can_be(const struct spot *root, const struct decider *decider)
{
    size_t i;

    for (i = 0; i < root->decider_count; i++)
        if (root->deciders[i].by == decider->by)
            return root->deciders[i].is_several ||
                   strcmp(root->deciders[i].value, decider->value) == 0;
    return false;
}

/* The root behind this one among those of all documents in the element; the first for NULL. */
static const struct spot *next_root(const struct spot *element, const struct spot *root)
{
    const struct spot *document = root != NULL ? root->parent : element->first;

    if (root != NULL && root->next != NULL)
        return root->next;
    if (root != NULL)
        document = document->next;
    while (document != NULL && (document->kind != SPOT_DOCUMENT || document->first == NULL))
        document = document->next;
    return document != NULL ? document->first : NULL;
}

static bool has_others(const struct spot *element, const struct spot *root)
{
    const struct spot *other = next_root(element, NULL);

    return other != root || next_root(element, other) != NULL;
}

/* True when other documents in the element have this value beside them too. */
static bool is_shared(const struct spot *element, const struct spot *root,
                      const struct decider *decider)
{
    const struct spot *other;

    for (other = next_root(element, NULL); other != NULL; other = next_root(element, other))
        if (other != root && can_be(other, decider))
            return true;
    return false;
}

/* What tells documents of this root from others in the same element; NULL: nothing, or no need. */
static const struct decider *find_decider(const struct spot *element, const struct spot *root)
{
    size_t i;

    if (element->parent->kind != SPOT_ELEMENT || !has_others(element, root))
        return NULL;
    for (i = 0; i < root->decider_count; i++)
        if (!root->deciders[i].is_several && strchr(root->deciders[i].value, '\'') == NULL &&
            survey_can_write(root->deciders[i].value) &&
            survey_can_write(root->deciders[i].by->name) &&
            !is_shared(element, root, &root->deciders[i]))
            return &root->deciders[i];
    return NULL;
}

static const char *path_to_document(const struct spot *element, const struct decider *decider,
                                    struct arena *arena)
{
    const struct spot *top = document_of(element);

    if (decider == NULL)
        return spot_path(top, element, arena);
    return arena_print(arena, "%s[%s='%s']/%s", spot_path(top, element->parent, arena),
                       spot_path(element->parent, decider->by, arena), decider->value,
                       spot_path(element->parent, element, arena));
}

/* Fills the steps into inner documents, from the outermost. */
static int find_way(struct sketch *sketch, const struct spot *record, struct error *err)
{
    const struct spot *document = document_of(record);
    const struct decider *decider;

    sketch->record.path = spot_path(document, record, sketch->arena);
    if (record == document)
        sketch->record.path = ".";
    if (document->parent == NULL) {
        sketch->format = document->format->name;
        return 0;
    }
    if (find_way(sketch, document->parent, err) != 0)
        return -1;
    if (sketch->inside_count == SKETCH_INSIDES_MOST)
        return error_set(err, ERROR_USAGE, "more than %d documents in documents",
                         SKETCH_INSIDES_MOST);
    decider = find_decider(document->parent, root_towards(document, record));
    sketch->insides[sketch->inside_count].decider = decider != NULL ? decider->by : NULL;
    sketch->insides[sketch->inside_count].at =
        path_to_document(document->parent, decider, sketch->arena);
    sketch->insides[sketch->inside_count].format = document->format->name;
    sketch->insides[sketch->inside_count++].is_base64 = document->is_base64;
    sketch->record.path = spot_path(document, record, sketch->arena);
    return 0;
}

/* Tags that say nothing of what stands in them. */
static bool is_nameless(const char *name)
{
    static const char *const words[] = {"x",    "item",   "result", "data", "row",   "x_row",
                                        "list", "record", "rows",   "body", "return"};
    size_t i;

    for (i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], name) == 0)
            return true;
    return false;
}

static const char *name_mapping(const struct spot *record, const char *title, struct arena *arena)
{
    const char *name = snake_name(record->name, arena);

    if (is_nameless(name))
        name = snake_name(title, arena);
    return strlen(name) <= NAME_SIZE_MOST ? name : arena_copy(arena, name, NAME_SIZE_MOST);
}

/* All elements down to the records must have names that a mapping can have. */
static int check_names(const struct spot *record, struct error *err)
{
    for (; record->parent != NULL; record = record->parent)
        if (record->kind == SPOT_ELEMENT && !survey_can_write(record->name))
            return error_set(err, ERROR_USAGE,
                             "the records stand in an element whose name no mapping can have; "
                             "hint: --record names others");
    return 0;
}

struct sketch *sketch_make(const struct survey *survey, const char *title, const char *path,
                           struct arena *arena, struct error *err)
{
    const struct spot *record = choose_record(survey, path, err);
    struct sketch *sketch = arena_alloc(arena, sizeof *sketch);

    if (record == NULL || check_names(record, err) != 0)
        return NULL;
    sketch->arena = arena;
    sketch->survey = survey;
    sketch->remarks = "";
    if (find_way(sketch, record, err) != 0)
        return NULL;
    sketch->record.spot = record;
    sketch->record.name = name_mapping(record, title, arena);
    sketch_fields(sketch);
    return sketch_choose_key(sketch, err) == 0 ? sketch : NULL;
}

static struct sketch_field *find_in(struct sketch_group *group, const char *name)
{
    size_t i;

    for (i = 0; i < group->count; i++)
        if (strcmp(group->fields[i].name, name) == 0)
            return &group->fields[i];
    return NULL;
}

/* The field of a refusal: of the record, or "child.field". */
static struct sketch_field *find_field(struct sketch *sketch, const char *name)
{
    const char *point = strchr(name, '.');
    size_t i;

    for (i = 0; point != NULL && i < sketch->child_count; i++)
        if (strncmp(sketch->children[i].name, name, (size_t)(point - name)) == 0 &&
            sketch->children[i].name[point - name] == '\0')
            return find_in(&sketch->children[i], point + 1);
    return find_in(&sketch->record, name);
}

bool sketch_loosen(struct sketch *sketch, const char *name)
{
    struct sketch_field *field = find_field(sketch, name);
    struct error err;

    if (field == NULL || field->is_left_out)
        return false;
    if (field->guess.type != TYPE_TEXT) {
        field->guess = (struct form_guess){.type = TYPE_TEXT};
    } else if (field->is_always) {
        field->is_always = false;
    } else {
        field->is_left_out = true;
        field->note = "its values are refused as text";
    }
    return sketch_choose_key(sketch, &err) == 0;
}

void sketch_shorten_key(struct sketch *sketch, size_t count, bool is_unique)
{
    sketch->key_count = count;
    sketch->has_unique_key = is_unique;
}
