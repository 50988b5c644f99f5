/* Arenas as a list of growing blocks; a rewind drops the blocks that came after the mark. */
#include "core/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"

enum { BLOCK_SIZE = 16384, ALIGNMENT = 16 };

struct block {
    struct block *previous;
    size_t size, used;
    _Alignas(ALIGNMENT) unsigned char bytes[];
};

struct arena {
    struct block *last;
};

static struct block *block_new(struct block *previous, size_t size)
{
    struct block *block;

    if (size > SIZE_MAX - sizeof *block)
        error_out_of_memory();
    block = malloc(sizeof *block + size);
    if (block == NULL)
        error_out_of_memory();
    block->previous = previous;
    block->size = size;
    block->used = 0;
    return block;
}

struct arena *arena_new(void)
{
    struct arena *arena = malloc(sizeof *arena);

    if (arena == NULL)
        error_out_of_memory();
    arena->last = block_new(NULL, BLOCK_SIZE);
    return arena;
}

static void drop_last(struct arena *arena)
{
    struct block *block = arena->last;

    arena->last = block->previous;
    free(block);
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    while (arena->last != NULL)
        drop_last(arena);
    free(arena);
}

static size_t rounded(size_t size)
{
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* The rare case: a new block, or a size that is none. */
static void *take_otherwise(struct arena *arena, size_t size)
{
    struct block *block = arena->last;

    if (size > SIZE_MAX - ALIGNMENT)
        error_out_of_memory();
    size = size == 0 ? ALIGNMENT : rounded(size);
    if (block->size - block->used < size) {
        block = block_new(block, size > BLOCK_SIZE ? size : BLOCK_SIZE);
        arena->last = block;
    }
    block->used += size;
    return block->bytes + block->used - size;
}

static inline void *arena_take(struct arena *arena, size_t size)
{
    struct block *block = arena->last;
    const size_t taken = rounded(size);

    /* Nothing, and a size so big that it was rounded to nothing, are more than any room here. */
    if (taken - 1 >= block->size - block->used)
        return take_otherwise(arena, size);
    block->used += taken;
    return block->bytes + block->used - taken;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(arena_take(arena, size), 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        error_out_of_memory();
    return arena_alloc(arena, count * size);
}

char *arena_copy(struct arena *arena, const void *bytes, size_t size)
{
    char *copy = arena_take(arena, size + 1);

    if (size != 0)
        memcpy(copy, bytes, size);
    copy[size] = '\0';
    return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_copy(arena, text, strlen(text));
}

char *arena_print(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    char *text;
    int length;

    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        error_out_of_memory();

    text = arena_take(arena, (size_t)length + 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

struct arena_mark arena_mark(struct arena *arena)
{
    struct arena_mark mark = {arena->last, arena->last->used};

    return mark;
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
    while (arena->last != mark.block)
        drop_last(arena);
    arena->last->used = mark.used;
}

void arena_reset(struct arena *arena)
{
    while (arena->last->previous != NULL)
        drop_last(arena);
    arena->last->used = 0;
}
