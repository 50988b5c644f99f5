/* Leaves become fields, repeated leaves lists, repeated structures children of the record. */
#include "transforms/sketch_fields.h"

#include <string.h>

#include "core/arena.h"
#include "core/record.h"
#include "transforms/personal.h"
#include "transforms/sketch.h"
#include "transforms/snake.h"
#include "transforms/survey.h"

enum { NAME_SIZE_MOST = 48, CHILD_NAME_MOST = 22, LETTERS_MOST = 4000, SHARED_LETTERS_MOST = 64 };

/* The column that numbers children (docs/mapping.md). */
static const char child_number[] = "thu_tu";

/* What is drafted at the moment. */
struct sketching {
    struct sketch *sketch;
    struct sketch_group *group;
    const struct spot *top; /* whose fields are made: paths are seen from it */
};

static bool has_field(const struct sketch_group *group, const char *name)
{
    size_t i;

    for (i = 0; i < group->count; i++)
        if (strcmp(group->fields[i].name, name) == 0)
            return true;
    return false;
}

/* A child's fields have other names than the record's, since the key stands in its table too. */
static bool is_taken(const struct sketching *sketching, const char *name)
{
    const struct sketch *sketch = sketching->sketch;
    size_t i;

    for (i = 0; i < sketch->child_count && sketching->group == &sketch->record; i++)
        if (strcmp(sketch->children[i].name, name) == 0)
            return true;
    return has_field(sketching->group, name) || has_field(&sketch->record, name) ||
           strcmp(name, child_number) == 0;
}

static const char *cut(const char *name, size_t most, struct arena *arena)
{
    size_t size = strlen(name);

    return size <= most ? name : arena_copy(arena, name, most);
}

/* A name that no other field of the group has: the tag's, with the tag around it, with a number. */
static const char *name_field(const struct sketching *sketching, const struct spot *spot)
{
    struct arena *arena = sketching->sketch->arena;
    const char *name = snake_name(spot->name, arena);
    int number;

    if (is_taken(sketching, name) && spot->parent != sketching->top)
        name = cut(arena_print(arena, "%s_%s", snake_name(spot->parent->name, arena), name),
                   NAME_SIZE_MOST, arena);
    for (number = 2; is_taken(sketching, name); number++)
        name = arena_print(arena, "%s_%d", cut(snake_name(spot->name, arena), 40, arena), number);
    return name;
}

static struct sketch_field *add_field(const struct sketching *sketching, const struct spot *spot)
{
    struct sketch_group *group = sketching->group;
    struct arena *arena = sketching->sketch->arena;
    const char *name = name_field(sketching, spot);
    struct sketch_field *field;

    if (group->count == group->capacity) {
        struct sketch_field *old = group->fields;

        group->capacity = group->capacity != 0 ? group->capacity * 2 : 32;
        group->fields = arena_array(arena, group->capacity, sizeof *group->fields);
        if (group->count != 0)
            memcpy(group->fields, old, group->count * sizeof *old);
    }
    field = &group->fields[group->count++];
    *field = (struct sketch_field){.spot = spot, .name = name};
    field->path = spot_path(sketching->top, spot, arena);
    return field;
}

static const struct personal *find_personal(const struct spot *spot)
{
    const struct personal *personal = personal_name(spot->name);

    return personal == NULL && spot->forms.personals != 0 ? spot->forms.personal : personal;
}

/* True when each element that the group is made of has exactly one of these. */
static bool is_in_all(const struct sketching *sketching, const struct spot *spot)
{
    return spot->forms.count == sketching->top->count && spot->forms.empty == 0;
}

static void add_leaf(const struct sketching *sketching, const struct spot *spot)
{
    struct sketch_field *field = add_field(sketching, spot);

    forms_guess(&spot->forms, field->name, &field->guess);
    field->personal = find_personal(spot);
    if (field->personal != NULL || spot->most > 1)
        field->guess = (struct form_guess){.type = TYPE_TEXT};
    field->take = spot->most > 1 ? TAKE_JOIN : TAKE_ONE;
    field->is_always = spot->most <= 1 && is_in_all(sketching, spot);
    field->is_left_out = spot->forms.longest > LETTERS_MOST;
    if (field->is_left_out)
        field->note = "its texts are long";
    if (spot->forms.count == 0 && spot->forms.empty != 0)
        field->note = "always empty in the sample";
}

/* The text of a child that has attributes or elements too. */
static void add_own_text(const struct sketching *sketching)
{
    struct sketch_field *field;

    add_leaf(sketching, sketching->top);
    field = &sketching->group->fields[sketching->group->count - 1];
    field->path = ".";
    field->take = TAKE_ONE;
}

static void add_document(const struct sketching *sketching, const struct spot *spot)
{
    struct sketch_field *field = add_field(sketching, spot);

    field->is_left_out = true;
    field->note = "its text is a document; hint: draft what is in it with --record";
}

