/* Sets of hashes in open addressing, at most half full. */
#include "transforms/distinct.h"

#include <stdlib.h>

#include "core/error.h"

enum { FIRST_CAPACITY = 64 };

uint64_t distinct_hash(uint64_t before, const char *text, size_t size)
{
    /* FNV-1a, 64 bits; the end of a text counts too, so that "a","bc" differs from "ab","c". */
    uint64_t hash = before != 0 ? before : UINT64_C(14695981039346656037);
    size_t i;

    for (i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    hash = (hash ^ 0x100) * UINT64_C(1099511628211);
    return hash != 0 ? hash : 1;
}

/* Puts a hash into its slot: false when it is there already. */
static bool put(uint64_t *slots, size_t capacity, uint64_t hash)
{
    size_t i = (size_t)(hash ^ hash >> 32) & (capacity - 1);

    for (; slots[i] != 0; i = (i + 1) & (capacity - 1))
        if (slots[i] == hash)
            return false;
    slots[i] = hash;
    return true;
}

static void grow(struct distinct *distinct)
{
    size_t capacity = distinct->capacity != 0 ? distinct->capacity * 2 : FIRST_CAPACITY;
    uint64_t *slots = calloc(capacity, sizeof *slots);
    size_t i;

    if (slots == NULL)
        error_out_of_memory();
    for (i = 0; i < distinct->capacity; i++)
        if (distinct->slots[i] != 0)
            put(slots, capacity, distinct->slots[i]);
    free(distinct->slots);
    distinct->slots = slots;
    distinct->capacity = capacity;
}

void distinct_add(struct distinct *distinct, uint64_t hash, struct distinct_budget *budget)
{
    if (distinct->has_repeats || distinct->is_full)
        return;
    if (budget->left == 0) {
        distinct->is_full = true;
        distinct_free(distinct, budget);
        return;
    }
    if (distinct->count * 2 >= distinct->capacity)
        grow(distinct);
    if (!put(distinct->slots, distinct->capacity, hash)) {
        distinct->has_repeats = true;
        distinct_free(distinct, budget);
        return;
    }
    distinct->count++;
    budget->left--;
}

void distinct_free(struct distinct *distinct, struct distinct_budget *budget)
{
    budget->left += distinct->count;
    free(distinct->slots);
    distinct->slots = NULL;
    distinct->capacity = 0;
    distinct->count = 0;
}
