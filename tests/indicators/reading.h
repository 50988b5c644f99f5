/*
 * Definitions written in a test, read as files.
 */
#ifndef TESTS_INDICATORS_READING_H
#define TESTS_INDICATORS_READING_H

#include <stdint.h>

#include "core/problem.h"

struct arena;

/* A folder, an arena, and the problems found so far. */
struct reading {
    struct arena *arena;
    char *folder;
    struct problems problems;
};

void reading_begin(struct reading *reading);
void reading_end(struct reading *reading);

/* Writes the text as a file and returns its path. */
const char *reading_file(struct reading *reading, const char *text);

/* All problems as lines "line:column: text". */
const char *reading_problems(struct reading *reading);

/* A day or time, local to Viet Nam. */
int64_t moment(const char *text);

#endif
