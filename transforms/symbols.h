/*
 * The names that a mapping speaks of, as small numbers: elements are compared by number.
 */
#ifndef TRANSFORMS_SYMBOLS_H
#define TRANSFORMS_SYMBOLS_H

#include <stddef.h>

struct arena;

/* A name that no mapping speaks of; also what '*' stands for. */
enum { SYMBOL_OTHER = 0 };

struct symbols {
    const char **names; /* by symbol; names[SYMBOL_OTHER] is "*" */
    int *slots;         /* a hash table of symbols, SYMBOL_OTHER where free */
    size_t count, slot_count;
    struct arena *arena;
};

void symbols_start(struct symbols *symbols, struct arena *arena);

/* The number of a name, which is added when it is new. */
int symbols_add(struct symbols *symbols, const char *name);

/* The number of a name, SYMBOL_OTHER when no mapping speaks of it. */
int symbols_find(const struct symbols *symbols, const char *name);

#endif
