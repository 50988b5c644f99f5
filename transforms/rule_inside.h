/*
 * A rule as a tree of terms, for the files that read, check and ask it.
 */
#ifndef TRANSFORMS_RULE_INSIDE_H
#define TRANSFORMS_RULE_INSIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "transforms/number.h"
#include "transforms/rule.h"

/* So many terms a rule may have; it bounds how deep the tree is. */
enum { TERMS_MOST = 200 };

enum term_type {
    TERM_UNSURE, /* of a term with a mistake that has been told */
    TERM_TRUTH,
    TERM_NUMBER,
    TERM_TEXT,
    TERM_DATE
};

enum term_kind {
    /* Nothing stands to the left or right of these. */
    TERM_LITERAL,
    TERM_FIELD,
    TERM_COUNT, /* of children, as the next three */
    TERM_SUM,
    TERM_MIN,
    TERM_MAX,
    TERM_HAS, /* whether a field has a value */
    /* Something stands to the left, and but for NEGATE and NOT to the right. */
    TERM_NEGATE,
    TERM_ADD,
    TERM_SUBTRACT,
    TERM_MULTIPLY,
    TERM_EQUAL,
    TERM_DIFFERENT,
    TERM_LESS,
    TERM_LESS_EQUAL,
    TERM_GREATER,
    TERM_GREATER_EQUAL,
    TERM_NOT,
    TERM_AND,
    TERM_OR
};

struct term {
    enum term_kind kind;
    enum term_type type;
    size_t at;          /* where it stands in the rule's text, in bytes */
    const char *name;   /* of a field or child, as written */
    const char *member; /* of a child's field; NULL for TERM_COUNT */
    struct term *left, *right;
    struct number number; /* of a literal */
    struct value text;    /* of a literal */
    size_t index;         /* of the field, or of the child */
    size_t column, width; /* of a child's field, and how many columns its rows have */
    bool is_hidden;       /* the field is personal */
};

struct rule {
    const char *text;
    struct term *root;
    struct term **operands; /* fields and sums, each once, as they come in the text */
    size_t operand_count;
};

/* Why a text is no rule: where, in bytes, and words for people. */
struct rule_fault {
    size_t at;
    const char *why;
};

/* Reads the text into terms, with names and types still to be checked.  NULL with *fault. */
struct term *rule_parse(const char *text, struct arena *arena, struct rule_fault *fault);

/* The sign or word of an operator or function: "+", "and", "sum". */
const char *term_sign(enum term_kind kind);

#endif
