/*
 * Dates and times as sources write them, read into the one canonical form.
 *
 * A form is written with the letters yyyy MM dd HH mm ss fff zzz for the parts ("dd/MM/yyyy
 * HH:mm:ss"); zzz is an offset (+07:00, +0700, Z); T, blanks and signs stand for
 * themselves.  Without an offset a time is Viet Nam's.
 */
#ifndef TRANSFORMS_DATE_H
#define TRANSFORMS_DATE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/instant.h"

/* What a field says about its dates. */
struct date_rules {
    const char *const *forms; /* tried in order; date_form_problem has none against them */
    size_t form_count;
    bool has_time;        /* a time of day is kept where the form has one */
    bool allow_zeros;     /* 00 as day, or as month and day, lowers the precision */
    bool allow_sentinels; /* 0000-00-00 and year 1 mean that there is no date */
};

/* What keeps a form from being used, NULL when nothing does. */
const char *date_form_problem(const char *form);

/* 1: out has "2022-04-01T06:00:00" or, where the value says less, "2022-04-01", "2022-04", "2022";
 * 0: the text stands for no date; -1: *why says what is wrong with it, NULL that it is of no
 * form. */
int date_read(const struct date_rules *rules, const char *text, size_t size,
              char out[INSTANT_TEXT_SIZE], const char **why);

/* True of a whole day as configuration writes it: "2022-04-01". */
bool date_is_day(const char *text);

#endif
