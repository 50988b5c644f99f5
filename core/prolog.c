/* Holding bytes back until the XML declaration is found, or is too far away. */
#include "core/prolog.h"

#include <string.h>

#include "core/arena.h"

static const char declaration[] = "<?xml";
enum { DECLARATION_SIZE = sizeof declaration - 1 };

void prolog_start(struct prolog *prolog, long most, struct arena *arena)
{
    prolog->is_past = most <= 0;
    if (prolog->is_past)
        return;
    prolog->capacity = (size_t)most + DECLARATION_SIZE;
    prolog->head = arena_alloc(arena, prolog->capacity);
}

/* Where the declaration begins in what is held; the capacity when it does not. */
static size_t find_declaration(const struct prolog *prolog)
{
    size_t i;

    for (i = 0; i + DECLARATION_SIZE <= prolog->size; i++)
        if (memcmp(prolog->head + i, declaration, DECLARATION_SIZE) == 0)
            return i;
    return prolog->capacity;
}

size_t prolog_take(struct prolog *prolog, const char *bytes, size_t size)
{
    size_t room = prolog->capacity - prolog->size;
    size_t taken = size < room ? size : room;
    size_t found;

    if (taken > 0)
        memcpy(prolog->head + prolog->size, bytes, taken);
    prolog->size += taken;
    found = find_declaration(prolog);
    prolog->is_past = found < prolog->capacity || prolog->size == prolog->capacity;
    prolog->start = found < prolog->capacity ? found : 0;
    return taken;
}
