/*
 * Code lists: which codes a source uses, and what they are called.
 *
 * A list is keyed by source and version ("dvcqg.trang_thai"), because one word has different codes
 * in different systems.  Codes are texts; their zeros count.
 */
#ifndef TRANSFORMS_CODES_H
#define TRANSFORMS_CODES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/title.h"

struct arena;
struct problems;

struct code {
    const char *code;
    const char *vi, *en; /* labels, "" when not given */
};

struct code_list {
    const char *name;
    struct title title;
    const char *basis;
    const struct code *codes; /* in the order of the file */
    size_t count;
    const struct code **sorted; /* the same, by code */
};

/* Reads one code list file (YAML: codes, title, basis, list).  NULL when it is unusable. */
struct code_list *code_list_read(const char *path, struct arena *arena, struct problems *problems);

/* The code, or NULL when the list does not have it. */
const struct code *code_find(const struct code_list *list, const char *text, size_t size);

#endif
