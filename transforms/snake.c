/* Letters bare of marks, and a '_' wherever a word begins. */
#include "transforms/snake.h"

#include <stdbool.h>
#include <string.h>

#include "core/arena.h"
#include "core/normal.h"
#include "core/utf8.h"
#include "transforms/mapping_inside.h"

enum { NAME_SIZE_MOST = 48, PREFIX_SIZE = 2 };

static bool is_large(char byte)
{
    return byte >= 'A' && byte <= 'Z';
}

static bool is_small(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
}

/* True when a word begins here: after a small letter, or as the last capital before small ones. */
static bool begins_word(const char *bare, size_t i)
{
    return i > 0 && is_large(bare[i]) &&
           (is_small(bare[i - 1]) ||
            (is_large(bare[i - 1]) && bare[i + 1] >= 'a' && bare[i + 1] <= 'z'));
}

static char *write_words(const char *bare, char *end)
{
    char *start = end;
    size_t i;

    for (i = 0; bare[i] != '\0' && end - start < NAME_SIZE_MOST - PREFIX_SIZE; i++) {
        bool is_letter = is_large(bare[i]) || is_small(bare[i]);

        if ((!is_letter || begins_word(bare, i)) && end > start && end[-1] != '_')
            *end++ = '_';
        if (is_letter)
            *end++ = (char)(is_large(bare[i]) ? bare[i] - 'A' + 'a' : bare[i]);
    }
    while (end > start && end[-1] == '_')
        end--;
    return end;
}

const char *snake_name(const char *tag, struct arena *arena)
{
    size_t size = strlen(tag);
    const char *bare = utf8_is_valid(tag, size) ? normal_bare(tag, size, arena) : tag;
    char *name = arena_alloc(arena, NAME_SIZE_MOST + PREFIX_SIZE + 2);

    memcpy(name, "x_", PREFIX_SIZE);
    *write_words(bare, name + PREFIX_SIZE) = '\0';
    if (name[PREFIX_SIZE] == '\0')
        return "x";
    return column_name_problem(name + PREFIX_SIZE) == NULL &&
                   table_name_problem(name + PREFIX_SIZE) == NULL
               ? name + PREFIX_SIZE
               : name;
}
