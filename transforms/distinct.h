/*
 * Whether many texts are all different, within a given amount of memory.
 *
 * Only hashes of 64 bits are kept, and they are forgotten with the first text that comes twice:
 * what is asked is only whether a field could be a key.
 */
#ifndef TRANSFORMS_DISTINCT_H
#define TRANSFORMS_DISTINCT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What several of them may hold together, in hashes. */
struct distinct_budget {
    size_t left;
};

/* A zeroed struct has seen nothing. */
struct distinct {
    uint64_t *slots; /* 0: free */
    size_t capacity, count;
    bool has_repeats;
    bool is_full; /* the budget was used up: nothing is known of what came later */
};

/* The hash of a text, never 0; of several texts when it is given that of those before. */
uint64_t distinct_hash(uint64_t before, const char *text, size_t size);

/* Adds a text by its hash. */
void distinct_add(struct distinct *distinct, uint64_t hash, struct distinct_budget *budget);

/* Gives the memory back, and what it took of the budget; has_repeats and is_full stay. */
void distinct_free(struct distinct *distinct, struct distinct_budget *budget);

#endif
