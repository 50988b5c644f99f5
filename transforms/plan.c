/* The making of plans. */
#include "transforms/plan.h"

#include "core/arena.h"
#include "core/error.h"

static struct place *place_new(struct plan *plan, struct place *parent, const char *name)
{
    struct place *place = arena_alloc(plan->arena, sizeof *place);

    place->number = ++plan->place_count;
    place->parent = parent;
    place->name = name != NULL ? name : "*";
    place->symbol = name != NULL ? symbols_add(&plan->symbols, name) : SYMBOL_OTHER;
    if (parent != NULL) {
        place->next = parent->first;
        parent->first = place;
    }
    return place;
}

static struct place *child_of(const struct place *parent, int symbol)
{
    struct place *child;

    for (child = parent->first; child != NULL; child = child->next)
        if (child->symbol == symbol)
            return child;
    return NULL;
}

static struct place *child_make(struct plan *plan, struct place *parent, const char *name)
{
    int symbol = name != NULL ? symbols_add(&plan->symbols, name) : SYMBOL_OTHER;
    struct place *child = child_of(parent, symbol);

    return child != NULL ? child : place_new(plan, parent, name);
}

void plan_start(struct plan *plan, struct arena *arena)
{
    plan->arena = arena;
    symbols_start(&plan->symbols, arena);
    plan->root = place_new(plan, NULL, "the document");
    plan->root->kind = PLACE_WAY;
    plan->end = plan->root;
}

static void number_step(struct plan *plan, struct step *step)
{
    size_t i;

    step->symbol = step->name != NULL ? symbols_add(&plan->symbols, step->name) : SYMBOL_OTHER;
    for (i = 0; i < step->filter_count; i++)
        step->filters[i].symbol = symbols_add(&plan->symbols, step->filters[i].name);
}

void plan_extend(struct plan *plan, struct path *path, const struct inside *inside)
{
    const struct branch *branch = &path->branches[0];
    size_t i;

    for (i = 0; i < branch->step_count; i++) {
        number_step(plan, &branch->steps[i]);
        plan->end = place_new(plan, plan->end, branch->steps[i].name);
        plan->end->kind = PLACE_WAY;
        plan->end->way = &branch->steps[i];
    }
    plan->end->kind = inside != NULL ? PLACE_CONTENT : PLACE_RECORD;
    plan->end->inside = inside;
}

/* The child through which the way goes on; NULL at its end. */
static const struct place *way_below(const struct place *place)
{
    const struct place *child;

    for (child = place->first; child != NULL; child = child->next)
        if (child->kind != PLACE_PART)
            return child;
    return NULL;
}

/* Whether a child of this name would be an element that the way goes through. */
static bool leads_into_way(const struct place *place, const struct step *step)
{
    const struct place *below = way_below(place);

    if (below == NULL || (step->name != NULL && step->name[0] == '@'))
        return false;
    return step->name == NULL || below->symbol == SYMBOL_OTHER || below->symbol == step->symbol;
}

/* Keeps a child of this place because a filter or path asks for its text. */
static int add_child(struct plan *plan, struct place **place, const struct step *step,
                     struct error *err)
{
    if ((*place)->kind != PLACE_PART && leads_into_way(*place, step))
        return error_set(err, ERROR_CONFIG,
                         "'%s' in <%s> leads to the records themselves, whose values are not kept",
                         step->name != NULL ? step->name : "*", (*place)->name);
    *place = child_make(plan, *place, step->name);
    return 0;
}

static int add_filters(struct plan *plan, struct place *place, const struct step *step,
                       struct error *err)
{
    bool is_deciding = plan->is_content;
    size_t i;

    for (i = 0; i < step->filter_count; i++) {
        struct step asked = {.name = step->filters[i].name, .symbol = step->filters[i].symbol};
        struct place *child = place;

        if (add_child(plan, &child, &asked, err) != 0)
            return -1;
        child->wants_text = true;
        child->is_compared = true;
        child->decides = child->decides || is_deciding;
    }
    return 0;
}

/* Goes down the steps from a place, making what is missing. */
static int add_steps(struct plan *plan, struct place **place, const struct branch *branch,
                     struct error *err)
{
    size_t i;

    for (i = 0; i < branch->step_count; i++) {
        number_step(plan, &branch->steps[i]);
        if (add_child(plan, place, &branch->steps[i], err) != 0 ||
            add_filters(plan, *place, &branch->steps[i], err) != 0)
            return -1;
    }
    return 0;
}

/* Whether the elements that a branch leads to are just those of its last place. */
static bool is_of_names(const struct branch *branch)
{
    size_t i;

    for (i = 0; i < branch->step_count; i++) {
        const struct step *step = &branch->steps[i];

        if (step->name == NULL || step->name_space != NULL || step->filter_count > 0)
            return false;
    }
    return branch->ups == 0 && branch->step_count > 0;
}

static int add_branch(struct plan *plan, struct place *from, struct branch *branch,
                      struct error *err)
{
    struct place *place = from != NULL ? from : plan->end;
    int ups;