static bool has_documents(const struct spot *spot)
{
    const struct spot *child;

    for (child = spot->first; child != NULL; child = child->next)
        if (child->kind == SPOT_DOCUMENT)
            return true;
    return false;
}

static bool has_elements(const struct spot *spot)
{
    const struct spot *child;

    for (child = spot->first; child != NULL; child = child->next)
        if (child->kind == SPOT_ELEMENT)
            return true;
    return false;
}

static void add_count(const struct sketching *sketching, const struct spot *spot)
{
    struct sketch_field *field = add_field(sketching, spot);

    field->guess.type = TYPE_INTEGER;
    field->take = TAKE_COUNT;
    field->note = "only counted";
}

/* Notes a kind of children; their fields are made when the record's have their names. */
static void add_child(const struct sketching *sketching, const struct spot *spot)
{
    struct sketch *sketch = sketching->sketch;
    struct arena *arena = sketch->arena;
    const char *name = cut(name_field(sketching, spot), CHILD_NAME_MOST, arena);
    struct sketch_group *old = sketch->children;
    int number;

    if (sketch->child_count == sketch->child_capacity) {
        sketch->child_capacity = sketch->child_capacity != 0 ? sketch->child_capacity * 2 : 8;
        sketch->children = arena_array(arena, sketch->child_capacity, sizeof *old);
        if (sketch->child_count != 0)
            memcpy(sketch->children, old, sketch->child_count * sizeof *old);
    }
    for (number = 2; is_taken(sketching, name); number++)
        name = arena_print(arena, "%s_%d", cut(name, CHILD_NAME_MOST - 4, arena), number);
    sketch->children[sketch->child_count++] = (struct sketch_group){
        .spot = spot, .name = name, .path = spot_path(sketching->top, spot, arena)};
}

static void add_repeated(const struct sketching *sketching, const struct spot *spot)
{
    if (sketching->group == &sketching->sketch->record)
        add_child(sketching, spot);
    else
        add_count(sketching, spot);
}

/* Adds what stands in an element, at any depth. */
static void add_element(const struct sketching *sketching, const struct spot *spot)
{
    const struct spot *child;

    for (child = spot->first; child != NULL; child = child->next) {
        if (child->kind == SPOT_DOCUMENT || !survey_can_write(child->name))
            continue;
        if (has_documents(child)) {
            add_document(sketching, child);
        } else if (child->most > 1 && has_elements(child)) {
            add_repeated(sketching, child);
        } else {
            if (child->forms.count != 0 || !has_elements(child))
                add_leaf(sketching, child);
            add_element(sketching, child);
        }
    }
}

/* True when the value is known wherever a record begins, and tells records apart. */
static bool is_shareable(const struct spot *spot)
{
    return spot_is_leaf(spot) && survey_can_write(spot->name) && spot->most <= 1 &&
           !spot->is_late && spot->forms.count != 0 && spot->forms.longest <= SHARED_LETTERS_MOST &&
           !(spot->forms.code_count == 1 && !spot->forms.is_no_code);
}

/* True when all records have the same of it, since they were chosen by it. */
static bool is_decider(const struct sketch *sketch, const struct spot *spot)
{
    size_t i;

    for (i = 0; i < sketch->inside_count; i++)
        if (sketch->insides[i].decider == spot)
            return true;
    return false;
}

/* Adds the values that stand in an element around the records, so many steps up. */
static void add_shared(const struct sketching *around, const char *ups)
{
    struct sketch_group *group = around->group;
    const struct spot *child;

    for (child = around->top->first; child != NULL; child = child->next) {
        if (!is_shareable(child) || is_decider(around->sketch, child))
            continue;
        add_leaf(around, child);
        group->fields[group->count - 1].path =
            arena_print(around->sketch->arena, "%s%s", ups, group->fields[group->count - 1].path);
    }
}

/* Adds what stands beside the records in the repeated elements around them. */
static void add_around(const struct sketching *sketching)
{
    struct sketching around = *sketching;
    const char *ups = "";

    for (around.top = around.top->parent; around.top != NULL && spot_is_repeated(around.top);
         around.top = around.top->parent) {
        if (around.top->kind == SPOT_DOCUMENT)
            continue;
        ups = arena_print(sketching->sketch->arena, "../%s", ups);
        add_shared(&around, ups);
    }
}

void sketch_fields(struct sketch *sketch)
{
    const struct sketching record = {sketch, &sketch->record, sketch->record.spot};
    size_t i;

    add_element(&record, sketch->record.spot);
    add_around(&record);
    for (i = 0; i < sketch->child_count; i++) {
        const struct sketching child = {sketch, &sketch->children[i], sketch->children[i].spot};

        if (child.top->forms.count != 0)
            add_own_text(&child);
        add_element(&child, child.top);
    }
}
