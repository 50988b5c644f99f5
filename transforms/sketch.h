/*
 * A draft: a mapping made of a survey, to begin with instead of an empty file.
 *
 * It takes what the sample shows and no more.  What is in doubt is text, what looks personal is
 * hidden, what cannot be a field is left out with a word about it.  People finish it.
 */
#ifndef TRANSFORMS_SKETCH_H
#define TRANSFORMS_SKETCH_H

#include <stdbool.h>
#include <stddef.h>

#include "transforms/forms.h"
#include "transforms/value.h"

struct arena;
struct buffer;
struct error;
struct spot;
struct survey;

enum { SKETCH_INSIDES_MOST = 8, SKETCH_KEYS_MOST = 4 };

struct sketch_field {
    const struct spot *spot;
    const char *name, *path;
    struct form_guess guess;
    enum take take;
    const struct personal *personal; /* NULL: kept */
    bool is_always;                  /* every record has a value */
    bool is_left_out;
    const char *note; /* NULL: none */
};

/* The record, or a kind of its children. */
struct sketch_group {
    const struct spot *spot;
    const char *name, *path;
    struct sketch_field *fields;
    size_t count, capacity;
};

struct sketch {
    struct arena *arena;
    const struct survey *survey;
    const char *format;
    struct {
        const char *at, *format;
        bool is_base64;
        const struct spot *decider; /* the value by which it is chosen; NULL: none */
    } insides[SKETCH_INSIDES_MOST];
    size_t inside_count;
    struct sketch_group record;
    struct sketch_group *children;
    size_t child_count, child_capacity;
    const struct sketch_field *key[SKETCH_KEYS_MOST]; /* what may name a record, best first */
    size_t key_count;
    bool has_unique_key;  /* the first of them alone does; else see sketch_shorten_key */
    bool has_default_key; /* the field of the key is not always there */
    const char *remarks;  /* lines of comment for its head, "" or ending in a newline */
};

/* Drafts a mapping for the elements of this path, or, when it is NULL, for those that look most
 * like records: repeated, with many values.  It is called like these elements, or by the title
 * where their tag says nothing (item, row).  NULL with ERROR_USAGE when there are none. */
struct sketch *sketch_make(const struct survey *survey, const char *title, const char *path,
                           struct arena *arena, struct error *err);

/* Believes less of the field of this name ("child.field" of a child's), which refused a record: it
 * becomes text, then may be absent, then is left out.  False when there is nothing less to believe,
 * or no key without it. */
bool sketch_loosen(struct sketch *sketch, const char *name);

/* Leaves only the first fields of the key; is_unique says whether they name a record alone. */
void sketch_shorten_key(struct sketch *sketch, size_t count, bool is_unique);

/* Appends the mapping as YAML. */
void sketch_write(const struct sketch *sketch, struct buffer *yaml);

#endif
