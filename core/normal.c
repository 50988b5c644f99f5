/* The look that suffices for nearly all texts, and utf8proc for the others. */
#include "core/normal.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/utf8.h"

static bool is_follower(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* The length of the character that begins here when it is whole and no normalisation touches it,
 * else 0.  All of U+0080 to U+02FF (lead bytes C2 to CB) and of U+1E80 to U+1EFF (E1 BA, E1 BB) is
 * so; of U+2000 to U+203F (E2 80) all but the first two, which stand for others.  The test asks
 * utf8proc. */
static size_t plain_size(const unsigned char *text, size_t size)
{
    if (text[0] < 0x80)
        return 1;
    if (text[0] >= 0xC2 && text[0] <= 0xCB)
        return size > 1 && is_follower(text[1]) ? 2 : 0;
    if (size < 3 || !is_follower(text[2]))
        return 0;
    if (text[0] == 0xE1)
        return text[1] == 0xBA || text[1] == 0xBB ? 3 : 0;
    return text[0] == 0xE2 && text[1] == 0x80 && text[2] > 0x81 ? 3 : 0;
}

bool normal_is_plain(const char *text, size_t size)
{
    size_t i = 0;

    while (i < size) {
        size_t length = plain_size((const unsigned char *)text + i, size - i);

        if (length == 0)
            return false;
        i += length;
    }
    return true;
}

/* Marks by class and by category: a few marks of class 0 fall apart into others. */
static bool is_mark(utf8proc_int32_t character)
{
    const utf8proc_property_t *property = utf8proc_get_property(character);

    return property->combining_class != 0 || property->category == UTF8PROC_CATEGORY_MN;
}

static bool has_long_run(const char *text, size_t size)
{
    const utf8proc_uint8_t *rest = (const utf8proc_uint8_t *)text;
    utf8proc_ssize_t left = (utf8proc_ssize_t)size, length;
    utf8proc_int32_t character;
    int marks = 0;

    for (; left > 0; left -= length, rest += length) {
        length = utf8proc_iterate(rest, left, &character);
        if (length <= 0)
            return false;
        marks = is_mark(character) ? marks + 1 : 0;
        if (marks > NORMAL_MARKS_MOST)
            return true;
    }
    return false;
}

const char *normal_form(const char *text, size_t size, size_t *normal_size, struct arena *arena)
{
    utf8proc_uint8_t *made = NULL;
    utf8proc_ssize_t length;
    const char *normal;

    if (has_long_run(text, size))
        return NULL;
    length = utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)size, &made,
                          UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    /* Valid texts fail for want of memory only. */
    if (length < 0)
        error_out_of_memory();
    normal = arena_copy(arena, (const char *)made, (size_t)length);
    *normal_size = (size_t)length;
    free(made);
    return normal;
}

/* The only Vietnamese letter that is no letter with marks. */
static void write_d(char *text)
{
    char *end = text;

    for (; *text != '\0'; text++) {
        bool is_d = strncmp(text, "\xC4\x91", 2) == 0 || strncmp(text, "\xC4\x90", 2) == 0;

        *end++ = !is_d ? *text : text[1] == '\x91' ? 'd' : 'D';
        text += is_d;
    }
    *end = '\0';
}

const char *normal_or_same(const char *text, size_t size, size_t *normal_size, struct arena *arena)
{
    const char *normal = NULL;

    if (!normal_is_plain(text, size) && utf8_is_valid(text, size))
        normal = normal_form(text, size, normal_size, arena);
    if (normal != NULL)
        return normal;
    *normal_size = size;
    return text;
}

const char *normal_bare(const char *text, size_t size, struct arena *arena)
{
    utf8proc_uint8_t *made = NULL;
    utf8proc_ssize_t length =
        utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)size, &made,
                     UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK);
    char *bare;

    if (length < 0)
        error_out_of_memory();
    bare = arena_copy(arena, (const char *)made, (size_t)length);
    free(made);
    write_d(bare);
    return bare;
}
