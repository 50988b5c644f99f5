/*
 * Values: the text found in a document, checked and brought into the canonical form of its type
 * (see core/record.h).
 *
 * Nothing is repaired and nothing is rounded: what is not plainly of the type is a fault, with a
 * rule's name for machines and words for people.
 */
#ifndef TRANSFORMS_VALUE_H
#define TRANSFORMS_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/record.h"
#include "transforms/date.h"

struct arena;
struct code_list;

/* Whole numbers, among them decimals of scale 0, fit a store's integers of 64 bits; decimals with
 * digits behind the point are kept as texts. */
enum { WHOLE_DIGITS_MOST = 18, DECIMAL_DIGITS_MOST = 36, SCALE_MOST = 9 };

struct value_form {
    enum type type;
    int scale;           /* of DECIMAL */
    bool has_comma;      /* of INTEGER and DECIMAL: "1.234,5", else "1234.5" */
    bool collapse_space; /* of TEXT and CODE: white space inside becomes one blank */
    struct date_rules dates;
    const struct code_list *codes;
};

/* Why a value was refused: the rule's name ("date", "decimal", "required", ...), and words that
 * follow the value in a message ("is no date that exists"). */
struct fault {
    const char *rule, *why;
};

/* How several values of a field become one. */
enum take {
    TAKE_ONE, /* a second value is a fault */
    TAKE_FIRST,
    TAKE_LAST,
    TAKE_COUNT,
    TAKE_SUM,
    TAKE_MIN,
    TAKE_MAX,
    TAKE_ANY,
    TAKE_ALL,
    TAKE_JOIN
};

/* "one", "first", ...; NULL-terminated, indexed by enum take. */
extern const char *const take_names[];

struct fold {
    enum take take;
    const struct value_form *form;
    const char *separator; /* of TAKE_JOIN */
};

/* Looks at a text from a document: 1 with the text without white space at its ends and in Unicode's
 * normal form C, which either stands where it stood, without a NUL behind it, or is in the arena; 0
 * when nothing is left; -1 with *fault when no text may have such bytes. */
int text_read(const char *text, size_t size, struct arena *arena, struct value *value,
              struct fault *fault);

/* Reads a text that text_read gave: 1 with the canonical value in the arena, 0 when the text stands
 * for no value, -1 with *fault.  An unknown code is no fault here: see code_find. */
int value_convert(const struct value_form *form, struct value text, struct arena *arena,
                  struct value *value, struct fault *fault);

/* Both: reads one text: 1 with the canonical value in the arena, 0, -1 with *fault. */
int value_read(const struct value_form *form, const char *text, size_t size, struct arena *arena,
               struct value *value, struct fault *fault);

/* The text without white space (as XML has it) at both ends. */
struct value text_trim(const char *text, size_t size);

/* Less than, equal to or greater than 0, as one canonical value of a form is to another: numbers by
 * what they are worth, all else by their texts, which sort as time where they are dates. */
int value_compare(const struct value_form *form, const struct value *a, const struct value *b);

/* Folds canonical values of a form into one: 1, 0 when there is none, -1 with *fault.  TAKE_COUNT
 * is not asked here, since it counts elements rather than values. */
int values_take(const struct fold *fold, const struct value *values, size_t count,
                struct arena *arena, struct value *value, struct fault *fault);

#endif
