/*
 * Mistakes in configuration, collected so that all are told at once, and each only once.
 *
 * Whoever checks something asks first whether what that depends on has been told to be wrong: a
 * consequence of a mistake is no second one.
 */
#ifndef CORE_PROBLEM_H
#define CORE_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct node;

struct problem {
    const char *file; /* as it was opened */
    int line, column; /* from 1; 0 when the whole file is meant */
    bool is_warning;
    const char *text;
    const struct node *node; /* where it is; NULL when the whole file is meant */
    const char *key;         /* the mistake is about this key of the node; NULL: about the node */
    struct problem *next;
};

struct problems {
    struct arena *arena; /* set by the owner before use; problems live in it */
    struct problem *first, *last;
    size_t errors, warnings;
};

/* Adds a mistake at a node (its value) or its key, or at a file as a whole.  Nodes must live as
 * long as the problems. */
void problem_at(struct problems *problems, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void problem_at_key(struct problems *problems, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void problem_in_file(struct problems *problems, const char *file, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds a mistake of a node's key, which says nothing against what stands behind it. */
void problem_of_key(struct problems *problems, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds that the key is missing from the map; the text goes on with the format: "it takes ...".
 * Nothing when a mistake has been told of that key, or when it may stand where nobody could read.
 */
void problem_missing(struct problems *problems, const struct node *map, const char *key,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Adds something that works but is probably not meant. */
void problem_warn(struct problems *problems, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds a mistake at the scalar in tree whose text is this pointer (see node_of_text); at the tree
 * itself when there is none. */
void problem_at_text(struct problems *problems, const struct node *tree, const char *text,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Sorts them for people: by file, in the order in which files were first spoken of, and in a file
 * by place. */
void problem_sort(struct problems *problems);

/* True when a mistake has been told of this node or of anything in it; false for NULL. */
bool problem_is_at(const struct problems *problems, const struct node *node);

/* True when one has been told of any of these keys of a map, the last followed by NULL: of what
 * stands there, or that it is missing or stands twice; also when more belongs there than could be
 * read. */
bool problem_is_of(const struct problems *problems, const struct node *map, ...)
    __attribute__((sentinel));

#endif
