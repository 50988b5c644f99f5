/*
 * Code lists: which codes a source uses, when they are valid, and what is said of them.
 *
 * A list is keyed by source and version ("dvcqg.loai_doi_tuong@2026"), because one word has
 * different codes in different systems, and in different years of one system.  Codes are texts;
 * their zeros count.
 */
#ifndef TRANSFORMS_CODES_H
#define TRANSFORMS_CODES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/doubt.h"
#include "core/title.h"

struct arena;
struct node;
struct problems;

enum { CODE_ATTRIBUTES_MOST = 16, NO_ATTRIBUTE = -1 };

/* One code in one period; a code whose meaning changed stands there once for each. */
struct code {
    const char *code;
    const char *from, *until; /* days, both included, "2022-04-01"; NULL: open */
    const char *vi, *en;      /* labels, "" when not given */
    const char **attributes;  /* in the order of the list's; NULL when not given */
};

struct code_list {
    bool is_broken;   /* by mistakes: nothing but the key can be relied on */
    bool is_misnamed; /* not even that */
    const char *key;  /* the name, with "@version" when there is one; NULL: could not be read */
    const char *name, *basis;
    const struct node *place; /* where its name stands */
    struct title title;
    const struct code *codes; /* in the order of the file */
    size_t count;
    const struct code **sorted; /* the same, by code and period */
    const char *attributes[CODE_ATTRIBUTES_MOST];
    size_t attribute_count;
};

/* Reads one code list file (YAML: codes, version, title, basis, attributes, list).  Always gives a
 * list; with mistakes it is there only so that others, which speak of it, are not blamed. */
struct code_list *code_list_read(const char *path, struct arena *arena, struct problems *problems);

/* Tells lists that have the same key as an earlier one. */
void code_lists_check(const struct code_list *const *lists, size_t count,
                      struct problems *problems);

/* Notes the keys of which mistakes have been told. */
void code_lists_note_doubt(const struct code_list *const *lists, size_t count, struct doubt *doubt,
                           struct arena *arena);

/* The list of this key, NULL when there is none. */
const struct code_list *code_list_find(const struct code_list *const *lists, size_t count,
                                       const char *key);

/* The code, or NULL when the list does not have it. */
const struct code *code_find(const struct code_list *list, const char *text, size_t size);

/* The code as it is valid on a date, which may be less than a day ("2022-04") and then need only
 * meet the period, or more; NULL when it is not.  Without a date any period does. */
const struct code *code_find_on(const struct code_list *list, const char *text, size_t size,
                                const char *date);

/* The same, NULL also where several periods will do and the list says in them different things by
 * the attribute. */
const struct code *code_look_up(const struct code_list *list, const char *text, size_t size,
                                const char *date, int attribute);

/* The index of an attribute, NO_ATTRIBUTE when the list has none of this name; "vi" and "en" are
 * attributes too. */
int code_attribute_index(const struct code_list *list, const char *name);

/* Its text for a code, NULL when it has none. */
const char *code_attribute(const struct code *code, int index);

#endif
