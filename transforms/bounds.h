/*
 * Bounds of a field: how long its value may be, how it must look, and between what it must lie.
 *
 * They are asked of what the field has become, after its values were folded into one and before
 * anything is hidden.  A value beyond them is refused, never cut or bent.
 */
#ifndef TRANSFORMS_BOUNDS_H
#define TRANSFORMS_BOUNDS_H

#include <regex.h>
#include <stddef.h>

#include "core/record.h"

struct arena;
struct fault;
struct field;
struct node;
struct problems;
struct value_form;

struct bounds {
    /* As written; NULL or 0: no such bound. */
    const char *pattern_text, *least_text, *most_text;
    long longest; /* in characters */
    /* Made of it. */
    const char *expression; /* of the whole text */
    size_t pattern;         /* its index among the mapping's patterns */
    struct value least, most;
    const char *too_long, *too_low, *too_high; /* what a fault says */
};

/* Makes the bounds of a field whose form is made, and tells their mistakes at its node.  A pattern
 * takes the next number of *pattern_count. */
void bounds_make(struct field *field, size_t *pattern_count, const struct node *node,
                 struct arena *arena, struct problems *problems);

/* 0, or -1 with *fault: its rule is longest, pattern or range.  Dates are compared as far as both
 * sides tell: 1990 is not before 1990-05-17.  pattern is the compiled expression, NULL when there
 * is none. */
int bounds_check(const struct bounds *bounds, const struct value_form *form, const regex_t *pattern,
                 const struct value *value, struct fault *fault);

/* What keeps a value out of the bounds while no pattern is compiled yet, NULL when nothing does. */
const char *bounds_problem(const struct bounds *bounds, const struct value_form *form,
                           const struct value *value);

/* What keeps an expression from being compiled, NULL when nothing does; *groups are its groups in
 * parentheses. */
const char *expression_problem(const char *expression, size_t *groups, struct arena *arena);

#endif
