/*
 * What lies in the landing as a whole, and what is taken out of it.
 *
 * Whether an attempt may go is not known here: its folder goes when batch/ says so, manifest first,
 * so that what a killed process leaves is an attempt that is not sealed and can be removed again.
 */
#ifndef LANDING_STOCK_H
#define LANDING_STOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error;
struct landing_root;

/* One attempt's folder. */
struct stocked {
    const char *window;
    int attempt;
    bool is_sealed;
    int64_t bytes; /* of all its files, as they lie there */
};

/* All attempts of a source, by window and number; none when nothing of it has landed. */
int stock_list(const struct landing_root *root, const char *source, struct stocked **stocked,
               size_t *count, struct arena *arena, struct error *err);

/* Removes an attempt's folder, and those above it that are empty then.  One that is not there is
 * removed already. */
int stock_remove(const struct landing_root *root, const char *source, const struct stocked *stocked,
                 struct error *err);

#endif
