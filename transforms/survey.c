/* The tree of paths: its growth, its counts and its ways. */
#include "transforms/survey.h"

#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/format.h"
#include "core/utf8.h"

enum { HASHES_MOST = 1 << 20 };

void survey_start(struct survey *survey, struct arena *arena)
{
    memset(survey, 0, sizeof *survey);
    survey->arena = arena;
    survey->scratch = arena_new();
    survey->root.kind = SPOT_DOCUMENT;
    survey->root.name = "";
    survey->budget.left = HASHES_MOST;
}

void survey_free(struct survey *survey)
{
    const struct spot *spot = &survey->root;

    do {
        distinct_free(&((struct spot *)spot)->forms.distinct, &survey->budget);
        spot = spot_next(spot);
    } while (spot != NULL);
    arena_free(survey->scratch);
}

static struct spot *add_spot(struct survey *survey, struct spot *parent, enum spot_kind kind,
                             const char *name)
{
    struct spot *spot;

    if (survey->spot_count == SPOTS_MOST)
        return NULL;
    survey->spot_count++;
    spot = arena_alloc(survey->arena, sizeof *spot);
    spot->kind = kind;
    spot->name = arena_text(survey->arena, name);
    spot->parent = parent;
    if (parent->last != NULL)
        parent->last->next = spot;
    else
        parent->first = spot;
    parent->last = spot;
    return spot;
}

static bool is_called(const struct spot *spot, const char *name)
{
    return spot->kind == SPOT_ELEMENT && strcmp(spot->name, name) == 0;
}

struct spot *spot_child(struct survey *survey, struct spot *parent, const char *name)
{
    struct spot *spot = parent->expected;

    /* Elements mostly come in the same order, or repeat. */
    if (spot == NULL || !is_called(spot, name))
        for (spot = parent->first; spot != NULL && !is_called(spot, name);)
            spot = spot->next;
    if (spot == NULL)
        spot = add_spot(survey, parent, SPOT_ELEMENT, name);
    if (spot != NULL)
        parent->expected = spot->next != NULL ? spot->next : parent->first;
    return spot;
}

struct spot *spot_document(struct survey *survey, struct spot *element, const struct format *format,
                           bool is_base64, bool is_gzip)
{
    struct spot *spot;

    for (spot = element->first; spot != NULL; spot = spot->next)
        if (spot->kind == SPOT_DOCUMENT && spot->format == format && spot->is_base64 == is_base64 &&
            spot->is_gzip == is_gzip)
            return spot;
    spot = add_spot(survey, element, SPOT_DOCUMENT, format->name);
    if (spot == NULL)
        return NULL;
    spot->format = format;
    spot->is_base64 = is_base64;
    spot->is_gzip = is_gzip;
    return spot;
}

void spot_open(struct spot *spot)
{
    struct spot *child;

    spot->count++;
    spot->now++;
    spot->has_structure = false;
    if (spot->parent != NULL)
        spot->is_late = spot->is_late || spot->parent->has_structure;
    for (child = spot->first; child != NULL; child = child->next) {
        child->now = 0;
        child->latest[0] = '\0';
    }
}

void spot_close(struct spot *spot)
{
    struct spot *child;

    if (spot->parent != NULL && spot->first != NULL)
        spot->parent->has_structure = true;
    for (child = spot->first; child != NULL; child = child->next) {
        if (child->now == 0)
            continue;
        child->least = child->parents == 0 || child->now < child->least ? child->now : child->least;
        child->most = child->now > child->most ? child->now : child->most;
        child->parents++;
    }
}

bool spot_is_leaf(const struct spot *spot)
{
    const struct spot *child;

    for (child = spot->first; child != NULL; child = child->next)
        if (child->kind == SPOT_DOCUMENT || child->name[0] != '@')
            return false;
    return spot->kind == SPOT_ELEMENT;
}

bool spot_is_repeated(const struct spot *spot)
{
    for (; spot != NULL; spot = spot->parent)
        if (spot->kind == SPOT_ELEMENT && spot->most > 1)
            return true;
    return false;
}

const struct spot *spot_next(const struct spot *spot)
{
    if (spot->first != NULL)
        return spot->first;
    while (spot != NULL && spot->next == NULL)
        spot = spot->parent;
    return spot != NULL ? spot->next : NULL;
}

/* True for a control character or a line end, in UTF-8. */
static bool is_control(const char *text)
{
    return utf8_control(text, strlen(text)) != 0 || strncmp(text, "\xEF\xBF\xBE", 3) == 0 ||
           strncmp(text, "\xEF\xBF\xBF", 3) == 0;
}

bool survey_can_write(const char *text)
{
    if (*text == '\0' || strcmp(text, "@") == 0 || strstr(text, "${") != NULL)
        return false;
    for (; *text != '\0'; text++)
        if (is_control(text))
            return false;
    return true;
}

/* True when a path may have the name without quotes (path.h). */
static bool is_plain(const char *name)
{
    if (*name == '.')
        return false;
    for (; *name != '\0'; name++)
        if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.", *name) ==
                NULL &&
            (unsigned char)*name < 0x80)
            return false;
    return true;
}

static const char *quote(const char *name, struct arena *arena)
{
    bool is_attribute = name[0] == '@';
    const char *word = name + (is_attribute ? 1 : 0);
    char *quoted, *end;

    if (is_plain(word) && *word != '\0')
        return name;
    quoted = arena_alloc(arena, strlen(word) * 2 + 4);
    end = quoted;
    if (is_attribute)
        *end++ = '@';
    *end++ = '\'';
    for (; *word != '\0'; word++) {
        if (*word == '\'')
            *end++ = '\'';
        *end++ = *word;
    }
    *end = '\'';
    return quoted;
}

const char *spot_path(const struct spot *top, const struct spot *spot, struct arena *arena)
{
    const char *before;

    if (spot == top)
        return "";
    before = spot_path(top, spot->parent, arena);
    if (spot->kind == SPOT_DOCUMENT)
        return arena_print(arena, "%s > ", before);
    if (spot->parent == top || spot->parent->kind == SPOT_DOCUMENT)
        return arena_print(arena, "%s%s", before, quote(spot->name, arena));
    return arena_print(arena, "%s/%s", before, quote(spot->name, arena));
}

/* True when the path is the end of the whole one, from the beginning of a name. */
static bool is_end(const char *whole, const char *path)
{
    size_t size = strlen(whole), part = strlen(path);

    if (part > size || strcmp(whole + size - part, path) != 0)
        return false;
    return part == size || whole[size - part - 1] == '/' || whole[size - part - 1] == ' ';
}

const struct spot *survey_find(const struct survey *survey, const char *path, struct error *err)
{
    const struct spot *spot, *found = NULL;
    const char *first = NULL;

    if (strcmp(path, ".") == 0)
        return &survey->root;
    for (spot = spot_next(&survey->root); spot != NULL; spot = spot_next(spot)) {
        const char *whole;

        if (spot->kind != SPOT_ELEMENT)
            continue;
        whole = spot_path(&survey->root, spot, survey->arena);
        if (strcmp(whole, path) == 0)
            return spot;
        if (!is_end(whole, path))
            continue;
        if (found != NULL) {
            error_set(err, ERROR_USAGE, "several paths end in '%s': %s and %s", path, first, whole);
            return NULL;
        }
        found = spot;
        first = whole;
    }
    if (found == NULL)
        error_set(err, ERROR_USAGE, "no element has the path '%s'; hint: nhip inspect shows them",
                  path);
    return found;
}
