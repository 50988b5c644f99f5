/*
 * A YAML file as a tree that remembers where everything stands.  The only file that knows libyaml.
 *
 * Configuration is small, so it is read whole; positions stay with each node, so that a mistake
 * found long after parsing can still be shown at its line and column.  Aliases, tags and several
 * documents in a file are refused: a configuration has one plain meaning.
 *
 * A mistake ends the reading only where nobody could go on, and what was read before it is given:
 * the other mistakes of a file are to be told with it.
 */
#ifndef CORE_YAML_H
#define CORE_YAML_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct problems;

enum node_kind { NODE_SCALAR, NODE_LIST, NODE_MAP };

struct node {
    enum node_kind kind;
    const char *file; /* as it was opened */
    int line, column; /* from 1 */
    const char *text; /* of a scalar, NUL-terminated, after ${NAME} expansion */
    bool is_plain;    /* a scalar without quotes */
    bool is_cut;      /* more belongs to it that was not read, for a mistake that is told */
    const char *key;  /* when the node is a value in a map */
    int key_line, key_column;
    const struct node *parent; /* NULL at the top */
    struct node *first, *next; /* children of a list or map in order; siblings */
};

/* Reads the file.  "${NAME}" and "${NAME:-default}" in scalars are replaced from the environment;
 * a name that is not set and has no default is a problem.  With mistakes the tree holds what could
 * be read, the scalars at fault as well; NULL when that is nothing.  It lives in the arena. */
struct node *yaml_read(const char *path, struct arena *arena, struct problems *problems);

/* The value of key in a map; NULL when absent or when the node is no map (or NULL). */
const struct node *node_find(const struct node *map, const char *key);

/* A place inside of a scalar, so many characters behind the beginning of its text. */
const struct node *node_place(const struct node *scalar, size_t characters, struct arena *arena);

/* The scalar whose text is this very pointer, in this tree; NULL when there is none.  The way from
 * a bound value back to its place. */
const struct node *node_of_text(const struct node *tree, const char *text);

#endif
