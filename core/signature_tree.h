/*
 * A document as a tree, for verifying its signatures: fenced in, and searched without XPath.
 *
 * Everything else in the program streams; only signatures need the whole.  The nodes are libxml2's,
 * which only the files that need them look into.
 */
#ifndef CORE_SIGNATURE_TREE_H
#define CORE_SIGNATURE_TREE_H

#include <stdbool.h>
#include <stddef.h>

struct _xmlDoc;
struct _xmlNode;
struct arena;
struct error;
struct reader;

struct signature_tree {
    struct _xmlDoc *document; /* NULL when it cannot be held */
    const char *obstacle;     /* why not: too long, not well-formed, a DOCTYPE, ... */
};

/* Parses the bytes to their end; more than most_mib MiB, an element deeper than 200 and a DOCTYPE
 * are obstacles.  -1 only when the bytes cannot be read. */
int signature_tree_open(struct signature_tree *tree, struct reader *bytes, long most_mib,
                        struct arena *arena, struct error *err);
void signature_tree_close(struct signature_tree *tree); /* accepts a zeroed tree */

/* The next element behind node in document order, its children first; NULL at the end of the tree
 * under top. */
struct _xmlNode *tree_next(const struct _xmlNode *node, const struct _xmlNode *top);

/* The first child element, and the next element among siblings; NULL when there is none. */
struct _xmlNode *tree_first_child(const struct _xmlNode *node);
struct _xmlNode *tree_next_sibling(const struct _xmlNode *node);

/* True when the element has this local name in the namespace of XML-DSig. */
bool tree_is_signature_part(const struct _xmlNode *node, const char *name);

/* True when node is top or below it. */
bool tree_is_within(const struct _xmlNode *node, const struct _xmlNode *top);

/* The element at a path of local names from the root; NULL when there is none, and when a step has
 * several to choose from: nobody could tell which one is read. */
struct _xmlNode *tree_at(const struct _xmlDoc *document, const char *path);

/* The one element whose attribute Id, ID, id or xml:id has this value, made known to libxml2 as
 * such; NULL when there is none or more than one. */
struct _xmlNode *tree_with_id(struct _xmlDoc *document, const char *id);

#endif
