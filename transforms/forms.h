/*
 * The forms that the values of one element take: what an inspection counts, and what a draft
 * believes.
 *
 * Every value is tried with the very readers that mappings use (value.h), so that what is counted
 * as a date of a form will be read as one.  The values themselves are kept only as masks, and as
 * they are while they look like codes.
 */
#ifndef TRANSFORMS_FORMS_H
#define TRANSFORMS_FORMS_H

#include <stdbool.h>
#include <stddef.h>

#include "transforms/distinct.h"

struct arena;
struct buffer;
struct personal;

enum { CODES_MOST = 12, CODE_SIZE_MOST = 16, MASKS_MOST = 3, MASK_SIZE_MOST = 40, FORM_COUNT = 16 };

/* The forms of dates that are tried, one table for all systems; is_compact marks those of digits
 * alone, which may as well be numbers.  FORM_COUNT rows. */
struct date_form {
    const char *text;
    bool has_time, is_compact;
};
extern const struct date_form date_forms[];

/* A zeroed struct has seen nothing. */
struct forms {
    long count; /* of values, which are not empty */
    long empty;
    /* Of each value exactly one of these counts, but compact dates count as integers too. */
    long integers, decimals, booleans, texts, dates[FORM_COUNT];
    long zero_parts, sentinels; /* of dates */
    long padded;                /* numbers that begin with a zero */
    int whole_digits, scale;    /* the most of numbers */
    size_t shortest, longest;   /* in characters */
    bool has_trouble;           /* a text that no field may have: control characters, bad UTF-8 */
    long personals;             /* values that look personal, and what the last one looked like */
    const struct personal *personal;
    struct {
        char text[CODE_SIZE_MOST + 1];
        long count;
    } codes[CODES_MOST];
    size_t code_count;
    bool is_no_code; /* too many values, or such as no code has */
    char masks[MASKS_MOST][MASK_SIZE_MOST + 1];
    size_t mask_count;
    struct distinct distinct;
};

/* What a draft says of a field. */
struct form_guess {
    int type; /* enum type */
    int scale;
    bool dates[FORM_COUNT]; /* its forms */
    bool allow_zeros, allow_sentinels;
};

/* Counts a value whose text begins with these bytes and has length bytes in all; white space at its
 * ends counts as nothing.  scratch is reset. */
void forms_add(struct forms *forms, const char *text, size_t size, size_t length,
               struct distinct_budget *budget, struct arena *scratch);

/* What all values so far have in common.  The name decides where forms do not: numbers only where
 * it tells of an amount or a count, dates of digits where it tells of a time; else text. */
void forms_guess(const struct forms *forms, const char *name, struct form_guess *guess);

/* True when the values are few, short and repeated, as codes are, and do not look personal. */
bool forms_are_codes(const struct forms *forms);

/* Appends "yyyyMMdd 12, text 1 (4-20 letters), empty 3". */
void forms_tell(const struct forms *forms, const char *name, struct buffer *text);

/* Appends the codes with their counts, or masked examples: "1 (12), 2 (3)", "Xxxx 999". */
void forms_show(const struct forms *forms, bool is_personal, struct buffer *text);

/* Writes the text with 9 for digits and x, X for letters; at most MASK_SIZE_MOST bytes. */
void form_mask(const char *text, size_t size, char mask[MASK_SIZE_MOST + 1]);

#endif
