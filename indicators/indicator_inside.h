/*
 * What a definition is made of; for this room only.
 */
#ifndef INDICATORS_INDICATOR_INSIDE_H
#define INDICATORS_INDICATOR_INSIDE_H

#include <stdint.h>

#include "core/option.h"

struct arena;
struct indicator_set;
struct node;
struct table;

enum zero_rule { ZERO_NONE, ZERO_ZERO, ZERO_FULL };

struct indicator {
    const char *id;
    long version;
    int64_t since, until; /* periods that begin in this stretch use the definition; 0: open */
    const char *title_vi, *title_en;
    const char *basis;
    const char *note;
    const char *from;
    struct texts dates;
    const char *unit;
    const char *numerator, *denominator;
    const char *late_numerator; /* NULL when there is none */
    struct texts key, show;
    long round;
    int zero; /* enum zero_rule: the value when the denominator is 0 */
    int direction, measure;
    const char *owner;

    const char *fact;        /* names without a table are its columns */
    const struct node *tree; /* of its file; NULL when nothing of that could be read */
};

/* The words for zero, direction and measure, as in the file. */
extern const char *const zero_names[];
extern const char *const direction_names[];
extern const char *const measure_names[];

/* A day as the store has it, "2022-04-01"; day_or_null gives NULL for 0. */
const char *day_text(int64_t day, struct arena *arena);
const char *day_or_null(int64_t day, struct arena *arena);

/* The definitions as the table "chi_tieu_dinh_nghia". */
struct table *definition_table(const struct indicator_set *set, struct arena *arena);

#endif
