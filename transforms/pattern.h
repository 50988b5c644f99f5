/*
 * Expressions that a text may match.
 */
#ifndef TRANSFORMS_PATTERN_H
#define TRANSFORMS_PATTERN_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

/* Whether the text matches; groups, count of them, are filled when it does.  Lost memory ends the
 * process: it must not look like a text that does not match. */
bool pattern_matches(const regex_t *pattern, const char *text, regmatch_t *groups, size_t count);

#endif
