/*
 * Mistakes in configuration, collected so that all are told at once.
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
    struct problem *next;
};

struct problems {
    struct arena *arena; /* set by the owner before use; problems live in it */
    struct problem *first, *last;
    size_t errors, warnings;
};

/* Adds a mistake at a node (its value), or at a file as a whole. */
void problem_at(struct problems *problems, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void problem_at_key(struct problems *problems, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void problem_in_file(struct problems *problems, const char *file, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds something that works but is probably not meant. */
void problem_warn(struct problems *problems, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds a mistake at the scalar in tree whose text is this pointer (see node_of_text); at the tree
 * itself when there is none. */
void problem_at_text(struct problems *problems, const struct node *tree, const char *text,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
