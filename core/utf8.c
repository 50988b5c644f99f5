/* UTF-8 checked and cut at characters. */
#include "core/utf8.h"

/* How many bytes follow a lead byte, and what the first of them may be: the narrowed ranges are
 * what refuses overlong forms, surrogates and numbers above U+10FFFF. */
struct lead {
    unsigned char from, to;
    unsigned char follow;
    unsigned char least, most;
};

static const struct lead leads[] = {
    {0xC2, 0xDF, 1, 0x80, 0xBF}, {0xE0, 0xE0, 2, 0xA0, 0xBF}, {0xE1, 0xEC, 2, 0x80, 0xBF},
    {0xED, 0xED, 2, 0x80, 0x9F}, {0xEE, 0xEF, 2, 0x80, 0xBF}, {0xF0, 0xF0, 3, 0x90, 0xBF},
    {0xF1, 0xF3, 3, 0x80, 0xBF}, {0xF4, 0xF4, 3, 0x80, 0x8F},
};

static bool is_follower(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static const struct lead *lead_find(unsigned char byte)
{
    size_t i;

    for (i = 0; i < sizeof leads / sizeof leads[0]; i++)
        if (byte >= leads[i].from && byte <= leads[i].to)
            return &leads[i];
    return NULL;
}

/* The length of the character that begins here, 0 when there is none. */
static size_t character_size(const char *text, size_t size)
{
    const struct lead *lead = lead_find((unsigned char)text[0]);
    size_t i;

    if (lead == NULL || size <= lead->follow)
        return 0;
    if ((unsigned char)text[1] < lead->least || (unsigned char)text[1] > lead->most)
        return 0;
    for (i = 2; i <= lead->follow; i++)
        if (!is_follower(text[i]))
            return 0;
    return (size_t)lead->follow + 1;
}

size_t utf8_length(const char *text, size_t size)
{
    return (unsigned char)text[0] < 0x80 ? 1 : character_size(text, size);
}

bool utf8_is_valid(const char *text, size_t size)
{
    size_t i = 0;

    while (i < size) {
        size_t length = utf8_length(text + i, size - i);

        if (length == 0)
            return false;
        i += length;
    }
    return true;
}

size_t utf8_count(const char *text, size_t size)
{
    size_t count = 0, i;

    for (i = 0; i < size; i++)
        count += !is_follower(text[i]);
    return count;
}

static bool is_between(char byte, unsigned char least, unsigned char most)
{
    return (unsigned char)byte >= least && (unsigned char)byte <= most;
}

size_t utf8_control(const char *text, size_t size)
{
    if ((unsigned char)text[0] < ' ' || text[0] == 0x7F)
        return 1;
    if (size >= 2 && text[0] == '\xC2' && is_between(text[1], 0x80, 0x9F)) /* C1 */
        return 2;
    /* U+2028 to U+202E end lines and turn, U+2066 to U+2069 isolate. */
    return size >= 3 && text[0] == '\xE2' &&
                   ((text[1] == '\x80' && is_between(text[2], 0xA8, 0xAE)) ||
                    (text[1] == '\x81' && is_between(text[2], 0xA6, 0xA9)))
               ? 3
               : 0;
}

size_t utf8_tame(char *text, size_t size, char instead)
{
    size_t kept = 0, i = 0;

    while (i < size) {
        size_t control = utf8_control(text + i, size - i);

        text[kept++] = control != 0 ? instead : text[i];
        i += control != 0 ? control : 1;
    }
    text[kept] = '\0';
    return kept;
}

size_t utf8_cut(const char *text, size_t size, size_t limit)
{
    size_t kept = limit;

    if (size <= limit)
        return size;
    while (kept > 0 && is_follower(text[kept]))
        kept--;
    return kept;
}

size_t utf8_tail(const char *text, size_t size, size_t count)
{
    size_t start = size;

    while (start > 0 && count > 0) {
        start--;
        if (!is_follower(text[start]))
            count--;
    }
    return start;
}
