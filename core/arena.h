/*
 * Memory by lifetime: what is allocated from an arena lives until the arena is rewound or freed.
 *
 * There are three lifetimes in the program: the run (configuration), the batch and the record.  A
 * function that returns memory has an arena parameter; one without returns none.
 */
#ifndef CORE_ARENA_H
#define CORE_ARENA_H

#include <stddef.h>

struct arena;

/* A point in an arena's life, taken by arena_mark and given back to arena_rewind. */
struct arena_mark {
    void *block;
    size_t used;
};

/* A new, empty arena.  Ends the process when memory is out, as do all functions here. */
struct arena *arena_new(void);

/* Frees the arena and all that came from it.  Accepts NULL. */
void arena_free(struct arena *arena);

/* Zeroed memory, aligned for any type.  A size of 0 gives a valid, unique pointer. */
void *arena_alloc(struct arena *arena, size_t size);

/* count * size zeroed bytes; ends the process when the product overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* A copy of size bytes, followed by a NUL that is not part of the size. */
char *arena_copy(struct arena *arena, const void *bytes, size_t size);

/* A copy of a string.  NULL gives NULL. */
char *arena_text(struct arena *arena, const char *text);

/* A formatted string. */
char *arena_print(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The current point, and the way back to it: all that came later becomes invalid, its memory is
 * kept for reuse.  Marks are given back in the reverse order of their taking. */
struct arena_mark arena_mark(struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);

/* Back to the beginning: everything becomes invalid, one block is kept for reuse. */
void arena_reset(struct arena *arena);

#endif