    for (ups = branch->ups; ups > 0; ups--) {
        if (place->parent == NULL)
            return error_set(err, ERROR_CONFIG, "the path climbs out of the document");
        place = place->parent;
    }
    if (branch->ups > 0 && branch->step_count == 0)
        return error_set(err, ERROR_CONFIG,
                         "'..' alone leads to <%s> around the records, whose own text is not kept",
                         place->name);
    if (add_steps(plan, &place, branch, err) != 0)
        return -1;
    if (place->contents != NULL)
        return error_set(err, ERROR_CONFIG,
                         "the text of <%s> is read as a document, so it is no value", place->name);
    place->wants_text = true;
    if (from == NULL && is_of_names(branch))
        branch->place = place->number;
    return 0;
}

int plan_add_content(struct plan *plan, struct path *path, const struct inside *inside,
                     struct error *err)
{
    struct content_way *way = arena_alloc(plan->arena, sizeof *way);
    struct place *place = plan->end;
    int status;

    plan->is_content = true;
    status = add_steps(plan, &place, &path->branches[0], err);
    plan->is_content = false;
    way->branch = &path->branches[0];
    way->inside = inside;
    way->next = place->contents;
    place->contents = way;
    return status;
}

int plan_add(struct plan *plan, struct place *from, struct path *path, struct error *err)
{
    size_t i;

    for (i = 0; i < path->count; i++)
        if (add_branch(plan, from, &path->branches[i], err) != 0)
            return -1;
    return 0;
}

struct place *plan_add_rows(struct plan *plan, struct path *path, struct error *err)
{
    struct place *place = plan->end;

    if (add_steps(plan, &place, &path->branches[0], err) != 0)
        return NULL;
    if (is_of_names(&path->branches[0]))
        path->branches[0].place = place->number;
    return place;
}

int plan_add_filters(struct plan *plan, struct error *err)
{
    struct place *place;

    for (place = plan->end; place->parent != NULL; place = place->parent)
        if (add_filters(plan, place, place->way, err) != 0)
            return -1;
    return 0;
}

int plan_add_declared(struct plan *plan, struct path *path, struct error *err)
{
    const struct branch *branch = &path->branches[0];
    struct place *place = plan->root, *below;
    size_t i;

    for (i = 0; i < branch->step_count; i++) {
        struct step *step = &branch->steps[i];

        if (place->kind == PLACE_RECORD)
            return error_set(err, ERROR_CONFIG, "the number must stand outside of the records");
        number_step(plan, step);
        below = child_of(place, step->symbol);
        if (below != NULL && below->kind != PLACE_PART && i + 1 < branch->step_count)
            place = below;
        else if (add_child(plan, &place, step, err) != 0)
            return -1;
    }
    place->declares = true;
    return 0;
}

int plan_add_unmapped(struct plan *plan, struct place *from, struct path *path, struct error *err)
{
    size_t i;

    for (i = 0; i < path->count; i++) {
        const struct branch *branch = &path->branches[i];
        struct place *place = from != NULL ? from : plan->end;

        if (branch->ups > 0 || branch->step_count == 0)
            continue;
        if (add_steps(plan, &place, branch, err) != 0)
            return -1;
        place->is_unmapped = true;
    }
    return 0;
}

/* Adds to a place all that stands below another: what '*' reads is read under each name too. */
static void merge(struct plan *plan, struct place *place, const struct place *other)
{
    const struct place *child;

    place->wants_text = place->wants_text || other->wants_text;
    place->is_compared = place->is_compared || other->is_compared;
    place->decides = place->decides || other->decides;
    if (place->contents == NULL)
        place->contents = other->contents;
    for (child = other->first; child != NULL; child = child->next) {
        const char *name = child->symbol == SYMBOL_OTHER ? NULL : child->name;

        merge(plan, child_make(plan, place, name), child);
    }
}

static void merge_any(struct plan *plan, struct place *place)
{
    const struct place *any = child_of(place, SYMBOL_OTHER);
    struct place *child;

    if (any == NULL)
        return;
    for (child = place->first; child != NULL; child = child->next)
        if (child != any && child->name[0] != '@')
            merge(plan, child, any);
}

/* Fills the table: an element that has no child of its own goes where '*' goes. */
static void fill_table(const struct plan *plan, struct place *place)
{
    struct place *any = child_of(place, SYMBOL_OTHER);
    struct place *child;
    size_t i;

    place->children = arena_array(plan->arena, plan->symbols.count, sizeof(struct place *));
    for (i = 0; any != NULL && i < plan->symbols.count; i++)
        if (plan->symbols.names[i][0] != '@')
            place->children[i] = any;
    for (child = place->first; child != NULL; child = child->next)
        place->children[child->symbol] = child;
}

static void finish(struct plan *plan, struct place *place)
{
    struct place *child;

    merge_any(plan, place);
    if (place->wants_text || place->first != NULL || place->contents != NULL)
        place->is_unmapped = false;
    fill_table(plan, place);
    for (child = place->first; child != NULL; child = child->next)
        finish(plan, child);
}

void plan_finish(struct plan *plan)
{
    finish(plan, plan->root);
}
