/*
 * The names of columns as people write them into a table, and as a path can have them.
 */
#ifndef CORE_COLUMN_NAME_H
#define CORE_COLUMN_NAME_H

#include <stddef.h>

struct arena;

/* The text, which must be valid UTF-8 without NUL, on one line, in normal form C and without white
 * space at its ends; "" when nothing is left.  A blank that does not break, and a run of white
 * space with a line break or a tab in it, become one blank. */
const char *column_name(const char *text, size_t size, struct arena *arena);

#endif
