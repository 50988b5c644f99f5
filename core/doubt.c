/* Names that are nearly those of others. */
#include "core/doubt.h"

#include <ctype.h>
#include <string.h>

#include "core/normal.h"
#include "core/utf8.h"

/* Letters of words that may be alike; of shorter ones too many differ in one. */
enum { ALIKE_LEAST = 2, OTHER_LEAST = 3 };

/* Names have no marks, so that somebody who writes some means the letters below. */
void doubt_note(struct doubt *doubt, const char *name, struct arena *arena)
{
    if (name == NULL)
        doubt->is_open = true;
    else if (utf8_is_valid(name, strlen(name)))
        texts_add(&doubt->names, normal_bare(name, strlen(name), arena), arena);
}

bool doubt_covers(const struct doubt *doubt, const char *name)
{
    size_t i;

    for (i = 0; !doubt->is_open && i < doubt->names.count; i++)
        if (words_are_alike(doubt->names.items[i], name))
            return true;
    return doubt->is_open;
}

/* The next letter or digit in lower case, 0 at the end; steps behind it. */
static int next_letter(const char **text)
{
    while (**text == '-' || **text == '_' || **text == ' ')
        ++*text;
    return **text == '\0' ? 0 : tolower((unsigned char)*(*text)++);
}

static bool is_same_word(const char *one, const char *other)
{
    int letter;

    do {
        letter = next_letter(&one);
        if (letter != next_letter(&other))
            return false;
    } while (letter != 0);
    return true;
}

/* Both begin with different letters, or one of them has ended. */
static bool is_slip(const char *one, const char *other)
{
    size_t left = strlen(one), right = strlen(other);

    if (left > right)
        return strcmp(one + 1, other) == 0;
    if (left < right)
        return strcmp(one, other + 1) == 0;
    return left == 0 ||
           (one[0] == other[1] && one[1] == other[0] && strcmp(one + 2, other + 2) == 0);
}

/* Both begin with different letters. */
static bool is_other_letter(const char *one, const char *other)
{
    return *one != '\0' && *other != '\0' && strcmp(one + 1, other + 1) == 0;
}

bool words_are_alike(const char *one, const char *other)
{
    size_t left = strlen(one), right = strlen(other), least = left < right ? left : right;
    size_t same = 0;

    while (one[same] != '\0' && one[same] == other[same])
        same++;
    if (least >= OTHER_LEAST && is_other_letter(one + same, other + same))
        return true;
    return least >= ALIKE_LEAST && (is_slip(one + same, other + same) || is_same_word(one, other));
}
