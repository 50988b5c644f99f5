/*
 * What may stand between the cells of CSV.
 *
 * A table program whose decimal sign is the comma, as in Viet Nam, puts semicolons between the
 * cells of a "CSV"; tabs are as common.
 */
#ifndef CORE_SEPARATOR_H
#define CORE_SEPARATOR_H

#include <stddef.h>

/* Its sign, how a mapping says it (in the order of SEPARATOR_NAMES), and what people call many. */
struct separator {
    char sign;
    const char *name, *words;
};

/* The names, for messages. */
#define SEPARATOR_NAMES "',', ';', 'tab', '|'"

/* The separator of this name, or of this sign; NULL when there is none. */
const struct separator *separator_find(const char *name);
const struct separator *separator_of(char sign);

/* How often the sign stands in a line outside of quotes. */
size_t separator_count(const char *line, size_t size, char sign);

/* The one that a line has most of outside of quotes; NULL when it has none. */
const struct separator *separator_guess(const char *line, size_t size);

#endif
