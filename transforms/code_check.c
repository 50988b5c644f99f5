/* Fields and their code lists. */
#include "transforms/code_check.h"

#include <string.h>

#include "core/arena.h"
#include "core/problem.h"
#include "core/yaml.h"
#include "transforms/codes.h"
#include "transforms/mapping_inside.h"

/* "; hint: its versions are x@1, x@2" when the name without a version is that of lists with one;
 * else where lists are looked for. */
static const char *tell_lists(const struct mapping_context *context, const char *name,
                              struct arena *arena)
{
    const char *text = "";
    size_t i;

    for (i = 0; i < context->code_count; i++)
        if (context->codes[i]->key != NULL && strcmp(context->codes[i]->name, name) == 0)
            text = arena_print(arena, "%s%s %s", text,
                               *text == '\0' ? "; hint: its versions are" : ",",
                               context->codes[i]->key);
    if (*text == '\0' && context->code_folder != NULL)
        return arena_print(arena, "; hint: code lists are read from %s", context->code_folder);
    return text;
}

/* Whether the list may be one in whose name, or version, a mistake has been told. */
static bool is_in_doubt(const struct mapping_context *context, const char *key)
{
    size_t length = strcspn(key, "@"), i;

    for (i = 0; i < context->code_count; i++) {
        const struct code_list *list = context->codes[i];

        if (list->is_misnamed && list->name != NULL && strlen(list->name) == length &&
            strncmp(list->name, key, length) == 0)
            return true;
    }
    return doubt_covers(&context->code_doubt, key);
}

/* NULL also for a list that has mistakes of its own, or may be one whose name has. */
static const struct code_list *find_list(const char *key, const struct mapping_context *context,
                                         const struct node *place, struct problems *problems)
{
    const struct code_list *list = code_list_find(context->codes, context->code_count, key);

    if (list != NULL)
        return list->is_broken ? NULL : list;
    if (!is_in_doubt(context, key))
        problem_at(problems, place, "there is no code list '%s'%s", key,
                   tell_lists(context, key, problems->arena));
    return NULL;
}

static void check_codes(struct field *field, const struct mapping_context *context,
                        const struct node *node, struct problems *problems)
{
    if (field->type != TYPE_CODE && field->type != TYPE_UNSURE)
        return;
    if (field->type == TYPE_CODE && field->codes_name == NULL)
        problem_missing(problems, node, "codes", "it names the list that the code is in");
    if (field->codes_name == NULL)
        return;
    field->form.codes = find_list(field->codes_name, context, node_find(node, "codes"), problems);
    if (field->type == TYPE_CODE &&
        (field->privacy == PRIVACY_MASK || field->privacy == PRIVACY_HASH))
        problem_at(problems, node_find(node, "private"),
                   "a code can be kept or dropped, not masked or hashed; hint: use type text");
}

/* "vi, en, nhom" */
static const char *tell_attributes(const struct code_list *list, struct arena *arena)
{
    const char *text = "vi, en";
    size_t i;

    for (i = 0; i < list->attribute_count; i++)
        text = arena_print(arena, "%s, %s", text, list->attributes[i]);
    return text;
}

static void check_lookup(struct field *field, const struct mapping_context *context,
                         const struct node *node, struct problems *problems)
{
    struct lookup *lookup = &field->lookup;
    const struct node *place = node_find(node, "lookup");

    if (lookup->codes_name == NULL)
        return;
    lookup->list = find_list(lookup->codes_name, context, node_find(place, "codes"), problems);
    if (lookup->list != NULL && lookup->give != NULL)
        lookup->attribute = code_attribute_index(lookup->list, lookup->give);
    if (lookup->list != NULL && lookup->give != NULL && lookup->attribute == NO_ATTRIBUTE)
        problem_at(problems, node_find(place, "give"),
                   "the list '%s' has no attribute '%s'; it has %s", lookup->codes_name,
                   lookup->give, tell_attributes(lookup->list, problems->arena));
    /* A code that is unknown is named in the drift. */
    if (field->privacy == PRIVACY_MASK || field->privacy == PRIVACY_HASH)
        problem_at(problems, node_find(node, "private"),
                   "what is looked up can be kept or dropped, not masked or hashed");
}

void codes_check(struct field *field, const struct mapping_context *context,
                 const struct node *node, struct problems *problems)
{
    check_codes(field, context, node, problems);
    check_lookup(field, context, node, problems);
}

void codes_check_date(struct field *field, const struct field_set *dates, const struct node *node,
                      struct problems *problems)
{
    const struct node *place = node_find(node, "on");
    const struct field *date;

    if (field->on_name == NULL)
        return;
    if (field->codes_name == NULL && field->lookup.codes_name == NULL &&
        !problem_is_of(problems, node, "codes", "lookup", NULL))
        problem_at_key(problems, place, "'on' goes with 'codes' or 'lookup' only");
    date = field_set_find(dates, field->on_name);
    if (date == NULL && !doubt_covers(&dates->doubt, field->on_name))
        problem_at(problems, place, "there is no field '%s'", field->on_name);
    if (date == NULL || date->type == TYPE_UNSURE)
        return;
    if ((date->type != TYPE_DATE && date->type != TYPE_DATETIME) || date->privacy != PRIVACY_KEEP)
        problem_at(problems, place, "'on' takes a field of type date or datetime that is kept");
    else
        field->on = date;
}
