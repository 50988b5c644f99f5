/* A hash table of names. */
#include "transforms/symbols.h"

#include <stdint.h>
#include <string.h>

#include "core/arena.h"

enum { FIRST_SLOTS = 64 };

void symbols_start(struct symbols *symbols, struct arena *arena)
{
    memset(symbols, 0, sizeof *symbols);
    symbols->arena = arena;
    symbols->slot_count = FIRST_SLOTS;
    symbols->slots = arena_array(arena, FIRST_SLOTS, sizeof *symbols->slots);
    symbols->names = arena_array(arena, FIRST_SLOTS, sizeof *symbols->names);
    symbols->names[SYMBOL_OTHER] = "*";
    symbols->count = 1;
}

/* FNV-1a. */
static size_t hash_of(const char *name)
{
    uint32_t hash = 2166136261U;

    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619U;
    return hash;
}

/* The slot that holds the name, or the free one where it belongs. */
static int *slot_of(const struct symbols *symbols, const char *name)
{
    size_t i = hash_of(name);

    for (;; i++) {
        int *slot = &symbols->slots[i & (symbols->slot_count - 1)];

        if (*slot == SYMBOL_OTHER || strcmp(symbols->names[*slot], name) == 0)
            return slot;
    }
}

int symbols_find(const struct symbols *symbols, const char *name)
{
    return *slot_of(symbols, name);
}

static void grow(struct symbols *symbols)
{
    size_t slot_count = symbols->slot_count * 2;
    const char **names = arena_array(symbols->arena, slot_count, sizeof *names);
    size_t i;

    memcpy(names, symbols->names, symbols->count * sizeof *names);
    symbols->names = names;
    symbols->slot_count = slot_count;
    symbols->slots = arena_array(symbols->arena, slot_count, sizeof *symbols->slots);
    for (i = 1; i < symbols->count; i++)
        *slot_of(symbols, names[i]) = (int)i;
}

int symbols_add(struct symbols *symbols, const char *name)
{
    int *slot = slot_of(symbols, name);

    if (*slot != SYMBOL_OTHER)
        return *slot;
    if (symbols->count * 2 >= symbols->slot_count) {
        grow(symbols);
        slot = slot_of(symbols, name);
    }
    symbols->names[symbols->count] = arena_text(symbols->arena, name);
    *slot = (int)symbols->count++;
    return *slot;
}
