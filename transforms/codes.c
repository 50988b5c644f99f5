/* Code lists searched. */
#include "transforms/codes.h"

#include <string.h>

#include "core/problem.h"
#include "core/yaml.h"

/* Attributes that every code has come before those that a list declares. */
enum { ATTRIBUTE_VI, ATTRIBUTE_EN, ATTRIBUTE_FIRST };

void code_lists_check(const struct code_list *const *lists, size_t count, struct problems *problems)
{
    size_t i;

    for (i = 1; i < count; i++) {
        const struct code_list *other =
            lists[i]->key != NULL ? code_list_find(lists, i, lists[i]->key) : NULL;

        if (other != NULL)
            problem_at(problems, lists[i]->place, "the list '%s' is in %s too", lists[i]->key,
                       other->place->file);
    }
}

void code_lists_note_doubt(const struct code_list *const *lists, size_t count, struct doubt *doubt,
                           struct arena *arena)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (lists[i]->is_misnamed)
            doubt_note(doubt, lists[i]->key, arena);
}

const struct code_list *code_list_find(const struct code_list *const *lists, size_t count,
                                       const char *key)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (lists[i]->key != NULL && strcmp(lists[i]->key, key) == 0)
            return lists[i];
    return NULL;
}

/* Compares as strcmp, with a text that has a size instead of an end.  Codes are short. */
static int compare_text(const char *text, size_t size, const char *code)
{
    size_t i = 0;

    while (i < size && text[i] == code[i] && code[i] != '\0')
        i++;
    return (i < size ? (unsigned char)text[i] : 0) - (unsigned char)code[i];
}

/* Where in the sorted codes the first with this text stands, or would stand. */
static size_t find_first(const struct code_list *list, const char *text, size_t size)
{
    size_t low = 0, high = list->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare_text(text, size, list->sorted[middle]->code) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Compares as far as both tell. */
static int compare_dates(const char *a, const char *b)
{
    size_t left = strlen(a), right = strlen(b);

    return strncmp(a, b, left < right ? left : right);
}

static bool is_valid_on(const struct code *code, const char *date)
{
    if (date == NULL)
        return true;
    return (code->from == NULL || compare_dates(date, code->from) >= 0) &&
           (code->until == NULL || compare_dates(date, code->until) <= 0);
}

const struct code *code_find(const struct code_list *list, const char *text, size_t size)
{
    return code_find_on(list, text, size, NULL);
}

/* Where the code stands next in the sorted codes, from there on, as it is valid on the date; their
 * count when it does not. */
static size_t find_valid(const struct code_list *list, size_t from, const char *text, size_t size,
                         const char *date)
{
    size_t i;

    for (i = from; i < list->count && compare_text(text, size, list->sorted[i]->code) == 0; i++)
        if (is_valid_on(list->sorted[i], date))
            return i;
    return list->count;
}

const struct code *code_find_on(const struct code_list *list, const char *text, size_t size,
                                const char *date)
{
    size_t i = find_valid(list, find_first(list, text, size), text, size, date);

    return i < list->count ? list->sorted[i] : NULL;
}

static bool are_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

const struct code *code_look_up(const struct code_list *list, const char *text, size_t size,
                                const char *date, int attribute)
{
    size_t i = find_valid(list, find_first(list, text, size), text, size, date);
    const struct code *code = i < list->count ? list->sorted[i] : NULL;

    while (i < list->count) {
        if (!are_same(code_attribute(list->sorted[i], attribute), code_attribute(code, attribute)))
            return NULL;
        i = find_valid(list, i + 1, text, size, date);
    }
    return code;
}

int code_attribute_index(const struct code_list *list, const char *name)
{
    size_t i;

    if (strcmp(name, "vi") == 0)
        return ATTRIBUTE_VI;
    if (strcmp(name, "en") == 0)
        return ATTRIBUTE_EN;
    for (i = 0; i < list->attribute_count; i++)
        if (strcmp(list->attributes[i], name) == 0)
            return ATTRIBUTE_FIRST + (int)i;
    return NO_ATTRIBUTE;
}

const char *code_attribute(const struct code *code, int index)
{
    const char *text = index == ATTRIBUTE_VI   ? code->vi
                       : index == ATTRIBUTE_EN ? code->en
                                               : code->attributes[index - ATTRIBUTE_FIRST];

    return text != NULL && *text != '\0' ? text : NULL;
}
