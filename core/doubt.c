/* Names that are nearly those of others. */
#include "core/doubt.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { ALIKE_LEAST = 3 };

void doubt_note(struct doubt *doubt, const char *name, struct arena *arena)
{
    if (name == NULL)
        doubt->is_open = true;
    else
        texts_add(&doubt->names, name, arena);
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
static bool is_one_slip(const char *one, const char *other)
{
    size_t left = strlen(one), right = strlen(other);

    if (left > right)
        return strcmp(one + 1, other) == 0;
    if (left < right)
        return strcmp(one, other + 1) == 0;
    return left == 0 || strcmp(one + 1, other + 1) == 0 ||
           (one[0] == other[1] && one[1] == other[0] && strcmp(one + 2, other + 2) == 0);
}

bool words_are_alike(const char *one, const char *other)
{
    size_t same = 0;

    if (strlen(one) < ALIKE_LEAST || strlen(other) < ALIKE_LEAST)
        return false;
    while (one[same] != '\0' && one[same] == other[same])
        same++;
    return is_one_slip(one + same, other + same) || is_same_word(one, other);
}
