/* The white space and the letters of the names of columns. */
#include "core/column_name.h"

#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/normal.h"

/* How many bytes of white space the text begins with. */
static size_t blank_length(const char *text)
{
    if (*text == ' ' || *text == '\t' || *text == '\r' || *text == '\n')
        return 1;
    return strncmp(text, "\xC2\xA0", 2) == 0 ? 2 : 0;
}

/* Takes one run of white space, of which nothing is left at the ends of the name. */
static void take_blanks(const char **text, struct buffer *name)
{
    const char *start = *text;
    size_t plain = strspn(start, " "), length;

    while ((length = blank_length(*text)) > 0)
        *text += length;
    if (name->size == 0 || **text == '\0')
        return;
    if (plain == (size_t)(*text - start))
        buffer_append(name, start, plain);
    else
        buffer_byte(name, ' ');
}

const char *column_name(const char *text, size_t size, struct arena *arena)
{
    const char *rest = arena_copy(arena, text, size);
    struct buffer name = {0};
    const char *normal;

    while (*rest != '\0') {
        if (blank_length(rest) > 0)
            take_blanks(&rest, &name);
        else
            buffer_byte(&name, *rest++);
    }
    normal = normal_or_same(buffer_string(&name), name.size, &size, arena);
    normal = arena_copy(arena, normal, size);
    buffer_free(&name);
    return normal;
}
